# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Givers move their own published session within what the hosts allow; hosts are told."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.builders import programme as build
from tests.builders.harvest import browser_of

from labcamp.core import jobs
from labcamp.core.access import may
from labcamp.core.mail.models import Letter
from labcamp.programme.actions import proposals, timetable
from labcamp.programme.models import Interest, Placement, Planning, Proposal, Timetable
from labcamp.programme.queries.draft import draft_of
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """Two days of slots, a session of Kim's at nine on the first, and a host team."""
    edition = build.an_edition()
    build.rooms_of(edition)
    build.slots_of(edition)
    build.slots_of(edition, first=build.NINE + timedelta(days=1))
    kim = build.a_participant(edition, "Kim Beispiel")
    for title in ("Werkstatt", "Andere"):
        build.a_session(edition, title, by=kim if title == "Werkstatt" else None)
    slots, rooms = list(edition.slots.all()), list(edition.rooms.all())
    for number, session in enumerate(edition.proposals.all()):
        timetable.move(
            session, slot=slots[0], room=rooms[number], was=None, instead=(), by=build.KEEPER
        )
    build.published(edition)
    build.a_host(edition)
    return edition


def allow(edition, how):
    Planning.objects.filter(edition=edition).update(own_moves=how)


def kim_of(edition):
    return Proposal.objects.get(edition=edition, title="Werkstatt").by


def page_of(edition, title="Werkstatt"):
    return Proposal.objects.get(edition=edition, title=title).get_absolute_url() + "move/"


def goals_in(html):
    return re.findall(r'name="was" value="([^"]+)"><input type="hidden" name="goal" value="([^"]+)"', html)  # fmt: skip


@pytest.mark.parametrize(("how", "places"), [("day", 5), ("any", 11)])
def test_only_free_places_that_break_no_rule_are_offered(edition, how, places):
    allow(edition, how)
    kim = browser_of(kim_of(edition))
    goals = goals_in(kim.get(page_of(edition)).content.decode())
    # All places but one's own and the one that is taken.
    assert len(goals) == places - 1
    assert all(goal.endswith("-0") for _, goal in goals)
    assert "verschieben" in kim.get(f"/edition/{edition.slug}/mine/").content.decode().lower()


def test_a_place_has_a_price_only_when_marking_has_ended(edition):
    allow(edition, "day")
    session = Proposal.objects.get(edition=edition, title="Werkstatt")
    other = Proposal.objects.get(edition=edition, title="Andere")
    for number in range(2):
        fan = build.a_participant(edition, f"Will beide {number}")
        for wanted in (session, other):
            Interest.objects.create(
                proposal=wanted, person=fan, strength=Interest.Strength.WANT, at=build.NINE
            )
    kim = browser_of(session.by)
    for closes in (None, timezone.now() + timedelta(days=1)):
        Planning.objects.filter(edition=edition).update(voting_closes=closes)
        page = kim.get(page_of(edition)).content.decode()
        assert "Hierher verlegen" in page
        assert "rettet" not in page
        assert "wenn das Vormerken beendet ist" in page
    closed = timezone.now() - timedelta(hours=1)
    Planning.objects.filter(edition=edition).update(voting_closes=closed)
    page = kim.get(page_of(edition)).content.decode()
    assert "rettet 2 Wünsche" in page
    assert "wenn das Vormerken beendet ist" not in page


def test_nobody_moves_unless_the_hosts_allow_it(edition):
    kim = kim_of(edition)
    session = Proposal.objects.get(edition=edition, title="Werkstatt")
    assert not may(viewer_for(kim), "move_own", session)
    assert browser_of(kim).get(page_of(edition)).status_code == 403
    allow(edition, "any")
    assert may(viewer_for(kim), "move_own", session)
    assert browser_of(kim).get(page_of(edition, "Andere")).status_code == 403
    Placement.objects.filter(proposal=session).update(pinned=True)
    assert not may(viewer_for(kim), "move_own", session)


