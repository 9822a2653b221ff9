# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The stewards' handover: a list per term, days from its begin or end, owners, letters, a feed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from tests.builders import harvest as build

from labcamp.core import jobs
from labcamp.core.access import system
from labcamp.core.mail.models import Letter
from labcamp.network.actions import stewards
from labcamp.network.models import Steward
from labcamp.series.jobs.handover import begin_the_handover_of_terms_that_end, remind_of_tasks
from labcamp.series.models import Task, TemplateTask

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PAGE = "/steward/handover/"
KEEPER = system("keeper")


def work():
    while jobs.run_due():
        pass


@pytest.fixture
def term():
    build.an_edition(11)
    term = stewards.begin_term("neu@example.org", reason="Wahl", by=KEEPER)
    work()
    return term


@pytest.fixture
def browser(term):
    return build.browser_of(build.a_steward())


def test_a_new_term_begins_with_its_list_once(term, browser):
    titles = list(term.tasks.values_list("title", flat=True))
    assert any("E-Mail-Absender" in one for one in titles)
    assert any("Datenschutz" in one for one in titles)
    stewards.elect(term.person, months=12, round_=1, by=system("stewards"))
    work()
    assert term.tasks.count() == len(titles)
    html = browser.get(PAGE).content.decode()
    assert all(one in html for one in titles)
    assert html.count('class="lc-row"') >= len(titles)


def test_days_count_from_the_begin_and_from_the_end(term):
    soon = Steward.objects.create(
        person=build.a_person(), since=NOW, until=NOW + timedelta(days=20)
    )
    for _ in range(2):
        begin_the_handover_of_terms_that_end(NOW)
    first = term.tasks.get(title__contains="Räume und Zugänge")
    assert first.due_in(term) == timezone.localdate(term.since) + timedelta(days=3)
    last = soon.tasks.get(title="Nachfolge vorschlagen")
    assert last.due_in(soon) == timezone.localdate(soon.until) - timedelta(days=28)
    assert soon.tasks.count() == TemplateTask.objects.filter(of="term-ends").count()


def test_a_term_ended_at_once_has_its_list_too(term):
    stewards.end_term("neu@example.org", reason="Rücktritt", by=KEEPER)
    work()
    own = build.browser_of(term.person)
    assert own.get(PAGE).status_code == 200
    assert term.tasks.filter(of="term-ends").exists()
    Steward.objects.filter(pk=term.pk).update(until=NOW - timedelta(days=40))
    assert own.get(PAGE).status_code == 403


def test_tasks_are_ticked_tended_added_and_offered(term, browser):
    task = term.tasks.first()
    page = f"{PAGE}tasks/{task.pk}/"
    sent = {"owner": term.person.pk, "days_before": "1", "note": "Liegt bei Kim."}
    for _ in range(2):
        assert browser.post(page, sent).status_code == 303
        assert browser.post(f"{page}act/", {"what": "done"}).status_code == 303
    task.refresh_from_db()
    assert (task.owner, task.note, task.done_at is not None) == (term.person, sent["note"], True)
    new = {"of": "term-begins", "title": "Verteiler", "about": "", "area": "start"}
    assert browser.post(f"{PAGE}{term.pk}/add/", new).status_code == 422
    assert 'value="Verteiler"' in browser.post(f"{PAGE}{term.pk}/add/", new).content.decode()
    for _ in range(2):
        assert browser.post(f"{PAGE}{term.pk}/add/", {**new, "days_before": "2"}).status_code == 303
    added = Task.objects.get(title="Verteiler")
    browser.post(f"{PAGE}tasks/{added.pk}/act/", {"what": "offer"})
    offered = TemplateTask.objects.get(title="Verteiler")
    assert (offered.of, offered.accepted_at) == ("term-begins", None)
    browser.post(f"/checklist/{offered.pk}/", {"answer": "accept"})
    offered.refresh_from_db()
    assert offered.accepted_at
    assert "Verteiler" not in browser.get("/checklist/").content.decode()


def test_owners_are_stewards_only(term, browser):
    task = term.tasks.first()
    sent = {"owner": build.a_person().pk, "days_before": "1", "note": ""}
    assert browser.post(f"{PAGE}tasks/{task.pk}/", sent).status_code == 422


def test_only_stewards_enter(term):
    task = term.tasks.first()
    member = build.browser_of(build.a_member(build.a_lab(), "coordinator"))
    assert member.get(PAGE).status_code == 403
    assert member.get(f"{PAGE}tasks/{task.pk}/").status_code == 404
    assert member.post(f"{PAGE}tasks/{task.pk}/act/", {"what": "drop"}).status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_stewards_are_reminded_once(term, browser):
    task = term.tasks.first()
    term.tasks.exclude(pk=task.pk).delete()
    Task.objects.filter(pk=task.pk).update(days_before=-3, owner=term.person)
    for _ in range(2):
        remind_of_tasks(NOW)
    letter = Letter.objects.get(kind="tasks")
    assert letter.to == "neu@example.org"
    assert task.title in letter.text
    assert PAGE in letter.text


def feed_of(browser, page=PAGE):
    return re.search(r"/tasks/[^<]*\.ics", browser.get(page).content.decode())[0]


def test_the_feed_shows_open_tasks_until_the_address_is_renewed(term, browser):
    address = feed_of(browser)
    found = Calendar.from_ical(Client().get(address).content)
    assert len(found.walk("VEVENT")) == term.tasks.count()
    assert browser.post(reverse("account:calendars-renew")).status_code == 303
    assert Client().get(address).status_code == 404
    assert feed_of(browser) != address
    assert Client().get(feed_of(browser)).status_code == 200


def test_the_page_takes_the_same_queries_for_many_lists(term, browser, count_queries):
    few = count_queries(lambda: browser.get(PAGE))
    for number in range(3):
        stewards.begin_term(f"neu{number}@example.org", reason="Wahl", by=KEEPER)
    work()
    assert count_queries(lambda: browser.get(PAGE)) <= few
