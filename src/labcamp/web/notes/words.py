# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What several pages say about a pad: who wrote last, and the pad as a Markdown file."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from labcamp.core.access import may
from labcamp.core.door import Request
from labcamp.notes import queries
from labcamp.notes.models import Pad
from labcamp.series.frame import confidentiality
from labcamp.series.models import Edition


def thousands(number: int) -> str:
    """1234 as people read it: 1.234 in German, 1,234 in English."""
    return number_format(number, use_l10n=True, force_grouping=True)


def shared(request: Request, pad: Pad) -> dict[str, Any]:
    """What every page about one pad knows. Whoever may not know the last writer reads no name."""
    edition, viewer, last = pad.edition, request.viewer, pad.written_by_id
    return {
        "pad": pad,
        "proposal": pad.proposal,
        "edition": edition,
        "writer": queries.names(edition, [last], viewer).get(last or 0, ""),
        "mine_last": last is not None and last == viewer.person,
        "may_write": may(viewer, "write", pad),
        "language": _spoken(pad),
        "zone": edition.time_zone,
    }


def _spoken(pad: Pad) -> str:
    told: str = pad.proposal.language or pad.edition.language
    return told[:2]


def as_file(pads: list[Pad], edition: Edition) -> str:
    """Markdown: the frame once at the top, then every pad under the title of its session."""
    frame = [f"> **{_('Confidentiality')}:** {said}" for said in confidentiality(edition)]
    parts = [*frame, *(_one(pad) for pad in pads)]
    return "\n\n".join(parts) + "\n"


def _one(pad: Pad) -> str:
    number = pad.proposal.number
    title = " ".join(pad.proposal.title.split())
    top = f"# {title}\n\n*{pad.edition} · {_('Session')} {number}*"
    return f"{top}\n\n{pad.text.strip()}".rstrip()
