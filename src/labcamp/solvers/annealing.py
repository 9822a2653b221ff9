# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simulated annealing for any state that can sweep: hot at first, then ever more careful."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from statistics import fmean
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

    With `last`, the final fifth of the stages goes on from `cold` to there.
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
        if share <= 0.8:
            return float(self.hot * (self.cold / self.hot) ** (share / 0.8))
        return float(self.cold * (self.last / self.cold) ** ((share - 0.8) / 0.2))


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


ROUNDS = ((0.06, 0.0), (0.4, 0.0), (0.18, 0.2), (0.18, 0.2), (0.18, 0.2))
"""Share of the time for each round, and how much of its way it leaves out at the hot end."""
TAIL = 1 / 3
"""What heats below the busiest get at least, as a share of what that gets."""


def anneal_in_rounds(
    state: State, cooling: Cooling, watch: Watch, rounds: Sequence[tuple[float, float]] = ROUNDS
) -> tuple[int, End]:
    """Cool down several times until `watch.until`, ever more where the last round saw most happen.

    The first of `rounds` is a quick look through all heats, the second does the work, and each
    further one warms up what was found to cool it again: where one ends is much a matter of
    chance, and the hottest part need not be gone through for another try.

    A heat gets time in proportion to how far the cost fell there, in units of that heat: nothing
    is decided where it is too hot for differences to matter. Below the busiest heat it never gets
    less than a share, since what is left falls more slowly the colder it is. `cooling.stages` are
    the heats told apart; otherwise as `anneal_by_clock`.
    """
    assert watch.until is not None
    began = watch.clock()
    whole = max(watch.until - began, 1e-9)
    weights = [1.0] * cooling.stages
    made, over = 0, 0.0
    for share, skipped in rounds:
        seen: list[list[int]] = [[] for _ in weights]
        ways = [part / sum(weights) for part in accumulate(weights)]
        for stage, way in enumerate(ways):
            until = over + share * max(0.0, way - skipped) / (1 - skipped)
            while (watch.clock() - began) / whole < until:
                end = watch.ends(state.best)
                if end is not None:
                    return made, End.DONE if end is End.OUT_OF_TIME else end
                state.sweep(cooling.steps, cooling.heat(stage))
                made += cooling.steps
                seen[stage].append(state.now)
        over += share
        if not skipped:
            weights = _interest(seen, cooling)
    return made, End.DONE


def _interest(seen: Sequence[Sequence[int]], cooling: Cooling) -> list[float]:
    """How far the cost fell in each stage, in units of its heat; smoothed, and never nothing."""
    costs: list[float] = []
    for stage in seen:
        costs.append(fmean(stage) if stage else costs[-1] if costs else 0.0)
    last = len(costs) - 1
    falls = [
        max(0.0, fmean(costs[max(0, n - 3) : max(1, n)]) - fmean(costs[min(last, n + 1) : n + 4]))
        for n in range(len(costs))
    ]
    rough = [fall / cooling.heat(stage) for stage, fall in enumerate(falls)]
    even = [fmean(rough[max(0, n - 2) : n + 3]) for n in range(len(rough))]
    busiest = max(range(len(even)), key=even.__getitem__)
    top = even[busiest] or 1.0
    return [max(one, top * (TAIL if n > busiest else 0.02)) for n, one in enumerate(even)]