def test_a_move_is_published_at_once_and_the_hosts_get_one_letter(edition, client):
    allow(edition, "day")
    kim = browser_of(kim_of(edition))
    was, goal = goals_in(kim.get(page_of(edition)).content.decode())[0]
    draft = timetable.begin_draft(edition, by=build.KEEPER)
    for _ in range(2):
        assert kim.post(page_of(edition), {"was": was, "goal": goal}).status_code == 303
    jobs.run_due()
    slot, room, _ = goal.split("-")
    now = Timetable.objects.get(edition=edition, state="published")
    placed = Placement.objects.get(timetable=now, proposal__title="Werkstatt")
    assert (placed.room_id, placed.sequence) == (int(room), 1)
    assert placed.starts_at == edition.slots.get(pk=slot).starts_at
    followed = Placement.objects.get(timetable=draft, proposal__title="Werkstatt")
    assert (followed.starts_at, followed.room_id) == (placed.starts_at, placed.room_id)
    assert draft_of(edition).number > now.number
    letters = Letter.objects.filter(kind="programme", subject__contains="verschoben")
    assert letters.count() == 1
    assert "Werkstatt" in letters.get().text


def test_a_place_taken_meanwhile_is_refused_and_nothing_overwritten(edition):
    allow(edition, "any")
    kim = browser_of(kim_of(edition))
    was, goal = goals_in(kim.get(page_of(edition)).content.decode())[0]
    slot, room, _ = goal.split("-")
    slot = edition.slots.get(pk=slot)
    other = Placement.objects.get(proposal__title="Andere", timetable__state="published")
    Placement.objects.filter(pk=other.pk).update(
        room=room, starts_at=slot.starts_at, ends_at=slot.ends_at
    )
    answer = kim.post(page_of(edition), {"was": was, "goal": goal})
    assert answer.status_code == 409
    assert "inzwischen geändert" in answer.content.decode()
    mine = Placement.objects.get(proposal__title="Werkstatt", timetable__state="published")
    assert mine.starts_at == build.NINE


NEW = {"title": "Spontan", "kind": "discussion", "minutes": "30", "language": "de"}


def straight(edition):
    host = build.a_host(edition)
    page = f"/edition/{edition.slug}/plan/queue/"
    assert browser_of(host).post(f"{page}flow/", {"flow": "grid"}).status_code == 303
    return host


def propose(edition, person, **more):
    sent = {**NEW, "token": str(uuid4()), **more}
    answer = browser_of(person).post(f"/edition/{edition.slug}/propose/", sent)
    assert answer.status_code == 303
    return answer["Location"]


def test_a_proposal_goes_straight_onto_a_free_place(edition):
    straight(edition)
    ada = build.a_participant(edition, "Ada Beispiel")
    browser = browser_of(ada)
    form = browser.get(f"/edition/{edition.slug}/propose/").content.decode()
    assert "Danach wählen Sie einen freien Platz" in form
    page = propose(edition, ada)
    session = Proposal.objects.get(edition=edition, title="Spontan")
    assert page == f"{session.get_absolute_url()}move/"
    html = browser.get(page).content.decode()
    places = re.findall(
        r'name="was" value=""><input type="hidden" name="goal" value="([^"]+)"', html
    )
    assert len(places) == 10, "all that are free and lie ahead"
    draft = timetable.begin_draft(edition, by=build.KEEPER)
    for _ in range(2):
        sent = browser.post(page, {"was": "", "goal": places[0]})
        assert (sent.status_code, sent["Location"]) == (303, session.get_absolute_url())
    jobs.run_due()
    placed = Placement.objects.get(proposal=session, timetable__state="published")
    slot, room, _ = places[0].split("-")
    assert (placed.room_id, placed.starts_at) == (int(room), edition.slots.get(pk=slot).starts_at)
    assert draft.placements.filter(proposal=session, room_id=room).exists()
    letters = Letter.objects.filter(kind="programme", subject__contains="neue Session")
    assert letters.count() == 2, "one to each of the two hosts"
    assert all("Spontan" in letter.text for letter in letters)
    assert "Spontan" in Client().get(f"/edition/{edition.slug}/programme/").content.decode()
    assert browser.get(page).status_code == 403, "moving on is another permission"


def test_two_givers_who_choose_the_same_place_are_both_heard(edition):
    straight(edition)
    people = [build.a_participant(edition) for _ in range(2)]
    pages = [propose(edition, one, title=f"Spontan {n}") for n, one in enumerate(people)]
    html = browser_of(people[0]).get(pages[0]).content.decode()
    goal = re.search(r'name="goal" value="([^"]+)"', html)[1]
    first, second = (
        browser_of(one).post(page, {"was": "", "goal": goal})
        for one, page in zip(people, pages, strict=True)
    )
    assert (first.status_code, second.status_code) == (303, 409)
    assert "inzwischen geändert" in second.content.decode()
    assert f'value="{goal}"' not in second.content.decode(), "what is gone is offered no more"


