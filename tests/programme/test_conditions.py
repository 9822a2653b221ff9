# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What hosts and givers say holds in the solved timetable; without it the plan would differ."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders.network import a_person
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

from labcamp.core.access import Refused, guest
from labcamp.core.actions import Stale
from labcamp.core.record import Fact
from labcamp.programme.actions import conditions, proposals, raster, solving
from labcamp.programme.actions.conditions import Circle, NotEnough, OfSession, Twice
from labcamp.programme.actions.raster import NameTaken, RoomWords, Span
from labcamp.programme.models import Availability, Placement, Planning, SessionCondition, SlotStance
from labcamp.programme.queries import conditions as queries
from labcamp.programme.queries import desk
from labcamp.programme.queries.draft import draft_of
from labcamp.programme.queries.problem import problem_of, raster_of

pytestmark = pytest.mark.django_db


def solved(edition):
    """Where every session is: its title to the number of its first slot and its room."""
    draft = solving.solve(edition, by=KEEPER, seconds=1)
    rows = Placement.objects.filter(timetable=draft, proposal__isnull=False)
    hours = {
        slot.starts_at: n
        for n, slot in enumerate(edition.slots.filter(common=False).order_by("starts_at"))
    }
    return {
        p.proposal.title: (hours[p.starts_at], p.room.name)
        for p in rows.select_related("proposal", "room")
    }


def without(edition):
    draft = draft_of(edition)
    return {w.title: w for w in desk.without_place(edition, draft)}


def told(edition, name):
    return next(t for t in queries.told_givers(edition) if t.name == name)


def says(edition, name, stances, *, by=KEEPER, version=0):
    keys = {slot.pk: stance for slot, stance in stances.items()}
    return conditions.say_times(edition, told(edition, name), keys, version=version, by=by)


def one_room(slots=2):
    edition = an_edition()
    rooms_of(edition, "Saal")
    return edition, slots_of(edition, slots)


def test_a_giver_is_never_placed_where_they_cannot():
    edition, slots = one_room()
    kim = a_participant(edition, "Kim Beispiel")
    a_session(edition, "A", by=kim)
    a_session(edition, "B", givers=(("Alex Muster", ""),))
    wish = seen_as(a_participant(edition))
    for session in edition.proposals.all():
        proposals.mark_interest(session, strength=2, by=wish)
    free = solved(edition)
    mine = slots[free["A"][0]]
    says(edition, "Kim Beispiel", {mine: "cannot"}, by=seen_as(kim))
    assert solved(edition)["A"][0] == 1 - free["A"][0]
    says(edition, "Kim Beispiel", {mine: ""}, by=seen_as(kim), version=1)
    says(edition, "Alex Muster", {mine: "cannot"})
    assert solved(edition)["B"][0] == 1 - free["A"][0]


def test_where_a_giver_would_rather_be_is_kept_if_it_costs_nothing():
    edition = an_edition()
    rooms_of(edition, "Saal")
    slots = slots_of(edition, 4)
    kim = a_participant(edition, "Kim Beispiel")
    a_session(edition, "A", by=kim)
    for n, slot in enumerate(slots):
        says(edition, "Kim Beispiel", {slot: "rather"}, by=seen_as(kim), version=n)
        assert solved(edition)["A"][0] == n


def test_two_givers_share_what_they_like_or_else_either_will_do():
    said = {
        "a": queries.Times(rather=frozenset({1, 2})),
        "b": queries.Times(rather=frozenset({2, 3})),
        "c": queries.Times(rather=frozenset({4})),
        "d": queries.Times(cannot=frozenset({4})),
    }
    assert queries.liked_slots(["a", "b", "d"], said) == {2}
    assert queries.liked_slots(["a", "c"], said) == {1, 2, 4}
    assert queries.liked_slots(["d", "e"], said) == frozenset()


@pytest.mark.parametrize("form", ["on-site", "online"])
def test_a_session_goes_into_a_room_of_its_form(form):
    edition = an_edition()
    for name, of in (("Saal", "on-site"), ("Konferenz", "online")):
        raster.save_room(edition, RoomWords(name, form=of), by=KEEPER)
    slots_of(edition, 2)
    for title in "AB":
        a_session(edition, title, form=form)
    places = solved(edition)
    assert {room for _, room in places.values()} == {"Saal" if form == "on-site" else "Konferenz"}
    assert {slot for slot, _ in places.values()} == {0, 1}
    a_session(edition, "C", form=form)
    solved(edition)
    assert len(without(edition)) == 1
    raster.save_room(edition, RoomWords("Beides"), by=KEEPER)
    assert "Beides" in {room for _, room in solved(edition).values()}


