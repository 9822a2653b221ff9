# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""When not everything fits: the sessions that clash, as few as can be named, and what helps."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from .board import NEVER, Board, board
from .problem import Problem
from .rules import Raster, Rule, place_rules, places
from .start import bits, exact

TRIES = 3000
READABLE = 16
"""So many sessions are looked through one by one; of more nobody reads the names."""

Part = tuple[int, int]
"""A session and which of its slots, from 0."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Sessions that cannot all have a place; without any one of them the others could.

    `rules`: for a single session the rules that leave it no place, for several those between them,
    or only that places are TAKEN where there are too few for so many. `relief`: rules of which
    each one, set aside, would make room. `places`: how many places these sessions have between
    them. `certain` is False when the search ended without a proof.
    """

    sessions: tuple[str, ...]
    rules: tuple[Rule, ...]
    relief: tuple[Rule, ...]
    places: int
    certain: bool = True


def clash_of(problem: Problem, made: Board, session: str, placed: Collection[str]) -> Clash:
    """Why `session` found no place beside those that did."""
    number = made.number[session]
    if all(price >= NEVER for price in made.price[number]):
        rules = blocking_rules(problem, session)
        return Clash((session,), rules, _relief(problem, (session,)), 0)
    others = [made.number[key] for key in sorted(placed)]
    near = [other for other in _related(made, number) if other in {number, *others}]
    found = _few([number, *others], made)
    if found is None or len(found) > READABLE:
        tied = _crowded_group(problem, made, number, placed) or _filtered(made, near)
        found = tied or found or _filtered(made, [number, *others])
    if found is None:
        return Clash((session,), (), (), _places(made, [number]), certain=False)
    keys = tuple(sorted(made.keys[s] for s in found))
    rules = (Rule.TAKEN,) if crowded(found, made) else _rules(problem, keys)
    return Clash(keys, rules, _relief(problem, keys), _places(made, found))


def _places(made: Board, sessions: Iterable[int]) -> int:
    free = {c for s in sessions for c, price in enumerate(made.price[s]) if price < NEVER}
    return len(free)


def blocking_rules(problem: Problem, session: str) -> tuple[Rule, ...]:
    """A smallest set of rules that together forbid every place to `session`; empty if none do."""
    raster = Raster(problem)
    one = next(s for s in problem.sessions if s.key == session)
    broken = [place_rules(problem, raster, one, place) for place in places(problem, raster, one)]
    if not broken:
        return (Rule.SHAPE,)
    if not all(broken):
        return ()
    needed = sorted(set().union(*broken), key=lambda rule: sum(rule in b for b in broken))
    for rule in list(needed):
        fewer = set(needed) - {rule}
        if all(b & fewer for b in broken):
            needed.remove(rule)
    return tuple(sorted(needed))


def crowded(sessions: Sequence[int], made: Board) -> bool:
    """Whether these sessions share too few places (Hall's condition), wherever each begins."""
    return bool(_short(sessions, made)[0])


