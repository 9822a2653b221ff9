# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Filling the draft: asked for by a host, done in the background or by a command."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction

from labcamp.core.access import Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions.locks import locked_edition
from labcamp.programme.actions.steps import step
from labcamp.programme.actions.timetable import begin_draft, day_of, set_fixed_points
from labcamp.programme.actions.watching import Look, Watch
from labcamp.programme.models import (
    DraftStep,
    Placement,
    Planning,
    Proposal,
    SolverRun,
    Timetable,
)
from labcamp.programme.models.planning import GIVEN_UP, RUNNING
from labcamp.programme.queries.draft import draft_of, mark_of
from labcamp.programme.queries.problem import Raster, plan_of, problem_of, raster_of, span_of
from labcamp.series.models import Edition
from labcamp.solvers import timetable as solver

SECONDS = 5.0
MOST_SECONDS = 120.0
COUNT = 3
"""So many alternatives are looked for."""
Rows = frozenset[tuple[Any, ...]]
"""Where the sessions of a draft stand; the first of each row is the session's key."""


class NothingToSolve(Exception):
    """There is no session, no slot or no room; `missing` says which: sessions, slots, rooms."""

    def __init__(self, missing: str) -> None:
        super().__init__(f"There are no {missing} to make a timetable of.")
        self.missing = missing


class DraftChanged(Exception):
    """Somebody changed the draft while the solver was at work; their change stays."""


@transaction.atomic
def ask(  # the keyword arguments are what a run may differ in
    edition: Edition,
    *,
    by: Viewer,
    seed: int | None = None,
    kind: str = SolverRun.Kind.ANEW,
    mark: str = "",
) -> SolverRun:
    """Have the solver run in the background; a run that is under way is the answer to a second ask.

    GENTLY keeps as much of the present draft as possible, ALTERNATIVES leaves the draft alone.
    Raises NothingToSolve, and Stale when the draft is not the one with this `mark`.
    """
    require(by, "plan", edition)
    edition = locked_edition(edition.pk)
    _close_lost(edition, by)
    running = SolverRun.objects.filter(edition=edition, state__in=RUNNING).first()
    if running is not None:
        return running
    refuse_nothing(edition, raster_of(edition))
    draft = draft_of(edition)
    if mark not in ("", mark_of(draft)):
        raise Stale(draft or edition)
    draft = begin_draft(edition, by=by)
    try:
        with transaction.atomic():
            run = SolverRun.objects.create(
                edition=edition,
                kind=kind,
                seed=seed or _seed(edition),
                seconds=SECONDS * (COUNT if kind == SolverRun.Kind.ALTERNATIVES else 1),
                basis=mark_of(draft),
                by_id=by.person,
                asked_at=by.now,
            )
    except IntegrityError:
        return SolverRun.objects.get(edition=edition, state__in=RUNNING)
    record(facts.SOLVER_ASKED, about=edition, by=by, run=run.pk, what=kind)
    return run


@transaction.atomic
def stop(run: SolverRun, *, by: Viewer) -> None:
    """End the run at the best plan found so far."""
    require(by, "plan", run.edition)
    SolverRun.objects.filter(pk=run.pk, state__in=RUNNING).update(stop_asked=True)


def solve(  # the keyword arguments are what a run may differ in
    edition: Edition,
    *,
    by: Viewer,
    seed: int | None = None,
    seconds: float = SECONDS,
    gently: bool = False,
    look: Look | None = None,
    mark: str = "",
    then: Callable[[Timetable], None] | None = None,
) -> Timetable:
    """Fill the draft so that few wishes are lost; pinned sessions stay where they are.

    `look` hears how many percent are done and how many wishes the best plan so far loses, and
    answers whether to stop. Raises NothingToSolve, and DraftChanged when somebody moved a session
    meanwhile or since the `mark` was taken, published the draft or gave it up: then nothing is
    overwritten and no draft begun. What `then` does with the filled draft holds together with it
    or not at all.
    """
    if mark not in ("", mark_of(draft_of(edition))):
        raise DraftChanged
    draft = begin_draft(edition, by=by)
    raster = raster_of(edition)
    refuse_nothing(edition, raster)
    before = _fingerprint(draft)
    problem = problem_of(edition, draft, raster)
    seed = seed or _seed(edition)
    seconds = min(seconds, MOST_SECONDS)
    watch = Watch(look, seconds)
    watch.stop()
    placed = plan_of(list(Placement.objects.filter(timetable=draft)), raster)
    if gently and placed:
        solution = solver.resolve(
            problem, placed, seed=seed, seconds=seconds, progress=watch.progress, stop=watch.stop
        )
    else:
        solution = solver.solve(
            problem, seed=seed, seconds=seconds, progress=watch.progress, stop=watch.stop
        )
    kind = DraftStep.Kind.MENDED if gently and placed else DraftStep.Kind.SOLVED
    with transaction.atomic():
        draft = adopt(draft, solution, before=before, kind=kind, by=by)
        if then is not None:
            then(draft)
    return draft


