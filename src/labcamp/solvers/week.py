# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events that people must attend, in slots of several days, with days that are good for people.

Nobody can be in two events at once, rooms must suit, orders must hold; what counts is the shape
of every person's every day. Events that cannot be placed yet wait.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from typing import NamedTuple

from .compiled import numbers, small
from .dice import first
from .settleloop import settle
from .weekloop import CLOSED, FEWEST, FINE, SEQUENCE, UNIT, WORD, go_back, sweep

MOST_SLOTS = 62
"""Slots are bits of a number that a compiled loop can hold, sign and all."""


@dataclass(frozen=True, slots=True)
class Event:
    """Attended by `people`; `rooms` that suit it; `slots` it may have, None for all."""

    people: tuple[int, ...]
    rooms: frozenset[int]
    slots: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """`days` of `per_day` slots each, 62 at most. `orders`: pairs of which the first is earlier.

    `shape` prices one person's day, given whether each of its slots is busy.
    """

    days: int
    per_day: int
    rooms: int
    people: int
    events: Sequence[Event]
    shape: Callable[[Sequence[bool]], int]
    orders: Sequence[tuple[int, int]] = ()


class Offsets(NamedTuple):
    """Sizes, then where each part begins in `tables` or in `book`."""

    events: int
    many: int  # slots
    rooms: int
    words: int  # of 60 people
    # tables
    clash: int  # event x event
    foes: int  # the same, as lists
    people: int
    odd: int  # person: in an odd number of a chain's events
    table: int  # busy slots of a day as bits: price
    turn: int  # slot of the day x the same: what turning that slot changes
    pattern: int  # day x person: busy slots as bits
    against: int  # event x slot: how many there clash with it; `CLOSED` more where it may not be
    who: int  # the same: which one, where it is one (exclusive or of all)
    ruler: int
    logs: int
    # book, after the random number
    suits: int  # rooms as bits
    none: int  # the slots, as bits, where nobody clashes with the event; before it, all for nobody
    one: int  # the slots where one does
    foes_from: int  # in `tables`
    people_from: int
    crowd: int  # event x word: its people as bits
    row: int  # slot: where its day begins in `pattern`
    turn_from: int  # slot: where its place in the day begins in `turn`
    bit: int  # slot: its place in the day
    slots_from: int
    slots: int  # allowed ones, as lists
    before_from: int
    before: int
    after_from: int
    after: int
    slot: int  # -1: waiting
    room: int
    at: int  # slot x room: event or -1
    mark: int
    chain: int
    holder: int  # two slots' rooms, being dealt out
    found: int  # event to its room in `holder`
    queue: int
    via: int
    waiting: int
    weight: int
    tally: int  # waiting, fewest waiting
    cost: int  # now, best
    best_slot: int
    best_room: int
    load: int  # slot: events in it
    tries: int  # per cent that try chains; chains tried, made; others tried, made


