# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Now and next, the wall and the door, as somebody who visits receives them."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
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
    slots_of,
    where_it_is_noon,
)

from labcamp.core.access import Audience
from labcamp.core.record import move_stamp
from labcamp.programme.actions import theday, timetable
from labcamp.programme.actions.theday import Place
from labcamp.programme.actions.timetable import Spot
from labcamp.programme.models import Placement, Proposal, Room, Timetable
from labcamp.web import keeping

pytestmark = pytest.mark.django_db
VIEWS = ["now/", "wall/"]


def as_(person):
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client, edition, rest, status=200):
    response = client.get(f"/edition/{edition.slug}/{rest}")
    assert response.status_code == status
    return response.content.decode()


def a_running_edition(*titles, rooms=("Saal",), since=timedelta(minutes=10), pause=None, **fields):
    """Sessions one after the other in each room; the first began ten minutes ago.

    `pause` is when a break begins, seen from now.
    """
    edition = an_edition(**{"time_zone": where_it_is_noon(), **fields})
    found = rooms_of(edition, *rooms)
    first = timezone.now() - since
    slots = slots_of(edition, 2, first=first)
    if pause is not None:
        a_break(edition, timezone.now() + pause)
    giver = a_participant(edition)
    draft = timetable.begin_draft(edition, by=KEEPER)
    for number, title in enumerate(titles or ("Erste", "Zweite")):
        timetable.move(
            a_session(edition, title, by=giver), slot=slots[number % 2],
            room=found[number // 2], was=None, instead=(), by=KEEPER,
        )  # fmt: skip
    twice = edition.proposals.values_list("pk", flat=True)  # one giver in two at once
    timetable.publish(edition, number=draft.number, by=KEEPER, despite=twice)
    return edition


@pytest.mark.parametrize("view", VIEWS)
def test_what_runs_and_what_comes_stands_there(client, view):
    html = page(client, a_running_edition(), view)
    assert html.index("Erste") < html.index("Zweite")
    assert "Es läuft gerade nichts" not in html


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(days=-3), "Es beginnt in 3 Tagen"),
        (timedelta(minutes=-24, seconds=-30), "Es beginnt in 25 Minuten"),
        (timedelta(minutes=50, seconds=30), "Weiter geht es in 10 Minuten"),
        (timedelta(days=2), "Das Programm ist zu Ende"),
    ],
)
def test_every_phase_has_its_words(client, view, since, words):
    assert words in page(client, a_running_edition(since=since), view)


@pytest.mark.parametrize("view", VIEWS)
def test_the_morning_of_a_second_day_is_not_the_end_of_the_first(client, view):
    edition = an_edition(time_zone=where_it_is_noon())
    room, moment = rooms_of(edition, "Saal")[0], timezone.now()
    days = [moment - timedelta(days=1), moment + timedelta(minutes=29, seconds=30)]
    for title, first in zip(("Gestern", "Heute"), days, strict=True):
        slot = slots_of(edition, 1, first=first)[0]
        session = a_session(edition, title)
        timetable.move(session, slot=slot, room=room, was=None, instead=(), by=KEEPER)
    published(edition)
    html = page(client, edition, view)
    assert "Weiter geht es in 30 Minuten" in html
    assert "Für heute ist Schluss" not in html


@pytest.mark.parametrize("view", VIEWS)
def test_what_everybody_does_next_is_told_before_the_rooms(client, view):
    edition = a_running_edition(pause=timedelta(hours=2))
    html = page(client, edition, view)
    assert html.index("Mittagspause") < html.index("Saal")


@pytest.mark.parametrize("view", VIEWS)
def test_without_a_timetable_the_page_says_so(client, view):
    assert "Es gibt noch keinen Zeitplan" in page(client, an_edition(), view)


@pytest.mark.parametrize("view", VIEWS)
def test_a_cancelled_session_is_marked(client, view):
    edition = a_running_edition()
    timetable.set_cancelled(Proposal.objects.get(title="Erste"), cancelled=True, by=KEEPER)
    html = page(client, edition, view)
    assert "Erste" in html
    assert "lc-session__off" in html


@pytest.mark.parametrize("view", VIEWS)
def test_hidden_editions_and_sessions_do_not_exist(client, view):
    hidden = a_running_edition(audience=Audience.EDITION)
    page(client, hidden, view, status=404)
    edition = a_running_edition("Offen", "Geheim")
    Proposal.objects.filter(title="Geheim").update(audience=Audience.HOSTS)
    assert "Geheim" not in page(client, edition, view)
    assert "Geheim" in page(as_(a_host(edition)), edition, view)


