# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from datetime import timedelta

import pytest
from tests.builders.programme import (
    KEEPER,
    NINE,
    a_break,
    a_host,
    a_participant,
    a_published_edition,
    a_session,
    an_edition,
    published,
    rooms_of,
    seen_as,
    slots_of,
)

from labcamp.core import jobs
from labcamp.core.access import Audience, Refused, guest, system
from labcamp.core.actions import Stale
from labcamp.programme.actions import following, proposals, raster, solving, timetable
from labcamp.programme.actions.raster import Overlaps, RoomWords, Span
from labcamp.programme.actions.timetable import NothingToPublish, Spot
from labcamp.programme.models import Placement, Planning, SolverRun, Timetable
from labcamp.programme.queries import desk, plan
from labcamp.series.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """Two rooms, three slots, four sessions, two people who want the first two."""
    edition = an_edition()
    rooms_of(edition)
    slots_of(edition)
    sessions = [a_session(edition, title) for title in "ABCD"]
    for _ in range(2):
        by = seen_as(a_participant(edition))
        for session in sessions[:2]:
            proposals.mark_interest(session, strength=2, by=by)
    return edition


def places(table):
    rows = Placement.objects.filter(timetable=table, proposal__isnull=False)
    return {p.proposal.title: (p.starts_at, p.room.name) for p in rows}


def test_the_solver_fills_the_draft_and_counts_what_is_lost(edition):
    a_break(edition, NINE + timedelta(minutes=45))
    draft = solving.solve(edition, by=KEEPER, seconds=2)
    found = places(draft)
    assert set(found) == set("ABCD")
    assert found["A"][0] != found["B"][0]
    assert (draft.wishes, draft.lost, draft.state) == (4, 0, "draft")
    fixed = Placement.objects.get(timetable=draft, proposal=None)
    assert (fixed.title, fixed.starts_at) == ("Mittagspause", NINE + timedelta(minutes=45))
    assert places(solving.solve(edition, by=KEEPER, seconds=2)) == found


def test_sessions_without_a_place_are_named_with_the_reason(edition):
    rooms_of(edition, "Saal")
    giver = a_participant(edition)
    long = a_session(edition, "Zu lang", by=giver, minutes=300)
    draft = solving.solve(edition, by=KEEPER, seconds=2)
    without = desk.without_place(edition, draft)
    assert [(w.number, w.title) for w in without] == [(long.number, "Zu lang")]
    assert without[0].rules


@pytest.mark.parametrize("missing", ["slots", "rooms", "sessions"])
def test_nothing_to_solve_says_what_is_missing(missing):
    edition = an_edition()
    if missing != "slots":
        slots_of(edition)
    if missing not in ("slots", "rooms"):
        rooms_of(edition)
    with pytest.raises(solving.NothingToSolve) as nothing:
        solving.solve(edition, by=KEEPER)
    assert nothing.value.missing == missing


def test_pinned_sessions_stay_when_it_is_solved_anew(edition):
    draft = timetable.begin_draft(edition, by=KEEPER)
    slot = list(edition.slots.all())
    room = edition.rooms.get(name="Turm")
    session = edition.proposals.get(title="C")
    timetable.move(session, slot=slot[2], room=room, was=None, instead=(), by=KEEPER)
    timetable.pin(session, pinned=True, by=KEEPER)
    solving.solve(edition, by=KEEPER, seed=7, seconds=2)
    assert places(draft)["C"] == (slot[2].starts_at, "Turm")
    assert Placement.objects.get(timetable=draft, proposal=session).pinned


def test_a_move_meanwhile_is_never_overwritten_by_the_solver(edition):
    solving.solve(edition, by=KEEPER, seconds=2)
    session = edition.proposals.get(title="A")

    def meddle(_percent, _lost):
        timetable.pin(session, pinned=True, by=KEEPER)
        return False

    with pytest.raises(solving.DraftChanged):
        solving.solve(edition, by=KEEPER, seconds=2, look=meddle)


def test_the_button_runs_in_the_background_once(edition):
    host = seen_as(a_host(edition))
    run = solving.ask(edition, by=host)
    assert solving.ask(edition, by=host) == run
    jobs.run_due()
    run.refresh_from_db()
    assert (run.state, run.done, run.lost) == (SolverRun.State.DONE, 100, 0)
    solving.run_asked(run, by=KEEPER)
    assert Timetable.objects.filter(edition=edition).count() == 1


def test_a_plan_and_what_the_run_says_of_it_are_kept_together_or_not_at_all(edition):
    def dies(_draft):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solving.solve(edition, by=KEEPER, seconds=0.1, then=dies)
    assert not Placement.objects.filter(proposal__isnull=False).exists()


