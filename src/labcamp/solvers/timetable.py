# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The timetable: place sessions so that as few wishes as possible are lost.

Hard rules are never broken. The same problem, seed and steps give the same plan on every
machine; only a limit in seconds, or a stop, can end a search earlier, and the result says so.
Own sessions do not belong into a giver's wishes: whoever gives a session does not attend it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf, sqrt
from random import Random

from .annealing import Cooling, End, Watch, anneal
from .annealing import Progress as Swept
from .board import NEVER, Board, board
from .clashes import Clash, clash_of, crowded
from .lanes import Lanes
from .measure import (
    Cost,
    cost,
    cost_of_move,
    expected_heads,
    givers_of,
    lost_points,
    lost_wishes,
)
from .problem import (
    MAYBE,
    WANT,
    Place,
    Plan,
    Problem,
    Room,
    Session,
    Slot,
    Weights,
    Wish,
)
from .rules import Rule, Violation, violations
from .start import Fitting, exact, greedy
from .telling import Listener, Progress, Teller

__all__ = [
    "MAYBE",
    "WANT",
    "Clash",
    "Cost",
    "End",
    "Place",
    "Plan",
    "Problem",
    "Progress",
    "Room",
    "Rule",
    "Session",
    "Slot",
    "Solution",
    "Violation",
    "Weights",
    "Wish",
    "alternatives",
    "cost",
    "cost_of_move",
    "difference",
    "expected_heads",
    "givers_of",
    "lost_points",
    "lost_wishes",
    "resolve",
    "solve",
    "violations",
]

