# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows: the solver after it was asked for, audiences after an edition's."""

from labcamp.core import jobs
from labcamp.core.access import system
from labcamp.core.record import Fact, after
from labcamp.programme import facts
from labcamp.programme.actions import alternatives, following, solving
from labcamp.programme.models import SolverRun
from labcamp.series import facts as series_facts
from labcamp.series.models import Edition


@after(facts.SOLVER_ASKED)
@jobs.takes_long
def run_solver(fact_id: int) -> None:
    """May run twice: a run that has ended stays ended, and the same seed gives the same plan."""
    asked = Fact.objects.get(pk=fact_id).data
    run = SolverRun.objects.select_related("edition").filter(pk=asked["run"]).first()
    if run is None:
        return
    work = alternatives.run_asked if run.kind == SolverRun.Kind.ALTERNATIVES else solving.run_asked
    work(run, by=system("solver"))


@after(series_facts.EDITION_CHANGED)
def follow_the_edition(fact_id: int) -> None:
    """May run twice: the audience is already the edition's."""
    edition = Edition.objects.filter(pk=Fact.objects.get(pk=fact_id).about_id).first()
    if edition is not None:
        following.follow_audience(edition, by=system("programme"))
