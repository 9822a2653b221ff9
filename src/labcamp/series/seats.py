# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which seats are taken when some are kept for a lab or a level. Pure.

A lab's people sit on the lab's kept seats first, then on those of their level, then on free ones.
Every lab has one level, so filling the narrowest kept seats first is best: whenever any seating of
some people exists, this one seats them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Who:
    """What of a person counts for seats: keys of lab and level, 0 for none."""

    lab: int = 0
    level: int = 0


@dataclass(frozen=True)
class Seats:
    """All seats (None: as many as come), and how many of them are kept for whom."""

    all: int | None = None
    labs: Mapping[int, int] = field(default_factory=dict)
    levels: Mapping[int, int] = field(default_factory=dict)

    @property
    def unkept(self) -> int | None:
        """Seats anybody may have; never below 0, however many are kept."""
        if self.all is None:
            return None
        return max(0, self.all - sum(self.labs.values()) - sum(self.levels.values()))


def standing(seats: Seats, people: Iterable[Who]) -> int:
    """How many of the people find no seat; 0 when all of them fit."""
    if seats.unkept is None:
        return 0
    in_labs = Counter((who.lab, who.level) for who in people)
    left: Counter[int] = Counter()
    for (lab, level), many in in_labs.items():
        left[level] += max(0, many - seats.labs.get(lab, 0))
    rest = sum(max(0, many - seats.levels.get(level, 0)) for level, many in left.items())
    return max(0, rest - seats.unkept)


def fits(seats: Seats, people: list[Who], one: Who) -> bool:
    """Whether one more finds a seat without anybody of `people` losing theirs."""
    return standing(seats, [*people, one]) <= standing(seats, people)
