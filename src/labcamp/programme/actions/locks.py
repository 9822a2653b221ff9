# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which rows the programme's actions lock, and in which order.

First the edition, then its planning, then proposals by their keys, then whatever hangs on them; the
stamp (`core/record.py`) comes last, by itself where a fact is recorded. Whoever changes a proposal,
the raster or a timetable holds the edition's row, so what happens to one programme happens one
after the other: nobody decides by what is about to change, and no two wait for each other.

A row that refers to others (a placement, a wish, a room) holds those while it is written, until its
transaction ends. So to write one counts as locking what it refers to.

Only marks do without the edition, since many people mark at once: a mark holds its proposal, and a
code after that.
"""

from __future__ import annotations

from labcamp.programme.models import Proposal
from labcamp.series.models import Edition


def locked_edition(key: int) -> Edition:
    return Edition.objects.select_for_update().get(pk=key)


def locked_proposal(proposal: Proposal) -> Proposal:
    """The row as it is now, with its edition's row locked before it."""
    edition = locked_edition(proposal.edition_id)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    proposal.edition = edition
    return proposal


def locked_pair(*both: Proposal) -> list[Proposal]:
    """Both rows as they are now, and their editions', in one order whoever asks first."""
    for key in sorted({one.edition_id for one in both}):
        locked_edition(key)
    keys = [one.pk for one in both]
    rows = Proposal.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys]


def held_for_a_mark(proposal: Proposal) -> Proposal:
    """The row as it is now; it is not merged, parked or withdrawn while a mark is written."""
    return Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
