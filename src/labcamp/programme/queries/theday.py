# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What hosts need on the day: the sessions in the order they run, and which places are free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from labcamp.programme.actions.timetable import day_of
from labcamp.programme.models import Placement, Proposal, Room, RoomClosed, Slot, Timetable
from labcamp.series.models import Edition

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Free:
    """A place in which nothing takes place; `short` when it ends before a session's own length."""

    room: Room
    starts_at: datetime
    ends_at: datetime
    short: bool = False

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.starts_at.isoformat()} {self.room.pk}"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the published version: everything in the order of time, its spans and rooms.

    `closed` says by room when it cannot be used.
    """

    version: int
    day: date
    days: tuple[date, ...]
    placements: tuple[Placement, ...]
    spans: tuple[Span, ...]
    rooms: tuple[Room, ...]
    closed: dict[int, tuple[Span, ...]] = field(default_factory=dict)


def day_of_edition(edition: Edition, now: datetime, asked: str = "") -> Day | None:
    """The day asked for, or today, or the next one, or the last; None when nothing is published."""
    published = Timetable.objects.filter(edition=edition, state=Timetable.State.PUBLISHED).first()
    if published is None:
        return None
    rows = list(
        Placement.objects.filter(timetable=published)
        .filter(Q(proposal=None) | Q(proposal__state__in=Proposal.PLACEABLE))
        .select_related("proposal", "room")
        .order_by("starts_at", "room__order", "pk")
    )
    days = tuple(sorted({row.day for row in rows}))
    if not days:
        return None
    today = day_of(now, edition.time_zone)
    coming = [day for day in days if day >= today]
    wanted = next((day for day in days if day.isoformat() == asked), None)
    day = wanted or (coming[0] if coming else days[-1])
    here = tuple(row for row in rows if row.day == day)
    return Day(
        published.number, day, days, here, _spans(edition, day, here),
        tuple(Room.objects.filter(edition=edition)), _closed(edition),
    )  # fmt: skip


def _spans(edition: Edition, day: date, here: Iterable[Placement]) -> tuple[Span, ...]:
    """The day's slots, and the times at which sessions stand without one, as in imported plans."""
    slots = Slot.objects.filter(edition=edition, common=False)
    spans = {
        (slot.starts_at, slot.ends_at)
        for slot in slots
        if day_of(slot.starts_at, edition.time_zone) == day
    }
    begun = {starts for starts, _ in spans}
    spans |= {
        (row.starts_at, row.ends_at) for row in here if row.proposal and row.starts_at not in begun
    }
    return tuple(sorted(spans))


def _closed(edition: Edition) -> dict[int, tuple[Span, ...]]:
    rows = RoomClosed.objects.filter(room__edition=edition, slot__common=False)
    found: dict[int, tuple[Span, ...]] = {}
    for room, starts, ends in rows.values_list("room", "slot__starts_at", "slot__ends_at"):
        found[room] = (*found.get(room, ()), (starts, ends))
    return found


def without_a_room(day: Day) -> frozenset[int]:
    """Sessions that are to take place while their room cannot be used, by their keys."""
    return frozenset(
        row.proposal_id
        for row in day.placements
        if row.proposal_id
        and not row.cancelled
        and meets(day.closed.get(row.room_id or 0, ()), row.starts_at, row.ends_at)
    )


def meets(spans: Iterable[Span], starts: datetime, ends: datetime) -> bool:
    """Whether any of the spans overlaps that time."""
    return any(begins < ends and starts < until for begins, until in spans)


def free_places(day: Day, now: datetime, moved: Placement | None = None) -> list[Free]:
    """Places that are free from now on, for a new session or for `moved` with its own length."""
    taken = [row for row in day.placements if row != moved and not row.cancelled]
    length = moved.ends_at - moved.starts_at if moved else None
    found = []
    for span in day.spans:
        if span[1] <= now:
            continue
        for room in day.rooms:
            place = _fitting(room, span, length, taken, day.closed.get(room.pk, ()))
            here = moved and (moved.room_id, moved.starts_at) == (room.pk, span[0])
            if place and not here:
                found.append(place)
    return found


def _fitting(
    room: Room,
    span: Span,
    length: timedelta | None,
    taken: list[Placement],
    closed: tuple[Span, ...],
) -> Free | None:
    """The whole length if the room is free so long, else what the slot holds, else nothing."""
    starts, ends = span
    wanted = starts + length if length else ends
    later = [row for row in taken if row.ends_at > starts]
    here = [row for row in later if row.room_id == room.pk]
    breaks = [row for row in later if row.room_id is None and row.proposal_id is None]
    for end, short in ((wanted, False), (min(wanted, ends), wanted > ends)):
        # what is longer than its slot does not run into a break; in the slot the raster decides
        hindering = here + breaks if end > ends else here
        if not any(row.starts_at < end for row in hindering) and not meets(closed, starts, end):
            return Free(room, starts, end, short)
    return None
