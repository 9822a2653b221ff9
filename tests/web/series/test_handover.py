# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' page: checklist with days, owners, reminders and feed; logbook; who is responsible."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from tests.builders import harvest as build

from labcamp.core import jobs
from labcamp.core.access import system
from labcamp.core.mail.models import Letter
from labcamp.series.actions import places
from labcamp.series.jobs.handover import remind_of_tasks
from labcamp.series.models import HostTeam, LogEntry, Registration, Task, TemplateTask
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PAGE = "/edition/11/host/"


def work():
    while jobs.run_due():
        pass


@pytest.fixture
def edition():
    return build.an_edition(11)


def a_host(edition):
    person = build.a_person()
    HostTeam.objects.create(edition=edition, person=person, since=NOW - timedelta(days=1))
    return person


@pytest.fixture
def host(edition):
    return a_host(edition)


@pytest.fixture
def browser(host):
    return build.browser_of(host)


def task_of(browser, **more):
    sent = {"title": "Aushang drucken", "about": "", "area": "day", "days_before": "2", **more}
    assert browser.post(f"{PAGE}tasks/", sent).status_code == 303
    return Task.objects.get(title=sent["title"])


def test_the_list_is_filled_once_with_days_counted_back(edition, browser):
    assert "hat ohne Liste begonnen" in browser.get(PAGE).content.decode()
    for _ in range(2):
        assert browser.post(f"{PAGE}start/").status_code == 303
    assert edition.tasks.count() == TemplateTask.objects.count() == 21
    test = edition.tasks.get(title="Raum oder Videolink testen")
    assert test.due(edition.first_day) == edition.first_day - timedelta(days=5)
    page = browser.get(PAGE).content.decode()
    assert "0 von 21 erledigt" in page
    assert "Noch 30 Tage" in page


def test_tasks_are_ticked_tended_and_dropped(edition, host, browser):
    task = task_of(browser)
    where = f"{PAGE}tasks/{task.pk}/"
    browser.post(f"{where}act/", {"what": "done"})
    task.refresh_from_db()
    assert task.done_by == host
    browser.post(f"{where}act/", {"what": "not-done"})
    stranger = build.a_person()
    refused = browser.post(where, {"owner": stranger.pk, "days_before": "2", "note": "Bunt"})
    assert refused.status_code == 422
    assert "Bunt" in refused.content.decode()
    sent = {"owner": host.pk, "days_before": "4", "note": "Bunt"}
    assert browser.post(where, sent).status_code == 303
    task.refresh_from_db()
    assert (task.owner, task.note, task.days_before, task.done_at) == (host, "Bunt", 4, None)
    for _ in range(2):
        browser.post(f"{where}act/", {"what": "drop"})
    assert not edition.tasks.exists()


def test_a_wrong_task_keeps_what_was_typed(browser):
    answer = browser.post(
        f"{PAGE}tasks/", {"title": "Mut & Maß", "area": "day", "days_before": "x"}
    )
    assert answer.status_code == 422
    assert "Mut &amp; Maß" in answer.content.decode()
    assert not Task.objects.exists()


def test_only_hosts_and_stewards_enter(edition):
    task = Task.objects.create(edition=edition, title="Geheimes", days_before=1)
    for where in (PAGE, f"{PAGE}tasks/{task.pk}/", f"{PAGE}data/", f"{PAGE}log/"):
        assert build.browser_of(build.a_person()).get(where).status_code == 403
        assert Client().get(where).status_code == 302
    assert build.browser_of(build.a_steward()).get(PAGE).status_code == 200


def test_owners_are_reminded_once_and_all_of_what_nobody_took(edition, host, browser):
    other = a_host(edition)
    mine = task_of(browser, title="Meine Aufgabe", days_before="5")
    Task.objects.filter(pk=mine.pk).update(owner=host)
    task_of(browser, title="Niemandes Aufgabe", days_before="5")
    task_of(browser, title="Später", days_before="1")
    done = task_of(browser, title="Fertig", days_before="5")
    browser.post(f"{PAGE}tasks/{done.pk}/act/", {"what": "done"})
    day = NOW + (edition.first_day - timezone.localdate(NOW)) - timedelta(days=8)
    for _ in range(2):
        remind_of_tasks(day)
    remind_of_tasks(day + timedelta(days=1))
    letters = {letter.to: letter.text for letter in Letter.objects.filter(kind="tasks")}
    assert set(letters) == {host.email, other.email}
    assert Letter.objects.filter(kind="tasks").count() == 2
    assert "Meine Aufgabe" in letters[host.email]
    assert "Niemandes Aufgabe" in letters[host.email]
    assert "Meine Aufgabe" not in letters[other.email]
    assert not any("Fertig" in text or "Später" in text for text in letters.values())
    remind_of_tasks(day + timedelta(days=6))
    assert Letter.objects.filter(kind="tasks").count() == 4


