# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Any row of real changes of a draft, undone one by one, brings back every state; redone too."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders.programme import (
    KEEPER,
    a_host,
    a_participant,
    a_published_edition,
    a_session,
    an_edition,
    rooms_of,
    seen_as,
    slots_of,
)

from labcamp.core.access import Refused
from labcamp.core.actions import Stale
from labcamp.programme.actions import alternatives, proposals, raster, solving, timetable, undoing
from labcamp.programme.actions.raster import RoomWords, Span
from labcamp.programme.actions.steps import MOST
from labcamp.programme.actions.timetable import Spot
from labcamp.programme.models import (
    Availability,
    DraftStep,
    Placement,
    Planning,
    Proposal,
    Room,
    RoomClosed,
    SessionCondition,
    Slot,
    SlotStance,
    SolverRun,
    Timetable,
)
from labcamp.programme.queries.draft import draft_of, mark_of, rows_of
from labcamp.programme.queries.variants import plan_told

pytestmark = pytest.mark.django_db


def an_edition_to_plan():
    edition = an_edition()
    rooms_of(edition)
    slots_of(edition)
    sessions = [a_session(edition, title) for title in "ABCD"]
    fan = seen_as(a_participant(edition))
    for session in sessions[:3]:
        proposals.mark_interest(session, strength=2, by=fan)
    first, second, *_rest = edition.slots.all()
    giver = Availability.objects.create(edition=edition, name="wer", at=KEEPER.now)
    SlotStance.objects.create(availability=giver, slot=first, stance="rather")
    RoomClosed.objects.create(room=edition.rooms.last(), slot=second)
    SessionCondition.objects.create(proposal=sessions[3], heads=9).slots.set([first, second])
    return edition


def picture(edition):
    """All of the draft that anybody could see: places, pins, numbers; and the raster below."""
    draft = draft_of(edition)
    told = (draft.report, draft.lost) if draft else None
    rooms = sorted(Room.objects.filter(edition=edition).values_list("name", "capacity"))
    slots = sorted(Slot.objects.filter(edition=edition).values_list("pk", "starts_at", "ends_at"))
    fixed = Placement.objects.filter(timetable=draft, proposal=None)
    breaks = sorted(fixed.values_list("starts_at", "ends_at", "title"))
    return rows_of(draft), told, rooms, slots, breaks, said(edition)


def said(edition):
    """Everything that was said about rooms and slots."""
    closed = RoomClosed.objects.filter(room__edition=edition).values_list("room", "slot")
    stances = SlotStance.objects.filter(availability__edition=edition)
    only = SessionCondition.objects.filter(proposal__edition=edition, slots__isnull=False)
    return [
        sorted(closed),
        sorted(stances.values_list("availability", "slot", "stance")),
        sorted(only.values_list("proposal", "slots")),
    ]


def spot_of(edition, session):
    mine = Placement.objects.filter(timetable=draft_of(edition), proposal=session).first()
    return mine, Spot(mine.starts_at, mine.room_id) if mine else None


