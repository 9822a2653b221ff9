# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The programme, its sessions and files, as somebody who visits receives them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.test import Client
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

from labcamp.core.access import Audience
from labcamp.core.record import move_stamp
from labcamp.programme.actions import proposals, timetable
from labcamp.programme.actions.timetable import Spot
from labcamp.programme.models import Placement, Proposal
from labcamp.publish import schedule as files
from labcamp.series.models import Edition

pytestmark = pytest.mark.django_db
FILES = ["programme.ics", "schedule.xml", "schedule.json", "session/1.ics"]


def page(client, edition, rest="programme/", status=200):
    response = client.get(f"/edition/{edition.slug}/{rest}")
    assert response.status_code == status
    return response.content.decode()


def titles(html):
    return re.findall(r'<h3 class="lc-session__title"><a href="[^"]*">([^<]*)</a>', html)


def as_(person):
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_all_sessions_stand_in_the_order_of_time_with_room_and_zone(client):
    edition = a_published_edition(sessions=5)
    html = page(client, edition)
    rows = Placement.objects.filter(proposal__isnull=False).order_by("starts_at", "room__order")
    assert titles(html) == [row.proposal.title for row in rows]
    assert "Mitteleuropäische Zeit (UTC+1)" in html
    assert "Donnerstag, 4. März" in html
    assert re.findall(r'<th scope="row">(\d\d:\d\d)</th>', html)[0] == "09:00"
    english = client.get(f"/en/edition/{edition.slug}/programme/").content.decode()
    assert "Central European Time (UTC+1)" in english
    assert "Thursday, 4 March" in english


def test_times_are_the_editions_own(client):
    edition = an_edition(time_zone="America/New_York")
    rooms_of(edition)
    slots_of(edition, 1)
    a_session(edition)
    published(edition)
    html = page(client, edition)
    assert '<th scope="row">03:00</th>' in html
    assert "America/New_York (UTC−5)" in html
    assert "<strong><time" in page(client, edition, "session/1/")
    assert "03:00</time>–03:45" in page(client, edition, "session/1/")


def test_both_zones_are_told_when_the_clocks_change_in_between(client):
    edition = an_edition()
    rooms_of(edition, "Saal")
    for day, title in ((30, "Vorher"), (31, "Nachher")):
        slots_of(edition, 1, first=datetime(2027, 10, day, 10, tzinfo=UTC))
        a_session(edition, title)
    published(edition)
    assert (
        "Alle Zeiten: erst Mitteleuropäische Sommerzeit (UTC+2), dann Mitteleuropäische Zeit (UTC+1)."
    ) in page(client, edition)


def test_grid_and_list_hold_the_same_sessions_and_one_can_link_to_each(client):
    edition = a_published_edition()
    grid, as_list = page(client, edition), page(client, edition, "programme/?view=list")
    assert titles(grid) == titles(as_list)
    assert "lc-plan--list" in as_list
    for number in (1, 2, 3):
        assert f'id="s{number}"' in grid


def test_breaks_go_across_all_rooms(client):
    edition = an_edition()
    rooms_of(edition)
    slots_of(edition)
    a_break(edition, NINE + timedelta(minutes=45))
    giver = a_participant(edition)
    for title in "ABCD":
        a_session(edition, title, by=giver)
    published(edition)
    html = page(client, edition)
    assert re.search(
        r'<td class="lc-fixed" colspan="2"><span class="lc-fixed__words">Mittagspause ', html
    )


def test_without_a_timetable_the_page_says_so_and_leads_on(client):
    edition = an_edition()
    html = page(client, edition)
    assert "Es gibt noch keinen Zeitplan" in html
    assert f"/edition/{edition.slug}/proposals/" in html
    held = an_edition(state="held")
    assert "kein Zeitplan bekannt" in page(client, held)
    for name in FILES:
        page(client, edition, name, status=404)


def test_a_draft_is_for_hosts_only(client):
    edition = an_edition()
    rooms_of(edition)
    slots_of(edition)
    a_session(edition, "Geheimer Platz")
    timetable.begin_draft(edition, by=KEEPER)
    for somebody in (client, as_(a_participant(edition)), as_(a_host(edition))):
        assert titles(page(somebody, edition)) == []


def test_hidden_editions_do_not_exist(client):
    edition = a_published_edition(audience=Audience.EDITION)
    for rest in ("programme/", "proposals/", "session/1/", *FILES):
        page(client, edition, rest, status=404)
        page(as_(a_participant(edition)), edition, rest)


