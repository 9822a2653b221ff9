# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A fair turn of hosts, as plain values: who has hosted how often, and whom to ask next."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Who:
    """A lab by what counts for a fair turn; "" and 0 where it is unknown."""

    lab: int
    level: int
    region: str
    size: str


@dataclass(frozen=True)
class Turn:
    """One level, state or size of town: its labs, those that have hosted, times hosted.

    `due` is how often it would have been its turn had the editions gone round by the number of
    labs, in editions.
    """

    key: Hashable
    labs: int
    hosted: int
    times: int
    due: float


def turns(labs: Sequence[Who], times: Sequence[int], by: Callable[[Who], Hashable]) -> list[Turn]:
    """Turns per group, the one furthest behind first; groups without a name are left out.

    `times` holds a lab's key once for every edition it hosted; strangers are passed over.
    """
    known = {one.lab: one for one in labs}
    hosted = Counter(lab for lab in times if lab in known)
    groups: dict[Hashable, list[Who]] = defaultdict(list)
    for one in labs:
        if by(one):
            groups[by(one)].append(one)
    total = sum(hosted[one.lab] for some in groups.values() for one in some)
    everyone = sum(map(len, groups.values())) or 1
    found = [
        Turn(
            key,
            labs=len(some),
            hosted=sum(one.lab in hosted for one in some),
            times=sum(hosted[one.lab] for one in some),
            due=total * len(some) / everyone,
        )
        for key, some in groups.items()
    ]
    return sorted(found, key=lambda turn: (turn.times - turn.due, -turn.labs, str(turn.key)))


def suggest(labs: Sequence[Who], times: Sequence[int], *, number: int, most: int = 6) -> list[Who]:
    """Labs that have never hosted, those first whose level, then whose state has not either.

    Among equals the levels take turns, and the order changes with the edition's number, so that
    nobody is always first.
    """
    hosted = set(times)
    levels = {one.level for one in labs if one.lab in hosted}
    regions = {one.region for one in labs if one.lab in hosted}
    ahead: Counter[tuple[int, int]] = Counter()
    ranked = []
    free = [one for one in labs if one.lab not in hosted]
    for one in sorted(free, key=lambda one: _lot(number, one.lab)):
        new = 2 * (one.level not in levels) + (bool(one.region) and one.region not in regions)
        ranked.append((-new, ahead[new, one.level], _lot(number, one.lab), one))
        ahead[new, one.level] += 1
    return [one for *_, one in sorted(ranked, key=lambda rank: rank[:3])[:most]]


def _lot(number: int, lab: int) -> str:
    return hashlib.sha256(f"{number}:{lab}".encode()).hexdigest()
