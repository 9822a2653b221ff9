# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""How an onlooker follows a search: percent done, wishes lost at most, and whether to stop."""

from __future__ import annotations

import time
from collections.abc import Callable

from labcamp.solvers import timetable as solver
from labcamp.solvers.board import NEVER, NO_PLACE, board

Look = Callable[[int, int | None], bool]
LOOK_EVERY = 0.25


class Watch:
    """Tells the onlooker how far the search is, four times a second, and hears whether to stop."""

    def __init__(self, look: Look | None, seconds: float, problem: solver.Problem) -> None:
        self.look = look
        self.began = time.monotonic()
        self.next = self.began
        self.seconds = seconds
        self.percent = 0
        self.stopped = False
        self.lost: int | None = None
        self._wish = max(1, problem.weights.wish)
        self._wishes = sum(len(wish) for wish in problem.wishes.values())
        self._least = _least(problem) if look is not None else 0

    def progress(self, at: solver.Progress) -> None:
        self.percent = min(99, 100 * at.step // max(1, at.steps))
        bound = max(0, at.best - self._least) // self._wish
        self.lost = min(bound, self._wishes)

    def stop(self) -> bool:
        now = time.monotonic()
        if self.look is not None and now >= self.next and not self.stopped:
            self.next = now + LOOK_EVERY
            timed = int(100 * (now - self.began) / max(0.1, self.seconds))
            self.stopped = self.look(min(99, max(self.percent, timed)), self.lost)
        return self.stopped


def _least(problem: solver.Problem) -> int:
    """What a plan would cost that keeps every wish and gives every session its cheapest place.

    What a plan costs beyond that is, with other shortcomings, a weight for each lost point; so
    the difference tells how many wishes are lost at most.
    """
    made = board(problem)
    cheapest = [min(prices, default=NEVER) for prices in made.price[:-1]]
    kept = made.wish * sum(fan.bit_count() for fan in made.fans)
    return sum(NO_PLACE if price >= NEVER else price for price in cheapest) - kept
