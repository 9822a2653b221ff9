# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A day that runs late: everything from one moment on moves, in one version, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders.programme import (
    KEEPER,
    NINE,
    a_break,
    a_participant,
    a_session,
    an_edition,
    rooms_of,
    seen_as,
    slots_of,
)

from labcamp.core.access import Refused
from labcamp.core.actions import Stale
from labcamp.programme.actions import raster, timetable, undoing
from labcamp.programme.actions.delay import InTheWay, delay_now
from labcamp.programme.actions.raster import Span
from labcamp.programme.actions.timetable import Spot
from labcamp.programme.models import Placement, Slot
from labcamp.programme.queries.proposals import planning_of

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)
TEN = NINE + 60 * MINUTES


@pytest.fixture
def edition():
    """A at nine, a break at a quarter to ten, B at ten; the same again a day later: C."""
    edition = an_edition()
    rooms = rooms_of(edition)
    slots = [*slots_of(edition, 2), *slots_of(edition, 1, first=NINE + timedelta(days=1))]
    a_break(edition, NINE + 45 * MINUTES, "Kaffee")
    Slot.objects.filter(common=True).update(ends_at=TEN)
    draft = timetable.begin_draft(edition, by=KEEPER)
    for title, slot in zip("ABC", slots, strict=True):
        timetable.move(
            a_session(edition, title), slot=slot, room=rooms[0], was=None, instead=(), by=KEEPER
        )
    timetable.publish(edition, number=draft.number, by=KEEPER)
    return edition


def number(edition):
    return edition.timetables.get(state="published").number


def stand(edition, state="published"):
    """When everything begins, in minutes after nine."""
    rows = Placement.objects.filter(timetable__edition=edition, timetable__state=state)
    named = {(r.proposal.title if r.proposal else r.title): r.starts_at for r in rows}
    return {name: (at - NINE) // MINUTES for name, at in named.items()}


def test_what_comes_is_later_and_what_was_stays(edition):
    before = number(edition)
    version = delay_now(edition, NINE + 45 * MINUTES, 10, number=before, by=KEEPER)
    assert stand(edition) == {"A": 0, "Kaffee": 55, "B": 70, "C": 24 * 60}
    assert version.number == before + 1
    slots = [(slot.starts_at - NINE) // MINUTES for slot in edition.slots.all()]
    assert slots == [0, 55, 70, 24 * 60]
    assert [c["what"] for c in version.report["changes"]] == ["moved"]
    rows = version.placements.exclude(proposal=None)
    sequences = dict(rows.values_list("proposal__title", "sequence"))
    assert sequences == {"A": 0, "B": 1, "C": 0}


def test_the_same_form_moves_the_day_once_and_an_old_one_is_noticed(edition):
    shown = number(edition)
    once = delay_now(edition, TEN, 10, number=shown, by=KEEPER)
    assert delay_now(edition, TEN, 10, number=shown, by=KEEPER) == once
    with pytest.raises(Stale):
        delay_now(edition, TEN, 20, number=shown, by=KEEPER)
    with pytest.raises(Stale):  # nothing begins then any more
        delay_now(edition, TEN, 10, number=once.number, by=KEEPER)
    assert stand(edition)["B"] == 70


def test_a_draft_in_work_goes_along_and_is_not_published(edition):
    timetable.begin_draft(edition, by=KEEPER)
    delay_now(edition, TEN, 15, number=number(edition), by=KEEPER)
    assert stand(edition)["B"] == stand(edition, "draft")["B"] == 75


def test_steps_of_the_draft_can_still_be_undone_afterwards(edition):
    turm = edition.rooms.get(name="Turm")
    slot = edition.slots.get(starts_at=TEN)
    b, was = edition.proposals.get(title="B"), Spot(TEN, edition.rooms.get(name="Saal").pk)
    timetable.move(b, slot=slot, room=turm, was=was, instead=(), by=KEEPER)
    coffee = edition.slots.get(common=True)
    span = Span(coffee.starts_at + 5 * MINUTES, coffee.ends_at, "Kaffee", common=True)
    raster.change_slot(coffee, span, version=planning_of(edition).version, by=KEEPER)
    delay_now(edition, NINE + 45 * MINUTES, 10, number=number(edition), by=KEEPER)
    assert stand(edition, "draft") == {"A": 0, "Kaffee": 60, "B": 70, "C": 24 * 60}
    for _ in range(2):
        step = undoing.next_undo(edition)
        assert undoing.undo(edition, step.pk, by=KEEPER).stayed == 0
    assert stand(edition, "draft") == {"A": 0, "Kaffee": 55, "B": 70, "C": 24 * 60}
    placed = Placement.objects.get(timetable__state="draft", proposal=b)
    assert placed.room.name == "Saal"


def test_the_day_catches_up_only_until_what_runs_before(edition):
    delay_now(edition, TEN, 15, number=number(edition), by=KEEPER)
    later = TEN + 15 * MINUTES
    with pytest.raises(InTheWay) as found:
        delay_now(edition, later, -20, number=number(edition), by=KEEPER)
    assert found.value.until == TEN
    delay_now(edition, later, -15, number=number(edition), by=KEEPER)
    assert stand(edition)["B"] == 60


def test_only_hosts_move_the_day(edition):
    guest = seen_as(a_participant(edition))
    with pytest.raises(Refused):
        delay_now(edition, TEN, 10, number=number(edition), by=guest)
