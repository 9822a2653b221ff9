# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hard rules: which places a session may have, and what a plan breaks."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise

from .problem import Place, Plan, Problem, Room, Session, in_order


class Rule(StrEnum):
    """Why a place is no place for a session, or what two sessions cannot share."""

    UNKNOWN = "unknown"  # the plan names a session, slot or room that does not exist
    SHAPE = "shape"  # the place has too few or too many slots in a row
    TOO_SHORT = "too_short"
    SLOT_NOT_ALLOWED = "slot_not_allowed"
    NEEDS = "needs"
    FORM = "form"
    BLOCKED = "blocked"
    GIVER_AWAY = "giver_away"
    PINNED = "pinned"  # another place than the one it is pinned to
    TAKEN = "taken"
    GIVER_TWICE = "giver_twice"
    APART = "apart"
    ORDER = "order"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One broken rule with the sessions it concerns."""

    rule: Rule
    sessions: tuple[str, ...]
    place: Place


class Raster:
    """Slots in order and what follows what; built once per problem, read many times."""

    def __init__(self, problem: Problem) -> None:
        self.slots = in_order(problem.slots)
        self.number = {slot.key: n for n, slot in enumerate(self.slots)}
        self.by_key = {slot.key: slot for slot in self.slots}
        self.rooms = {room.key: room for room in problem.rooms}
        self._gap = problem.longest_gap

    def row(self, first: str, parts: int) -> tuple[str, ...] | None:
        """`parts` slots in a row from `first` on, or None when the day or the row ends before."""
        number = self.number.get(first)
        if number is None or number + parts > len(self.slots) or parts < 1:
            return None
        row = self.slots[number : number + parts]
        for this, then in pairwise(row):
            gap = then.start - this.start - this.minutes
            if this.day != then.day or not 0 <= gap <= self._gap:
                return None
        return tuple(slot.key for slot in row)


def place_rules(problem: Problem, raster: Raster, session: Session, place: Place) -> set[Rule]:
    """The rules `session` alone would break at `place`, whatever else runs."""
    room = raster.rooms.get(place.room)
    if room is None or any(slot not in raster.by_key for slot in place.slots):
        return {Rule.UNKNOWN}
    broken = _slot_rules(problem, raster, session, place) | _room_rules(session, room)
    if any((slot, place.room) in problem.blocked for slot in place.slots):
        broken.add(Rule.BLOCKED)
    pin = problem.pins.get(session.key)
    if pin is not None and (pin.slot, pin.room) != (place.slot, place.room):
        broken.add(Rule.PINNED)
    return broken


def _slot_rules(problem: Problem, raster: Raster, session: Session, place: Place) -> set[Rule]:
    broken = set()
    if raster.row(place.slot, session.parts) != place.slots:
        broken.add(Rule.SHAPE)
    if any(raster.by_key[slot].minutes < session.minutes for slot in place.slots):
        broken.add(Rule.TOO_SHORT)
    if session.slots is not None and not set(place.slots) <= session.slots:
        broken.add(Rule.SLOT_NOT_ALLOWED)
    nowhere: frozenset[str] = frozenset()
    if any(problem.unavailable.get(who, nowhere) & set(place.slots) for who in session.givers):
        broken.add(Rule.GIVER_AWAY)
    return broken


def _room_rules(session: Session, room: Room) -> set[Rule]:
    broken = set()
    if not session.needs <= room.features:
        broken.add(Rule.NEEDS)
    if session.form and room.forms and session.form not in room.forms:
        broken.add(Rule.FORM)
    return broken


def places(problem: Problem, raster: Raster, session: Session) -> list[Place]:
    """Every place whose shape fits `session`, slot by slot, allowed or not."""
    found = []
    for slot in raster.slots:
        row = raster.row(slot.key, session.parts)
        if row is not None:
            found += [Place(row[0], room.key, row[1:]) for room in problem.rooms]
    return found


def allowed_places(problem: Problem, raster: Raster, session: Session) -> list[Place]:
    """The places at which `session` alone breaks no rule."""
    return [
        place
        for place in places(problem, raster, session)
        if not place_rules(problem, raster, session, place)
    ]


def apart_pairs(problem: Problem) -> dict[tuple[str, str], Rule]:
    """Pairs (smaller key first) that may not share a slot, and which rule says so."""
    pairs: dict[tuple[str, str], Rule] = {}
    known = {session.key for session in problem.sessions}
    for group in problem.apart:
        for a, b in combinations(sorted(group & known), 2):
            pairs[a, b] = Rule.APART
    gives = defaultdict(list)
    for session in problem.sessions:
        for who in session.givers:
            gives[who].append(session.key)
    for sessions in gives.values():
        for a, b in combinations(sorted(sessions), 2):
            pairs[a, b] = Rule.GIVER_TWICE
    return pairs


def violations(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Every hard rule `plan` breaks; empty means it may be used as it is."""
    return Rulebook(problem).violations(plan)


class Rulebook:
    """The rules of one problem, ready to be asked about many plans."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.raster = Raster(problem)
        self.sessions = {session.key: session for session in problem.sessions}
        self.apart: dict[str, dict[str, Rule]] = defaultdict(dict)
        for (a, b), rule in apart_pairs(problem).items():
            self.apart[a][b] = self.apart[b][a] = rule

    def violations(self, plan: Plan, about: Collection[str] | None = None) -> tuple[Violation, ...]:
        """What `plan` breaks, or only what concerns the sessions `about`."""
        keys = set(plan) if about is None else set(about) & set(plan)
        broken = {v for key in keys for v in self._alone(key, plan[key])}
        lost = {v.sessions[0] for v in broken if v.rule is Rule.UNKNOWN}
        lost |= {key for key in plan if key not in self.sessions}
        good = {key: place for key, place in plan.items() if key not in lost}
        keys -= lost
        broken.update(v for key in keys for v in self._together(key, good))
        broken.update(_taken_twice(good, keys))
        for row in self.problem.series:
            if not keys.isdisjoint(row):
                broken.update(_out_of_order(self.raster, [k for k in row if k in good], good, keys))
        return tuple(sorted(broken))

    def _alone(self, key: str, place: Place) -> Iterator[Violation]:
        session = self.sessions.get(key)
        if session is None:
            yield Violation(Rule.UNKNOWN, (key,), place)
            return
        for rule in place_rules(self.problem, self.raster, session, place):
            yield Violation(rule, (key,), place)

    def _together(self, key: str, plan: Plan) -> Iterator[Violation]:
        for other, rule in self.apart[key].items():
            if other in plan and set(plan[key].slots) & set(plan[other].slots):
                a, b = sorted((key, other))
                yield Violation(rule, (a, b), plan[b])


def _taken_twice(plan: Plan, about: set[str]) -> Iterator[Violation]:
    taken: dict[tuple[str, str], str] = {}
    for key in sorted(plan):
        for slot in plan[key].slots:
            first = taken.setdefault((slot, plan[key].room), key)
            if first != key and (first in about or key in about):
                yield Violation(Rule.TAKEN, (first, key), plan[key])


def _out_of_order(
    raster: Raster, row: list[str], plan: Plan, about: set[str]
) -> Iterator[Violation]:
    known = [key for key in row if plan[key].slot in raster.number]
    for first, then in combinations(known, 2):
        if first not in about and then not in about:
            continue
        if raster.number[plan[first].slots[-1]] >= raster.number[plan[then].slot]:
            yield Violation(Rule.ORDER, (first, then), plan[then])
