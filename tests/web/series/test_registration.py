# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Registration through its pages and letters: places by link, offers, questions, the hosts' side."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_string, policy

import icalendar
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.builders import harvest as build

from labcamp.core import jobs
from labcamp.core.mail.models import Letter
from labcamp.series.actions.desk import forget_answers
from labcamp.series.actions.places import let_offers_run_out
from labcamp.series.models import (
    Answer,
    Edition,
    HostTeam,
    KeptSeats,
    Question,
    Registration,
    RegistrationDesk,
)
from labcamp.web.series.invitations import invitation
from labcamp.web.series.placekey import path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return build.an_edition(
        11, seats=1, registration_open=True, begins=time(14), ends=time(17), place="Musterhaus"
    )


@pytest.fixture
def host(edition):
    person = build.a_person()
    since = timezone.now() - timedelta(days=1)
    HostTeam.objects.create(edition=edition, person=person, since=since)
    return build.browser_of(person)


def work():
    while jobs.run_due():
        pass


def a_place(edition, person=None, **said):
    person = person or build.a_person()
    sent = {"audience": "hosts", **said}
    answer = build.browser_of(person).post(f"/edition/{edition.slug}/register/", sent)
    assert answer.status_code == 303
    return Registration.objects.get(edition=edition, person=person)


def appointment(letter):
    [event] = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
    return event


def test_whoever_registers_gets_one_letter_that_calendars_take(edition):
    place = a_place(edition)
    work()
    work()
    letter = Letter.objects.get(kind="place")
    assert path_of(place) in letter.text
    event = appointment(letter)
    assert event["dtstart"].dt.hour == 14
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=3)
    assert str(event["attendee"]) == f"mailto:{place.person.email}"
    sent = next(one for one in mail.outbox if one.to == [place.person.email])
    parts = [part.get_content_type() for part in sent.message().walk()]
    assert parts.count("text/calendar") == 2
    raw = message_from_string(sent.message().as_string(), policy=policy.default)
    kinds = [p for p in raw.walk() if p.get_content_type() == "text/calendar"]
    assert all(p.get_param("method") == "REQUEST" for p in kinds)


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2027, 3, 27), time(13), datetime(2027, 3, 27, 12, tzinfo=UTC)),  # winter
        (date(2027, 3, 28), time(13), datetime(2027, 3, 28, 11, tzinfo=UTC)),  # since that night
        (date(2027, 10, 31), time(1, 30), datetime(2027, 10, 30, 23, 30, tzinfo=UTC)),  # before
        (date(2027, 10, 31), time(13), datetime(2027, 10, 31, 12, tzinfo=UTC)),  # winter again
    ],
)
def test_the_invitation_is_right_where_clocks_change(edition, day, clock, utc):
    """By the rules the file itself brings along, as an independent parser applies them."""
    Edition.objects.filter(pk=edition.pk).update(
        first_day=day, last_day=day, begins=clock, ends=None
    )
    place = Registration.objects.create(
        edition=Edition.objects.get(pk=edition.pk), person=build.a_person(), state="held", at=utc
    )
    found = icalendar.Calendar.from_ical(invitation(place, cancel=False))
    (event,) = found.walk("VEVENT")
    (zone,) = found.walk("VTIMEZONE")
    start = event.decoded("DTSTART")
    assert start.astimezone(UTC) == utc
    assert start.replace(tzinfo=zone.to_tz()).astimezone(UTC) == utc


def test_letter_and_calendar_state_confidentiality_and_where_answers_go(edition, host):
    Edition.objects.filter(pk=edition.pk).update(confidentiality="Es bleibt zu 100 % im Raum.")
    browser = host
    wrong = browser.post("/edition/11/host/data/", {"reply_to": "kein Postfach"})
    assert wrong.status_code == 422
    assert "kein Postfach" in wrong.content.decode()
    right = {"reply_to": "team@example.org"}
    assert browser.post("/edition/11/host/data/", right).status_code == 303
    assert "team@example.org" in browser.get("/edition/11/host/data/").content.decode()
    a_place(edition)
    work()
    letter = Letter.objects.exclude(calendar="").get()
    assert letter.headers["Reply-To"] == "team@example.org"
    assert "Es bleibt zu 100 % im Raum." in letter.text
    (event,) = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
    assert "Es bleibt zu 100 % im Raum." in event["DESCRIPTION"]