def test_a_stopped_run_takes_the_best_so_far(edition):
    run = solving.ask(edition, by=KEEPER)
    solving.stop(run, by=KEEPER)
    jobs.run_due()
    run.refresh_from_db()
    assert run.state == SolverRun.State.DONE


def test_moving_and_swapping_and_the_price(edition):
    draft = solving.solve(edition, by=KEEPER, seconds=2)
    before = places(draft)
    session, other = edition.proposals.get(title="A"), edition.proposals.get(title="B")
    mine = Placement.objects.get(timetable=draft, proposal=session)
    theirs = Placement.objects.get(timetable=draft, proposal=other)
    goal = next(g for g in desk.goals(session, draft) if g.guests == (other.pk,))
    assert (goal.lost, goal.slot.starts_at) == (0, theirs.starts_at)

    was = Spot(mine.starts_at, mine.room_id)
    for _ in range(2):  # a second click changes nothing
        timetable.move(
            session, slot=goal.slot, room=theirs.room, was=was, instead=[other.pk], by=KEEPER
        )
    after = places(draft)
    assert (after["A"], after["B"]) == (before["B"], before["A"])


def test_a_place_beside_a_wished_session_costs_its_wishes(edition):
    draft = solving.solve(edition, by=KEEPER, seconds=2)
    session, other = edition.proposals.get(title="A"), edition.proposals.get(title="B")
    beside = Placement.objects.get(timetable=draft, proposal=other)
    prices = {
        (g.slot.starts_at, g.room): g.lost
        for g in desk.goals(session, draft)
        if g.guests != (other.pk,)
    }
    costly = [lost for (at, _), lost in prices.items() if at == beside.starts_at]
    assert costly == [2]


def test_two_hosts_never_overwrite_each_other(edition):
    draft = solving.solve(edition, by=KEEPER, seconds=2)
    session = edition.proposals.get(title="A")
    mine = Placement.objects.get(timetable=draft, proposal=session)
    was = Spot(mine.starts_at, mine.room_id)
    free = [g for g in desk.goals(session, draft) if not g.instead]
    rooms = {room.name: room for room in edition.rooms.all()}
    timetable.move(
        session, slot=free[0].slot, room=rooms[free[0].room], was=was, instead=(), by=KEEPER
    )
    now = places(draft)
    for instead in ((), [999]):
        with pytest.raises(Stale):
            timetable.move(
                session, slot=free[1].slot, room=rooms[free[1].room], was=was,
                instead=instead, by=KEEPER,
            )  # fmt: skip
    with pytest.raises(Stale):
        timetable.move(session, slot=None, room=None, was=was, instead=(), by=KEEPER)
    assert places(draft) == now


def test_taking_off_and_publishing_nothing(edition):
    draft = timetable.begin_draft(edition, by=KEEPER)
    with pytest.raises(NothingToPublish):
        timetable.publish(edition, number=draft.number, by=KEEPER)


def test_publishing_makes_a_version_and_says_what_changed(edition):
    first = published(edition)
    assert first.audience == Audience.PUBLIC
    assert timetable.publish(edition, number=first.number, by=KEEPER) == first
    with pytest.raises(Stale):
        timetable.publish(edition, number=99, by=KEEPER)

    draft = timetable.begin_draft(edition, by=KEEPER)
    session = edition.proposals.get(title="A")
    mine = Placement.objects.get(timetable=draft, proposal=session)
    free = next(g for g in desk.goals(session, draft) if not g.instead)
    timetable.move(
        session, slot=free.slot, room=edition.rooms.get(name=free.room),
        was=Spot(mine.starts_at, mine.room_id), instead=(), by=KEEPER,
    )  # fmt: skip
    second = timetable.publish(edition, number=draft.number, by=KEEPER)
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "published")
    assert [(c["number"], c["what"]) for c in second.report["changes"]] == [
        (session.number, "moved")
    ]
    rows = Placement.objects.filter(timetable=second, proposal__isnull=False)
    assert {p.proposal.title: p.sequence for p in rows} == {"A": 1, "B": 0, "C": 0, "D": 0}


def test_cancelling_on_the_day_is_published_at_once_and_leaves_a_draft_in_work_alone(edition):
    first = published(edition)
    draft = timetable.begin_draft(edition, by=KEEPER)
    session = edition.proposals.get(title="B")
    second = timetable.set_cancelled(session, cancelled=True, by=KEEPER)
    assert timetable.set_cancelled(session, cancelled=True, by=KEEPER) == second
    shown = Placement.objects.get(timetable=second, proposal=session)
    assert (shown.cancelled, shown.sequence) == (True, 1)
    draft.refresh_from_db()
    assert (draft.state, draft.number > second.number > first.number) == ("draft", True)
    assert Placement.objects.get(timetable=draft, proposal=session).cancelled

    third = timetable.set_cancelled(session, cancelled=False, by=KEEPER)
    assert Placement.objects.get(timetable=third, proposal=session).sequence == 2


