# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A day's plan as the rows of a table: times down, rooms across. Values in, values out.

Every moment at which something begins or ends is a row, so sessions of any length meet exactly.
A room in which two things overlap gets two columns. On a small screen, and as a list, the same
table reads from top to bottom in the order of time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from labcamp.programme.queries.plan import Entry

HEIGHTS = (10, 30, 60, 90)
"""A row is as high as its minutes say, in five steps."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry with its local times, its kind in a word, and its language if unusual."""

    entry: Entry
    begins: datetime
    ends: datetime
    label: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """Something in the table, or nothing (`shown` is None), over some rows and columns."""

    shown: Shown | None
    rows: int
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One moment; `begins` tells whether anything begins at it."""

    at: datetime
    height: int
    begins: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A room's heading and how many columns it has."""

    name: str
    span: int


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sessions: int


@dataclass(frozen=True, slots=True)
class Words:
    """The names of the kinds, and the language in which sessions are when nothing is said."""

    kinds: Mapping[str, str]
    usual: str

    def label(self, entry: Entry) -> str:
        return entry.track if entry.kind == "other" else self.kinds.get(entry.kind, "")

    def language(self, entry: Entry) -> str:
        return entry.language if entry.language != self.usual else ""


def days_of(entries: Iterable[Entry], zone: ZoneInfo, words: Words) -> list[Day]:
    """The days in order, each as a table."""
    ordered = sorted(entries, key=lambda e: (e.day, e.starts_at, e.room_order, e.number))
    return [
        _day(day, list(group), zone, words) for day, group in groupby(ordered, key=lambda e: e.day)
    ]


def _day(day: date, entries: list[Entry], zone: ZoneInfo, words: Words) -> Day:
    shown = [
        Shown(
            e, _clock(e.starts_at, zone), _clock(e.ends_at, zone), words.label(e), words.language(e)
        )
        for e in entries
    ]
    times = sorted({e.starts_at for e in entries} | {e.ends_at for e in entries})
    common = [s for s in shown if not s.entry.room and not _beside_a_session(s.entry, entries)]
    placed = [s for s in shown if s not in common]
    lanes, columns = _lanes(placed)
    width = max(1, len(lanes))
    grid: list[list[Cell | None]] = [[None] * width for _ in times[:-1]]
    for item in common:
        first, last = _span(item.entry, times)
        _fill(grid, first, last, range(width), Cell(item, last - first, width))
    for column, lane in enumerate(lanes):
        for item in lane:
            first, last = _span(item.entry, times)
            _fill(grid, first, last, range(column, column + 1), Cell(item, last - first))
    _fill_gaps(grid)
    begins = {e.starts_at for e in entries}
    rows = tuple(
        Row(_clock(at, zone), _height(at, after), at in begins, _cells(grid, number))
        for number, (at, after) in enumerate(pairwise(times))
    )
    return Day(day, columns, rows, sum(bool(e.number) for e in entries))


def _clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """Local and naive, so that nothing turns it into another zone's time on the way to the page."""
    return moment.astimezone(zone).replace(tzinfo=None)


def _beside_a_session(fixed: Entry, entries: Sequence[Entry]) -> bool:
    """Whether something else runs at the time of a fixed point, so that it cannot go across."""
    return any(
        e is not fixed and e.starts_at < fixed.ends_at and fixed.starts_at < e.ends_at
        for e in entries
    )


def _lanes(placed: list[Shown]) -> tuple[list[list[Shown]], tuple[Column, ...]]:
    """Columns of things that follow each other, and the headings over them."""
    lanes: list[list[Shown]] = []
    columns = []
    by_room = sorted(placed, key=lambda s: (s.entry.room_order, s.entry.room))
    for room, inside in groupby(by_room, key=lambda s: s.entry.room):
        own: list[list[Shown]] = []
        for item in inside:
            free = next((x for x in own if x[-1].entry.ends_at <= item.entry.starts_at), None)
            if free is None:
                own.append([item])
            else:
                free.append(item)
        lanes += own
        columns.append(Column(room, len(own)))
    return lanes, tuple(columns)


def _span(entry: Entry, times: list[datetime]) -> tuple[int, int]:
    return bisect_left(times, entry.starts_at), bisect_left(times, entry.ends_at)


TAKEN = Cell(None, 0)


def _fill(
    grid: list[list[Cell | None]], first: int, last: int, columns: Iterable[int], cell: Cell
) -> None:
    """Put the cell at its corner and mark the rest of what it covers."""
    wide = list(columns)
    for row in range(first, last):
        for column in wide:
            grid[row][column] = TAKEN
    grid[first][wide[0]] = cell


def _fill_gaps(grid: list[list[Cell | None]]) -> None:
    """One empty cell for each stretch of nothing in a column."""
    for column in range(len(grid[0]) if grid else 0):
        row = 0
        while row < len(grid):
            if grid[row][column] is not None:
                row += 1
                continue
            end = row
            while end < len(grid) and grid[end][column] is None:
                end += 1
            _fill(grid, row, end, [column], Cell(None, end - row))
            row = end


def _cells(grid: list[list[Cell | None]], row: int) -> tuple[Cell, ...]:
    return tuple(cell for cell in grid[row] if cell is not None and cell.rows)


def _height(at: datetime, after: datetime) -> int:
    """0 to 4: the step of HEIGHTS the row's minutes reach."""
    minutes = (after - at).total_seconds() / 60
    return sum(minutes > step for step in HEIGHTS)
