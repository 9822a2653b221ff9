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


class Returning(State, Protocol):
    """A state that can be taken back to the best it has been."""

    def go_back(self) -> None: ...


PILOT, MAIN, CYCLES = 0.07, 0.45, 10
"""Shares of the time for a quick look and for one long cooling; the rest is for so many short ones.
"""
WIDEST, NARROWEST = 0.6, 0.25
"""How far up the first and the last short one go: shares of the time, counted from the cold."""
SLOWER, COLDEST = 0.75, 5
"""Power of the cold by which time is shared out, down to so many times colder than the busiest."""


def anneal_in_cycles(
    state: Returning, cooling: Cooling, watch: Watch, pilot: float = PILOT, main: float = MAIN
) -> tuple[int, End]:
    """Cool down until `watch.until`: quickly, then for long, then often from a little heat.

    The quick look goes evenly through all heats and shows where time is worth spending. A heat
    gets time in proportion to how much the cost varied there, in units of that heat, and the more
    the colder it is, by `SLOWER`: nothing is decided where it is too hot for differences to
    matter, nor where it is too cold to move, and in between everything takes longer the colder it
    is. The short ones go on from the best so far, each less hot than the one before (the thermal
    cycling of Möbius and others, Physical Review Letters 79, 1997).
    `cooling.stages` are the heats told apart; otherwise as `anneal_by_clock`.
    """
    assert watch.until is not None
    began = watch.clock()
    whole = max(watch.until - began, 1e-9)
    weights = [1.0] * cooling.stages
    made, over = 0, 0.0
    for number, (share, reach) in enumerate(_rounds(pilot, main)):
        if state.now > state.best:
            state.go_back()
        seen: list[list[int]] = [[] for _ in weights]
        parts = _coldest(weights, reach)
        ends = [over + share * part / sum(parts) for part in accumulate(parts)]
        for stage, until in enumerate(ends):
            while (watch.clock() - began) / whole < until:
                end = watch.ends(state.best)
                if end is not None:
                    return made, End.DONE if end is End.OUT_OF_TIME else end
                state.sweep(cooling.steps, cooling.heat(stage))
                made += cooling.steps
                seen[stage].append(state.now)
        over += share
        if number < 2:
            weights = _interest(seen, cooling)
    return made, End.DONE


def _rounds(pilot: float, main: float) -> list[tuple[float, float]]:
    """For each cooling, its share of the time and how far up it goes."""
    step = (WIDEST - NARROWEST) / (CYCLES - 1)
    short = (1 - pilot - main) / CYCLES
    return [(pilot, 1.0), (main, 1.0), *((short, WIDEST - step * n) for n in range(CYCLES))]


def _coldest(weights: Sequence[float], reach: float) -> list[float]:
    """The weights of the coldest stages that have that share together; 0 for the hotter ones."""
    colder = list(accumulate(reversed(weights), initial=0.0))[-2::-1]
    bound = reach * sum(weights)
    return [one if below <= bound else 0.0 for one, below in zip(weights, colder, strict=True)]


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
