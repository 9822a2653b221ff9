# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A problem as numbers and bit masks, the form in which it is searched.

Cell `slot * rooms + room` holds one session or -1. After the last slot follows the shelf: cells
for sessions without a place, worth nothing, without neighbours. A person is one bit per point of
strength, so the worth of a slot is the number of bits in the union of its sessions' masks, less
the bits of those who give a session there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .measure import expected_heads
from .problem import Place, Plan, Problem, Session, strengths
from .rules import Raster, allowed_places, apart_pairs

NEVER = 1 << 40
"""More than any plan can cost: the price of a cell a session may not have."""
NO_PLACE = 1 << 24
"""The price of a session on the shelf: more than all wishes together."""


@dataclass(slots=True)
class Board:
    """The fixed side of a search. Lists are indexed by session; the last entry is "nobody"."""

    keys: tuple[str, ...]
    slots: tuple[str, ...]
    rooms: tuple[str, ...]
    price: list[list[int]]  # session -> cell -> cost, NEVER when not allowed
    parts: list[int]
    fans: list[int]  # wishes as bits
    giving: list[int]  # the same bits of the people who give the session
    clash: list[int]  # sessions, as bits, that may not share a slot with this one
    beside: list[int]  # sessions, as bits, that cost extra when they share a slot
    beside_cost: int
    before: list[tuple[int, ...]]
    after: list[tuple[int, ...]]
    wish: int
    number: dict[str, int] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        return len(self.slots) * len(self.rooms)

    @property
    def special(self) -> list[bool]:
        """Sessions whose moves need the long way: several slots, or an order to keep."""
        return [
            p > 1 or bool(b) or bool(a)
            for p, b, a in zip(self.parts, self.before, self.after, strict=True)
        ]

    def cell_of(self, place: Place) -> int:
        return self.slots.index(place.slot) * len(self.rooms) + self.rooms.index(place.room)

    def cells_of(self, plan: Plan) -> list[int]:
        """Session number to cell, -1 where `plan` has no legal place for it."""
        found = [-1] * len(self.keys)
        for key, place in plan.items():
            session = self.number.get(key)
            if session is None or place.slot not in self.slots or place.room not in self.rooms:
                continue
            cell = self.cell_of(place)
            if self.price[session][cell] < NEVER:
                found[session] = cell
        return found

    def plan_of(self, cells: list[int]) -> dict[str, Place]:
        plan = {}
        for session, cell in enumerate(cells):
            if 0 <= cell < self.cells:
                slot, room = divmod(cell, len(self.rooms))
                more = self.slots[slot + 1 : slot + self.parts[session]]
                plan[self.keys[session]] = Place(self.slots[slot], self.rooms[room], more)
        return plan


def board(problem: Problem) -> Board:
    """Translate once; everything after this is arithmetic."""
    raster = Raster(problem)
    sessions = problem.sessions
    number = {session.key: n for n, session in enumerate(sessions)}
    fans, giving = _people(problem, number)
    before, after = _series(problem, number)
    made = Board(
        keys=tuple(session.key for session in sessions),
        slots=tuple(slot.key for slot in raster.slots),
        rooms=tuple(room.key for room in problem.rooms),
        price=[],
        parts=[session.parts for session in sessions] + [1],
        fans=fans,
        giving=giving,
        clash=_pairs(number, apart_pairs(problem)),
        beside=_pairs(number, _same_topic(sessions) if problem.weights.topic else {}),
        beside_cost=problem.weights.topic,
        before=before,
        after=after,
        wish=problem.weights.wish,
        number=number,
    )
    heads = expected_heads(problem)
    made.price = [_prices(problem, raster, made, s, heads[s.key]) for s in sessions]
    made.price.append([0] * made.cells)
    return made


def _people(problem: Problem, number: Mapping[str, int]) -> tuple[list[int], list[int]]:
    fans, giving = [0] * (len(number) + 1), [0] * (len(number) + 1)
    bits: dict[str, int] = {}
    at = 0
    for person in sorted(problem.wishes):
        wish = {s: w for s, w in strengths(problem.wishes[person]).items() if s in number}
        top = max(wish.values(), default=0)
        for key, strength in wish.items():
            fans[number[key]] |= ((1 << strength) - 1) << at
        bits[person] = ((1 << top) - 1) << at
        at += top
    for session in problem.sessions:
        for who in session.givers:
            giving[number[session.key]] |= bits.get(who, 0)
    return fans, giving


def _prices(
    problem: Problem, raster: Raster, made: Board, session: Session, heads: int
) -> list[int]:
    prices = [NEVER] * made.cells
    weigh = problem.weights
    for place in allowed_places(problem, raster, session):
        seats = raster.rooms[place.room].seats
        price = weigh.seat * max(0, heads - seats) if seats is not None else 0
        if session.liked and place.slot not in session.liked:
            price += weigh.liked
        prices[made.cell_of(place)] = price
    return prices


def _pairs(number: Mapping[str, int], pairs: Mapping[tuple[str, str], object]) -> list[int]:
    masks = [0] * (len(number) + 1)
    for a, b in pairs:
        masks[number[a]] |= 1 << number[b]
        masks[number[b]] |= 1 << number[a]
    return masks


def _same_topic(sessions: tuple[Session, ...]) -> dict[tuple[str, str], bool]:
    return {
        (a.key, b.key): True
        for n, a in enumerate(sessions)
        for b in sessions[n + 1 :]
        if a.topic and a.topic == b.topic
    }


def _series(
    problem: Problem, number: Mapping[str, int]
) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    before: list[set[int]] = [set() for _ in range(len(number) + 1)]
    after: list[set[int]] = [set() for _ in range(len(number) + 1)]
    for row in problem.series:
        known = [number[key] for key in row if key in number]
        for at, session in enumerate(known):
            before[session].update(known[:at])
            after[session].update(known[at + 1 :])
    return [tuple(sorted(s)) for s in before], [tuple(sorted(s)) for s in after]