def do_move(edition, session, n):
    """To any slot that is no break; a swap when somebody stands there; sometimes off."""
    rooms, slots = list(edition.rooms.all()), list(edition.slots.filter(common=False))
    _mine, was = spot_of(edition, session)
    if n % 5 == 4 or not rooms or not slots:
        timetable.move(session, slot=None, room=None, was=was, instead=(), by=KEEPER)
        return
    slot, room = slots[n % len(slots)], rooms[n % len(rooms)]
    there = Placement.objects.filter(timetable=draft_of(edition), room=room)
    other = there.filter(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
    other = other.exclude(proposal=session).first()
    instead = [other.proposal_id] if other else []
    timetable.move(session, slot=slot, room=room, was=was, instead=instead, by=KEEPER)


def do_pin(edition, session, n):
    timetable.pin(session, pinned=bool(n % 2), by=KEEPER)


def do_solve(edition, _session, n):
    if edition.rooms.exists():
        solving.solve(edition, by=KEEPER, seed=n + 1, seconds=0.05, gently=bool(n % 2))


def do_remove_room(edition, _session, n):
    room = edition.rooms.all()[n % edition.rooms.count()]
    used = Placement.objects.filter(timetable=draft_of(edition), room=room).exists()
    if used and edition.rooms.count() > 1:
        raster.remove_room(room, by=KEEPER)


def do_change_slot(edition, _session, n):
    slot = edition.slots.all()[n % edition.slots.count()]
    if not Placement.objects.filter(timetable=draft_of(edition), starts_at=slot.starts_at).exists():
        return
    later = timedelta(minutes=1 + n % 5)
    span = Span(slot.starts_at + later, slot.ends_at + later)
    version = Planning.objects.get(edition=edition).version
    with suppress(raster.Overlaps):
        raster.change_slot(slot, span, version=version, by=KEEPER)


def do_remove_slot(edition, _session, n):
    if edition.slots.count() > 2:
        raster.remove_slot(edition.slots.all()[n % edition.slots.count()], by=KEEPER)


def do_add_slots(edition, _session, n):
    """One or two slots, or a break, after the last one."""
    last = edition.slots.last().ends_at
    hours = range(1 + n % 2)
    spans = [
        Span(last + timedelta(hours=h), last + timedelta(hours=h, minutes=45), "Tee", n > 6)
        for h in hours
    ]
    raster.add_slots(edition, spans, by=KEEPER)


def do_adopt(edition, _session, n):
    run = solving.ask(edition, by=KEEPER, seed=n + 1, kind=SolverRun.Kind.ALTERNATIVES)
    alternatives.run_asked(run, by=KEEPER)
    run.refresh_from_db()
    alternatives.take(run, n % len(run.found), by=KEEPER)


DOINGS = (
    *(do_move, do_move, do_move, do_pin, do_solve, do_adopt),
    *(do_remove_room, do_change_slot, do_remove_slot, do_add_slots),
)
ROWS = st.lists(
    st.tuples(st.sampled_from(DOINGS), st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=7
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_every_state_comes_back_and_goes_forth(db, rows):
    edition = an_edition_to_plan()
    sessions = list(edition.proposals.all())
    states = {}
    for doing, who, n in rows:
        before = picture(edition)
        last = undoing.next_undo(edition)
        doing(edition, sessions[who], n)
        for step in DraftStep.objects.filter(edition=edition, pk__gt=last.pk if last else 0):
            states.setdefault(step.pk, [before, picture(edition)])
            before = picture(edition) if step.kind != DraftStep.Kind.BEGUN else before
    done = list(DraftStep.objects.filter(edition=edition).values_list("pk", "kind"))
    for pk, kind in reversed(done):
        result = undoing.undo(edition, pk, by=KEEPER)
        assert result.stayed == 0
        if kind == DraftStep.Kind.BEGUN:
            assert draft_of(edition) is None
        elif (pk - 1, DraftStep.Kind.BEGUN) not in done:
            assert picture(edition) == states[pk][0]
    for pk, kind in done:
        assert undoing.redo(edition, pk, by=KEEPER).stayed == 0
        if kind != DraftStep.Kind.BEGUN:
            assert picture(edition) == states[pk][1]
    assert undoing.next_redo(edition) is None


@pytest.fixture
def edition():
    return an_edition_to_plan()


def test_undo_is_refused_when_another_step_is_the_last(edition):
    solving.solve(edition, by=KEEPER, seconds=0.2)
    first = undoing.next_undo(edition)
    session = edition.proposals.get(title="A")
    timetable.pin(session, pinned=True, by=seen_as(a_host(edition)))
    before = picture(edition)
    with pytest.raises(Stale):
        undoing.undo(edition, first.pk, by=KEEPER)
    assert picture(edition) == before


def test_a_second_click_undoes_once(edition):
    solving.solve(edition, by=KEEPER, seconds=0.2)
    for title in "AB":
        timetable.pin(edition.proposals.get(title=title), pinned=True, by=KEEPER)
    last = undoing.next_undo(edition)
    for _ in range(2):
        assert undoing.undo(edition, last.pk, by=KEEPER).step == last
    pinned = Placement.objects.filter(timetable=draft_of(edition), pinned=True)
    assert [p.proposal.title for p in pinned] == ["A"]
    for _ in range(2):
        undoing.redo(edition, last.pk, by=KEEPER)
    assert pinned.all().count() == 2


def test_a_new_change_ends_what_could_be_redone(edition):
    solving.solve(edition, by=KEEPER, seconds=0.2)
    session = edition.proposals.get(title="A")
    timetable.pin(session, pinned=True, by=KEEPER)
    last = undoing.next_undo(edition)
    undoing.undo(edition, last.pk, by=KEEPER)
    timetable.pin(edition.proposals.get(title="B"), pinned=True, by=KEEPER)
    assert undoing.next_redo(edition) is None
    with pytest.raises(Stale):
        undoing.redo(edition, last.pk, by=KEEPER)


def test_what_was_withdrawn_or_given_away_meanwhile_stays_so(edition):
    solving.solve(edition, by=KEEPER, seconds=0.2)
    gone, session = edition.proposals.get(title="A"), edition.proposals.get(title="B")
    mine, was = spot_of(edition, session)
    slot, room = Slot.objects.get(starts_at=mine.starts_at), mine.room
    timetable.move(session, slot=None, room=None, was=was, instead=(), by=KEEPER)
    step = undoing.next_undo(edition)
    # A change that is no step: a session of the day was put straight into the free place.
    Placement.objects.create(
        timetable=draft_of(edition), proposal=a_session(edition, "Spontan"), room=room,
        starts_at=slot.starts_at, ends_at=slot.ends_at, day=mine.day,
    )  # fmt: skip
    assert undoing.undo(edition, step.pk, by=KEEPER).stayed == 1
    assert str(session.pk) not in rows_of(draft_of(edition))
    proposals.withdraw(gone, by=seen_as(gone.by))
    undoing.undo(edition, undoing.next_undo(edition).pk, by=KEEPER)
    assert str(gone.pk) not in rows_of(draft_of(edition))


def test_a_session_that_fell_through_stays_so_when_it_is_put_back():
    edition = a_published_edition()
    timetable.begin_draft(edition, by=KEEPER)
    session = edition.proposals.first()
    _, was = spot_of(edition, session)
    timetable.move(session, slot=None, room=None, was=was, instead=(), by=KEEPER)
    timetable.set_cancelled(session, cancelled=True, by=KEEPER)
    undoing.undo(edition, undoing.next_undo(edition).pk, by=KEEPER)
    assert Placement.objects.get(timetable=draft_of(edition), proposal=session).cancelled


def test_publication_ends_the_steps_and_the_first_undo_gives_the_draft_up():
    edition = a_published_edition()
    assert not DraftStep.objects.exists()
    draft = timetable.begin_draft(edition, by=KEEPER)
    step = undoing.next_undo(edition)
    undoing.undo(edition, step.pk, by=KEEPER)
    assert draft_of(edition) is None
    undoing.redo(edition, step.pk, by=KEEPER)
    assert rows_of(draft_of(edition)).keys() == {str(p.pk) for p in edition.proposals.all()}
    assert draft_of(edition).number == draft.number


def test_only_the_last_hundred_steps_are_kept(edition):
    session = edition.proposals.get(title="A")
    solving.solve(edition, by=KEEPER, seconds=0.1)
    for turn in range(MOST + 3):
        timetable.pin(session, pinned=turn % 2 == 0, by=KEEPER)
    assert DraftStep.objects.filter(edition=edition).count() == MOST


def test_others_undo_nothing(edition):
    timetable.begin_draft(edition, by=KEEPER)
    step = undoing.next_undo(edition)
    for stranger in (seen_as(a_participant(edition)), seen_as(a_host(an_edition()))):
        with pytest.raises(Refused):
            undoing.undo(edition, step.pk, by=stranger)


def test_two_hosts_solve_pin_and_publish_only_what_they_saw(edition):
    draft = solving.solve(edition, by=KEEPER, seconds=0.2)
    mark = mark_of(draft)
    session = edition.proposals.get(title="A")
    _mine, was = spot_of(edition, session)
    other = seen_as(a_host(edition))
    timetable.move(session, slot=None, room=None, was=was, instead=(), by=other)
    with pytest.raises(Stale):
        solving.ask(edition, by=KEEPER, mark=mark)
    with pytest.raises(Stale):
        timetable.publish(edition, number=draft.number, mark=mark, by=KEEPER)
    with pytest.raises(Stale):
        timetable.pin(session, pinned=True, was=was, by=KEEPER)
    assert not SolverRun.objects.exists()
    assert draft_of(edition).state == Timetable.State.DRAFT
    assert str(session.pk) not in rows_of(draft)


def test_a_run_that_began_late_respects_what_happened_since_it_was_asked_for(edition):
    draft = solving.solve(edition, by=KEEPER, seconds=0.2)
    run = solving.ask(edition, by=KEEPER)
    timetable.pin(edition.proposals.get(title="A"), pinned=True, by=seen_as(a_host(edition)))
    before = rows_of(draft)
    solving.run_asked(run, by=KEEPER)
    run.refresh_from_db()
    assert (run.state, run.said, rows_of(draft)) == ("failed", "changed", before)


def test_alternatives_differ_are_adopted_once_and_can_be_undone(edition):
    for n in range(8):
        a_session(edition, f"Mehr {n}")
    rooms_of(edition, "Halle", "Garten")
    draft = solving.solve(edition, by=KEEPER, seconds=0.3)
    before = picture(edition)
    run = solving.ask(edition, by=KEEPER, kind=SolverRun.Kind.ALTERNATIVES)
    alternatives.run_asked(run, by=KEEPER)
    run.refresh_from_db()
    assert (run.state, picture(edition)) == ("done", before)
    assert len(run.found) >= 2
    plans = [plan_told(one) for one in run.found]
    assert plans[0] != plans[1]
    for _ in range(2):
        alternatives.take(run, 1, by=KEEPER)
    draft.refresh_from_db()
    assert draft.lost == run.found[1]["lost"]
    with pytest.raises(Stale):
        alternatives.take(run, 0, by=seen_as(a_host(edition)))
    undoing.undo(edition, undoing.next_undo(edition).pk, by=KEEPER)
    assert picture(edition) == before


@pytest.mark.parametrize("meddle", ["session", "room", "move"])
def test_alternatives_are_old_when_something_changed(edition, meddle):
    solving.solve(edition, by=KEEPER, seconds=0.2)
    run = solving.ask(edition, by=KEEPER, kind=SolverRun.Kind.ALTERNATIVES)
    alternatives.run_asked(run, by=KEEPER)
    run.refresh_from_db()
    session = edition.proposals.get(title="A")
    if meddle == "session":
        a_session(edition, "Neu")
    elif meddle == "room":
        raster.save_room(edition, RoomWords("Neu"), by=KEEPER)
    else:
        _, was = spot_of(edition, session)
        timetable.move(session, slot=None, room=None, was=was, instead=(), by=KEEPER)
    before = picture(edition)
    with pytest.raises(Stale):
        alternatives.take(run, 0, by=KEEPER)
    assert picture(edition) == before
    assert Proposal.objects.filter(edition=edition, state="offered").exists()
