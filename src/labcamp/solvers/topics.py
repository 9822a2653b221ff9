# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Talks in stretches: every room has one topic per section, and topics want to stay together.

A stretch is one room during one section (a run of slots without a break). This is the part of
a programme that people's wishes alone do not decide: which topic meets where, next to which
other, in which order its talks come, and who would have to be in two rooms at once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .compiled import numbers
from .dice import first
from .topicloop import sweep, total

SHELF_PRICE = 1 << 33
"""Per slot of a talk without a place: more than any soft cost."""


PACKING = 0.35
"""Heat at which places are looked for, in slots of talks without one."""


@dataclass(frozen=True, slots=True)
class Talk:
    """`slots` in a row, for `topic`; `rank` is the wanted place within the topic, 0 for any."""

    topic: int
    slots: int = 1
    rank: int = 0


@dataclass(frozen=True, slots=True)
class TopicPrices:
    """What a topic pays for each further room, side-by-side stretch, gap and wrong place."""

    rooms: int = 0
    parallel: int = 0
    gap: int = 0
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Programme:
    """Sections (their slots) times rooms, talks, and what everything costs.

    `talk_price` and `topic_price`: (talk or topic, section, room) to cost, 0 when missing.
    `beside`: pairs of topics that cost when they share a section. `same_section` and
    `same_slot`: pairs of talks that cost when two rooms have them at once.
    """

    sections: Sequence[int]
    rooms: int
    topics: int
    talks: Sequence[Talk]
    prices: TopicPrices = TopicPrices()
    talk_price: Mapping[tuple[int, int, int], int] = field(default_factory=dict)
    topic_price: Mapping[tuple[int, int, int], int] = field(default_factory=dict)
    beside: Mapping[tuple[int, int], int] = field(default_factory=dict)
    same_section: Mapping[tuple[int, int], int] = field(default_factory=dict)
    same_slot: Mapping[tuple[int, int], int] = field(default_factory=dict)


class Fixed(NamedTuple):
    """A programme as flat arrays.

    `size`: talks, stretches, topics, rooms, sections, longest section, whether slots matter,
    whether a talk may lose its place again.
    """

    size: Any
    topic: Any
    length: Any
    rank: Any
    near_from: Any
    near: Any
    near_section: Any
    near_slot: Any
    talk_price: Any
    topic_price: Any
    beside: Any
    room_for: Any
    section: Any
    family_from: Any
    family: Any
    ranked: Any
    price: Any  # rooms, parallel, gap, rank, shelf


class Moving(NamedTuple):
    """The changing side: where each talk is, what each stretch holds, in order."""

    stretch: Any
    content: Any
    count: Any
    used: Any
    owner: Any
    rooms: Any  # topic x room: stretches held
    sections: Any  # topic x section: stretches held
    seed: Any
    cost: Any  # now, best
    best: Any  # content at the best moment
    spare: Any


def fixed(programme: Programme, *, shelf_price: int = SHELF_PRICE, loose: bool = False) -> Fixed:
    talks, rooms = programme.talks, programme.rooms
    sections = list(programme.sections)
    stretches = len(sections) * rooms
    near: list[dict[int, list[int]]] = [{} for _ in talks]
    for which, pairs in enumerate((programme.same_section, programme.same_slot)):
        for (a, b), price in pairs.items():
            near[a].setdefault(b, [0, 0])[which] += price
            near[b].setdefault(a, [0, 0])[which] += price
    family = [[n for n, t in enumerate(talks) if t.topic == g] for g in range(programme.topics)]
    longest, by_slot = max(sections, default=0), int(bool(programme.same_slot))
    size = [len(talks), stretches, programme.topics, rooms, len(sections), longest, by_slot]
    size.append(int(loose))
    prices = programme.prices
    return Fixed(
        size=numbers(size),
        topic=numbers([t.topic for t in talks]),
        length=numbers([t.slots for t in talks]),
        rank=numbers([t.rank for t in talks]),
        near_from=numbers(_starts(near)),
        near=numbers([b for n in near for b in n]),
        near_section=numbers([p[0] for n in near for p in n.values()]),
        near_slot=numbers([p[1] for n in near for p in n.values()]),
        talk_price=numbers(_table(programme.talk_price, len(talks), stretches, rooms)),
        topic_price=numbers(_table(programme.topic_price, programme.topics, stretches, rooms)),
        beside=numbers(_square(programme.beside, programme.topics)),
        room_for=numbers([slots for slots in sections for _ in range(rooms)]),
        section=numbers([n for n in range(len(sections)) for _ in range(rooms)] + [len(sections)]),
        family_from=numbers(_starts(family)),
        family=numbers([n for members in family for n in members]),
        ranked=numbers([int(any(talks[n].rank for n in members)) for members in family]),
        price=numbers([prices.rooms, prices.parallel, prices.gap, prices.rank, shelf_price]),
    )


