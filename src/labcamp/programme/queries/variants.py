# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plans side by side: what each costs and what it would change of the present draft."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from labcamp.programme.models import Placement, Proposal, SolverRun, Timetable
from labcamp.programme.queries.draft import mark_of
from labcamp.programme.queries.problem import Plan, Raster, plan_of, problem_of, raster_of
from labcamp.series.models import Edition
from labcamp.solvers import timetable as solver


@dataclass(frozen=True, slots=True)
class Change:
    """A session that would stand elsewhere than in the draft."""

    number: int
    title: str
    before: tuple[datetime, str] | None
    after: tuple[datetime, str] | None


@dataclass(frozen=True, slots=True)
class Line:
    """One slot of the small grid: what runs in it, each with its room, and whether it is new."""

    starts_at: datetime
    cells: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One plan: `number` is 0 for the present draft, else what the button sends."""

    number: int
    lost: int
    seats: int
    topics: int
    liked: int
    unplaced: int
    changes: tuple[Change, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """All plans, the draft first; `valid` says whether one may still be taken over."""

    wishes: int
    columns: tuple[Column, ...]
    valid: bool


def last_of(edition: Edition) -> SolverRun | None:
    """The run whose plans stand on the page."""
    done = SolverRun.objects.filter(edition=edition, kind=SolverRun.Kind.ALTERNATIVES)
    return done.filter(state=SolverRun.State.DONE).first()


def compared(edition: Edition, draft: Timetable, run: SolverRun) -> Compared:
    raster = raster_of(edition)
    problem = problem_of(edition, draft, raster)
    known = {session.key for session in problem.sessions}
    placed = plan_of(list(Placement.objects.filter(timetable=draft)), raster)
    now = {key: place for key, place in placed.items() if key in known}
    rows = Proposal.objects.filter(edition=edition).values_list("pk", "number", "title")
    titles = {str(pk): (number, title) for pk, number, title in rows if str(pk) in known}
    plans: list[Plan] = [now]
    for found in run.found:
        told = plan_told(found).items()
        fitting = (p.room in raster.rooms and set(p.slots) <= raster.slots.keys() for _, p in told)
        plans.append({k: p for (k, p), fits in zip(told, fitting, strict=True) if fits})
    columns = [_column(n, one, now, problem, raster, titles) for n, one in enumerate(plans)]
    wishes = sum(len(wish) for wish in problem.wishes.values())
    return Compared(wishes, tuple(columns), valid=run.basis == seal_of(problem, draft))


def _column(
    number: int, plan: Plan, now: Plan, problem: solver.Problem, raster: Raster,
    titles: Mapping[str, tuple[int, str]],
) -> Column:  # fmt: skip
    known = {key: place for key, place in plan.items() if key in titles}
    cost = solver.cost(problem, known)
    changed = [key for key in titles if now.get(key) != known.get(key)]
    return Column(
        number,
        cost.lost_wishes,
        cost.seats_missing,
        cost.topics_side_by_side,
        cost.outside_liked,
        len(titles) - len(known),
        tuple(
            Change(*titles[key], _spot(now.get(key), raster), _spot(known.get(key), raster))
            for key in changed
        ),
        tuple(_lines(known, set(changed), raster, titles)),
    )


def _lines(
    plan: Plan, changed: set[str], raster: Raster, titles: Mapping[str, tuple[int, str]]
) -> list[Line]:
    found = []
    for key, slot in raster.slots.items():
        inside = [
            (raster.rooms[place.room], titles[session][1], session in changed)
            for session, place in plan.items()
            if key in place.slots
        ]
        inside.sort(key=lambda one: (one[0].order, one[0].pk))
        cells = tuple((room.name, title, new) for room, title, new in inside)
        found.append(Line(slot.starts_at, cells))
    return found


def _spot(place: solver.Place | None, raster: Raster) -> tuple[datetime, str] | None:
    if place is None:
        return None
    return raster.slots[place.slot].starts_at, raster.rooms[place.room].name


def seal_of(problem: solver.Problem, draft: Timetable | None) -> str:
    """A short name of everything a plan depends on, except wishes."""
    plain = [mark_of(draft), _plain(replace(problem, wishes={}))]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(), digest_size=12).hexdigest()


def _plain(value: Any) -> Any:
    """Values as lists and texts in a fixed order, whatever the process."""
    if is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Mapping):
        return sorted([str(key), _plain(one)] for key, one in value.items())
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(one) for one in value), key=json.dumps)
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def plan_told(found: Mapping[str, Any]) -> dict[str, solver.Place]:
    """The plan as it was kept on the run."""
    return {
        key: solver.Place(slots[0], room, tuple(slots[1:]))
        for key, (room, *slots) in found["plan"].items()
    }
