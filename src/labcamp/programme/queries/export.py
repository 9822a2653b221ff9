# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything of the published programme that files carry."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from labcamp.core.access import Viewer
from labcamp.programme.models import Giver, Placement, Room, Timetable
from labcamp.programme.queries.plan import published, sessions_seen
from labcamp.series.models import Edition


@dataclass(frozen=True, slots=True)
class Given:
    name: str
    guid: str
    set_aside: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Session:
    """One session of the published programme with all its words."""

    guid: str
    number: int
    title: str
    subtitle: str
    abstract: str
    description: str
    language: str
    kind: str
    track: str
    links: list[dict[str, str]]
    set_aside: dict[str, Any]
    by: bool
    room: str
    starts_at: datetime
    ends_at: datetime
    day: date
    cancelled: bool
    sequence: int
    givers: tuple[Given, ...]
    givers_told: str


@dataclass(frozen=True, slots=True)
class Published:
    timetable: Timetable
    rooms: list[Room]
    sessions: list[Session]


COLUMNS = (
    "proposal__guid", "proposal__number", "proposal__title", "proposal__subtitle",
    "proposal__abstract", "proposal__description", "proposal__language", "proposal__kind",
    "proposal__track", "proposal__links", "proposal__set_aside", "proposal__by",
    "room__name", "starts_at", "ends_at", "day", "cancelled", "sequence",
)  # fmt: skip


ASIDE = ("proposal__links", "proposal__set_aside")


def published_sessions(
    edition: Edition, viewer: Viewer, *, number: int | None = None, whole: bool = True
) -> Published | None:
    """The published version as the viewer sees it, all of it or one session; None without one.

    Calendars need it less than `whole`: without rooms, links, and givers other than in words.
    """
    timetable = published(edition, viewer)
    if timetable is None:
        return None
    rows = (
        Placement.objects.filter(sessions_seen(viewer), timetable=timetable)
        .exclude(proposal=None)
        .order_by("starts_at", "room__order", "proposal__number")
    )
    if number is not None:
        rows = rows.filter(proposal__number=number)
    named = _givers(timetable, number) if whole else {}
    columns = [name for name in COLUMNS if whole or name not in ASIDE]
    spare: dict[str, Any] = {} if whole else {"links": [], "set_aside": {}}
    sessions = []
    for key, line, *row in rows.values_list("proposal", "proposal__givers_told", *columns):
        values = dict(zip(columns, row, strict=True))
        sessions.append(
            Session(
                by=values.pop("proposal__by") is not None,
                room=values.pop("room__name") or "",
                givers=tuple(named.get(key, ())),
                givers_told=line,
                **spare,
                **{name.rpartition("__")[2]: value for name, value in values.items()},
            )
        )
    rooms = Room.objects.filter(edition=edition).order_by("order", "pk")
    return Published(timetable, list(rooms) if whole else [], sessions)


def _givers(timetable: Timetable, number: int | None) -> dict[int, list[Given]]:
    givers = Giver.objects.filter(proposal__placements__timetable=timetable)
    if number is not None:
        givers = givers.filter(proposal__number=number)
    named: dict[int, list[Given]] = defaultdict(list)
    for key, name, guid, aside in givers.order_by("proposal", "order", "pk").values_list(
        "proposal", "name", "guid", "set_aside"
    ):
        named[key].append(Given(name, guid, aside))
    return named
