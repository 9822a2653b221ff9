# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Late changes: each is one version, seen at once; two hosts at once notice each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.builders.programme import (
    KEEPER,
    NINE,
    a_host,
    a_participant,
    a_session,
    an_edition,
    rooms_of,
    seen_as,
    slots_of,
)

from labcamp.core.access import Refused
from labcamp.core.actions import Stale
from labcamp.programme.actions import conditions, theday, timetable
from labcamp.programme.actions.proposals import Offer
from labcamp.programme.actions.theday import Place
from labcamp.programme.actions.timetable import NotInTheProgramme, Spot
from labcamp.programme.models import Placement, Proposal, Timetable
from labcamp.programme.queries import news
from labcamp.programme.queries.proposals import planning_of
from labcamp.programme.queries.theday import day_of_edition, free_places, without_a_room

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)


@pytest.fixture
def edition():
    """Saal: A at nine, B at ten; Turm: C at nine; two slots of 45 minutes."""
    edition = an_edition()
    saal, turm = rooms_of(edition)
    slots = slots_of(edition, 2)
    giver = a_participant(edition)
    draft = timetable.begin_draft(edition, by=KEEPER)
    for title, slot, room in (("A", 0, saal), ("B", 1, saal), ("C", 0, turm)):
        timetable.move(
            a_session(edition, title, by=giver), slot=slots[slot], room=room, was=None,
            instead=(), by=KEEPER,
        )  # fmt: skip
    twice = edition.proposals.values_list("pk", flat=True)  # one giver in two at once
    timetable.publish(edition, number=draft.number, by=KEEPER, despite=twice)
    return edition


def session(title):
    return Proposal.objects.get(title=title)


def stand(edition, state="published"):
    rows = Placement.objects.filter(
        timetable__edition=edition, timetable__state=state, proposal__isnull=False
    )
    return {p.proposal.title: (p.starts_at.hour - NINE.hour, p.room.name) for p in rows}


def spot(title):
    p = Placement.objects.get(proposal__title=title, timetable__state="published")
    return Spot(p.starts_at, p.room_id)


def place(edition, hour, room):
    starts = NINE + timedelta(hours=hour)
    return Place(edition.rooms.get(name=room), starts, starts + 45 * MINUTES)


def versions(edition):
    return Timetable.objects.filter(edition=edition).count()


def test_a_move_is_a_new_version_with_a_higher_sequence(edition):
    theday.move_now(session("A"), place(edition, 1, "Turm"), was=spot("A"), by=KEEPER)
    assert stand(edition) == {"A": (1, "Turm"), "B": (1, "Saal"), "C": (0, "Turm")}
    new = Timetable.objects.get(edition=edition, state="published")
    assert [(c["number"], c["what"]) for c in new.report["changes"]] == [(1, "moved")]
    rows = Placement.objects.filter(timetable=new).values_list("proposal__title", "sequence")
    assert dict(rows) == {"A": 1, "B": 0, "C": 0}


def test_the_same_move_again_changes_nothing(edition):
    was, goal = spot("A"), place(edition, 1, "Turm")
    for _ in range(2):
        theday.move_now(session("A"), goal, was=was, by=KEEPER)
    assert versions(edition) == 2


def test_two_hosts_at_once_notice_each_other(edition):
    was, goal = {t: spot(t) for t in "AC"}, place(edition, 1, "Turm")
    theday.move_now(session("A"), goal, was=was["A"], by=KEEPER)
    with pytest.raises(Stale):  # the place has gone
        theday.move_now(session("C"), goal, was=was["C"], by=KEEPER)
    with pytest.raises(Stale):  # the session has gone
        theday.move_now(session("A"), place(edition, 0, "Saal"), was=goal_spot(goal, 2), by=KEEPER)
    with pytest.raises(Stale):
        theday.swap_now(session("A"), session("C"), was=was["A"], other_was=was["C"], by=KEEPER)
    assert stand(edition) == {"A": (1, "Turm"), "B": (1, "Saal"), "C": (0, "Turm")}