def test_a_session_page_tells_time_room_givers_and_neighbours(client):
    edition = a_published_edition(sessions=4)
    html = page(client, edition, "session/1/")
    assert re.search(r"<h1[^>]*>Session 001</h1>", html)
    assert "Kim 1" in html
    place = Placement.objects.get(proposal__number=1)
    assert place.room.name in html
    beside = Placement.objects.filter(starts_at=place.starts_at, proposal__isnull=False)
    for other in beside.exclude(pk=place.pk):
        assert other.proposal.title in html


def test_unknown_numbers_are_missing_pages(client):
    edition = a_published_edition()
    page(client, edition, "session/99/", status=404)
    page(client, edition, "session/99.ics", status=404)
    assert client.get("/edition/fehlt/programme/").status_code == 404


def test_people_see_their_own_marks_and_nobody_elses(client):
    edition = a_published_edition(sessions=4)
    first, second = a_participant(edition), a_participant(edition)
    session = Proposal.objects.get(number=2)
    proposals.mark_interest(session, strength=2, by=seen_as(first))
    assert page(as_(first), edition).count("lc-mine") == 1
    assert page(as_(second), edition).count("lc-mine") == 0
    assert page(client, edition).count("lc-mine") == 0


def test_a_cancelled_session_stays_visible_as_such(client):
    edition = a_published_edition()
    timetable.set_cancelled(Proposal.objects.get(number=1), cancelled=True, by=KEEPER)
    html = page(client, edition)
    assert len(titles(html)) == 3
    assert html.count("lc-session--cancelled") == 1
    assert "1 Änderung seit der vorigen Fassung" in html
    assert "findet nicht statt" in page(client, edition, "session/1/")
    calendar = icalendar.Calendar.from_ical(page(client, edition, "programme.ics"))
    found = {str(e["SUMMARY"]): (str(e["STATUS"]), int(e["SEQUENCE"])) for e in calendar.events}
    assert found == {
        "Session 001": ("CANCELLED", 1),
        "Session 002": ("CONFIRMED", 0),
        "Session 003": ("CONFIRMED", 0),
    }


def on_and_off(edition, number, place=None):
    """Publish a programme without a session, or with it at `place`; where it stood."""
    session = edition.proposals.get(number=number)
    draft = timetable.begin_draft(edition, by=KEEPER)
    placed = Placement.objects.filter(timetable=draft, proposal=session).first()
    timetable.move(
        session,
        slot=edition.slots.get(starts_at=place.starts_at) if place else None,
        room=place.room if place else None,
        was=Spot(placed.starts_at, placed.room_id) if placed else None,
        instead=(), by=KEEPER,
    )  # fmt: skip
    timetable.publish(edition, number=draft.number, by=KEEPER)
    return placed


def test_a_session_that_comes_back_is_newer_than_before_in_calendars(client):
    edition = a_published_edition()
    place = on_and_off(edition, 1)
    assert "Session 001" not in page(client, edition, "programme.ics")
    on_and_off(edition, 1, place)
    calendar = icalendar.Calendar.from_ical(page(client, edition, "session/1.ics"))
    assert calendar.events[0]["SEQUENCE"] == 1
    new = a_session(edition, "Ganz neu")
    slot = edition.slots.exclude(starts_at=place.starts_at).order_by("-starts_at").first()
    free = next(
        room for room in edition.rooms.all()
        if not Placement.objects.filter(
            timetable__state="published", starts_at=slot.starts_at, room=room
        ).exists()
    )  # fmt: skip
    place = Placement(starts_at=slot.starts_at, room=free)
    on_and_off(edition, new.number, place)
    calendar = icalendar.Calendar.from_ical(page(client, edition, f"session/{new.number}.ics"))
    assert calendar.events[0]["SEQUENCE"] == 0


def test_what_is_no_longer_in_the_programme_is_among_the_changes(client):
    edition = a_published_edition()
    on_and_off(edition, 1)
    changes = page(client, edition).partition("lc-plan__bar")[0]
    assert "1 Änderung seit der vorigen Fassung" in changes
    assert "Session 001</a>: nicht mehr im Programm (" in changes
    Proposal.objects.filter(number=1).update(audience=Audience.HOSTS)
    move_stamp()
    assert "Session 001" not in page(client, edition)
    assert "Session 001" not in page(as_(a_host(edition)), edition)  # it reads the same page


