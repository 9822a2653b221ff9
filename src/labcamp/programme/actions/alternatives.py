# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Clearly different plans to compare: computed in the background, kept on the run, adopted by one.

What was computed holds as long as the draft, the sessions and the raster are what they were;
`basis` is the seal of all that. Interest may go on being marked meanwhile.
"""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from labcamp.core.access import Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions import solving
from labcamp.programme.actions.locks import locked_edition
from labcamp.programme.actions.steps import step
from labcamp.programme.actions.watching import Watch
from labcamp.programme.models import DraftStep, Placement, SolverRun, Timetable
from labcamp.programme.queries.draft import draft_of
from labcamp.programme.queries.problem import plan_of, problem_of, raster_of
from labcamp.programme.queries.variants import plan_told, seal_of
from labcamp.solvers import timetable as solver


def run_asked(run: SolverRun, *, by: Viewer) -> None:
    """Look for plans that differ; a run that has ended stays ended, the draft is left alone."""
    look = solving.begin_run(run, by=by)
    if look is None:
        return
    edition, failed = run.edition, SolverRun.State.FAILED
    draft, raster = draft_of(edition), raster_of(edition)
    try:
        solving.refuse_nothing(edition, raster)
    except solving.NothingToSolve as nothing:
        solving.end_run(run, by, state=failed, said=nothing.missing)
        return
    problem = problem_of(edition, draft, raster)
    watch = Watch(look, run.seconds)
    found = solver.alternatives(
        problem, count=solving.COUNT, seed=run.seed, seconds=run.seconds,
        progress=watch.progress, stop=watch.stop,
    )  # fmt: skip
    SolverRun.objects.filter(edition=edition).exclude(pk=run.pk).update(found=[])
    solving.end_run(
        run, by, state=SolverRun.State.DONE, done=100, basis=seal_of(problem, draft),
        lost=min(one.lost_wishes for one in found),
        found=[_told(one, problem) for one in found],
    )  # fmt: skip


def _told(solution: solver.Solution, problem: solver.Problem) -> dict[str, object]:
    return {
        "plan": {key: [place.room, *place.slots] for key, place in solution.plan.items()},
        "pinned": sorted(problem.pins),
        "lost": solution.lost_wishes,
        "wishes": sum(len(wish) for wish in problem.wishes.values()),
        "cost": asdict(solution.cost),
        "report": solving.report_of(solution),
    }


@transaction.atomic
def take(run: SolverRun, number: int, *, by: Viewer) -> Timetable:
    """Make the plan with this number (from 0) the draft; one step, so it can be undone.

    Raises Stale when the draft, the raster or the sessions are not what they were; a second
    click finds the plan in the draft.
    """
    require(by, "plan", run.edition)
    edition = locked_edition(run.edition_id)
    draft, raster = draft_of(edition), raster_of(edition)
    if draft is None or number >= len(run.found):
        raise Stale(draft or edition)
    found = run.found[number]
    placed = Placement.objects.filter(timetable=draft, cancelled=False)
    last = DraftStep.objects.filter(edition=edition, undone=False).last()
    adopted = last is not None and last.kind == DraftStep.Kind.ADOPTED
    if adopted and plan_of(list(placed), raster) == plan_told(found):
        return draft
    if seal_of(problem_of(edition, draft, raster), draft) != run.basis:
        raise Stale(draft)
    with step(edition, DraftStep.Kind.ADOPTED, by=by):
        solving.fill(draft, plan_told(found), raster, pinned=set(found["pinned"]))
        draft.report, draft.name = found["report"], ""
        draft.save()
    draft.refresh_from_db()
    record(facts.DRAFT_SOLVED, about=draft, by=by, lost=draft.lost, seed=found["report"]["seed"])
    return draft
