# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""One session's place in the published plan, and what is near it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from labcamp.core.access import Viewer
from labcamp.programme.models import Placement, Proposal, Timetable
from labcamp.programme.queries.plan import sessions_seen


@dataclass(frozen=True, slots=True)
class Near:
    """Another session near this one."""

    number: int
    title: str
    givers: str
    room: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What runs at the same time, and what comes before and after in the same room."""

    beside: list[Near]
    before: Near | None
    after: Near | None


def place_of(proposal: Proposal, viewer: Viewer) -> Placement | None:
    """Where and when the session is in the version the viewer sees."""
    found: Placement | None = (
        Placement.objects.visible_to(viewer)
        .filter(sessions_seen(viewer), proposal=proposal)
        .filter(timetable__state=Timetable.State.PUBLISHED)
        .select_related("room", "timetable")
        .first()
    )
    return found


def around(place: Placement, viewer: Viewer) -> Around:
    """The neighbours of a place, as far as the viewer sees them, in one query."""
    rows = (
        Placement.objects.visible_to(viewer)
        .filter(sessions_seen(viewer), timetable=place.timetable_id, day=place.day)
        .exclude(proposal=None)
        .exclude(pk=place.pk)
        .order_by("starts_at", "room__order", "proposal__number")
        .values_list(
            "proposal__number", "proposal__title", "proposal__givers_told", "room__name",
            "starts_at", "ends_at", "cancelled", "room",
        )
    )  # fmt: skip
    near = [(Near(*row[:3], row[3] or "", *row[4:7]), row[7]) for row in rows]
    beside = [n for n, _ in near if n.starts_at < place.ends_at and place.starts_at < n.ends_at]
    here = [n for n, room in near if room == place.room_id and n not in beside]
    before = [n for n in here if n.ends_at <= place.starts_at]
    after = [n for n in here if n.starts_at >= place.ends_at]
    return Around(beside, before[-1] if before else None, after[0] if after else None)