def test_a_new_time_is_told_once_and_a_cancellation_follows(edition):
    place = a_place(edition)
    work()
    steward = build.browser_of(build.a_steward())
    page = steward.get("/edition/11/edit/").content.decode()
    form = {"number": 11, "title": edition.title, "state": "planned", "language": "de",
            "first_day": edition.first_day.isoformat(), "last_day": edition.first_day.isoformat(),
            "audience": "public", "seats": 1, "registration_open": "on", "ends": "17:00",
            "place": "Musterhaus"}  # fmt: skip
    version = int(re.search(r'name="version" value="(\d+)"', page)[1])
    for begins in ("15:00", "15:00"):
        sent = {**form, "begins": begins, "version": version}
        assert steward.post("/edition/11/edit/", sent).status_code == 303
        version += 1
        work()
    first, second = Letter.objects.filter(kind="place").order_by("pk")
    assert appointment(second)["uid"] == appointment(first)["uid"]
    assert appointment(second)["sequence"] > appointment(first)["sequence"]
    assert appointment(second)["dtstart"].dt.hour == 15
    Client().post(path_of(place), {"what": "give-back"})
    work()
    last = Letter.objects.filter(kind="place").order_by("pk").last()
    assert "METHOD:CANCEL" in last.calendar
    assert appointment(last)["sequence"] > appointment(second)["sequence"]


def test_a_place_is_seen_changed_and_given_back_by_link_alone(edition):
    place, second = a_place(edition), a_place(edition)
    guest, address = Client(), path_of(place)
    page = guest.get(address)
    assert "Sie haben einen Platz" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    place.refresh_from_db()
    assert place.state == "held", "opening the page changes nothing"
    assert guest.post(address, {"what": "change", "audience": "public"}).status_code == 303
    assert guest.post(address, {"what": "change", "audience": "x"}).status_code == 422
    place.refresh_from_db()
    assert place.audience == "public"
    for _ in range(2):
        assert guest.post(address, {"what": "give-back"}).status_code == 303
    assert [p.state for p in Registration.objects.order_by("pk")] == ["given-back", "held"]
    assert guest.post(address, {"what": "change", "audience": "hosts"}).status_code == 409
    forged = path_of(second).replace(str(second.pk) + "-", str(place.pk) + "-")
    assert guest.get(forged).status_code == 404
    assert guest.get("/place/1-/").status_code == 404


def test_an_offered_place_is_accepted_in_time_or_goes_on(edition):
    RegistrationDesk.objects.create(edition=edition, accept_hours=24)
    first, second, third = a_place(edition), a_place(edition), a_place(edition)
    work()
    Client().post(path_of(first), {"what": "give-back"})
    second.refresh_from_db()
    assert second.state == "offered"
    work()
    assert Letter.objects.filter(to=second.person.email).count() == 2
    let_offers_run_out(timezone.now() + timedelta(hours=25))
    let_offers_run_out(timezone.now() + timedelta(hours=25))
    for one in (second, third):
        one.refresh_from_db()
    assert (second.state, third.state) == ("given-back", "offered")
    late = Client().post(path_of(second), {"what": "accept"})
    assert late.status_code == 409
    assert "kam zu spät" in late.content.decode()
    for _ in range(2):
        assert Client().post(path_of(third), {"what": "accept"}).status_code == 303
    third.refresh_from_db()
    assert third.state == "held"
    work()
    assert "METHOD:REQUEST" in Letter.objects.filter(to=third.person.email).last().calendar


def test_more_seats_let_the_waiting_move_up(edition):
    a_place(edition)
    waiting = a_place(edition)
    assert waiting.state == "waiting"
    steward = build.browser_of(build.a_steward())
    day = edition.first_day.isoformat()
    form = {"number": 11, "title": edition.title, "state": "planned", "language": "de",
            "first_day": day, "last_day": day, "audience": "public", "seats": 2,
            "registration_open": "on", "version": edition.version}  # fmt: skip
    assert steward.post("/edition/11/edit/", form).status_code == 303
    waiting.refresh_from_db()
    assert waiting.state == "held"


def test_seats_kept_for_a_level_go_to_its_people_only(edition, host):
    Edition.objects.update(seats=2)
    lab = build.a_lab()
    kept = {"level": lab.level_id, "lab": "", "seats": 1}
    assert host.post("/edition/11/desk/seats/", {**kept, "seats": 3}).status_code == 422
    assert host.post("/edition/11/desk/seats/", kept).status_code == 303
    assert KeptSeats.objects.get().seats == 1
    assert [a_place(edition).state for _ in range(2)] == ["held", "waiting"]
    assert a_place(edition, build.a_member(lab), lab=lab.pk).state == "held"
    assert a_place(edition, build.a_member(lab), lab=lab.pk).state == "waiting"


def test_nobody_takes_a_seat_for_a_lab_they_do_not_belong_to(edition):
    lab = build.a_lab()
    person = build.a_person()
    build.browser_of(person).post("/edition/11/register/", {"audience": "hosts", "lab": lab.pk})
    assert Registration.objects.get(person=person).lab is None


