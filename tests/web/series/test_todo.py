# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of what is to be done now: each role its section, each thing a link that opens."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.builders import harvest as build

from labcamp.core.access import Audience
from labcamp.network.models import ConsentRound, Membership, RoundLab, RoundText
from labcamp.series.models import Contribution, HostCall, HostTeam, KeptSeats, Registration, Task

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PAGE = "/edition/11/todo/"


@pytest.fixture
def edition():
    return build.an_edition(11, registration_open=True)


def with_place(edition, person, state="held", **fields):
    Registration.objects.create(edition=edition, person=person, state=state, at=NOW, **fields)
    return person


def read(browser):
    answer = browser.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def links(html):
    inside = html[html.index("<h1") : html.rindex("</section>")]
    return [h.replace("&amp;", "&") for h in re.findall(r'<a href="([^"]+)"', inside)]


def test_a_guest_gets_the_sensible_next_step(edition, client):
    html = read(client)
    assert "Mitmachen" in html
    assert "/edition/11/register/" in links(html)
    assert any("/account/sign-in/" in one and "todo" in one for one in links(html))
    assert "Als Gastgeber" not in html


def test_an_edition_nobody_may_see_has_no_such_page(client):
    build.an_edition(12, audience=Audience.HOSTS)
    assert client.get("/edition/12/todo/").status_code == 404


def test_whoever_is_offered_a_place_reads_until_when(edition):
    until = NOW + timedelta(days=2)
    person = with_place(edition, build.a_person(), "offered", offered_until=until)
    html = read(build.browser_of(person))
    assert "Platz annehmen" in html
    assert any(one.startswith("/place/") for one in links(html))


def test_a_contributor_is_led_to_the_own_answer(edition):
    person = build.a_person()
    Contribution.objects.create(edition=edition, email=person.email, state="asked", at=NOW)
    html = read(build.browser_of(person))
    assert "Als Beitragende" in html
    assert any(one.startswith("/input/") for one in links(html))


def everything(edition, number=1):
    """A steward who hosts, speaks for labs, takes part and gives an input."""
    person = with_place(edition, build.a_steward())
    HostTeam.objects.create(edition=edition, person=person, since=NOW - timedelta(days=1))
    for _n in range(number):
        lab = build.a_lab()
        Membership.objects.create(lab=lab, person=person, role="coordinator", since=NOW)
        KeptSeats.objects.create(edition=edition, lab=lab, seats=2)
        asked = ConsentRound.objects.create(
            question="Was?", kind="question", quorum=1, opened_at=NOW, audience=Audience.PUBLIC,
            closes_at=NOW + timedelta(days=9),
        )  # fmt: skip
        RoundText.objects.create(round=asked, number=1, text="Was?", at=NOW)
        RoundLab.objects.create(round=asked, lab=lab)
        HostCall.objects.create(
            number=next(build.NUMBERS) + 90, opened_at=NOW, offers_until=NOW + timedelta(days=5)
        )
        Task.objects.create(edition=edition, title=f"Aufgabe {_n}", days_before=5)
        Contribution.objects.create(edition=edition, email=person.email, state="asked", at=NOW)
    return build.browser_of(person)


def test_every_link_of_every_role_opens(edition):
    browser = everything(edition)
    html = read(browser)
    for role in ("Teilnehmende", "Beitragende", "Ihr Labor", "Gastgeber", "Kümmernde"):
        assert role in html
    for one in links(html):
        assert browser.get(one).status_code == 200, one


def test_an_earlier_host_reads_and_writes_the_logbook(edition):
    person = build.a_person()
    HostTeam.objects.create(
        edition=edition, person=person, since=NOW - timedelta(days=9), until=NOW
    )
    browser = build.browser_of(person)
    html = read(browser)
    assert "Als frühere Gastgeber" in html
    for one in links(html):
        assert browser.get(one).status_code == 200, one


def test_the_lab_count_tells_nothing_of_hidden_places(edition):
    lab = build.a_lab()
    coordinator = build.a_member(lab, "coordinator")
    with_place(edition, build.a_member(lab), lab=lab, audience=Audience.HOSTS)
    assert "Wer aus Ihrem Labor kommt" not in read(build.browser_of(coordinator))


def test_pages_link_it_for_those_who_signed_in(edition, client):
    browser = build.browser_of(build.a_person())
    for page in ("/", "/edition/11/"):
        assert PAGE in browser.get(page).content.decode()
        assert PAGE not in client.get(page).content.decode()


def test_it_asks_the_same_number_of_questions_however_much_there_is(edition, count_queries):
    browser = everything(edition)
    few = count_queries(lambda: browser.get(PAGE))
    browser = everything(build.an_edition(12, registration_open=True), 3)
    many = count_queries(lambda: browser.get("/edition/12/todo/"))
    assert many <= few
    assert few < 45
    guest = Client()
    assert count_queries(lambda: guest.get(PAGE)) < 12