def test_times_are_the_editions_own(client):
    zones = [ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/St_Johns")]
    zone = next(one for one in zones if timezone.now().astimezone(one).hour not in range(2, 6))
    edition = a_running_edition(time_zone=zone.key)
    ends = edition.slots.first().ends_at
    assert f"bis {ends.astimezone(zone):%H:%M}" in page(client, edition, "now/")


def test_what_is_kept_of_it_lasts_until_the_next_minute(client):
    answer = client.get(f"/edition/{a_running_edition().slug}/now/")
    assert answer["Cache-Control"] == "public, no-cache"
    left = parsedate_to_datetime(answer["Expires"]) - timezone.now()
    assert timedelta(0) <= left + timedelta(seconds=1) <= timedelta(seconds=61)
    headers = [(k.lower().encode(), v.encode()) for k, v in answer.items()]
    kept = keeping.keep(headers, answer.content, 1)
    usual = keeping.keep([], b"", 1)
    assert kept.until <= usual.until
    past = keeping.keep([(b"expires", b"Thu, 01 Jan 1970 00:00:00 GMT")], b"", 1)
    assert past.until < usual.until - keeping.SECONDS + 1


@pytest.mark.parametrize("view", VIEWS)
def test_a_part_that_is_as_it_was_is_not_sent_again(view):
    edition = a_running_edition()
    for reader in (Client(), as_(a_participant(edition))):
        address = f"/edition/{edition.slug}/{view}?part=1"
        first = reader.get(address)
        assert b"<!doctype" not in first.content
        again = reader.get(address, headers={"if-none-match": "W/" + first["ETag"]})
        assert again.status_code in (200, 304)  # 200: a minute began in between
        same = again.status_code == 304 or again.content != first.content
        assert same
        timetable.set_cancelled(Proposal.objects.get(title="Erste"), cancelled=True, by=KEEPER)
        assert reader.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200
        timetable.set_cancelled(Proposal.objects.get(title="Erste"), cancelled=False, by=KEEPER)


def test_a_wall_with_many_rooms_has_pages_and_takes_a_look(client):
    edition = a_running_edition(*(f"S{n}" for n in range(28)), rooms=[f"R{n}" for n in range(14)])
    html = page(client, edition, "wall/?look=dark")
    assert html.count('class="lc-wall__page"') == 3
    assert 'data-kern-theme="dark"' in html
    assert "data-kern-theme" not in page(client, edition, 'wall/?look="><b>')


def test_a_door_shows_its_rooms_day(client):
    edition = a_running_edition("Hier", "Danach", "Nebenan", rooms=("Saal", "Turm"))
    rooms = {room.name: room.pk for room in Room.objects.filter(edition=edition)}
    html = page(client, edition, f"room/{rooms['Saal']}/")
    assert html.index("Hier") < html.index("Danach")
    assert "Nebenan" not in html
    assert html.count("lc-door__now") == 1


def moved_now(edition, title, room):
    """A host moves a session to another room, as on the day."""
    placed = Placement.objects.get(timetable__state="published", proposal__title=title)
    theday.move_now(
        placed.proposal, Place(room, placed.starts_at, placed.ends_at),
        was=Spot(placed.starts_at, placed.room_id), by=KEEPER,
    )  # fmt: skip


def test_a_door_says_where_its_session_went_today(client):
    edition = a_running_edition("Erste", "Zweite", "Nebenan", rooms=("Saal", "Turm"))
    saal, turm = (Room.objects.get(edition=edition, name=name) for name in ("Saal", "Turm"))
    assert "Jetzt woanders" not in page(client, edition, f"room/{saal.pk}/")

    moved_now(edition, "Zweite", turm)
    sign = page(client, edition, f"room/{saal.pk}/")
    gone = sign[sign.index("Jetzt woanders") : sign.index("</section>")]
    assert "Zweite" in gone
    assert "Turm" in gone
    assert "Erste" not in gone
    assert "Jetzt woanders" not in page(client, edition, f"room/{turm.pk}/")

    moved_now(edition, "Erste", rooms_of(edition, "Anbau")[0])
    assert "Anbau" in page(client, edition, f"room/{saal.pk}/")  # nothing is left there

    moved_now(edition, "Zweite", saal)
    gone = page(client, edition, f"room/{saal.pk}/").partition("</section>")[0]
    assert "Zweite" not in gone
    erste = Placement.objects.get(timetable__state="published", proposal__title="Erste")
    Placement.objects.filter(pk=erste.pk).update(cancelled=True)
    move_stamp()
    assert "Jetzt woanders" not in page(client, edition, f"room/{saal.pk}/")


def test_a_door_says_nothing_of_what_moved_before_this_day_or_is_hidden(client):
    edition = a_running_edition("Erste", "Zweite", rooms=("Saal",))
    saal = Room.objects.get(edition=edition, name="Saal")
    moved_now(edition, "Zweite", rooms_of(edition, "Turm")[0])
    assert "Zweite" in page(client, edition, f"room/{saal.pk}/")

    Proposal.objects.filter(title="Zweite").update(audience=Audience.HOSTS)
    move_stamp()
    assert "Jetzt woanders" not in page(client, edition, f"room/{saal.pk}/")
    assert "Zweite" in page(as_(a_host(edition)), edition, f"room/{saal.pk}/")

    Proposal.objects.filter(title="Zweite").update(audience=Audience.PUBLIC)
    Timetable.objects.update(published_at=F("published_at") - timedelta(days=2))
    move_stamp()
    assert "Jetzt woanders" not in page(client, edition, f"room/{saal.pk}/")


def test_a_room_in_which_somebody_sees_nothing_is_none_of_theirs(client):
    edition = a_running_edition("Geheim")
    Proposal.objects.update(audience=Audience.HOSTS)
    empty = rooms_of(edition, "Leer")[0]
    other = rooms_of(a_running_edition(), "Woanders")[0]
    saal = Room.objects.get(edition=edition, name="Saal")
    for room in (saal, empty, other):
        page(client, edition, f"room/{room.pk}/", status=404)
    host = as_(a_host(edition))
    assert "Geheim" in page(host, edition, f"room/{saal.pk}/")
    assert "In diesem Raum ist nichts geplant" in page(host, edition, f"room/{empty.pk}/")
    page(host, edition, f"room/{other.pk}/", status=404)


def test_a_door_has_each_of_its_days(client):
    edition = an_edition()
    (room,) = rooms_of(edition, "Saal")
    for day in range(5):
        slots_of(edition, 1, first=NINE + timedelta(days=day))
    giver = a_participant(edition)
    for number in range(5):
        a_session(edition, f"Tag {number}", by=giver)
    published(edition)
    html = page(client, edition, f"room/{room.pk}/?day=2027-03-06")
    assert html.count("?day=") == 5
    assert "Samstag, 6. März" in html
    assert "Donnerstag, 4. März" in page(client, edition, f"room/{room.pk}/?day=x")


def test_all_doors_are_printed_at_once_by_day_and_only_where_something_is(client):
    edition = an_edition()
    assert "Noch gibt es keine Schilder" in page(client, edition, "doors/")
    rooms_of(edition, "Saal", "Turm", "Leer")
    for day in range(2):
        slots_of(edition, 1, first=NINE + timedelta(days=day))
    a_break(edition, NINE + timedelta(hours=2), "Kaffee")
    slots, rooms = edition.slots.filter(common=False), edition.rooms.all()
    for title, slot, room in (("Eins", 0, 0), ("Zwei", 0, 1), ("Drei", 1, 1)):
        timetable.move(
            a_session(edition, title), slot=slots[slot], room=rooms[room], was=None, instead=(),
            by=KEEPER,
        )  # fmt: skip
    published(edition)
    _, *sheets = page(client, edition, "doors/").split('<section class="lc-door__sheet"')
    found = [re.search(r"<h2[^>]*>(.*?)</h2>.*?__day\">(\w+)", sheet).groups() for sheet in sheets]
    assert found == [("Saal", "Donnerstag"), ("Turm", "Donnerstag"), ("Turm", "Freitag")]
    assert [sheet.count("lc-door__title") for sheet in sheets] == [2, 2, 1]
    assert ["Kaffee" in sheet for sheet in sheets] == [True, True, False]

    Proposal.objects.filter(title="Drei").update(audience=Audience.HOSTS)
    move_stamp()
    assert "Freitag" not in page(client, edition, "doors/")


def test_the_code_leads_to_the_programme(client):
    answer = client.get(f"/edition/{a_running_edition().slug}/programme.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<?xml") or b"<svg" in answer.content


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("view", [*VIEWS, "doors/", "room"])
def test_the_cost_does_not_grow_with_the_programme(view, count_queries):
    costs = set()
    for sessions in (1, 3, 40):
        edition = a_published_edition(sessions=sessions)
        reader = as_(a_participant(edition))
        room = Proposal.objects.get(edition=edition, number=1).placements.get().room_id
        address = f"/edition/{edition.slug}/" + (f"room/{room}/" if view == "room" else view)
        reader.get(address)
        costs.add(count_queries(lambda at=address, who=reader: who.get(at)))
    assert len(costs) == 1, costs
    assert costs.pop() <= 7