def goal_spot(goal, hours):
    return Spot(goal.starts_at + timedelta(hours=hours), goal.room.pk)


def test_two_sessions_swap_once(edition):
    was, other = spot("A"), spot("B")
    for _ in range(2):
        theday.swap_now(session("A"), session("B"), was=was, other_was=other, by=KEEPER)
    assert stand(edition) == {"A": (1, "Saal"), "B": (0, "Saal"), "C": (0, "Turm")}
    assert versions(edition) == 2


def test_a_draft_in_work_is_changed_the_same_way_and_not_published(edition):
    draft = timetable.begin_draft(edition, by=KEEPER)
    turm, slots = edition.rooms.get(name="Turm"), list(edition.slots.all())
    timetable.move(session("B"), slot=slots[1], room=turm, was=spot("B"), instead=(), by=KEEPER)
    theday.move_now(session("A"), place(edition, 1, "Turm"), was=spot("A"), by=KEEPER)
    assert stand(edition) == {"A": (1, "Turm"), "B": (1, "Saal"), "C": (0, "Turm")}
    assert stand(edition, "draft") == {"A": (1, "Turm"), "B": (0, "Saal"), "C": (0, "Turm")}
    number = Timetable.objects.get(pk=draft.pk).number
    assert number > Timetable.objects.get(edition=edition, state="published").number
    with pytest.raises(Stale):  # whoever saw the draft before it changed looks again
        timetable.publish(edition, number=draft.number, by=KEEPER)


def test_another_end_holds_in_a_draft_in_work_and_who_stands_there_loses_the_place(edition):
    timetable.begin_draft(edition, by=KEEPER)
    draft = Placement.objects.filter(timetable__state="draft")
    later = NINE + 70 * MINUTES
    draft.filter(proposal__title="B").update(room=edition.rooms.get(name="Turm"))
    end = {"was": spot("C"), "until": NINE + 45 * MINUTES, "by": KEEPER}
    theday.end_now(session("C"), later, **end)
    assert draft.get(proposal__title="C").ends_at == later
    assert stand(edition, "draft") == {"A": (0, "Saal"), "C": (0, "Turm")}
    assert stand(edition) == {"A": (0, "Saal"), "B": (1, "Saal"), "C": (0, "Turm")}
    draft.filter(proposal__title="A").update(starts_at=NINE + 60 * MINUTES, ends_at=later)
    theday.end_now(session("A"), NINE + 30 * MINUTES, **end | {"was": spot("A")})
    assert draft.get(proposal__title="A").ends_at == later
    with pytest.raises(theday.InTheRoom):
        theday.end_now(session("A"), later, was=spot("A"), until=NINE + 30 * MINUTES, by=KEEPER)


def test_a_session_is_added_at_a_free_place_once(edition):
    token, offer = uuid4(), Offer("Spontan", givers=(("Kim Beispiel", ""),))
    for _ in range(2):
        theday.add_now(edition, offer, place(edition, 1, "Turm"), token=token, by=KEEPER)
    assert stand(edition)["Spontan"] == (1, "Turm")
    assert (versions(edition), Proposal.objects.filter(title="Spontan").count()) == (2, 1)
    with pytest.raises(Stale):
        theday.add_now(edition, offer, place(edition, 1, "Turm"), token=uuid4(), by=KEEPER)
    assert Proposal.objects.filter(title="Spontan").count() == 1


def test_a_cancelled_sessions_place_is_free_and_it_does_not_come_back_into_another(edition):
    timetable.set_cancelled(session("C"), cancelled=True, by=KEEPER)
    theday.move_now(session("A"), place(edition, 0, "Turm"), was=spot("A"), by=KEEPER)
    with pytest.raises(theday.PlaceTaken):
        theday.bring_back_now(session("C"), by=KEEPER)
    theday.move_now(session("C"), place(edition, 0, "Saal"), was=spot("C"), by=KEEPER)
    theday.bring_back_now(session("C"), by=KEEPER)
    assert session("C").state == "offered"
    assert stand(edition)["C"] == (0, "Saal")


