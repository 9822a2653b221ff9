# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions in a published programme, and what people write in them."""

from __future__ import annotations

from itertools import count

from tests.builders import programme as build

from labcamp.network.models import Person
from labcamp.notes import actions
from labcamp.notes.models import Pad
from labcamp.programme.models import Proposal
from labcamp.series.models import Edition
from labcamp.series.queries import viewer_for

_NUMBER = count(1)


def a_session_in_the_programme(edition: Edition | None = None, **fields) -> Proposal:
    """The first session of a published edition."""
    edition = edition or build.a_published_edition(1, **fields)
    return Proposal.objects.select_related("edition").filter(edition=edition).first()


def a_pad(session: Proposal | None = None, text: str = "", *, by: Person | None = None) -> Pad:
    """A pad somebody with a place has opened, and written into when there is a text."""
    session = session or a_session_in_the_programme()
    by = by or build.a_participant(session.edition)
    pad = actions.begin(session, by=viewer_for(by))
    return write(pad, text, by=by) if text else pad


def write(pad: Pad, text: str, *, by: Person, read_at: int | None = None) -> Pad:
    """Save a form whose text was read at `read_at`, or just now."""
    pad = Pad.objects.get(pk=pad.pk)
    actions.save(
        pad,
        text,
        read_at=pad.sequence if read_at is None else read_at,
        client=f"client-{next(_NUMBER)}",
        by=viewer_for(by),
    )
    return Pad.objects.get(pk=pad.pk)