def test_only_ones_own_and_only_where_hosts_chose_so(edition):
    ada = build.a_participant(edition)
    assert propose(edition, ada).endswith(f"/session/{edition.proposals.count()}/")
    session = Proposal.objects.get(edition=edition, title="Spontan")
    page = f"{session.get_absolute_url()}move/"
    assert browser_of(ada).get(page).status_code == 403
    straight(edition)
    assert browser_of(ada).get(page).status_code == 200
    assert browser_of(build.a_participant(edition)).get(page).status_code == 403
    Timetable.objects.filter(edition=edition).update(state="superseded")
    assert browser_of(ada).get(page).status_code == 403


def test_hosts_set_what_givers_may_and_odd_input_is_answered(edition):
    host = browser_of(build.a_host(edition))
    version = Planning.objects.get(edition=edition).version
    sent = {"version": version, "proposals_open": "on", "seed": "1", "own_moves": "day"}
    assert host.post(f"/edition/{edition.slug}/plan/window/", sent).status_code == 303
    assert Planning.objects.get(edition=edition).own_moves == "day"
    kim = browser_of(kim_of(edition))
    assert kim.post(page_of(edition), {"was": "", "goal": "x"}).status_code == 422
    assert kim.post(page_of(edition), {"was": "", "goal": "off"}).status_code == 404
    proposals.withdraw(
        Proposal.objects.get(edition=edition, title="Werkstatt"), by=viewer_for(kim_of(edition))
    )
    assert kim.get(page_of(edition)).status_code in (403, 404)


def test_a_giver_cancels_a_published_session_which_stays_in_sight(edition, client):
    kim, session = browser_of(kim_of(edition)), Proposal.objects.get(title="Werkstatt")
    address = session.get_absolute_url()
    assert "Absagen oder zurückziehen" in kim.get(address).content.decode()
    page = kim.get(f"{address}withdraw/").content.decode()
    assert 'name="act" value="cancel"' in page
    for _ in range(2):
        assert kim.post(f"{address}withdraw/", {"act": "cancel"})["Location"] == address
    jobs.run_due()
    now = Timetable.objects.get(edition=edition, state="published")
    assert (now.number, now.placements.get(proposal=session).cancelled) == (2, True)
    programme = client.get(f"/edition/{edition.slug}/programme/").content.decode()
    assert "lc-session--cancelled" in programme
    letter = Letter.objects.get(kind="programme", subject__contains="entfällt")
    assert "Werkstatt" in letter.text
    assert f"/edition/{edition.slug}/plan/today/?day=2027-03-04" in letter.text
    assert 'value="cancel"' not in kim.get(f"{address}withdraw/").content.decode()


def test_hosts_hear_of_the_place_of_a_withdrawn_session_but_not_its_name(edition):
    kim, session = browser_of(kim_of(edition)), Proposal.objects.get(title="Werkstatt")
    kim.post(f"{session.get_absolute_url()}withdraw/")
    jobs.run_due()
    letter = Letter.objects.get(kind="programme", subject__contains="zurückgezogen")
    assert "04.03. 09:00" in letter.text
    assert "Werkstatt" not in letter.text


def test_only_those_who_give_a_published_session_and_hosts_cancel_it(edition):
    session = Proposal.objects.get(title="Werkstatt")
    stranger = browser_of(build.a_participant(edition))
    address = f"{session.get_absolute_url()}withdraw/"
    assert stranger.post(address, {"act": "cancel"}).status_code == 403
    loose = build.a_session(edition, "Ohne Platz", by=kim_of(edition))
    kim = browser_of(kim_of(edition))
    address = f"{loose.get_absolute_url()}withdraw/"
    assert 'value="cancel"' not in kim.get(address).content.decode()
    assert kim.post(address, {"act": "cancel"}).status_code == 403
    host = build.a_host(edition, "Noch jemand")
    address = f"{session.get_absolute_url()}withdraw/"
    assert browser_of(host).post(address, {"act": "cancel"}).status_code == 303
    jobs.run_due()
    assert not Letter.objects.filter(subject__contains="entfällt", kind="programme").exists()
