# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions that take several slots move, swap and come back as a whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders.harvest import browser_of
from tests.builders.programme import (
    KEEPER,
    NINE,
    a_host,
    a_participant,
    a_session,
    an_edition,
    published,
    rooms_of,
    seen_as,
    slots_of,
)

from labcamp.core.actions import Stale
from labcamp.programme.actions import ownmove, proposals, theday, timetable, undoing
from labcamp.programme.actions.timetable import DoesNotFit, Spot
from labcamp.programme.models import Placement, Planning, Slot
from labcamp.programme.queries import desk
from labcamp.programme.queries.draft import draft_of
from labcamp.programme.queries.ownmoves import free_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """Saal: L in the first two of four slots, K in the third; Turm: A and B in the first two."""
    edition = an_edition()
    rooms_of(edition)
    slots_of(edition, 4)
    for title, slot, room in (("L", 0, "Saal"), ("K", 2, "Saal"), ("A", 0, "Turm"), ("B", 1, "Turm")):  # fmt: skip
        a_session(edition, title, minutes=90 if title == "L" else 45)
        go(edition, title, slot, room)
    return edition


def go(edition, title, slot, room, *instead):
    session = edition.proposals.get(title=title)
    timetable.move(
        session,
        slot=edition.slots.filter(common=False)[slot],
        room=edition.rooms.get(name=room),
        was=spot(edition, title),
        instead=[edition.proposals.get(title=one).pk for one in instead],
        by=KEEPER,
    )


def spot(edition, title):
    draft = draft_of(edition)
    mine = Placement.objects.filter(timetable=draft, proposal__title=title).first()
    return Spot(mine.starts_at, mine.room_id) if mine else None


def stands(edition, state="draft"):
    """Title to (first hour, minutes, room)."""
    rows = Placement.objects.filter(timetable__edition=edition, timetable__state=state)
    return {
        row.proposal.title: (
            (row.starts_at - NINE) // timedelta(hours=1),
            (row.ends_at - row.starts_at) // timedelta(minutes=1),
            row.room.name,
        )
        for row in rows.filter(proposal__isnull=False)
    }


START = {"L": (0, 105, "Saal"), "K": (2, 45, "Saal"), "A": (0, 45, "Turm"), "B": (1, 45, "Turm")}


def test_it_moves_with_all_its_slots_and_comes_back(edition):
    assert stands(edition) == START
    for _ in range(2):  # a second click changes nothing
        go(edition, "L", 2, "Turm")
    assert stands(edition) == START | {"L": (2, 105, "Turm")}
    undoing.undo(edition, undoing.next_undo(edition).pk, by=KEEPER)
    assert stands(edition) == START
    undoing.redo(edition, undoing.next_redo(edition).pk, by=KEEPER)
    assert stands(edition)["L"] == (2, 105, "Turm")


def test_it_may_move_by_one_slot_and_who_stands_there_takes_what_becomes_free(edition):
    go(edition, "L", 1, "Saal", "K")
    assert stands(edition) == START | {"L": (1, 105, "Saal"), "K": (0, 45, "Saal")}


def test_it_swaps_with_two_short_ones_and_a_short_one_cannot_push_it_out(edition):
    before = stands(edition)
    with pytest.raises(Stale):  # the form has to have shown both
        go(edition, "L", 0, "Turm", "A")
    go(edition, "L", 0, "Turm", "A", "B")
    after = {"L": (0, 105, "Turm"), "A": (0, 45, "Saal"), "B": (1, 45, "Saal")}
    assert stands(edition) == START | after
    undoing.undo(edition, undoing.next_undo(edition).pk, by=KEEPER)
    assert stands(edition) == before
    for slot in (0, 1):
        with pytest.raises(DoesNotFit):
            go(edition, "K", slot, "Saal", "L")
    assert stands(edition) == before


def test_where_the_row_is_too_short_it_is_refused_in_words(edition):
    last = edition.slots.last()
    host = browser_of(a_host(edition))
    session = edition.proposals.get(title="L")
    page = f"/edition/{edition.slug}/plan/session/{session.number}/"
    assert "2 Zeitfenster hintereinander" in host.get(page).content.decode()
    turm = edition.rooms.get(name="Turm")
    prices = host.get(f"{page}prices/").json()
    told = prices["goals"][f"{last.pk}-{turm.pk}"]
    assert told["value"] == ""
    assert "nicht so viele Zeitfenster hintereinander" in told["text"]
    sent = {"was": desk.was_of(session.placements.get()), "goal": f"{last.pk}-{turm.pk}-0"}
    refused = host.post(page, sent)
    assert refused.status_code == 422
    assert "nicht genügend Zeitfenster hintereinander" in refused.content.decode()
    assert stands(edition) == START
    Slot.objects.filter(pk=last.pk).update(
        starts_at=last.starts_at + timedelta(hours=1), ends_at=last.ends_at + timedelta(hours=1)
    )  # now a break of more than half an hour lies before it
    third = edition.slots.filter(common=False)[2]
    told = host.get(f"{page}prices/").json()["goals"][f"{third.pk}-{turm.pk}"]
    assert told["value"] == ""


def test_its_price_counts_every_slot_and_the_form_sends_both_who_make_room(edition):
    fan = seen_as(a_participant(edition))
    for title in "LK":
        proposals.mark_interest(edition.proposals.get(title=title), strength=2, by=fan)
    session = edition.proposals.get(title="L")
    goals = {(g.slot.starts_at, g.room): g for g in desk.goals(session, draft_of(edition))}
    free = goals[NINE + timedelta(hours=1), "Turm"]
    assert (free.lost, free.rules) == (1, ()), "its second slot is the one K runs in"
    host = browser_of(a_host(edition))
    page = f"/edition/{edition.slug}/plan/session/{session.number}/"
    swap = goals[NINE, "Turm"]
    assert swap.lost == 0
    was = desk.was_of(session.placements.get())
    answer = host.post(page, {"was": was, "goal": swap.value})
    assert answer.status_code == 303
    assert stands(edition)["B"] == (1, 45, "Saal")
    said = host.get(answer["Location"]).content.decode()
    assert "„A“, „B“" in said


def test_its_giver_and_the_hosts_of_the_day_move_it_as_a_whole(edition):
    published(edition)
    Planning.objects.filter(edition=edition).update(own_moves="any")
    session = edition.proposals.get(title="L")
    mine = Placement.objects.get(timetable__state="published", proposal=session)
    free = free_places(session, mine.timetable, mine, NINE - timedelta(days=1))
    assert {(g.slot.starts_at - NINE, g.room) for g in free} == {(timedelta(hours=2), "Turm")}
    ownmove.move_own(
        session, slot=free[0].slot, room=edition.rooms.get(name="Turm"),
        was=Spot(mine.starts_at, mine.room_id), by=seen_as(session.by),
    )  # fmt: skip
    assert stands(edition, "published") == START | {"L": (2, 105, "Turm")}
    with pytest.raises(DoesNotFit):
        theday.swap_now(
            session, edition.proposals.get(title="A"), by=KEEPER,
            was=Spot(NINE + timedelta(hours=2), mine.room_id + 1), other_was=Spot(NINE, mine.room_id + 1),
        )  # fmt: skip
