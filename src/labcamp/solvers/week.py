# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events that people must attend, in slots of several days, with days that are good for people.

Nobody can be in two events at once, rooms must suit, orders must hold; what counts is the shape
of every person's every day. Events that cannot be placed yet wait.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

from .compiled import numbers, small
from .dice import first
from .weekloop import settle, sweep


@dataclass(frozen=True, slots=True)
class Event:
    """Attended by `people`; `rooms` that suit it; `slots` it may have, None for all."""

    people: tuple[int, ...]
    rooms: frozenset[int]
    slots: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """`days` of `per_day` slots each. `orders`: pairs of which the first must be earlier.

    `shape` prices one person's day, given whether each of its slots is busy.
    """

    days: int
    per_day: int
    rooms: int
    people: int
    events: Sequence[Event]
    shape: Callable[[Sequence[bool]], int]
    orders: Sequence[tuple[int, int]] = ()


class Fixed(NamedTuple):
    """A week as flat arrays; `size`: events, slots, rooms, days, slots per day."""

    size: Any
    allowed: Any
    suits: Any  # rooms as bits
    clash: Any
    foes_from: Any
    foes: Any  # the same, as lists
    slots_from: Any
    slots: Any  # allowed ones, as lists
    people_from: Any
    people: Any
    before_from: Any
    before: Any
    after_from: Any
    after: Any
    table: Any


class Moving(NamedTuple):
    """The changing side of a week."""

    slot: Any  # -1: waiting
    room: Any
    at: Any  # slot x room: event or -1
    pattern: Any  # person x day: busy slots as bits
    against: Any  # slot x event: those in the slot that clash with the event
    mark: Any
    chain: Any
    holder: Any  # two slots' rooms, being matched
    found: Any  # event to its room in `holder`
    queue: Any
    via: Any
    waiting: Any
    weight: Any
    count: Any  # waiting, fewest waiting, credit for long chains
    cost: Any  # now, best
    best_slot: Any
    best_room: Any
    seed: Any


def fixed(week: Week) -> Fixed:
    events, slots = week.events, week.days * week.per_day
    clash = bytearray(len(events) ** 2)
    attends: list[list[int]] = [[] for _ in range(week.people)]
    for n, event in enumerate(events):
        for person in event.people:
            attends[person].append(n)
    pairs = [pair for mine in attends for pair in combinations(mine, 2)]
    for a, b in [*pairs, *week.orders]:
        clash[a * len(events) + b] = clash[b * len(events) + a] = 1
    many = len(events)
    foes = [[b for b in range(many) if clash[a * many + b]] for a in range(many)]
    allowed = [sorted(range(slots) if e.slots is None else e.slots) for e in events]
    before: list[list[int]] = [[] for _ in events]
    after: list[list[int]] = [[] for _ in events]
    for a, b in week.orders:
        before[b].append(a)
        after[a].append(b)
    return Fixed(
        size=numbers([len(events), slots, week.rooms, week.days, week.per_day]),
        allowed=small([int(t in mine) for mine in allowed for t in range(slots)]),
        suits=numbers([sum(1 << r for r in e.rooms) for e in events]),
        clash=small(list(clash)),
        foes_from=numbers(_starts(foes)),
        foes=small([other for row in foes for other in row]),
        slots_from=numbers(_starts(allowed)),
        slots=small([slot for row in allowed for slot in row]),
        people_from=numbers(_starts([event.people for event in events])),
        people=small([person for event in events for person in event.people]),
        before_from=numbers(_starts(before)),
        before=numbers([e for row in before for e in row]),
        after_from=numbers(_starts(after)),
        after=numbers([e for row in after for e in row]),
        table=numbers(
            [
                week.shape([bool(bits >> n & 1) for n in range(week.per_day)])
                for bits in range(1 << week.per_day)
            ]
        ),
    )


def _starts(rows: Sequence[Sequence[int]]) -> list[int]:
    found = [0]
    for row in rows:
        found.append(found[-1] + len(row))
    return found


class Days:
    """A week being arranged; begins with every event waiting."""

    def __init__(self, week: Week, seed: int) -> None:
        self.fixed = fixed(week)
        events, slots, rooms = len(week.events), week.days * week.per_day, week.rooms
        self.moving = Moving(
            slot=numbers([-1] * events),
            room=numbers([-1] * events),
            at=numbers([-1] * (slots * rooms)),
            pattern=small([0] * (week.people * week.days)),
            against=small([0] * (slots * events)),
            mark=numbers([0] * events),
            chain=numbers([0] * (events + 1)),
            holder=numbers([-1] * (2 * rooms)),
            found=numbers([-1] * events),
            queue=numbers([0] * (rooms + 1)),
            via=numbers([0] * rooms),
            waiting=numbers(list(range(events))),
            weight=numbers([1] * events),
            count=numbers([events, events, 0]),
            cost=numbers([0, 1 << 40]),
            best_slot=numbers([-1] * events),
            best_room=numbers([-1] * events),
            seed=numbers([first(seed)]),
        )

    @property
    def now(self) -> int:
        return int(self.moving.cost[0])

    @property
    def best(self) -> int:
        return int(self.moving.cost[1])

    @property
    def waiting(self) -> int:
        """Events without a place in the best arrangement so far."""
        return int(self.moving.count[1])

    def settle(self, steps: int) -> bool:
        """Look for places for those that wait, whatever it costs; True when nobody waits."""
        return bool(settle(self.fixed, self.moving, steps))

    def sweep(self, steps: int, heat: float) -> None:
        sweep(self.fixed, self.moving, steps, heat)

    def places(self) -> list[tuple[int, int]]:
        """Slot and room of every event in the best arrangement, (-1, -1) for those waiting."""
        best = zip(self.moving.best_slot, self.moving.best_room, strict=True)
        return [(int(slot), int(room)) for slot, room in best]
