# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The numbers by which calendars tell a newer place of a session from an older one."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max

from labcamp.programme.changes import same_place
from labcamp.programme.models import Placement, Timetable


def session_rows(timetable: Timetable) -> list[Placement]:
    sessions = Placement.objects.filter(timetable=timetable, proposal__isnull=False)
    return list(sessions.select_related("proposal", "room"))


def count_sequences(published: Timetable, coming: Timetable) -> None:
    """A session's number grows exactly when its time, room or standing changed.

    One that comes back counts on from when it was last in the programme: calendars that once
    had it would take a lower number for old.
    """
    before = {p.proposal_id: p for p in session_rows(published)}
    rows = session_rows(coming)
    last = _last([p.proposal_id for p in rows if p.proposal_id not in before], coming)
    changed = []
    for placement in rows:
        old = before.get(placement.proposal_id)
        if old is not None:
            sequence = old.sequence + (0 if same_place(old, placement) else 1)
        elif placement.proposal_id in last:
            sequence = last[placement.proposal_id] + 1
        else:
            continue
        if placement.sequence != sequence:
            placement.sequence = sequence
            changed.append(placement)
    Placement.objects.bulk_update(changed, ["sequence"])


def _last(proposals: Collection[int | None], coming: Timetable) -> dict[int | None, int]:
    """The highest number each of these sessions had in any published version."""
    rows = Placement.objects.filter(proposal__in=proposals, timetable__published_at__isnull=False)
    once = rows.exclude(timetable=coming).values("proposal")
    return dict(once.values_list("proposal", Max("sequence")))
