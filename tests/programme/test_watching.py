# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""While a run of any kind is at work, the page knows how many wishes the best so far loses."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.builders.programme import (
    KEEPER,
    a_participant,
    a_session,
    an_edition,
    rooms_of,
    seen_as,
    slots_of,
)

from labcamp.core import jobs
from labcamp.programme.actions import proposals, solving, watching
from labcamp.programme.models import SolverRun
from labcamp.programme.queries.draft import draft_of, rows_of

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("kind", ["anew", "gently", "variants"])


@pytest.fixture
def edition(monkeypatch):
    """Twelve sessions in three slots; eight people want five each, so some are always lost."""
    monkeypatch.setattr(watching, "LOOK_EVERY", 0)
    edition = an_edition()
    rooms_of(edition, *"WXYZ")
    slots_of(edition)
    sessions = [a_session(edition, f"S{n}", by=a_participant(edition)) for n in range(12)]
    for person in range(8):
        by = seen_as(a_participant(edition))
        for n in range(5):
            session = sessions[(person * 5 + n * n + n) % 12]
            proposals.mark_interest(session, strength=1, by=by)
    solving.solve(edition, by=KEEPER, seed=3, look=lambda *_: True)
    return edition


def heard(run, stop_at=None):
    """What the run says after each look; a host asks it to stop at the look with this number."""
    told = []

    def listen(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith("UPDATE") and '"lost" = ' in sql and '"done" = ' in sql:
            now = SolverRun.objects.get(pk=run.pk)
            if now.state == "running" and now.lost is not None:
                told.append((now.done, now.lost))
                if len(told) == stop_at:
                    solving.stop(run, by=KEEPER)
        return done

    with connection.execute_wrapper(listen):
        jobs.run_due()
    run.refresh_from_db()
    return told


@KINDS
def test_the_number_falls_until_it_is_the_one_that_counts(edition, kind):
    run = solving.ask(edition, by=KEEPER, kind=kind)
    told = heard(run)
    lost = [n for _, n in told]
    assert (run.state, run.done) == ("done", 100)
    assert lost[-1] == run.lost <= lost[0]
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    if kind != "gently":  # there a move has a price of its own
        assert lost == sorted(lost, reverse=True)


@KINDS
def test_a_stop_takes_the_best_so_far(edition, kind):
    before = rows_of(draft_of(edition))
    run = solving.ask(edition, by=KEEPER, kind=kind)
    told = heard(run, stop_at=3)
    assert len(told) == 3
    assert (run.state, run.lost) == ("done", told[-1][1])
    if kind == "variants":
        assert [one["lost"] for one in run.found] == [run.lost]
        assert rows_of(draft_of(edition)) == before
    else:
        assert draft_of(edition).lost == run.lost
        assert len(rows_of(draft_of(edition))) == 12