def _short(sessions: Sequence[int], made: Board, *, by_slot: bool = False) -> tuple[list[int], int]:
    """Sessions that share too few places, and how many places they are short of; none if all fit.

    With `by_slot` each must have slots of its own. A session of several slots needs as many
    places. One place short means: any one of those returned could leave, and there were enough for
    the others, for they are all reached by exchanging from the one left over.
    """
    width = len(made.rooms)
    choices: dict[Part, list[int]] = {}
    for s in sessions:
        starts = [c for c, price in enumerate(made.price[s]) if price < NEVER]
        for k in range(made.parts[s]):
            cells = (c + k * width for c in starts)
            choices[s, k] = sorted({c // width for c in cells} if by_slot else cells)
    seats = Seats(choices, {}, {})
    for session in reversed(sessions):
        reached = [seats.seat((session, k)) for k in range(made.parts[session])]
        missing = [one for one in reached if one is not None]
        if missing:
            return sorted({session}.union(*missing)), len(missing)
    return [], 0


@dataclass(frozen=True, slots=True)
class Seats:
    """Who may sit where, who sits there now, and where."""

    choices: dict[Part, list[int]]
    holder: dict[int, Part]
    place: dict[Part, int]

    def seat(self, part: Part) -> set[int] | None:
        """Give it a place, moving others along; whom it has reached in vain if there is none.

        Breadth first, so long chains do no harm.
        """
        seen: dict[int, Part] = {}
        queue = [part]
        for who in queue:
            for cell in self.choices[who]:
                if cell in seen:
                    continue
                seen[cell] = who
                if cell in self.holder:
                    queue.append(self.holder[cell])
                    continue
                self._move_up(part, cell, seen)
                return None
        return {session for session, _ in queue}

    def _move_up(self, part: Part, free: int, seen: dict[int, Part]) -> None:
        cell: int | None = free
        while cell is not None:
            taker = seen[cell]
            before = self.place.get(taker) if taker != part else None
            self.holder[cell], self.place[taker] = taker, cell
            cell = before


def _few(sessions: Sequence[int], made: Board, *, by_slot: bool = False) -> list[int] | None:
    """As few of them as still cannot all have a place; the first stays. None if all can."""
    found, missing = _short(sessions, made, by_slot=by_slot)
    while missing > 1:
        one = min((s for s in found if s != sessions[0]), key=lambda s: (made.parts[s], s))
        fewer, still = _short([s for s in found if s != one], made, by_slot=by_slot)
        if not still:
            break
        found, missing = fewer, still
    if len(found) <= READABLE:  # fewer may clash for another reason
        for session in list(found):
            fewer = [s for s in found if s != session]
            found = fewer if _impossible(made, fewer) else found
    return found or None


def _crowded_group(
    problem: Problem, made: Board, number: int, placed: Collection[str]
) -> list[int] | None:
    groups = [group for group in problem.apart if made.keys[number] in group]
    one = problem.sessions[number]
    groups += [
        frozenset(s.key for s in problem.sessions if who in s.givers) for who in sorted(one.givers)
    ]
    teams = [[made.number[key] for key in sorted(group & set(placed))] for group in groups]
    for team in [*teams, _apart_from(made, number, placed)]:
        found = _few([number, *team], made, by_slot=True)
        if found is not None:
            return found
    return None


def _apart_from(made: Board, number: int, placed: Collection[str]) -> list[int]:
    """Sessions kept apart from this one and from each other, for whatever reasons."""
    near = [s for s in bits(made.clash[number]) if made.keys[s] in placed]
    chosen: list[int] = []
    for one in sorted(near, key=lambda s: (-made.clash[s].bit_count(), s)):
        if all(made.clash[one] >> other & 1 for other in chosen):
            chosen.append(one)
    return chosen


def _related(made: Board, number: int) -> list[int]:
    """The session and all it is tied to by givers, groups and orders, near ones first."""
    found = [number]
    for session in found:
        near = bits(made.clash[session])
        near += [*made.before[session], *made.after[session]]
        found += [other for other in dict.fromkeys(near) if other not in found]
    return found


def _filtered(made: Board, sessions: list[int]) -> list[int] | None:
    """Leave out one after the other while the rest stays impossible; None without a proof."""
    if not _impossible(made, sessions):
        return None
    kept = list(sessions)
    for session in reversed(sessions):
        fewer = [s for s in kept if s != session]
        if _impossible(made, fewer):
            kept = fewer
    return kept


def _impossible(made: Board, sessions: list[int]) -> bool:
    found, certain = exact(made, sessions, TRIES)
    return found is None and certain


def _rules(problem: Problem, keys: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules between these sessions: a giver in two, a group, an order, or just one place."""
    sessions = [s for s in problem.sessions if s.key in keys]
    rules = set()
    people = [who for s in sessions for who in s.givers]
    if len(people) != len(set(people)):
        rules.add(Rule.GIVER_TWICE)
    if any(len(group & set(keys)) > 1 for group in problem.apart):
        rules.add(Rule.APART)
    if any(len(set(row) & set(keys)) > 1 for row in problem.series):
        rules.add(Rule.ORDER)
    return tuple(sorted(rules or {Rule.TAKEN}))


def _relief(problem: Problem, keys: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules of which each alone, set aside for these sessions, would let them all fit."""
    sessions = tuple(s for s in problem.sessions if s.key in keys)
    small = replace(problem, sessions=sessions, wishes={})
    without = {
        Rule.NEEDS: replace(small, sessions=tuple(replace(s, needs=frozenset()) for s in sessions)),
        Rule.FORM: replace(small, sessions=tuple(replace(s, form="") for s in sessions)),
        Rule.TOO_SHORT: replace(small, sessions=tuple(replace(s, minutes=0) for s in sessions)),
        Rule.SLOT_NOT_ALLOWED: replace(
            small, sessions=tuple(replace(s, slots=None) for s in sessions)
        ),
        Rule.SHAPE: replace(small, sessions=tuple(replace(s, parts=1) for s in sessions)),
        Rule.GIVER_TWICE: replace(
            small, sessions=tuple(replace(s, givers=frozenset()) for s in sessions)
        ),
        Rule.BLOCKED: replace(small, blocked=frozenset()),
        Rule.GIVER_AWAY: replace(small, unavailable={}),
        Rule.PINNED: replace(small, pins={}),
        Rule.APART: replace(small, apart=()),
        Rule.ORDER: replace(small, series=()),
    }
    eased = {rule: easier for rule, easier in without.items() if easier != small}
    return tuple(sorted(rule for rule, easier in eased.items() if _fits(easier)))


def _fits(problem: Problem) -> bool:
    made = board(problem)
    everybody = list(range(len(made.keys)))
    return not crowded(everybody, made) and exact(made, everybody, TRIES)[0] is not None
