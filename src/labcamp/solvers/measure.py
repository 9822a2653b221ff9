# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a plan costs: lost wishes, seats missing, givers' preferences, topics side by side."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from .problem import Place, Plan, Problem, Wish, strengths

Wishes = Mapping[str, Wish] | Iterable[Wish]


def attended(plan: Plan, wish: Wish, busy: Collection[str] = ()) -> tuple[str, ...]:
    """The wished sessions one person can sit in: the strongest choice, in a fixed order.

    `busy` are slots in which the person gives a session. Equal strength: more sessions first,
    then by key, so the answer never depends on the order of the input.
    """
    want = strengths(wish)
    free = [s for s in sorted(want) if s in plan and not set(plan[s].slots) & set(busy)]
    long = [s for s in free if plan[s].more]
    short = [s for s in free if not plan[s].more]
    return tuple(sorted(_best(plan, want, long, short, frozenset(busy))[1]))


def _best(
    plan: Plan, want: dict[str, int], long: list[str], short: list[str], taken: frozenset[str]
) -> tuple[tuple[int, int], tuple[str, ...]]:
    """Branch over the long sessions; for the rest the strongest of each slot is best."""
    if not long:
        top: dict[str, str] = {}
        for session in short:
            slot = plan[session].slot
            if slot in taken:
                continue
            if slot not in top or want[session] > want[top[slot]]:
                top[slot] = session
        chosen = tuple(top.values())
        return (sum(want[s] for s in chosen), len(chosen)), chosen
    first, rest = long[0], long[1:]
    without = _best(plan, want, rest, short, taken)
    if set(plan[first].slots) & taken:
        return without
    (points, count), chosen = _best(plan, want, rest, short, taken | set(plan[first].slots))
    with_it = (points + want[first], count + 1)
    return (with_it, (*chosen, first)) if with_it > without[0] else without


def _each(
    plan: Plan, wishes: Wishes, givers: Mapping[str, Collection[str]] | None
) -> Iterable[tuple[dict[str, int], tuple[str, ...]]]:
    if not isinstance(wishes, Mapping):
        for wish in wishes:
            yield strengths(wish), attended(plan, wish)
        return
    busy: dict[str, set[str]] = {}
    for session, people in (givers or {}).items():
        if session in plan:
            for person in people:
                busy.setdefault(person, set()).update(plan[session].slots)
    for person, wish in wishes.items():
        yield strengths(wish), attended(plan, wish, busy.get(person, ()))


def lost_wishes(
    plan: Plan, wishes: Wishes, givers: Mapping[str, Collection[str]] | None = None
) -> int:
    """Wishes the plan cannot keep, in person-sessions: nobody sits in two rooms at once.

    With `givers` (session to people) and wishes by person, givers also lose what runs beside
    their own session.
    """
    return sum(len(want) - len(kept) for want, kept in _each(plan, wishes, givers))


def lost_points(
    plan: Plan, wishes: Wishes, givers: Mapping[str, Collection[str]] | None = None
) -> int:
    """Like `lost_wishes`, each wish weighing its strength."""
    return sum(
        sum(want.values()) - sum(want[s] for s in kept)
        for want, kept in _each(plan, wishes, givers)
    )


def cost_of_move(
    plan: Plan,
    session: str,
    to: Place,
    wishes: Wishes,
    givers: Mapping[str, Collection[str]] | None = None,
) -> int:
    """How many more wishes are lost if `session` moves; negative when the move helps."""
    if not isinstance(wishes, Mapping):
        wishes = list(wishes)
    moved = {**plan, session: to}
    return lost_wishes(moved, wishes, givers) - lost_wishes(plan, wishes, givers)


def givers_of(problem: Problem) -> dict[str, frozenset[str]]:
    return {session.key: session.givers for session in problem.sessions}


def expected_heads(problem: Problem) -> dict[str, int]:
    """People each session must seat: as stated, else everybody who wishes for it."""
    heads = {session.key: 0 for session in problem.sessions}
    for wish in problem.wishes.values():
        for key in strengths(wish):
            if key in heads:
                heads[key] += 1
    for session in problem.sessions:
        if session.heads is not None:
            heads[session.key] = session.heads
    return heads


def known_wishes(problem: Problem) -> dict[str, dict[str, int]]:
    """Wishes by person, without those for sessions the problem no longer has."""
    known = {session.key for session in problem.sessions}
    return {
        person: {s: strength for s, strength in strengths(wish).items() if s in known}
        for person, wish in problem.wishes.items()
    }


@dataclass(frozen=True, slots=True)
class Cost:
    """The parts of a plan's price; `total` weighs them."""

    lost_wishes: int
    lost_points: int
    seats_missing: int
    outside_liked: int
    topics_side_by_side: int
    total: int


def cost(problem: Problem, plan: Plan) -> Cost:
    """The whole price of `plan`; a session without a place costs the wishes for it."""
    givers, heads = givers_of(problem), expected_heads(problem)
    seats = {room.key: room.seats for room in problem.rooms}
    placed = [session for session in problem.sessions if session.key in plan]
    missing = 0
    for session in placed:
        room = seats.get(plan[session.key].room)
        missing += max(0, heads[session.key] - room) if room is not None else 0
    outside = sum(bool(s.liked) and plan[s.key].slot not in s.liked for s in placed)
    beside = sum(
        bool(a.topic)
        and a.topic == b.topic
        and bool(set(plan[a.key].slots) & set(plan[b.key].slots))
        for a, b in combinations(placed, 2)
    )
    wishes = known_wishes(problem)
    points = lost_points(plan, wishes, givers)
    weigh = problem.weights
    total = weigh.wish * points + weigh.seat * missing
    total += weigh.liked * outside + weigh.topic * beside
    lost = lost_wishes(plan, wishes, givers)
    return Cost(lost, points, missing, outside, beside, total)
