# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why a draft is as it is: for one session, for what runs side by side, in one number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from labcamp.programme.models import Placement, Proposal, Room, Slot, Timetable
from labcamp.programme.queries.problem import (
    Plan,
    Raster,
    plan_of,
    problem_of,
    raster_of,
    shaped_for,
)
from labcamp.programme.queries.seating import Seating
from labcamp.series.models import Edition
from labcamp.solvers import rules
from labcamp.solvers import timetable as solver
from labcamp.solvers.explain import Price, SideBySide, WhyHere, side_by_side, why_here


@dataclass(frozen=True, slots=True)
class Standing:
    """How many wishes there are, how many the draft loses, and how many seats are missing."""

    wishes: int
    lost: int
    seats: int


@dataclass(frozen=True, slots=True)
class Next:
    """Another place in words: where, and what wishes and seats it would cost more."""

    starts_at: datetime
    room: str
    lost: int
    total: int
    seats: int
    instead: str


@dataclass(frozen=True, slots=True)
class Why:
    """What decided about one session's place; see `explain.WhyHere`.

    `beside` are sessions at the same time that somebody wishes for too, with how many.
    """

    here: WhyHere
    ruled_out: tuple[tuple[str, int], ...]
    better: Next | None
    next_best: Next | None
    beside: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sessions that run side by side: how many wish for both, and how many lose which."""

    starts_at: datetime
    one: tuple[int, str]
    other: tuple[int, str]
    both: int
    lose_one: int
    lose_other: int


@dataclass(frozen=True, slots=True)
class Case:
    """A version of the timetable as the solver sees it.

    In `problem` each session is as long as it stands; `asked` has them as they should be.
    """

    raster: Raster
    problem: solver.Problem
    plan: Plan
    asked: Mapping[str, solver.Session]

    @classmethod
    def of(cls, edition: Edition, version: Timetable) -> Case:
        raster = raster_of(edition)
        placements = list(Placement.objects.filter(timetable=version))
        plan = plan_of(placements, raster)
        problem = problem_of(edition, version, raster)
        asked = {session.key: session for session in problem.sessions}
        known = {key: place for key, place in plan.items() if key in asked}
        return cls(raster, shaped_for(problem, plan), known, asked)

    def moving(self, session: str) -> solver.Problem:
        """The problem in which this one takes as many slots as it should, whatever it has now."""
        wanted = self.asked[session]
        sessions = tuple(
            wanted if one.key == session and one.parts != wanted.parts else one
            for one in self.problem.sessions
        )
        return replace(self.problem, sessions=sessions)

    def place(self, session: str, slot: Slot, room: Room) -> solver.Place | None:
        """What it takes when it begins there; None without enough slots in a row."""
        row = rules.Raster(self.problem).row(str(slot.pk), self.asked[session].parts)
        return solver.Place(row[0], str(room.pk), row[1:]) if row else None


def standing(case: Case) -> Standing:
    wishes = sum(len(wish) for wish in case.problem.wishes.values())
    givers = solver.givers_of(case.problem)
    lost = solver.lost_wishes(case.plan, case.problem.wishes, givers)
    return Standing(wishes, lost, Seating.of(case.problem).in_all(case.plan))


def why(proposal: Proposal, case: Case) -> Why | None:
    """None for a session the solver does not know: withdrawn, fallen through."""
    key = str(proposal.pk)
    if key not in {session.key for session in case.problem.sessions}:
        return None
    here = why_here(case.problem, case.plan, key)
    beside = [
        pair for pair in side_by_side(case.problem, case.plan) if key in (pair.one, pair.other)
    ]
    others = {(p.other if p.one == key else p.one): p for p in beside}
    titles = _titles([*others, *_guests(here.better), *_guests(here.next_best)])
    return Why(
        here,
        tuple((str(rule), count) for rule, count in here.ruled_out.items()),
        _next(here.better, case, titles),
        _next(here.next_best, case, titles),
        tuple(
            (titles.get(other, (0, ""))[1], pair.both, _lost_of(pair, key))
            for other, pair in others.items()
        ),
    )


def _lost_of(pair: SideBySide, key: str) -> int:
    return pair.lose_one if pair.one == key else pair.lose_other


def _guests(price: Price | None) -> list[str]:
    return [guest for guest, _ in price.with_them] if price else []


def _next(price: Price | None, case: Case, titles: dict[str, tuple[int, str]]) -> Next | None:
    if price is None:
        return None
    instead = ", ".join(titles[guest][1] for guest, _ in price.with_them if guest in titles)
    return Next(
        case.raster.slots[price.to.slot].starts_at,
        case.raster.rooms[price.to.room].name,
        price.lost_wishes,
        price.total,
        Seating.of(case.problem).change(price, case.plan),
        instead,
    )


def clashes(case: Case) -> list[Clash]:
    """Every pair at the same time that somebody wishes to see both of, the dearest first."""
    pairs = side_by_side(case.problem, case.plan)
    titles = _titles([key for pair in pairs for key in (pair.one, pair.other)])
    return [
        Clash(
            case.raster.slots[pair.slots[0]].starts_at,
            titles[pair.one],
            titles[pair.other],
            pair.both,
            pair.lose_one,
            pair.lose_other,
        )
        for pair in pairs
        if pair.one in titles and pair.other in titles
    ]


def _titles(keys: list[str]) -> dict[str, tuple[int, str]]:
    rows = Proposal.objects.filter(pk__in={int(key) for key in keys if key})
    return {str(pk): (n, title) for pk, n, title in rows.values_list("pk", "number", "title")}
