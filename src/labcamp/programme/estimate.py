# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""How many would want a session if everybody had had the chance to say so.

A proposal that comes late has been seen by fewer people, so its count says too little. Of N people
who marked anything, n had the chance: they answered this very proposal, or marked something after
it appeared. w of them want it, firmly or perhaps. For the N - n others we expect the same share

    share = (w + PRIOR * mean) / (n + PRIOR)        estimate = w + (N - n) * share

where `mean` is the share over all proposals together: with few answers the estimate leans towards
what sessions of this edition get on average, with many it follows the answers. Hence it is never
below w nor above N, it is w when everybody had the chance, and one more wish never lowers it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

PRIOR = 5
"""So many answers weigh as much as what is known of the other proposals."""


class Answer(NamedTuple):
    """What one person (or code) said about one proposal; 0 is "not for me"."""

    who: str
    proposal: int
    strength: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Demand:
    """Counted wishes; how many had the chance to say so; the estimate for all who voted."""

    counted: int
    asked: int
    estimated: int

    @property
    def late(self) -> bool:
        return self.estimated > self.counted


def estimate(wanted: int, asked: int, voters: int, mean: float) -> int:
    """Expected wishes among `voters` when `wanted` of the `asked` want it; halves round up."""
    share = (wanted + PRIOR * mean) / (asked + PRIOR)
    return wanted + int(max(0, voters - asked) * share + 0.5)


def demand(appeared: Mapping[int, datetime], answers: Iterable[Answer]) -> dict[int, Demand]:
    """For each proposal and the moment it appeared, what is counted and what is expected."""
    answers = [answer for answer in answers if answer.proposal in appeared]
    last: dict[str, datetime] = {}
    said: dict[int, set[str]] = defaultdict(set)
    wants: dict[int, int] = defaultdict(int)
    for who, proposal, strength, at in answers:
        last[who] = max(at, last.get(who, at))
        said[proposal].add(who)
        wants[proposal] += strength > 0
    asked = {
        proposal: len(said[proposal] | {who for who, at in last.items() if at >= moment})
        for proposal, moment in appeared.items()
    }
    chances = sum(asked.values())
    mean = sum(wants.values()) / chances if chances else 0.0
    return {
        proposal: Demand(
            wants[proposal],
            asked[proposal],
            estimate(wants[proposal], asked[proposal], len(last), mean),
        )
        for proposal in appeared
    }
