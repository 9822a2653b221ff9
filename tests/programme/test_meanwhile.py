# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens to sessions and slots while the solver runs or a draft is in work."""

from __future__ import annotations

import pytest
from tests.builders.harvest import browser_of
from tests.builders.programme import (
    KEEPER,
    a_host,
    a_session,
    an_edition,
    rooms_of,
    slots_of,
)

from labcamp.core.access import system
from labcamp.programme.actions import conditions, merging, proposals, queue, solving, undoing
from labcamp.programme.actions.proposals import Offer
from labcamp.programme.models import Placement, Proposal
from labcamp.programme.queries.conditions import told_givers
from labcamp.programme.queries.draft import draft_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = an_edition()
    rooms_of(edition)
    slots_of(edition)
    for title in "ABCD":
        a_session(edition, title)
    return edition


def placed(edition):
    rows = Placement.objects.filter(timetable=draft_of(edition), proposal__isnull=False)
    return sorted(rows.values_list("proposal__title", flat=True))


def withdraw(one):
    proposals.withdraw(one, by=KEEPER)


def park(one):
    queue.park(one, by=KEEPER)


def merge(one):
    stays = Proposal.objects.get(title="A")
    words = merging.Together("A", "", 45, "", stays.version, one.version)
    merging.merge(stays, one, words, by=KEEPER)


def lengthen(one):
    """No slot is so long, and four in a row there are not."""
    proposals.edit(one, Offer("D", minutes=180), version=one.version, by=KEEPER)


def forbid(one):
    """Its giver can come at no time."""
    never = dict.fromkeys(one.edition.slots.values_list("pk", flat=True), "cannot")
    giver = next(told for told in told_givers(one.edition) if one.title in told.titles)
    conditions.say_times(one.edition, giver, never, version=0, by=KEEPER)


CHANGES = {f.__name__: f for f in (withdraw, park, merge, lengthen, forbid)}


@pytest.mark.parametrize("gently", [False, True])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_while_the_solver_runs_is_left_out_and_said(edition, change, gently):
    session = edition.proposals.get(title="D")
    if gently:
        solving.solve(edition, by=KEEPER, seconds=1)
        assert placed(edition) == list("ABCD")
    pending = [session]

    def look(_percent, _lost):
        if pending:
            change(pending.pop())
        return False

    draft = solving.solve(edition, by=system("solver"), seconds=1, gently=gently, look=look)
    assert placed(edition) == list("ABC")
    assert draft.report["left_out"] == [session.pk]
    assert "changed meanwhile" in solving.told(draft)
    html = browser_of(a_host(edition)).get(f"/edition/{edition.slug}/plan/").content.decode()
    assert "1 Session wurde" in html
    assert ("wurde geändert, während" in html) is (change in (lengthen, forbid))
    solving.solve(edition, by=KEEPER, seconds=1)
    assert draft_of(edition).report["left_out"] == []


def test_undo_after_that_does_not_bring_back_what_is_gone(edition):
    solving.solve(edition, by=KEEPER, seconds=1)
    withdraw(edition.proposals.get(title="D"))
    solving.solve(edition, by=KEEPER, seed=5, seconds=1)
    undoing.undo(edition, undoing.next_undo(edition).pk, by=KEEPER)
    assert placed(edition) == list("ABC")