@transaction.atomic
def adopt(
    draft: Timetable, solution: solver.Solution, *, before: Rows, kind: str, by: Viewer
) -> Timetable:
    """Put the solver's plan into the draft, if it still is as it was when the solver began.

    What was withdrawn, parked, merged or changed meanwhile so that it may not stand there any
    more is left out, and the report says so.
    """
    edition = locked_edition(draft.edition_id)
    require(by, "plan", edition)
    drafts = Timetable.objects.select_for_update().filter(state=Timetable.State.DRAFT)
    found = drafts.filter(pk=draft.pk).first()
    if found is None or _fingerprint(found) != before - _gone(before):
        raise DraftChanged
    draft = found
    raster = raster_of(edition)
    now = problem_of(edition, draft, raster)
    plan = _still_valid(solution.plan, now)
    with step(edition, kind, by=by):
        fill(draft, plan, raster, pinned=set(now.pins))
        left_out = sorted(int(key) for key in solution.plan.keys() - plan.keys())
        draft.report = report_of(solution) | {"left_out": left_out}
        draft.name = ""
        draft.save()
    draft.refresh_from_db()
    record(facts.DRAFT_SOLVED, about=draft, by=by, lost=draft.lost, seed=solution.seed)
    return draft


def _gone(rows: Rows) -> Rows:
    """Those rows of a draft whose sessions were withdrawn, parked or merged since."""
    keys = {row[0] for row in rows}
    standing = Proposal.objects.filter(pk__in=keys, state__in=Proposal.PLACEABLE)
    kept = set(standing.values_list("pk", flat=True))
    return frozenset(row for row in rows if row[0] not in kept)


def _still_valid(plan: solver.Plan, problem: solver.Problem) -> dict[str, solver.Place]:
    """As much of the plan as breaks no rule; of two that clash, the one that is not pinned goes."""
    known = {session.key for session in problem.sessions}
    kept = {key: place for key, place in plan.items() if key in known}
    while broken := solver.violations(problem, kept):
        loose = [key for key in broken[0].sessions if key not in problem.pins]
        del kept[(loose or broken[0].sessions)[-1]]
    return kept


def fill(draft: Timetable, plan: solver.Plan, raster: Raster, *, pinned: Collection[str]) -> None:
    """The plan instead of what stands in the draft; what fell through keeps its place."""
    old = Placement.objects.filter(timetable=draft, proposal__isnull=False, cancelled=False)
    sequences = dict(old.values_list("proposal", "sequence"))
    old.delete()
    proposals = Proposal.objects.in_bulk([int(key) for key in plan])
    placed = [
        _placement(draft, proposals[int(key)], place, raster, pinned=key in pinned)
        for key, place in sorted(plan.items(), key=lambda pair: int(pair[0]))
    ]
    for placement in placed:
        placement.sequence = sequences.get(placement.proposal_id or 0, 0)
    Placement.objects.bulk_create(placed)
    set_fixed_points(draft)


def begin_run(run: SolverRun, *, by: Viewer) -> Look | None:
    """Take the run up and give the onlooker that writes on it; None when it has ended."""
    _close_lost(run.edition, by)
    if not SolverRun.objects.filter(pk=run.pk, state__in=RUNNING).update(
        state=SolverRun.State.RUNNING
    ):
        return None

    def look(percent: int, lost: int | None) -> bool:
        SolverRun.objects.filter(pk=run.pk).update(done=percent, lost=lost)
        return SolverRun.objects.filter(pk=run.pk, stop_asked=True).exists()

    return look


