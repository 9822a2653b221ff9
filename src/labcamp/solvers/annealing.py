# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simulated annealing for any state that can sweep: hot at first, then ever more careful."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from statistics import fmean, pstdev
from typing import Protocol


class State(Protocol):
    """Something that can be changed step by step; it remembers the best it has been."""

    now: int
    best: int

    def sweep(self, steps: int, heat: float) -> None:
        """Try `steps` changes, accepting losses in proportion to `heat`."""


class End(StrEnum):
    """Why a search ended."""

    DONE = "done"
    STOPPED = "stopped"
    OUT_OF_TIME = "out_of_time"
    PERFECT = "perfect"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a running search stands."""

    step: int
    steps: int
    best: int


@dataclass(frozen=True, slots=True)
class Cooling:
    """From `hot` to `cold` (in units of the cost) in `stages` even factors.

    With `last`, the final tenth of the stages goes on from `cold` to there.
    """

    steps: int
    hot: float
    cold: float
    stages: int = 100
    last: float | None = None

    def heat(self, stage: int) -> float:
        share = stage / max(1, self.stages - 1)
        if self.last is None:
            return float(self.hot * (self.cold / self.hot) ** share)
        if share <= 0.9:
            return float(self.hot * (self.cold / self.hot) ** (share / 0.9))
        return float(self.cold * (self.last / self.cold) ** ((share - 0.9) / 0.1))


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on. `until` is a reading of `clock`; `floor` a cost nothing can be below."""

    progress: Callable[[Progress], None] | None = None
    stop: Callable[[], bool] | None = None
    until: float | None = None
    clock: Callable[[], float] = time.monotonic
    floor: int | None = None

    def ends(self, best: int) -> End | None:
        if self.floor is not None and best <= self.floor:
            return End.PERFECT
        if self.stop is not None and self.stop():
            return End.STOPPED
        if self.until is not None and self.clock() >= self.until:
            return End.OUT_OF_TIME
        return None


def anneal(state: State, cooling: Cooling, watch: Watch) -> tuple[int, End]:
    """Cool `state` down; returns the steps made and why it ended. `state.best` is the result."""
    made = 0
    for stage in range(cooling.stages):
        end = watch.ends(state.best)
        if end is not None:
            return made, end
        share = cooling.steps * (stage + 1) // cooling.stages - made
        state.sweep(share, cooling.heat(stage))
        made += share
        if watch.progress is not None:
            watch.progress(Progress(made, cooling.steps, state.best))
    return made, End.DONE


def anneal_by_clock(state: State, cooling: Cooling, watch: Watch) -> tuple[int, End]:
    """Cool down so that the time until `watch.until` is used; not repeatable, for measuring.

    `cooling.steps` are the steps between two looks at the clock.
    """
    assert watch.until is not None
    began = watch.clock()
    whole = max(watch.until - began, 1e-9)
    made = 0
    while True:
        end = watch.ends(state.best)
        if end is not None:
            return made, End.DONE if end is End.OUT_OF_TIME else end
        share = min(1.0, (watch.clock() - began) / whole)
        state.sweep(cooling.steps, cooling.hot * (cooling.cold / cooling.hot) ** share)
        made += cooling.steps


SLOWER, COLDEST = 0.75, 5
"""Power of the cold by which time is shared out, down to so many times colder than the busiest."""


def anneal_in_rounds(
    state: State, cooling: Cooling, watch: Watch, rounds: Sequence[float] = (0.1, 0.9)
) -> tuple[int, End]:
    """Cool down several times until `watch.until`, ever more where the last round saw most happen.

    `rounds` share out the time, the first being a quick look through all heats. A heat gets time
    in proportion to how much the cost varied there, in units of that heat, and the more the
    colder it is, by `SLOWER`: nothing is decided where it is too hot for differences to matter,
    nor where it is too cold to move, and in between everything takes longer the colder it is.
    `cooling.stages` are the heats told apart; otherwise as `anneal_by_clock`.
    """
    assert watch.until is not None
    began = watch.clock()
    whole = max(watch.until - began, 1e-9)
    weights = [1.0] * cooling.stages
    made, over = 0, 0.0
    for share in rounds:
        seen: list[list[int]] = [[] for _ in weights]
        ends = [over + share * part / sum(weights) for part in accumulate(weights)]
        for stage, until in enumerate(ends):
            while (watch.clock() - began) / whole < until:
                end = watch.ends(state.best)
                if end is not None:
                    return made, End.DONE if end is End.OUT_OF_TIME else end
                state.sweep(cooling.steps, cooling.heat(stage))
                made += cooling.steps
                seen[stage].append(state.now)
        over += share
        weights = _interest(seen, cooling)
    return made, End.DONE


def _interest(seen: Sequence[Sequence[int]], cooling: Cooling) -> list[float]:
    """How much time each stage is worth; smoothed, and never nothing."""
    heats = [cooling.heat(stage) for stage in range(len(seen))]
    rough = [
        (pstdev(costs) if len(costs) > 1 else 0.0) / heat
        for costs, heat in zip(seen, heats, strict=True)
    ]
    even = [fmean(rough[max(0, n - 2) : n + 3]) for n in range(len(rough))]
    busiest = heats[max(range(len(even)), key=even.__getitem__)]
    worth = [
        one * max(heat, busiest / COLDEST) ** -SLOWER for one, heat in zip(even, heats, strict=True)
    ]
    least = max(worth) / 50 or 1.0
    return [max(one, least) for one in worth]
