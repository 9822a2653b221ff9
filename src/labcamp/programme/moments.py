# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What runs at a moment and what comes next, room by room. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from labcamp.programme.queries.plan import Entry


class Phase(StrEnum):
    """Where a moment lies in the programme.

    PAUSE: on a day of the programme, nothing runs. NIGHT: a day is over, another one comes.
    """

    BEFORE = "before"
    ON = "on"
    PAUSE = "pause"
    NIGHT = "night"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class RoomNow:
    """One room: what runs in it, and what begins there next on the same day."""

    room: str
    running: tuple[Entry, ...]
    following: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole programme at one moment.

    `day` is the day that runs or comes next (None: it is all over); `common` and `common_next` are
    what everybody does (a break, the welcome); `resumes` is when the next thing begins.
    """

    phase: Phase
    day: date | None
    rooms: tuple[RoomNow, ...]
    common: tuple[Entry, ...]
    common_next: tuple[Entry, ...]
    resumes: datetime | None


def board(entries: Sequence[Entry], now: datetime, today: date) -> Board:
    """`today` is the day `now` belongs to where the edition is.

    Raises ValueError without entries: then there is no programme to speak of.
    """
    if not entries:
        raise ValueError("no entries")
    day = day_at(entries, now)
    then = [entry for entry in entries if entry.day == day]
    everybodys = [entry for entry in then if not entry.room and not entry.number]
    placed = sorted(
        (entry for entry in then if entry.room or entry.number),
        key=lambda entry: (entry.room_order, entry.room, entry.starts_at),
    )
    rooms = tuple(
        RoomNow(room, *_at(list(inside), now))
        for room, inside in groupby(placed, key=lambda entry: entry.room)
    )
    common, common_next = _at(everybodys, now)
    ahead = [entry.starts_at for entry in then if entry.starts_at > now]
    phase, resumes = _phase(entries, day, now, today), min(ahead, default=None)
    return Board(phase, day, rooms, common, common_next, resumes)


def day_at(entries: Iterable[Entry], now: datetime) -> date | None:
    """The day that is not over yet: the one that runs, or else the next one."""
    return min((entry.day for entry in entries if entry.ends_at > now), default=None)


def _at(entries: list[Entry], now: datetime) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    running = tuple(entry for entry in entries if entry.starts_at <= now < entry.ends_at)
    ahead = [entry for entry in entries if entry.starts_at > now]
    first = min((entry.starts_at for entry in ahead), default=None)
    return running, tuple(entry for entry in ahead if entry.starts_at == first)


def _phase(entries: Sequence[Entry], day: date | None, now: datetime, today: date) -> Phase:
    if day is None:
        return Phase.OVER
    if any(entry.starts_at <= now < entry.ends_at for entry in entries):
        return Phase.ON
    if not any(entry.starts_at <= now for entry in entries):
        return Phase.BEFORE
    begun = any(entry.day == day and entry.starts_at <= now for entry in entries)
    return Phase.PAUSE if begun or day == today else Phase.NIGHT