def run_asked(run: SolverRun, *, by: Viewer) -> None:
    """Do what was asked for and say on the run how it went; a run that has ended stays ended."""
    look = begin_run(run, by=by)
    if look is None:
        return

    def done(draft: Timetable) -> None:
        end_run(run, by, state=SolverRun.State.DONE, done=100, lost=draft.lost)

    try:
        solve(
            run.edition, by=by, seed=run.seed, seconds=run.seconds, look=look, mark=run.basis,
            gently=run.kind == SolverRun.Kind.GENTLY, then=done,
        )  # fmt: skip
    except NothingToSolve as nothing:
        end_run(run, by, state=SolverRun.State.FAILED, said=nothing.missing)
    except DraftChanged:
        end_run(run, by, state=SolverRun.State.FAILED, said="changed")


def _close_lost(edition: Edition, by: Viewer) -> None:
    """Say of a run nobody waits for any more that it came to no end."""
    long_ago = by.now - GIVEN_UP
    lost = SolverRun.objects.filter(edition=edition, state__in=RUNNING, asked_at__lt=long_ago)
    lost.update(state=SolverRun.State.FAILED, said="lost", ended_at=by.now)


@transaction.atomic
def end_run(run: SolverRun, by: Viewer, **fields: object) -> None:
    SolverRun.objects.filter(pk=run.pk).update(ended_at=by.now, **fields)
    record(facts.SOLVER_ENDED, about=run.edition, by=by, run=run.pk)


def told(draft: Timetable) -> str:
    """One line for the command line: wishes, lost ones, sessions without a place."""
    wishes, lost = draft.wishes or 0, draft.lost or 0
    without = len(draft.report.get("unplaced", ()))
    left_out = len(draft.report.get("left_out", ()))
    placed = Placement.objects.filter(timetable=draft, proposal__isnull=False).count()
    changed = f"{left_out} left out that changed meanwhile; " if left_out else ""
    return (
        f"{placed} sessions placed, {without} without a place; {changed}"
        f"{lost} of {wishes} wishes lost (seed {draft.report['seed']})."
    )


def refuse_nothing(edition: Edition, raster: Raster) -> None:
    if not raster.slots:
        raise NothingToSolve("slots")
    if not raster.rooms:
        raise NothingToSolve("rooms")
    if not Proposal.objects.filter(edition=edition, state=Proposal.State.OFFERED).exists():
        raise NothingToSolve("sessions")


def _seed(edition: Edition) -> int:
    return Planning.objects.filter(edition=edition).values_list("seed", flat=True).first() or 1


def _fingerprint(draft: Timetable) -> Rows:
    columns = ("proposal", "room", "starts_at", "pinned", "cancelled")
    sessions = Placement.objects.filter(timetable=draft, proposal__isnull=False)
    return frozenset(sessions.values_list(*columns))


def _placement(
    draft: Timetable, proposal: Proposal, place: solver.Place, raster: Raster, *, pinned: bool
) -> Placement:
    starts_at, ends_at = span_of(place, raster, proposal.minutes)
    return Placement(
        timetable=draft,
        proposal=proposal,
        room=raster.rooms[place.room],
        starts_at=starts_at,
        ends_at=ends_at,
        day=day_of(starts_at, draft.edition.time_zone),
        pinned=pinned,
    )


def report_of(solution: solver.Solution) -> dict[str, object]:
    """What the solver said, with proposals by their keys: titles are looked up when shown."""
    clashes = [
        {
            "sessions": [int(key) for key in clash.sessions],
            "rules": list(clash.rules),
            "relief": list(clash.relief),
            "places": clash.places,
            "certain": clash.certain,
        }
        for clash in solution.clashes
    ]
    return {
        "seed": solution.seed,
        "steps": solution.steps,
        "end": str(solution.end),
        "cost": asdict(solution.cost),
        "unplaced": [int(key) for key in solution.unplaced],
        "clashes": clashes,
        "moved": [int(key) for key in solution.moved],
    }
