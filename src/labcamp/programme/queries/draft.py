# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The draft's sessions as plain rows, and the mark by which a form notices another host."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any

from labcamp.programme.models import Placement, Timetable
from labcamp.series.models import Edition

Row = list[Any]
"""Room, start, end, day, pinned, and the number in calendars, as JSON keeps them."""
Rows = dict[str, list[Row]]
COLUMNS = ("proposal", "room", "starts_at", "ends_at", "day", "pinned", "sequence")
NO_DRAFT = "-"


def draft_of(edition: Edition) -> Timetable | None:
    return Timetable.objects.filter(edition=edition, state=Timetable.State.DRAFT).first()


def has_unpublished(edition: Edition) -> bool:
    """Whether participants see a version while a newer draft is in work."""
    states = Timetable.objects.filter(edition=edition).values_list("state", flat=True)
    return {Timetable.State.DRAFT, Timetable.State.PUBLISHED} <= set(states)


def rows_of(draft: Timetable | None) -> Rows:
    """The sessions' places by proposal; whether one fell through is not a matter of the draft."""
    if draft is None:
        return {}
    found: Rows = {}
    placed = Placement.objects.filter(timetable=draft, proposal__isnull=False)
    for proposal, room, starts, ends, day, pinned, sequence in placed.order_by(
        "proposal", "starts_at", "room"
    ).values_list(*COLUMNS):
        row: Row = [room, starts.isoformat(), ends.isoformat(), day.isoformat(), pinned, sequence]
        found.setdefault(str(proposal), []).append(row)
    return found


def mark_of(draft: Timetable | None) -> str:
    """A short name of what the draft looks like; a form that carries it notices other hosts."""
    if draft is None:
        return NO_DRAFT
    text = json.dumps([draft.pk, rows_of(draft)], sort_keys=True)
    return blake2b(text.encode(), digest_size=12).hexdigest()