def test_only_hosts_change_the_day_and_only_what_is_published(edition):
    goal, guest = place(edition, 1, "Turm"), seen_as(a_participant(edition))
    with pytest.raises(Refused):
        theday.move_now(session("A"), goal, was=spot("A"), by=guest)
    with pytest.raises(Refused):
        theday.add_now(edition, Offer("X"), goal, token=uuid4(), by=guest)
    late = a_session(edition, "Nachzügler")
    with pytest.raises(NotInTheProgramme):
        theday.move_now(late, goal, was=spot("A"), by=seen_as(a_host(edition)))


def test_free_places_are_those_from_now_on_in_which_nothing_takes_place(edition):
    day = day_of_edition(edition, NINE)
    told = [((f.starts_at - NINE) // MINUTES, f.room.name) for f in free_places(day, NINE)]
    assert told == [(60, "Turm")]
    timetable.set_cancelled(session("A"), cancelled=True, by=KEEPER)
    day = day_of_edition(edition, NINE)
    assert len(free_places(day, NINE)) == 2
    assert len(free_places(day, NINE + 50 * MINUTES)) == 1
    assert free_places(day, NINE + 300 * MINUTES) == []


def test_a_room_that_is_lost_is_no_free_place(edition):
    turm = session("C").edition.rooms.get(name="Turm")
    later = edition.slots.get(starts_at=NINE + 60 * MINUTES)
    conditions.close_room(turm, [later.pk], version=planning_of(edition).version, by=KEEPER)
    day = day_of_edition(edition, NINE)
    assert free_places(day, NINE) == []
    assert without_a_room(day) == frozenset()
    both = [slot.pk for slot in edition.slots.all()]
    conditions.close_room(turm, both, version=planning_of(edition).version, by=KEEPER)
    assert without_a_room(day_of_edition(edition, NINE)) == {session("C").pk}
    timetable.set_cancelled(session("C"), cancelled=True, by=KEEPER)
    assert without_a_room(day_of_edition(edition, NINE)) == frozenset()


def test_a_long_session_keeps_its_length_where_the_room_is_free_so_long(edition):
    placed = Placement.objects.get(proposal__title="C", timetable__state="published")
    Placement.objects.filter(pk=placed.pk).update(ends_at=NINE + 105 * MINUTES)
    Placement.objects.filter(proposal__title="A").delete()
    placed.refresh_from_db()
    day = day_of_edition(edition, NINE)
    found = {
        ((f.starts_at - NINE) // MINUTES, f.room.name): (
            (f.ends_at - f.starts_at) // MINUTES,
            f.short,
        )
        for f in free_places(day, NINE, placed)
    }
    assert found == {(0, "Saal"): (45, True), (60, "Turm"): (105, False)}
    Placement.objects.create(
        timetable=placed.timetable, title="Pause", starts_at=NINE + 110 * MINUTES,
        ends_at=NINE + 125 * MINUTES, day=placed.day,
    )  # fmt: skip
    free = free_places(day_of_edition(edition, NINE), NINE, placed)
    assert [(f.room.name, f.short) for f in free] == [("Saal", True), ("Turm", True)]


def test_who_asked_first_and_had_to_wait_publishes_the_later_version(edition):
    one, other = seen_as(a_host(edition)), seen_as(a_host(edition, "Toni Beispiel"))
    timetable.set_cancelled(session("A"), cancelled=True, by=replace(one, now=other.now + MINUTES))
    timetable.set_cancelled(session("B"), cancelled=True, by=other)
    last = news.versions(edition, one)[-1]
    assert last.key == Timetable.objects.get(state="published").pk, "what letters compare with"
    assert [last.plan[session(title).pk].cancelled for title in "ABC"] == [True, True, False]
