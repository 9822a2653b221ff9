# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens to sessions and slots while the solver runs or a draft is in work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders.harvest import browser_of
from tests.builders.programme import (
    KEEPER,
    NINE,
    a_break,
    a_host,
    a_published_edition,
    a_session,
    an_edition,
    rooms_of,
    slots_of,
)

from labcamp.core.access import system
from labcamp.programme.actions import (
    conditions,
    merging,
    proposals,
    queue,
    raster,
    solving,
    theday,
    timetable,
    undoing,
)
from labcamp.programme.actions.proposals import Offer
from labcamp.programme.actions.raster import Span
from labcamp.programme.actions.timetable import Spot
from labcamp.programme.models import Placement, Planning, Proposal, Slot, Timetable
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


def fixed(timetable):
    rows = Placement.objects.filter(timetable=timetable, proposal=None).order_by("starts_at")
    return [((p.starts_at - NINE) // timedelta(minutes=1), p.title) for p in rows]


def change(edition, slot, minutes, **fields):
    begins = slot.starts_at + timedelta(minutes=minutes)
    fields = {"title": slot.title, "common": slot.common} | fields
    span = Span(begins, begins + (slot.ends_at - slot.starts_at), **fields)
    version = Planning.objects.get(edition=edition).version
    return raster.change_slot(slot, span, version=version, by=KEEPER)


def test_a_break_reaches_the_draft_at_once_whatever_is_done_to_it(edition):
    draft = solving.solve(edition, by=KEEPER, seconds=1)
    a_break(edition, NINE + timedelta(minutes=45), "Kaffee")
    assert fixed(draft) == [(45, "Kaffee")]
    coffee = Slot.objects.get(edition=edition, common=True)
    change(edition, coffee, 180, title="Tee")
    assert fixed(draft) == [(225, "Tee")]
    version = timetable.publish(edition, number=draft.number, by=KEEPER)
    assert fixed(version) == [(225, "Tee")]
    draft = timetable.begin_draft(edition, by=KEEPER)
    raster.remove_slot(Slot.objects.get(edition=edition, common=True), by=KEEPER)
    assert (fixed(draft), fixed(version)) == ([], [(225, "Tee")])


def test_new_times_begin_a_draft_of_what_is_published():
    edition = a_published_edition()
    version = edition.timetables.get(state="published")
    placed = version.placements.first()
    slot = edition.slots.get(starts_at=placed.starts_at)
    change(edition, slot, 0)  # the form saved as it was
    a_span = Span(slot.starts_at + timedelta(days=1), slot.ends_at + timedelta(days=1))
    raster.add_slots(edition, [a_span], by=KEEPER)
    assert draft_of(edition) is None
    change(edition, slot, 10)
    moved = Placement.objects.get(timetable=draft_of(edition), proposal=placed.proposal)
    assert moved.starts_at == placed.starts_at + timedelta(minutes=10)
    placed.refresh_from_db()
    assert placed.starts_at == slot.starts_at


@pytest.mark.parametrize("removed", [False, True])
def test_a_break_on_the_day_begins_a_draft_too(removed):
    edition = a_published_edition()
    if removed:
        a_break(edition, NINE + timedelta(days=1))
        draft = draft_of(edition)
        timetable.publish(edition, number=draft.number, by=KEEPER)
        raster.remove_slot(Slot.objects.get(edition=edition, common=True), by=KEEPER)
        assert fixed(draft_of(edition)) == []
    else:
        a_break(edition, NINE + timedelta(days=1), "Tee")
        assert [title for _, title in fixed(draft_of(edition))] == ["Tee"]


def test_the_new_time_of_a_break_can_be_undone_and_done_again(edition):
    a_break(edition, NINE + timedelta(minutes=45), "Kaffee")
    draft = solving.solve(edition, by=KEEPER, seconds=0.2)
    coffee = Slot.objects.get(edition=edition, common=True)
    change(edition, coffee, 180)
    step = undoing.next_undo(edition)
    assert undoing.undo(edition, step.pk, by=KEEPER).stayed == 0
    assert fixed(draft) == [(45, "Kaffee")]
    undoing.redo(edition, step.pk, by=KEEPER)
    assert fixed(draft) == [(225, "Kaffee")]
    coffee.refresh_from_db()
    assert coffee.starts_at == NINE + timedelta(minutes=225)
    desk = browser_of(a_host(edition)).get(f"/edition/{edition.slug}/plan/").content.decode()
    assert "Rückgängig: Zeitfenster oder Pause geändert" in desk


def test_what_a_break_cuts_into_is_said_and_published_only_when_that_was_seen(edition):
    host = browser_of(a_host(edition))
    desk = f"/edition/{edition.slug}/plan/"
    draft = solving.solve(edition, by=KEEPER, seconds=1)
    assert "überschneidet sich mit diesen Sessions" not in host.get(desk).content.decode()
    first = edition.slots.first()
    there = list(Placement.objects.filter(timetable=draft, starts_at=first.starts_at))
    assert there
    change(edition, first, 0, title="Begrüßung", common=True)
    with pytest.raises(timetable.RunsIntoBreak) as cut:
        timetable.publish(edition, number=draft.number, by=KEEPER)
    assert {key for key, _, _ in cut.value.sessions} == {p.proposal_id for p in there}
    blind = host.post(f"{desk}publish/", {"number": draft.number})
    assert blind.status_code == 409
    html = blind.content.decode()
    assert "überschneidet sich mit diesen Sessions" in html
    assert all("<li><a href" in html and p.proposal.title in html for p in there)
    assert Timetable.objects.get(pk=draft.pk).state == "draft"
    despite = ".".join(str(p.proposal_id) for p in there)
    assert f'name="despite" value="{despite}"' in html
    seen = host.post(f"{desk}publish/", {"number": draft.number, "despite": despite})
    assert seen.status_code == 303
    assert fixed(Timetable.objects.get(pk=draft.pk)) == [(0, "Begrüßung")]


def test_the_short_break_within_a_row_of_slots_cuts_into_nothing(edition):
    session = edition.proposals.get(title="D")
    proposals.edit(session, Offer("D", minutes=90), version=session.version, by=KEEPER)
    a_break(edition, NINE + timedelta(minutes=45))
    draft = timetable.begin_draft(edition, by=KEEPER)
    slot, room = edition.slots.first(), edition.rooms.first()
    timetable.move(session, slot=slot, room=room, was=None, instead=(), by=KEEPER)
    timetable.publish(edition, number=draft.number, by=KEEPER)


def test_a_slot_takes_no_session_to_where_another_stands_since_the_day(edition):
    """A and B changed places on the day, at a time of which the draft had taken the slot away."""
    one, other = (edition.proposals.get(title=title) for title in "AB")
    slots, room = edition.slots.all(), edition.rooms.first()
    for session, slot in zip((one, other), slots, strict=False):
        timetable.move(session, slot=slot, room=room, was=None, instead=(), by=KEEPER)
    timetable.publish(edition, number=draft_of(edition).number, by=KEEPER)
    change(edition, slots[1], 150)
    here, there = Spot(slots[0].starts_at, room.pk), Spot(NINE + timedelta(hours=1), room.pk)
    theday.swap_now(one, other, was=here, other_was=there, by=KEEPER)
    change(edition, slots[0], 40)
    stand = Placement.objects.filter(timetable=draft_of(edition), proposal__isnull=False)
    begins = dict(stand.values_list("proposal__title", "starts_at"))
    assert begins == {"A": NINE + timedelta(hours=1), "B": NINE}


def test_what_was_cancelled_withdrawn_and_offered_again_gets_another_place_only_once(edition):
    session = edition.proposals.get(title="A")
    solving.solve(edition, by=KEEPER, seconds=0.2)
    timetable.publish(edition, number=draft_of(edition).number, by=KEEPER)
    timetable.set_cancelled(session, cancelled=True, by=KEEPER)
    proposals.withdraw(session, by=KEEPER)
    proposals.offer_again(session, by=KEEPER)
    version = edition.timetables.get(state="published")
    assert version.placements.get(proposal=session).cancelled, "until something else is published"
    timetable.begin_draft(edition, by=KEEPER)
    assert placed(edition) == list("BCD")
    solving.solve(edition, by=KEEPER, seconds=0.2)
    assert placed(edition) == list("ABCD")
    now = timetable.publish(edition, number=draft_of(edition).number, by=KEEPER)
    assert not now.placements.get(proposal=session).cancelled
    assert now.placements.get(proposal=session).sequence == 2


def test_a_later_slot_takes_the_end_of_a_long_session_along(edition):
    session = edition.proposals.get(title="D")
    proposals.edit(session, Offer("D", minutes=90), version=session.version, by=KEEPER)
    slot, room = edition.slots.first(), edition.rooms.first()
    timetable.move(session, slot=slot, room=room, was=None, instead=(), by=KEEPER)
    change(edition, edition.slots.all()[1], 10)
    mine = Placement.objects.get(proposal=session)
    assert (mine.starts_at, mine.ends_at) == (NINE, NINE + timedelta(minutes=115))
    undoing.undo(edition, undoing.next_undo(edition).pk, by=KEEPER)
    mine = Placement.objects.get(proposal=session)
    assert mine.ends_at == NINE + timedelta(minutes=105)


def test_a_session_that_breaks_a_condition_is_named_and_published_only_when_that_was_seen(edition):
    host = browser_of(a_host(edition))
    desk = f"/edition/{edition.slug}/plan/"
    draft = solving.solve(edition, by=KEEPER, seconds=0.2)
    one, other = edition.proposals.order_by("number")[:2]
    at = Placement.objects.get(timetable=draft, proposal=one)
    timetable.pin(one, pinned=True, by=KEEPER)
    assert "Diesen Sessions steht" not in host.get(desk).content.decode()
    version = Planning.objects.get(edition=edition).version
    later = next(slot for slot in edition.slots.all() if slot.starts_at != at.starts_at)
    said = conditions.OfSession(None, None, frozenset({later.pk}))
    conditions.save_session(one, said, version=version, by=KEEPER)
    blind = host.post(f"{desk}publish/", {"number": draft.number})
    html = blind.content.decode()
    assert (blind.status_code, "Diesen Sessions steht" in html) == (409, True)
    named = f'{desk}session/{one.number}/">{one.title}</a> (festgesetzt): sie darf nur in andere'
    assert named in html
    assert f'/{other.number}/">{other.title}</a> (' not in html
    assert "sie verlieren ihren Platz, wenn eine Bedingung" in html
    assert Timetable.objects.get(pk=draft.pk).state == "draft"
    assert f'name="despite" value="{one.pk}"' in html
    seen = host.post(f"{desk}publish/", {"number": draft.number, "despite": str(one.pk)})
    assert seen.status_code == 303


def test_of_two_sessions_that_may_not_run_at_once_both_are_named(edition):
    host = browser_of(a_host(edition))
    draft = solving.solve(edition, by=KEEPER, seconds=0.2)
    rows = list(Placement.objects.filter(timetable=draft).exclude(proposal=None))
    one, other = next(
        (a, b) for a in rows for b in rows if a.pk < b.pk and a.starts_at == b.starts_at
    )
    conditions.save_group(edition, "Einstieg", [one.proposal_id, other.proposal_id], by=KEEPER)
    html = host.get(f"/edition/{edition.slug}/plan/").content.decode()
    first, second = sorted((one.proposal, other.proposal), key=lambda p: str(p.pk))
    assert f"{first.title}</a>: sie darf nicht gleichzeitig mit „{second.title}“ laufen." in html
    assert "Trotzdem veröffentlichen" in html


def test_a_draft_given_up_while_the_solver_runs_stays_given_up(edition):
    def give_up(_percent, _lost):
        undoing.undo(edition, undoing.next_undo(edition).pk, by=KEEPER)
        return True

    with pytest.raises(solving.DraftChanged):
        solving.solve(edition, by=KEEPER, seconds=1, look=give_up)
    assert draft_of(edition) is None