def test_sessions_of_a_group_never_run_at_the_same_time():
    edition = an_edition()
    rooms_of(edition)
    slots_of(edition, 1)
    sessions = [a_session(edition, title) for title in "AB"]
    assert {slot for slot, _ in solved(edition).values()} == {0}, "they run at once"
    keys = [s.pk for s in sessions]
    group = conditions.save_group(edition, "Für Neue", keys, by=KEEPER)
    assert len(solved(edition)) == 1
    left = next(iter(without(edition).values()))
    assert (left.rules, len(left.others)) == (("apart",), 1)
    assert "apart" in left.relief
    slots_of(edition, 2)
    assert {slot for slot, _ in solved(edition).values()} == {0, 1}
    conditions.remove_group(group, by=KEEPER)
    conditions.remove_group(group, by=KEEPER)
    edition.slots.last().delete()
    assert {slot for slot, _ in solved(edition).values()} == {0}


def test_sessions_follow_each_other_in_the_order_that_was_said():
    edition, slots = one_room(3)
    kim = a_participant(edition, "Kim Beispiel")
    sessions = {title: a_session(edition, title, by=kim) for title in "ABC"}
    for row in ("ABC", "CAB", "BCA"):
        order = conditions.save_order(edition, [sessions[t].pk for t in row], by=KEEPER)
        placed = solved(edition)
        assert sorted(placed, key=placed.get) == list(row)
        conditions.remove_order(order, by=KEEPER)
    conditions.save_order(edition, [sessions["A"].pk, sessions["B"].pk], by=KEEPER)
    says(edition, "Kim Beispiel", {slots[0]: "cannot", slots[1]: "cannot"})
    assert len(solved(edition)) == 1
    assert "giver_away" in without(edition)["C"].relief or "giver_away" in (
        without(edition)["C"].rules
    )


def test_an_order_outlives_the_withdrawal_of_its_middle():
    edition, _ = one_room(2)
    sessions = {title: a_session(edition, title) for title in "ABC"}
    conditions.save_order(edition, [sessions[t].pk for t in "CBA"], by=KEEPER)
    proposals.withdraw(sessions["B"], by=seen_as(sessions["B"].by))
    assert solved(edition) == {"C": (0, "Saal"), "A": (1, "Saal")}
    proposals.withdraw(sessions["A"], by=seen_as(sessions["A"].by))
    assert set(solved(edition)) == {"C"}


def test_circles_and_sessions_named_twice_are_refused_and_nothing_is_kept():
    edition, _ = one_room(3)
    a, b, c = (a_session(edition, title).pk for title in "ABC")
    conditions.save_order(edition, [a, b], by=KEEPER)
    second = conditions.save_order(edition, [b, c], by=KEEPER)
    with pytest.raises(Circle) as circle:
        conditions.save_order(edition, [c, a], by=KEEPER)
    assert circle.value.sessions[0] == circle.value.sessions[-1]
    assert set(circle.value.sessions) == {a, b, c}
    with pytest.raises(Twice):
        conditions.save_order(edition, [a, b, a], by=KEEPER)
    with pytest.raises(NotEnough):
        conditions.save_order(edition, [a], by=KEEPER)
    version = Planning.objects.get(edition=edition).version
    with pytest.raises(Circle):
        conditions.save_order(edition, [b, a], order=second, version=version, by=KEEPER)
    assert [o.sessions for o in queries.orders_of(edition)] == [(a, b), (b, c)]
    conditions.save_order(edition, [a, c], order=second, version=version, by=KEEPER)
    assert conditions.save_order(edition, [a, b], by=KEEPER).pk != second.pk
    assert [o.sessions for o in queries.orders_of(edition)] == [(a, b), (a, c)]