STEPS_PER_SESSION, STEPS_PER_PAIR, STEPS_PER_DEAR_PAIR = 6_000, 153, 80
"""A step costs more where topics count or places differ in price."""
MOST_STEPS = 2_200_000
LONG_ROUND, ROUNDS = 22_000, 4
"""Steps per session beyond which cooling once more brings more than cooling more slowly."""
PATIENCE = (20_000, 20, 6, 2)
"""What it costs, in wishes, to move a session in `resolve`: less each time, till too many move."""
SEARCH = 3000
"""Steps of the exact search for a first arrangement when the greedy one leaves sessions over."""


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan with its price. `violations` is empty; `clashes` says why sessions are `unplaced`.

    `moved` is filled by `resolve`: sessions that could have stayed where they were.
    """

    plan: Plan
    cost: Cost
    violations: tuple[Violation, ...]
    unplaced: tuple[str, ...]
    clashes: tuple[Clash, ...]
    seed: int
    steps: int
    end: End
    moved: tuple[str, ...] = ()

    @property
    def lost_wishes(self) -> int:
        return self.cost.lost_wishes


def solve(
    problem: Problem,
    *,
    seed: int = 1,
    steps: int | None = None,
    seconds: float | None = None,
    progress: Listener | None = None,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """The best plan found in `steps` (default: by size), at the latest after `seconds`."""
    watch = _watch(seconds, stop)
    made = board(problem)
    budget = _budget(made, steps)
    tell = Teller(progress, problem, made, budget)
    return _finish(problem, made, _search(made, seed, budget, watch, tell), seed)


def _watch(seconds: float | None, stop: Callable[[], bool] | None) -> Watch:
    until = None if seconds is None else time.monotonic() + seconds
    return Watch(stop=stop, until=until)


def _budget(made: Board, steps: int | None) -> int:
    if steps is not None:
        return max(0, steps)
    count = len(made.keys)
    prices = {price for row in made.price[:-1] for price in row}
    dear = any(made.beside) or len(prices) > 1
    per_pair = STEPS_PER_DEAR_PAIR if dear else STEPS_PER_PAIR
    return min(count * max(STEPS_PER_SESSION, per_pair * count), MOST_STEPS)


def _search(
    made: Board, seed: int, steps: int, watch: Watch, tell: Teller
) -> tuple[list[int], int, End]:
    if not made.keys or not made.cells:
        return [-1] * len(made.keys), 0, End.PERFECT
    chance = Random(seed)  # noqa: S311 - chance for a search, not for secrets
    rounds = max(1, min(ROUNDS, steps // (LONG_ROUND * len(made.keys))))
    watch = replace(watch, floor=_floor(made))
    best: Lanes | None = None
    total = 0
    for _ in range(rounds):
        start = _start(made, chance.random)
        over = start.count(-1)
        state = Lanes(made, start, over + 2 if over else 0, chance.random)
        told = replace(watch, progress=tell.follow(_better(state, best)))
        done, end = anneal(state, cooling(made, steps // rounds), told)
        total += done
        tell.before += done
        if best is None or state.best < best.best:
            best = state
        if end is not End.DONE:
            break
    assert best is not None
    return best.best_at, total, end


def _better(state: Lanes, earlier: Lanes | None) -> Callable[[], list[int]]:
    """Where the better of two searches has come to, asked at any time."""
    if earlier is None:
        return lambda: state.best_at
    return lambda: (state if state.best < earlier.best else earlier).best_at


def _start(made: Board, chance: Callable[[], float]) -> list[int]:
    start = greedy(made, chance)
    if -1 not in start:
        return start
    everybody = list(range(len(made.keys)))
    if crowded(everybody, made):
        return start
    found, _ = exact(made, everybody, SEARCH)
    return start if found is None else [found[s] for s in everybody]


def _floor(made: Board) -> int:
    """No plan costs less: every wish kept, every session at its cheapest place."""
    cheapest = sum(min(p for p in prices) for prices in made.price[:-1])
    return cheapest - made.wish * sum(fan.bit_count() for fan in made.fans)


def cooling(made: Board, steps: int) -> Cooling:
    """As hot as the chance differences between sessions are large: found by trial on made-up camps.

    Above that nothing is decided, at half of it hardly anything moves; the rest is tidying.
    Sessions with several slots or an order need more heat to move at all.
    """
    count = max(1, len(made.keys))
    fans = sum(fan.bit_count() for fan in made.fans) / count
    spread = sum(_spread(prices) for prices in made.price[:-1]) / count
    hot = max(0.137 * made.wish * sqrt(fans), 0.315 * spread, 1.0)
    start = hot * 1.6 if any(made.special) else hot
    return Cooling(steps, start, hot / 1.7, last=hot / 3.2)


def _spread(prices: list[int]) -> float:
    real = [price for price in prices if price < NEVER]
    return sum(real) / len(real) - min(real) if real else 0.0


def _finish(
    problem: Problem, made: Board, found: tuple[list[int], int, End], seed: int
) -> Solution:
    cells, steps, end = found
    plan = made.plan_of(cells)
    unplaced = tuple(key for key in made.keys if key not in plan)
    clashes = dict.fromkeys(clash_of(problem, made, key, plan) for key in unplaced)
    return Solution(
        plan=plan,
        cost=cost(problem, plan),
        violations=violations(problem, plan),
        unplaced=unplaced,
        clashes=tuple(clashes),
        seed=seed,
        steps=steps,
        end=end,
    )


def resolve(
    problem: Problem,
    previous: Plan,
    *,
    max_moves: int = 5,
    seed: int = 1,
    seconds: float | None = None,
    progress: Listener | None = None,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """A plan close to `previous`: what no longer has its place and what is new finds one.

    Of the sessions that could stay, at most `max_moves` move, unless fewer would leave a
    session without a place; they move only if that keeps wishes.
    """
    watch = _watch(seconds, stop)
    made = board(problem)
    steps = _repair_steps(made)
    tell = Teller(progress, problem, made, steps * len(PATIENCE))
    kept = _Kept(made, _still_fitting(made, made.cells_of(previous)), max_moves)
    total, end = 0, End.PERFECT
    for patience in PATIENCE if kept.stay and made.cells else ():
        done, end, moves = _repair(kept, patience * max(made.wish, 1), seed, watch, tell)
        total += done
        if end in {End.STOPPED, End.OUT_OF_TIME} or (kept.rank[0] == 0 and moves > max_moves):
            break
    moved = tuple(made.keys[s] for s in _moved(kept.stay, kept.cells))
    return replace(_finish(problem, made, (kept.cells, total, end), seed), moved=moved)


class _Kept:
    """The best so far: few without a place, few moves too many, then its cost, then its moves."""

    def __init__(self, made: Board, stay: list[int], max_moves: int) -> None:
        self.made = made
        self.stay = self.cells = stay
        self.max_moves = max_moves
        self.rank: tuple[float, ...] = (stay.count(-1), 0, inf, 0)

    def look(self, state: Lanes, price: int) -> int:
        """Keep what `state` has found if it is better; how many moved, each for that price."""
        cells = state.best_at
        moved = _moved(self.stay, cells)
        missing = sum(cell >= self.made.cells for cell in cells)
        paid = price * sum(cells[s] < self.made.cells for s in moved)  # no place has no such price
        over = max(0, len(moved) - self.max_moves)
        rank = (missing, over, state.best - paid, len(moved))
        if rank < self.rank:
            self.rank, self.cells = rank, cells
        return len(moved)


def _still_fitting(made: Board, cells: list[int]) -> list[int]:
    """The old places that can be kept together; -1 for the others."""
    fit = Fitting(made)
    kept = [-1] * len(cells)
    for session, cell in enumerate(cells):
        if cell >= 0 and fit.domain[session] >> cell & 1:
            kept[session] = cell
            fit.place(session, cell)
    return kept


def _with_patience(made: Board, stay: list[int], price: int) -> Board:
    prices = [
        [p if c == home or p >= NEVER else p + price for c, p in enumerate(row)]
        if home >= 0
        else row
        for row, home in zip(made.price[:-1], stay, strict=True)
    ]
    return replace(made, price=[*prices, made.price[-1]])


def _repair_steps(made: Board) -> int:
    return min(50_000, 600 * len(made.keys) + 2_000)


def _repair(kept: _Kept, price: int, seed: int, watch: Watch, tell: Teller) -> tuple[int, End, int]:
    """Search from where everything stays, each move at that price; steps, why it ended, moves."""
    made = _with_patience(kept.made, kept.stay, price)
    chance = Random(seed)  # noqa: S311 - chance for a search, not for secrets
    state = Lanes(made, kept.stay, kept.stay.count(-1) + 2, chance.random)
    kept.look(state, price)
    steps = _repair_steps(made)
    hot = cooling(made, steps).hot
    told = tell.follow(lambda: kept.cells)

    def swept(now: Swept) -> None:
        kept.look(state, price)
        if told is not None:
            told(now)

    done, end = anneal(state, Cooling(steps, hot / 1.4, hot / 11), replace(watch, progress=swept))
    tell.before += steps
    return done, end, kept.look(state, price)


def _moved(stay: list[int], cells: list[int]) -> list[int]:
    return [s for s, home in enumerate(stay) if home >= 0 and cells[s] != home]


def difference(one: Plan, other: Plan) -> float:
    """Share of the pairs running side by side in `one` that do not in `other`, 0.0 to 1.0."""
    pairs = _side_by_side(one)
    return len(pairs - _side_by_side(other)) / len(pairs) if pairs else 0.0


def _side_by_side(plan: Plan) -> set[tuple[str, str]]:
    return {
        (a, b)
        for a, here in plan.items()
        for b, there in plan.items()
        if a < b and set(here.slots) & set(there.slots)
    }


def alternatives(
    problem: Problem,
    *,
    count: int = 3,
    seed: int = 1,
    steps: int | None = None,
    seconds: float | None = None,
    progress: Listener | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Solution, ...]:
    """Up to `count` clearly different good plans, the best first; each avoids the earlier pairs.

    A plan too much like an earlier one (a fifth of its pairs or less is new) is left out. A stop
    ends the search with what there is; one that had not begun by then is none.
    """
    made = board(problem)
    budget = _budget(made, steps)
    tell = Teller(progress, problem, made, budget * count)
    share = None if seconds is None else seconds / count
    found: list[Solution] = []
    avoid = list(made.beside)
    for turn in range(count):
        watch, tell.before = _watch(share, stop), turn * budget
        other = made if not found else replace(made, beside=avoid, beside_cost=_aversion(made))
        result = _search(other, seed + turn, budget, watch, tell)
        if found and result[1:] == (0, End.STOPPED):
            break
        solution = _finish(problem, made, result, seed + turn)
        if all(difference(earlier.plan, solution.plan) > 0.2 for earlier in found):
            found.append(solution)
        if solution.end is End.STOPPED:
            break
        tell.least = min(one.lost_wishes for one in found)
        for a, b in _side_by_side(solution.plan):
            avoid[made.number[a]] |= 1 << made.number[b]
            avoid[made.number[b]] |= 1 << made.number[a]
    return tuple(sorted(found, key=lambda s: (len(s.unplaced), s.cost.total)))


def _aversion(made: Board) -> int:
    return max(made.beside_cost, made.wish // 3, 1)
