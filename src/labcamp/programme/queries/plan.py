# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The published plan as rows of plain values: few columns, few queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from labcamp.core.access import Circle, Viewer, seen_by
from labcamp.programme.models import Interest, Placement, Timetable
from labcamp.series.models import Edition

SESSION_CIRCLE = Circle("proposal__audience", "proposal__by", "", "proposal__edition")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the plan: a session, or a fixed point (then `number` is 0)."""

    pk: int
    proposal: int
    number: int
    title: str
    givers: str
    kind: str
    language: str
    track: str
    room: str
    room_order: int
    starts_at: datetime
    ends_at: datetime
    day: date
    cancelled: bool
    was: str = ""
    """At the desk: where a form that moves it says it stood."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Which placements of which version a viewer sees; (version, placements) names the content."""

    timetable: int
    placements: tuple[int, ...]


def sessions_seen(viewer: Viewer) -> Q:
    """Fixed points, and sessions the viewer may read; what somebody withdrew is nowhere."""
    return Q(proposal=None) | (seen_by(viewer, SESSION_CIRCLE) & ~Q(proposal__state="withdrawn"))


def published(edition: Edition, viewer: Viewer) -> Timetable | None:
    """The version that counts, if the viewer sees it."""
    found: Timetable | None = (
        Timetable.objects.visible_to(viewer)
        .filter(edition=edition, state=Timetable.State.PUBLISHED)
        .first()
    )
    return found


def seen(edition: Edition, viewer: Viewer) -> Seen | None:
    """The keys of what the viewer sees of the published plan, in one query; None: nothing."""
    rows = list(
        Placement.objects.visible_to(viewer)
        .filter(
            sessions_seen(viewer),
            timetable__edition=edition,
            timetable__state=Timetable.State.PUBLISHED,
        )
        .order_by("pk")
        .values_list("timetable", "pk")
    )
    if not rows:
        return None
    return Seen(rows[0][0], tuple(pk for _, pk in rows))


def entries(seen: Seen) -> list[Entry]:
    """What somebody sees of a version, as it follows each other."""
    shown = frozenset(seen.placements)
    rows = (
        Placement.objects.filter(timetable=seen.timetable)
        .order_by("starts_at", "room__order", "proposal__number")
        .values_list(
            "pk", "proposal", "proposal__number", "proposal__title", "proposal__givers_told",
            "proposal__kind", "proposal__language", "proposal__track", "room__name",
            "room__order", "starts_at", "ends_at", "day", "cancelled", "title",
        )
    )  # fmt: skip
    return [_entry(*row) for row in rows if row[0] in shown]


def _entry(
    pk: int,
    proposal: int | None,
    number: int | None,
    title: str | None,
    givers: str | None,
    kind: str | None,
    language: str | None,
    track: str | None,
    room: str | None,
    room_order: int | None,
    starts_at: datetime,
    ends_at: datetime,
    day: date,
    cancelled: bool,  # noqa: FBT001 - a column
    own_title: str,
) -> Entry:
    return Entry(
        pk, proposal or 0, number or 0, title or own_title, givers or "", kind or "",
        language or "", track or "", room or "", -1 if room_order is None else room_order,
        starts_at, ends_at, day, cancelled,
    )  # fmt: skip


def marks(edition: Edition, viewer: Viewer) -> dict[int, int]:
    """The viewer's own wishes at an edition: proposal to strength."""
    if viewer.person is None:
        return {}
    mine = Interest.objects.filter(
        person=viewer.person, proposal__edition=edition, strength__gt=Interest.Strength.NOT
    ).exclude(proposal__state="merged")
    return dict(mine.values_list("proposal", "strength"))