def test_a_session_takes_as_many_slots_as_the_hosts_say():
    edition = an_edition()
    rooms_of(edition, "Saal")
    first = NINE
    raster.add_slots(
        edition,
        [Span(first, first + timedelta(minutes=45)),
         Span(first + timedelta(minutes=60), first + timedelta(minutes=105)),
         Span(first + timedelta(hours=4), first + timedelta(hours=4, minutes=45))],
        by=KEEPER,
    )  # fmt: skip
    session = a_session(edition, "A", minutes=45)
    other = a_session(edition, "B", minutes=45)
    assert set(solved(edition)) == {"A", "B"}

    def take(parts):
        version = Planning.objects.get(edition=edition).version
        conditions.save_session(session, OfSession(parts=parts), version=version, by=KEEPER)

    take(2)
    assert solved(edition) == {"A": (0, "Saal"), "B": (2, "Saal")}
    placed = Placement.objects.get(proposal=session)
    assert placed.ends_at == first + timedelta(minutes=105), "it ends with its second slot"
    take(3)
    assert set(solved(edition)) == {"B"}
    assert without(edition)["A"].rules == ("shape",)
    assert without(edition)["A"].relief == ("shape",)
    take(None)
    assert not SessionCondition.objects.exists()
    proposals.edit(
        session, proposals.Offer("A", minutes=90), version=session.version,
        by=seen_as(session.by),
    )  # fmt: skip
    proposals.withdraw(other, by=seen_as(other.by))
    assert solved(edition)["A"][0] == 0
    assert Placement.objects.get(proposal=session).ends_at == first + timedelta(minutes=105)
    take(1)
    solved(edition)
    placed = Placement.objects.get(proposal=session)
    assert placed.ends_at - placed.starts_at == timedelta(minutes=45), "one slot, shortened"


def test_a_session_stays_in_the_slots_it_is_allowed_in():
    edition, slots = one_room(4)
    session = a_session(edition, "A")
    for n in (0, 3):
        version = Planning.objects.get(edition=edition).version
        said = OfSession(slots=frozenset({slots[n].pk, 999_999}))
        conditions.save_session(session, said, version=version, by=KEEPER)
        assert solved(edition)["A"][0] == n
    raster.remove_slot(slots[3], by=KEEPER)
    assert solved(edition)["A"][0] in {0, 1, 2}, "a slot that is gone drops out"
    assert queries.held_of(edition)[session.pk].slots is None


def test_the_people_expected_draw_a_session_into_the_big_room():
    edition = an_edition()
    raster.save_room(edition, RoomWords("Kammer", capacity=5), by=KEEPER)
    raster.save_room(edition, RoomWords("Halle", capacity=80), by=KEEPER)
    slots_of(edition, 1)
    sessions = {title: a_session(edition, title) for title in "AB"}
    for big in "AB":
        version = Planning.objects.get(edition=edition).version
        for title, session in sessions.items():
            heads = 60 if title == big else 3
            conditions.save_session(session, OfSession(heads=heads), version=version, by=KEEPER)
            version = Planning.objects.get(edition=edition).version
        assert solved(edition)[big] == (0, "Halle")


def test_a_room_is_left_empty_when_it_is_not_free():
    edition, slots = one_room(2)
    a_session(edition, "A")
    room = edition.rooms.get()
    for n in (0, 1):
        version = Planning.objects.get(edition=edition).version
        for _ in range(2):
            conditions.close_room(room, [slots[n].pk, 999_999], version=version, by=KEEPER)
        assert solved(edition)["A"][0] == 1 - n
    keys = [slot.pk for slot in slots]
    with pytest.raises(Stale):
        conditions.close_room(room, keys, version=version, by=KEEPER)
    conditions.close_room(room, keys, version=version + 1, by=KEEPER)
    assert solved(edition) == {}
    left = without(edition)["A"]
    assert (left.rules, left.relief) == (("blocked",), ("blocked",))
    conditions.close_room(room, [], version=version + 2, by=KEEPER)
    assert set(solved(edition)) == {"A"}


def test_moves_name_the_condition_they_would_break():
    edition = an_edition()
    raster.save_room(edition, RoomWords("Saal", form="on-site"), by=KEEPER)
    raster.save_room(edition, RoomWords("Konferenz", form="online"), by=KEEPER)
    slots = slots_of(edition, 3)
    first = a_session(edition, "A", form="on-site")
    then = a_session(edition, "B", form="on-site", givers=(("Alex Muster", ""),))
    conditions.save_order(edition, [first.pk, then.pk], by=KEEPER)
    says(edition, "Alex Muster", {slots[1]: "cannot"})
    assert solved(edition)["B"] == (2, "Saal")
    broken = {
        (slots.index(g.slot), g.room): g.rules
        for g in desk.goals(then, draft_of(edition))
        if g.rules
    }
    assert "giver_away" in broken[1, "Saal"]
    assert broken[2, "Konferenz"] == ("form",)
    assert "order" in broken[0, "Saal"]