def test_the_feed_shows_open_tasks_and_ends_with_the_place_in_the_team(edition, host, browser):
    task = task_of(browser)
    page = browser.get(PAGE).content.decode()
    address = page.split("/tasks/")[-1].split(".ics")[0]
    feed = f"/tasks/{address}.ics"
    events = Calendar.from_ical(Client().get(feed).content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Aushang drucken"]
    assert events[0].decoded("DTSTART") == edition.first_day - timedelta(days=2)
    browser.post(f"{PAGE}tasks/{task.pk}/act/", {"what": "done"})
    assert not Calendar.from_ical(Client().get(feed).content).walk("VEVENT")
    wrong = feed.replace(".ics", "0.ics")
    assert Client().get(wrong).status_code == 404
    HostTeam.objects.update(until=NOW - timedelta(seconds=1))
    assert Client().get(feed).status_code == 404


def test_a_task_is_offered_to_all_and_a_steward_takes_it_over(edition, browser):
    task = task_of(browser)
    for _ in range(2):
        browser.post(f"{PAGE}tasks/{task.pk}/act/", {"what": "offer"})
    assert TemplateTask.objects.filter(accepted_at=None).count() == 1
    steward = build.browser_of(build.a_steward())
    assert "Aushang drucken" in steward.get("/checklist/").content.decode()
    assert browser.get("/checklist/").status_code == 403
    offered = TemplateTask.objects.get(accepted_at=None)
    steward.post(f"/checklist/{offered.pk}/", {"answer": "accept"})
    later = build.an_edition(12)
    steward.post("/edition/12/host/start/")
    assert later.tasks.filter(title="Aushang drucken").count() == 1


def test_the_logbook_travels_on_and_guests_read_nothing(edition, host, browser):
    line = {"text": "Der **Beamer** braucht einen Adapter."}
    for _ in range(2):
        assert browser.post(f"{PAGE}log/", line).status_code == 303
    assert LogEntry.objects.count() == 1
    member = build.browser_of(build.a_member(build.a_lab()))
    assert "<strong>Beamer</strong>" in member.get("/logbook/").content.decode()
    assert "Beamer" not in Client().get("/logbook/").content.decode()
    HostTeam.objects.update(until=NOW)
    assert browser.post(f"{PAGE}log/", {"text": "Nachtrag."}).status_code == 303


def test_the_registered_are_told_when_the_responsible_body_changes(edition, browser):
    edition.registration_open = True
    edition.save()
    guest = build.a_person()
    places.register(edition, places.Details(), by=viewer_for(guest))
    assert browser.post(f"{PAGE}data/", {"name": "", "contact": ""}).status_code == 422
    browser.post(f"{PAGE}data/", {"name": "Stadt Eins", "contact": ""})
    work()
    assert not Letter.objects.filter(kind="controller").exists()
    browser.post(f"{PAGE}data/", {"name": "Stadt Eins", "contact": "ds@example.org"})
    browser.post(f"{PAGE}data/", {"name": "Land Zwei", "contact": "zwei@example.org"})
    work()
    work()
    letter = Letter.objects.get(kind="controller")
    assert letter.to == guest.email
    assert "Land Zwei" in letter.text
    page = browser.get(f"{PAGE}data/").content.decode()
    assert "Stadt Eins" in page
    assert "Zurzeit betrifft das 1 Person" in page
    registering = build.browser_of(build.a_person()).get("/edition/11/register/").content.decode()
    assert "Land Zwei" in registering


def test_a_place_given_back_is_deleted_altogether_once_its_letter_is_out(edition):
    from labcamp.web.series.placekey import path_of

    edition.registration_open = True
    edition.save()
    guest = build.a_person()
    place = places.register(edition, places.Details(), by=viewer_for(guest))
    work()
    where, browser = path_of(place), Client()
    assert browser.post(where, {"what": "forget"}).status_code == 409
    browser.post(where, {"what": "give-back"})
    assert browser.post(where, {"what": "forget"}).status_code == 409
    work()
    assert browser.post(where, {"what": "forget"}).status_code == 303
    assert not Registration.objects.exists()
    assert browser.get(where).status_code == 404
    assert Letter.objects.filter(to=guest.email, calendar__contains="CANCEL").count() == 1


def test_the_page_takes_the_same_queries_for_many_tasks(edition, browser):
    task_of(browser)

    def queries():
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(PAGE).status_code == 200
        return len(counted)

    few = queries()
    Task.objects.bulk_create(
        Task(edition=edition, title=f"Aufgabe {n}", days_before=n, owner=build.a_person())
        for n in range(20)
    )
    assert queries() == few


def test_a_new_edition_by_the_baton_begins_with_its_list(edition):
    from labcamp.series.actions.handover import begin_tasks

    assert begin_tasks(edition, system("test")) == 21


def test_what_still_fits_is_taken_over_and_people_never(edition, browser):
    source = build.an_edition(
        10, about="So war es.", outline=["Begrüßung"], seats=40, registration_open=True
    )
    day = source.first_day
    source.questions.create(label="Essen", purpose="Küche", delete_on=day + timedelta(days=3))
    source.kept_seats.create(lab=build.a_lab(), seats=2)
    Task.objects.create(edition=source, title="Beamer", days_before=2)
    places.register(source, places.Details(), by=viewer_for(build.a_person()))
    hidden = build.an_edition(9, audience="hosts", title="Geheim")
    edition.first_day = edition.last_day = day + timedelta(days=100)
    edition.save()
    where = f"{PAGE}take/"
    assert browser.post(where, {"source": "10"}).status_code == 422
    assert browser.post(where, {"source": hidden.slug, "parts": ["words"]}).status_code == 422
    assert "Geheim" not in browser.get(where).content.decode()
    sent = {"source": "10", "parts": ["words", "questions", "seats", "tasks"]}
    for _ in range(2):
        assert browser.post(where, sent).status_code == 303
    edition.refresh_from_db()
    assert (edition.about, edition.outline, edition.seats) == ("So war es.", ["Begrüßung"], None)
    assert edition.questions.get().delete_on == edition.first_day + timedelta(days=3)
    assert (edition.kept_seats.count(), edition.tasks.get().title) == (1, "Beamer")
    assert not edition.registrations.exists()
    assert edition.first_day == day + timedelta(days=100)