def test_questions_have_a_purpose_and_a_day_on_which_answers_go(edition, host):
    question = {"label": "Brauchen Sie Gebärdensprache?", "kind": "yes-no", "required": "on",
                "purpose": "Für die Bestellung der Dolmetschenden.",
                "delete_on": edition.first_day.isoformat()}  # fmt: skip
    bad = host.post("/edition/11/desk/questions/", {**question, "kind": "choice", "purpose": ""})
    assert bad.status_code == 422
    assert "Gebärdensprache" in bad.content.decode()
    for _ in range(2):
        assert host.post("/edition/11/desk/questions/", question).status_code == 303
    asked = Question.objects.get()
    person = build.browser_of(build.a_person())
    page = person.get("/edition/11/register/").content.decode()
    assert "Dolmetschenden" in page
    assert person.post("/edition/11/register/", {"audience": "hosts"}).status_code == 422
    sent = {"audience": "hosts", f"question-{asked.pk}": "ja"}
    assert person.post("/edition/11/register/", sent).status_code == 303
    assert "ja" in host.get("/edition/11/coming/?as=csv").content.decode()
    Question.objects.update(delete_on=date(2027, 1, 15))
    midnight = datetime(2027, 1, 14, 23, 0, tzinfo=UTC)  # in Berlin, where the day begins
    forget_answers(midnight - timedelta(minutes=1))
    assert Answer.objects.exists()
    forget_answers(midnight)
    assert not Answer.objects.exists()
    for _ in range(2):
        assert host.post(f"/edition/11/desk/questions/{asked.pk}/").status_code == 303
    assert not Question.objects.exists()


def test_the_room_opens_for_those_with_a_place_and_in_time(edition, host):
    Edition.objects.update(seats=2)
    form = {"version": 1, "room_link": "https://raum.example.org/x", "room_note": "Code 1234",
            "room_opens_minutes": 30, "accept_hours": 0}  # fmt: skip
    assert host.post("/edition/11/desk/", {**form, "room_link": "kein link"}).status_code == 422
    assert host.post("/edition/11/desk/", form).status_code == 303
    assert host.post("/edition/11/desk/", {**form, "room_note": "alt"}).status_code == 409
    place = a_place(edition)
    assert "raum.example.org" not in Client().get(path_of(place)).content.decode()
    local = timezone.localtime(timezone.now() + timedelta(minutes=20))
    Edition.objects.update(first_day=local.date(), last_day=None, begins=local.time(), ends=None)
    assert "raum.example.org" in Client().get(path_of(place)).content.decode()
    assert "raum.example.org" not in Client().get("/edition/11/").content.decode()
    Client().post(path_of(place), {"what": "give-back"})
    assert "raum.example.org" not in Client().get(path_of(place)).content.decode()


def test_hosts_see_who_comes_and_nobody_else(edition, host):
    Edition.objects.update(seats=9)
    lab = build.a_lab()
    place = a_place(edition, build.a_member(lab), lab=lab.pk)
    page = host.get("/edition/11/coming/").content.decode()
    assert place.person.email in page
    assert lab.name in page
    for other in (build.a_person(), build.a_steward()):
        assert build.browser_of(other).get("/edition/11/coming/").status_code == 403
    for here in ("1", "1", "0", "1"):
        host.post(f"/edition/11/check-in/{place.pk}/", {"here": here})
    place.refresh_from_db()
    assert place.checked_in_at is not None
    assert "1 von 1" in host.get("/edition/11/coming/").content.decode()


def test_a_name_is_read_by_those_it_was_told_to(edition, host):
    Edition.objects.update(seats=9)
    person = build.a_person()
    person.name = "Kim Beispiel"
    person.save()
    place = a_place(edition, person)
    comrade = build.browser_of(a_place(edition).person)
    stranger, address = Client(), "/edition/11/people/"
    seen = {"hosts": (0, 0), "edition": (1, 0), "public": (1, 1)}
    for audience, expected in seen.items():
        Client().post(path_of(place), {"what": "change", "audience": audience})
        found = tuple(
            "Kim Beispiel" in c.get(address).content.decode() for c in (comrade, stranger)
        )
        assert found == expected, audience
        assert "Kim Beispiel" in host.get(address).content.decode()


def test_a_formula_in_an_answer_stays_text(edition, host):
    person = build.a_person()
    person.name = "=1+1"
    person.save()
    a_place(edition, person)
    assert "'=1+1" in host.get("/edition/11/coming/?as=csv").content.decode()


def test_who_comes_takes_the_same_queries_for_one_and_for_many(edition, host):
    Edition.objects.update(seats=9)
    counts = []
    for more in (1, 3):
        for _ in range(more):
            lab = build.a_lab()
            a_place(edition, build.a_member(lab), lab=lab.pk)
        host.get("/edition/11/coming/")
        with CaptureQueriesContext(connection) as queries:
            host.get("/edition/11/coming/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