def test_what_is_said_twice_is_kept_once_and_what_is_old_is_refused():
    edition, slots = one_room()
    kim = a_participant(edition, "Kim Beispiel")
    a, b, c = (a_session(edition, title, by=kim).pk for title in "ABC")
    first = conditions.save_group(edition, "Neu", [a, b], by=KEEPER)
    assert conditions.save_group(edition, "Neu", [b, a], by=KEEPER) == first
    with pytest.raises(NameTaken):
        conditions.save_group(edition, "Neu", [a, c], by=KEEPER)
    with pytest.raises(NotEnough):
        conditions.save_group(edition, "Einzeln", [a, 999_999], by=KEEPER)
    version = Planning.objects.get(edition=edition).version
    conditions.save_group(edition, "Neu", [a, c], group=first, version=version, by=KEEPER)
    with pytest.raises(Stale):
        conditions.save_group(edition, "Alt", [a, b], group=first, version=version, by=KEEPER)
    other = conditions.save_group(edition, "Andere", [a, b], by=KEEPER)
    with pytest.raises(NameTaken):
        conditions.save_group(edition, "Neu", [a, b], group=other, version=version + 2, by=KEEPER)
    says(edition, "Kim Beispiel", {slots[0]: "cannot"}, by=seen_as(kim))
    facts = Fact.objects.count()
    says(edition, "Kim Beispiel", {slots[0]: "cannot"}, by=seen_as(kim))
    assert Fact.objects.count() == facts
    with pytest.raises(Stale):
        says(edition, "Kim Beispiel", {slots[1]: "cannot"}, version=0)
    says(edition, "Kim Beispiel", {slots[1]: "rather"}, version=1)
    assert told(edition, "Kim Beispiel").times == queries.Times(
        rather=frozenset({slots[1].pk}), version=2
    )


def test_only_hosts_set_conditions_and_only_givers_say_their_own_times():
    edition, slots = one_room()
    kim = a_participant(edition, "Kim Beispiel")
    session = a_session(edition, "A", by=kim)
    other = a_session(edition, "B")
    strangers = (guest(), seen_as(a_person()), seen_as(a_host(an_edition())), seen_as(other.by))
    for somebody in (*strangers, seen_as(kim)):
        with pytest.raises(Refused):
            conditions.save_group(edition, "X", [session.pk, other.pk], by=somebody)
        with pytest.raises(Refused):
            conditions.save_order(edition, [session.pk, other.pk], by=somebody)
        with pytest.raises(Refused):
            conditions.save_session(session, OfSession(parts=2), version=1, by=somebody)
    for somebody in strangers:
        with pytest.raises(Refused):
            says(edition, "Kim Beispiel", {slots[0]: "cannot"}, by=somebody)
    says(edition, "Kim Beispiel", {slots[0]: "cannot"}, by=seen_as(kim))
    says(edition, "Kim Beispiel", {slots[1]: "cannot"}, by=seen_as(a_host(edition)), version=1)
    proposals.withdraw(session, by=seen_as(kim))
    nobody = queries.own_times(edition, kim.pk)
    with pytest.raises(Refused):
        conditions.say_times(edition, nobody, {}, version=2, by=seen_as(kim))


def test_what_was_said_of_a_name_holds_for_the_account_linked_to_it_later():
    edition, slots = one_room()
    friend = a_participant(edition, "Alex Muster")
    session = a_session(edition, "A", givers=(("Alex Muster", ""),))
    says(edition, "Alex Muster", {slots[0]: "cannot"})
    offer = proposals.Offer("A", givers=(("Alex Muster", friend.email),))
    proposals.edit(session, offer, version=session.version, by=seen_as(session.by))
    problem = problem_of(edition, None, raster_of(edition))
    assert problem.unavailable[f"p{friend.pk}"] == {str(slots[0].pk)}
    says(edition, "Alex Muster", {slots[1]: "cannot"}, by=seen_as(friend))
    problem = problem_of(edition, None, raster_of(edition))
    assert problem.unavailable[f"p{friend.pk}"] == {str(slots[1].pk)}


def test_slots_that_go_or_become_breaks_take_what_was_said_of_them_along():
    edition, slots = one_room(3)
    kim = a_participant(edition, "Kim Beispiel")
    a_session(edition, "A", by=kim)
    says(edition, "Kim Beispiel", dict.fromkeys(slots, "cannot"), by=seen_as(kim))
    raster.remove_slot(slots[0], by=KEEPER)
    span = Span(slots[1].starts_at, slots[1].ends_at, "Pause", common=True)
    version = Planning.objects.get(edition=edition).version
    raster.change_slot(slots[1], span, version=version, by=KEEPER)
    assert told(edition, "Kim Beispiel").times.cannot == {slots[2].pk}
    assert SlotStance.objects.count() == 2
    assert Availability.objects.get().version == 1
