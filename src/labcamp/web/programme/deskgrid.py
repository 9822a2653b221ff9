# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The draft on its raster: a row for each slot, a cell for each room. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from labcamp.programme.models import Room, Slot
from labcamp.programme.queries.plan import Entry
from labcamp.web.programme.grid import Shown, Words


@dataclass(frozen=True, slots=True)
class Cell:
    """A slot in a room: what stands there (`shown`), what still runs there, or nothing."""

    room: Room
    shown: Shown | None
    running: str


@dataclass(frozen=True, slots=True)
class Row:
    """One slot. A common one has a title and no cells."""

    slot: Slot
    begins: datetime
    ends: datetime
    cells: tuple[Cell, ...]

    @property
    def free(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.shown is None and not cell.running)


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """The days, and what stands where the raster has no place for it."""

    rooms: tuple[Room, ...]
    days: tuple[Day, ...]
    outside: tuple[Shown, ...]


def desk_of(
    entries: Iterable[Entry], slots: Iterable[Slot], rooms: Iterable[Room], zone: ZoneInfo,
    words: Words,
) -> Desk:  # fmt: skip
    """Put every session into its cell."""
    ordered = sorted(slots, key=lambda slot: slot.starts_at)
    known = tuple(rooms)
    names = {room.name: room.pk for room in known}
    placed: dict[tuple[int, int], Shown] = {}
    running: dict[tuple[int, int], str] = {}
    outside = []
    for entry in entries:
        if not entry.number:
            continue
        shown = _shown(entry, zone, words)
        cells = _cells(entry, ordered, names)
        if not cells or cells[0] in placed or cells[0] in running:
            outside.append(shown)
            continue
        placed[cells[0]] = shown
        running.update(dict.fromkeys(cells[1:], entry.title))
    rows = [_row(slot, known, zone, placed, running) for slot in ordered]
    days = groupby(rows, key=lambda row: (row.begins - timedelta(hours=4)).date())
    return Desk(known, tuple(Day(day, tuple(some)) for day, some in days), tuple(outside))


def _cells(entry: Entry, slots: list[Slot], names: Mapping[str, int]) -> list[tuple[int, int]]:
    room = names.get(entry.room)
    covered = [
        slot.pk
        for slot in slots
        if not slot.common and slot.starts_at < entry.ends_at and entry.starts_at < slot.ends_at
    ]
    return [(slot, room) for slot in covered] if room is not None else []


def _row(
    slot: Slot, rooms: tuple[Room, ...], zone: ZoneInfo,
    placed: Mapping[tuple[int, int], Shown], running: Mapping[tuple[int, int], str],
) -> Row:  # fmt: skip
    cells = () if slot.common else tuple(
        Cell(room, placed.get((slot.pk, room.pk)), running.get((slot.pk, room.pk), ""))
        for room in rooms
    )  # fmt: skip
    return Row(slot, _clock(slot.starts_at, zone), _clock(slot.ends_at, zone), cells)


def _shown(entry: Entry, zone: ZoneInfo, words: Words) -> Shown:
    begins, ends = _clock(entry.starts_at, zone), _clock(entry.ends_at, zone)
    return Shown(entry, begins, ends, words.label(entry), words.language(entry))


def _clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """Local and naive, as the grid of the programme has it."""
    return moment.astimezone(zone).replace(tzinfo=None)
