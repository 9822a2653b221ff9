# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Telling an onlooker, in people's lost wishes, how far a search is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from .annealing import Progress as Swept
from .board import Board
from .measure import givers_of, lost_wishes
from .problem import Problem


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a running search stands; `lost()` counts the wishes its best plan so far loses."""

    step: int
    steps: int
    lost: Callable[[], int]


Listener = Callable[[Progress], None]


class Teller:
    """Tells several searches, one after the other, as one of `steps` steps."""

    def __init__(
        self, listener: Listener | None, problem: Problem, made: Board, steps: int
    ) -> None:
        self.listener = listener
        self.problem = problem
        self.made = made
        self.steps = steps
        self.before = 0
        self.least: int | None = None
        """So many wishes the best of the plans loses that are found already."""

    def follow(self, best: Callable[[], list[int]]) -> Callable[[Swept], None] | None:
        """What the next search calls after each sweep; `best` says which cells count by then."""
        listener, before = self.listener, self.before
        if listener is None:
            return None

        def told(now: Swept) -> None:
            listener(Progress(before + now.step, self.steps, partial(self._lost, best())))

        return told

    def _lost(self, cells: list[int]) -> int:
        plan = self.made.plan_of(cells)
        lost = lost_wishes(plan, self.problem.wishes, givers_of(self.problem))
        return lost if self.least is None else min(lost, self.least)