def test_the_page_carries_no_word_of_a_person_that_could_run(client):
    edition = an_edition()
    rooms_of(edition, "<b>Saal</b>")
    slots_of(edition)
    text = "</script><script>alert(1)</script> [x](javascript:alert(1))"
    a_session(edition, "<script>alert(2)</script>", abstract=text, givers=(("<i>Kim</i>", ""),))
    published(edition)
    for rest in ("programme/", "session/1/", "proposals/"):
        html = page(client, edition, rest)
        assert not re.search(r"<script>|<b>Saal|<i>Kim|href=\"javascript", html), rest


def test_structured_data_can_be_read(client):
    edition = a_published_edition()
    for rest, name in (("programme/", str(edition)), ("session/1/", "Session 001")):
        found = re.search(
            r'<script type="application/ld\+json">(.*?)</script>', page(client, edition, rest)
        )
        data = json.loads(found[1])
        assert (data["@type"], data["name"]) == ("Event", name)


def test_files_say_what_they_are_and_are_known_by_their_tag(client):
    edition = a_published_edition()
    kinds = {
        "programme.ics": "text/calendar; charset=utf-8",
        "session/1.ics": "text/calendar; charset=utf-8",
        "schedule.xml": "application/xml; charset=utf-8",
        "schedule.json": "application/json; charset=utf-8",
    }
    for name, kind in kinds.items():
        address = f"/edition/{edition.slug}/{name}"
        response = client.get(address)
        assert response["Content-Type"] == kind
        again = client.get(address, headers={"if-none-match": f'W/"x", {response["ETag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(address).content == response.content
    read = files.read(client.get(f"/edition/{edition.slug}/schedule.xml").content)
    assert [event.id for event in read.schedule.events] == [
        event.id
        for event in files.read(
            client.get(f"/edition/{edition.slug}/schedule.json").content
        ).schedule.events
    ]


def test_calendars_tell_the_local_time(client):
    edition = a_published_edition(sessions=1)
    event = icalendar.Calendar.from_ical(page(client, edition, "session/1.ics")).events[0]
    place = Placement.objects.get(proposal__number=1)
    assert event["DTSTART"].dt == place.starts_at
    assert "TZID=Europe/Berlin" in page(client, edition, "session/1.ics")


@pytest.mark.django_db(transaction=True)
def test_a_signed_in_reader_costs_seven_queries_however_long_the_programme(count_queries):
    costs = {}
    for sessions in (1, 3, 40):
        edition = a_published_edition(sessions=sessions)
        reader = as_(a_participant(edition))
        address = f"/edition/{edition.slug}/programme/"
        assert len(titles(reader.get(address).content.decode())) == sessions
        costs[sessions] = count_queries(lambda at=address, who=reader: who.get(at))
    assert set(costs.values()) == {7}, costs


@pytest.mark.django_db(transaction=True)
def test_a_change_shows_at_once_in_the_kept_page():
    edition = a_published_edition()
    reader = as_(a_participant(edition))
    assert "Session 001" in titles(page(reader, edition))
    session = Proposal.objects.get(number=1)
    proposals.edit(session, proposals.Offer("Anderer Titel"), version=session.version, by=KEEPER)
    assert "Anderer Titel" in titles(page(reader, edition))
    proposals.withdraw(session, by=KEEPER)
    assert "Anderer Titel" not in titles(page(reader, edition))
    for name in FILES[:3]:
        assert "Anderer Titel" not in page(reader, edition, name)


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_for_one_reader_is_never_shown_to_another():
    edition = a_published_edition()
    Proposal.objects.filter(number=1).update(audience=Audience.HOSTS)
    move_stamp()
    host, other = as_(a_host(edition)), as_(a_participant(edition))
    for _ in range(2):
        assert "Session 001" in titles(page(host, edition))
        assert "Session 001" not in titles(page(other, edition))
        assert "Session 001" in page(host, edition, "schedule.json")
        assert "Session 001" not in page(other, edition, "schedule.json")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rest", ["proposals/", "session/1/", "schedule.xml", "programme.ics"])
def test_other_pages_cost_the_same_for_one_and_for_three_rows(rest, count_queries):
    costs = set()
    for sessions in (1, 3):
        edition = a_published_edition(sessions=sessions)
        Edition.objects.filter(pk=edition.pk).update(registration_open=False)
        reader = as_(a_participant(edition))
        address = f"/edition/{edition.slug}/{rest}"
        reader.get(address)
        move_stamp()
        costs.add(count_queries(lambda at=address, who=reader: who.get(at)))
    assert len(costs) == 1, costs