def _packed(week: Week, seed: int) -> tuple[Offsets, list[int], list[int]]:
    """The week as flat numbers, every event waiting. Raises ValueError for too many slots."""
    if week.days * week.per_day > MOST_SLOTS:
        raise ValueError(f"a week has {MOST_SLOTS} slots at most")
    tables: list[int] = []
    book = [first(seed)]
    begins: dict[str, int] = {}

    def join(into: list[int], parts: dict[str, list[int]]) -> None:
        for name, values in parts.items():
            begins[name] = len(into)
            into.extend(values)

    join(tables, _tables(week))
    join(book, {**_places(week, begins), **_lists(week), **_marks(week)})
    slots = week.days * week.per_day
    sizes = (len(week.events), slots, week.rooms, -(-week.people // WORD))
    begins["none"] += 1
    return Offsets(*sizes, **begins), tables, book


def _foes(week: Week) -> list[set[int]]:
    """Per event, those with which it shares a person or an order."""
    attends: list[list[int]] = [[] for _ in range(week.people)]
    for n, event in enumerate(week.events):
        for person in event.people:
            attends[person].append(n)
    pairs = [pair for mine in attends for pair in combinations(mine, 2)]
    foes: list[set[int]] = [set() for _ in week.events]
    for a, b in [*pairs, *week.orders]:
        foes[a].add(b)
        foes[b].add(a)
    return foes


def _allowed(week: Week) -> list[list[int]]:
    everywhere = range(week.days * week.per_day)
    return [sorted(everywhere if e.slots is None else e.slots) for e in week.events]


def _tables(week: Week) -> dict[str, list[int]]:
    slots, days = range(week.days * week.per_day), range(1 << week.per_day)
    foes, many = _foes(week), range(len(week.events))
    table = [week.shape([bool(day >> n & 1) for n in range(week.per_day)]) for day in days]
    return {
        "clash": [int(b in foes[a]) for a in many for b in many],
        "foes": [other for row in foes for other in sorted(row)],
        "people": [person for event in week.events for person in event.people],
        "odd": [0] * week.people,
        "table": table,
        "turn": [table[day ^ 1 << n] - table[day] for n in range(week.per_day) for day in days],
        "pattern": [0] * (week.people * week.days),
        "against": [0 if t in mine else CLOSED for mine in _allowed(week) for t in slots],
        "who": [0] * (len(slots) * len(week.events)),
        "ruler": _ruler(),
        "logs": [round(-UNIT * log((n + 0.5) / FINE)) for n in range(FINE)],
    }


def _ruler() -> list[int]:
    """Which bit stands alone in a number, by the six bits `SEQUENCE` then begins with."""
    found = [0] * 64
    for bit in range(64):
        found[(SEQUENCE << bit >> 58) & 63] = bit
    return found


def _crowd(week: Week, event: Event) -> list[int]:
    """The people of `event` as bits, `WORD` to a number."""
    bits = sum(1 << person for person in event.people)
    return [bits >> low & (1 << WORD) - 1 for low in range(0, week.people, WORD)]


def _places(week: Week, begins: dict[str, int]) -> dict[str, list[int]]:
    """What leads into the tables."""
    slots = [divmod(slot, week.per_day) for slot in range(week.days * week.per_day)]
    return {
        "foes_from": _starts([sorted(row) for row in _foes(week)], begins["foes"]),
        "people_from": _starts([event.people for event in week.events], begins["people"]),
        "crowd": [bits for event in week.events for bits in _crowd(week, event)],
        "row": [begins["pattern"] + day * week.people for day, _ in slots],
        "turn_from": [begins["turn"] + (place << week.per_day) for _, place in slots],
        "bit": [1 << place for _, place in slots],
    }


def _lists(week: Week) -> dict[str, list[int]]:
    before: list[list[int]] = [[] for _ in week.events]
    after: list[list[int]] = [[] for _ in week.events]
    for a, b in week.orders:
        before[b].append(a)
        after[a].append(b)
    allowed = _allowed(week)
    return {
        "suits": [sum(1 << r for r in event.rooms) for event in week.events],
        "none": [-1, *(sum(1 << slot for slot in row) for row in allowed)],
        "one": [0] * len(week.events),
        "slots_from": _starts(allowed),
        "slots": [slot for row in allowed for slot in row],
        "before_from": _starts(before),
        "before": [event for row in before for event in row],
        "after_from": _starts(after),
        "after": [event for row in after for event in row],
    }


def _marks(week: Week) -> dict[str, list[int]]:
    events, rooms = len(week.events), week.rooms
    return {
        "slot": [-1] * events,
        "room": [-1] * events,
        "at": [-1] * (week.days * week.per_day * rooms),
        "mark": [0] * events,
        "chain": [0] * (events + 1),
        "holder": [-1] * (2 * rooms),
        "found": [-1] * events,
        "queue": [0] * (rooms + 1),
        "via": [0] * rooms,
        "waiting": list(range(events)),
        "weight": [1] * events,
        "tally": [events, events],
        "cost": [0, 1 << 40],
        "best_slot": [-1] * events,
        "best_room": [-1] * events,
        "load": [0] * (week.days * week.per_day),
        "tries": [FEWEST, 0, 0, 0, 0],
    }


def _starts(rows: Sequence[Sequence[int]], begin: int = 0) -> list[int]:
    found = [begin]
    for row in rows:
        found.append(found[-1] + len(row))
    return found


class Days:
    """A week being arranged; begins with every event waiting."""

    def __init__(self, week: Week, seed: int) -> None:
        self.offsets, tables, book = _packed(week, seed)
        self.tables, self.book = small(tables), numbers(book)

    @property
    def now(self) -> int:
        return int(self.book[self.offsets.cost])

    @property
    def best(self) -> int:
        return int(self.book[self.offsets.cost + 1])

    @property
    def waiting(self) -> int:
        """Events without a place in the best arrangement so far."""
        return int(self.book[self.offsets.tally + 1])

    def settle(self, steps: int) -> bool:
        """Look for places for those that wait, whatever it costs; True when nobody waits."""
        return bool(settle(self.offsets, self.tables, self.book, steps))

    def sweep(self, steps: int, heat: float) -> None:
        sweep(self.offsets, self.tables, self.book, steps, heat)

    def go_back(self) -> None:
        """Be again as in the best arrangement so far, if that has a place for everybody."""
        if self.waiting == 0:
            go_back(self.offsets, self.tables, self.book)

    def places(self) -> list[tuple[int, int]]:
        """Slot and room of every event in the best arrangement, (-1, -1) for those waiting."""
        o = self.offsets
        return [
            (int(self.book[o.best_slot + event]), int(self.book[o.best_room + event]))
            for event in range(o.events)
        ]