def _starts(rows: Iterable[Any]) -> list[int]:
    found = [0]
    for row in rows:
        found.append(found[-1] + len(row))
    return found


def _table(
    prices: Mapping[tuple[int, int, int], int], rows: int, stretches: int, rooms: int
) -> list[int]:
    table = [0] * (rows * stretches)
    for (row, section, room), price in prices.items():
        table[row * stretches + section * rooms + room] += price
    return table


def _square(pairs: Mapping[tuple[int, int], int], side: int) -> list[int]:
    table = [0] * (side * side)
    for (a, b), price in pairs.items():
        table[a * side + b] += price
        table[b * side + a] += price
    return table


class Stretches:
    """A programme being arranged; begins with every talk on the shelf."""

    def __init__(self, programme: Programme, seed: int) -> None:
        self.programme = programme
        self.fixed = fixed(programme)
        talks, stretches, topics, rooms, sections, longest = (int(n) for n in self.fixed.size[:6])
        self.longest = longest
        self.moving = Moving(
            stretch=numbers([stretches] * talks),
            content=numbers([-1] * (stretches * longest)),
            count=numbers([0] * stretches),
            used=numbers([0] * stretches),
            owner=numbers([-1] * stretches),
            rooms=numbers([0] * (topics * rooms)),
            sections=numbers([0] * (topics * sections)),
            seed=numbers([first(seed)]),
            cost=numbers([0, 0]),
            best=numbers([-1] * (stretches * longest)),
            spare=numbers([0] * (4 * longest + 4)),
        )
        self._count(self.fixed)

    def _count(self, fixed: Fixed) -> None:
        """The cost anew, from nothing; it is the best so far."""
        moving = self.moving
        moving.cost[0] = moving.cost[1] = total(fixed, moving)
        for k, talk in enumerate(moving.content):
            moving.best[k] = talk

    def pack(self, steps: int, stop: Callable[[], bool]) -> bool:
        """Give every talk a place, whatever it costs; False when `stop` came first.

        It is asked every so many `steps`. Where rooms are full to the last slot this has to come
        first: while costs are counted, a place once given is never lost again, and the last talk
        might find none.
        """
        loose = self._loose()
        self._count(loose)
        while self.now and not stop():
            sweep(loose, self.moving, steps, PACKING)
        packed = self.now == 0
        self._count(self.fixed)
        return packed

    def _loose(self) -> Fixed:
        """Only places count, one per slot of a talk, and may be lost again."""
        bare = Programme(
            self.programme.sections, self.programme.rooms, self.programme.topics,
            self.programme.talks,
        )  # fmt: skip
        return fixed(bare, shelf_price=1, loose=True)

    @property
    def now(self) -> int:
        return int(self.moving.cost[0])

    @property
    def best(self) -> int:
        return int(self.moving.cost[1])

    def sweep(self, steps: int, heat: float) -> None:
        sweep(self.fixed, self.moving, steps, heat)

    def arrangement(self) -> dict[tuple[int, int], list[int]]:
        """At its best: (section, room) to the talks there in order, as often as their slots."""
        found = {}
        rooms = self.programme.rooms
        for stretch in range(len(self.programme.sections) * rooms):
            row = self.moving.best[stretch * self.longest : (stretch + 1) * self.longest]
            talks = [int(talk) for talk in row if talk >= 0]
            slots = [talk for talk in talks for _ in range(self.programme.talks[talk].slots)]
            if slots:
                found[divmod(stretch, rooms)] = slots
        return found