def test_what_is_withdrawn_is_in_no_version_anybody_sees(edition):
    published(edition)
    timetable.begin_draft(edition, by=KEEPER)
    session = edition.proposals.get(title="B")
    proposals.withdraw(session, by=seen_as(session.by))
    seen = plan.seen(edition, guest())
    assert "B" not in {entry.title for entry in plan.entries(seen)}
    again = published(edition)
    assert "B" not in places(again)


def test_only_hosts_of_this_edition_and_stewards_plan(edition):
    other = an_edition()
    for somebody in (guest(), seen_as(a_participant(edition)), seen_as(a_host(other))):
        with pytest.raises(Refused):
            solving.ask(edition, by=somebody)
        with pytest.raises(Refused):
            timetable.begin_draft(edition, by=somebody)
        with pytest.raises(Refused):
            raster.save_room(edition, RoomWords("X"), by=somebody)


def test_host_rights_end_with_the_archive(edition):
    host = seen_as(a_host(edition))
    timetable.begin_draft(edition, by=host)
    Edition.objects.filter(pk=edition.pk).update(state=Edition.State.ARCHIVED)
    with pytest.raises(Refused):
        timetable.begin_draft(edition, by=host)


def test_slots_do_not_overlap_and_the_same_row_twice_is_one():
    edition = an_edition()
    slots = slots_of(edition)
    assert slots_of(edition) == []
    with pytest.raises(Overlaps) as overlap:
        raster.add_slots(
            edition,
            [Span(NINE + timedelta(days=1), NINE + timedelta(days=1, hours=1)),
             Span(NINE + timedelta(minutes=30), NINE + timedelta(minutes=50))],
            by=KEEPER,
        )  # fmt: skip
    assert overlap.value.other == slots[0]
    assert edition.slots.count() == 3


def test_a_changed_slot_takes_its_draft_sessions_along(edition):
    draft = solving.solve(edition, by=KEEPER, seconds=2)
    slot = edition.slots.first()
    inside = Placement.objects.filter(timetable=draft, starts_at=slot.starts_at)
    names = {p.proposal.title for p in inside}
    span = Span(slot.starts_at - timedelta(hours=1), slot.ends_at - timedelta(hours=1))
    version = Planning.objects.get(edition=edition).version
    raster.change_slot(slot, span, version=version, by=KEEPER)
    moved = Placement.objects.filter(timetable=draft, starts_at=span.starts_at)
    assert {p.proposal.title for p in moved} == names
    raster.change_slot(slot, span, version=version, by=KEEPER)  # the same form once more
    later = Span(span.starts_at, span.ends_at + timedelta(minutes=5))
    with pytest.raises(Stale):
        raster.change_slot(slot, later, version=version, by=KEEPER)


def test_a_room_of_a_published_version_stays():
    edition = a_published_edition()
    used = Placement.objects.filter(proposal__isnull=False).first().room
    with pytest.raises(raster.InUse):
        raster.remove_room(used, by=KEEPER)
    spare = raster.save_room(edition, RoomWords("Übrig"), by=KEEPER)
    with pytest.raises(raster.NameTaken):
        raster.save_room(
            edition, RoomWords(used.name), room=spare,
            version=Planning.objects.get(edition=edition).version, by=KEEPER,
        )  # fmt: skip
    raster.remove_room(spare, by=KEEPER)


def test_the_programme_becomes_as_wide_as_its_edition():
    edition = a_published_edition(audience=Audience.EDITION)
    assert plan.seen(edition, guest()) is None
    Edition.objects.filter(pk=edition.pk).update(audience=Audience.PUBLIC)
    assert following.follow_audience(edition, by=KEEPER) == 4
    assert following.follow_audience(edition, by=KEEPER) == 0
    assert len(plan.seen(edition, guest()).placements) == 3


def test_mending_moves_little(edition):
    draft = solving.solve(edition, by=KEEPER, seconds=2)
    before = places(draft)
    a_session(edition, "Neu")
    solving.solve(edition, by=KEEPER, seconds=2, gently=True)
    after = places(draft)
    assert "Neu" in after
    assert {k: after[k] for k in before} == before


def test_a_run_whose_worker_gave_up_does_not_block_the_next(edition):
    lost = solving.ask(edition, by=KEEPER)
    later = system("keeper", lost.asked_at + timedelta(minutes=16))
    again = solving.ask(edition, by=later)
    lost.refresh_from_db()
    assert (lost.state, lost.said, again.state) == ("failed", "lost", "waiting")
