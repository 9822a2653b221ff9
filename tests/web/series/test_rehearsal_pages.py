# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages of a rehearsal: what hosts click, what everybody else never notices."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.builders import harvest as build
from tests.builders import network
from tests.builders import programme as plans

from labcamp.core import jobs
from labcamp.core.mail.models import Letter
from labcamp.network.models import Person
from labcamp.series.models import Edition, Registration

pytestmark = pytest.mark.django_db
BAND = "Alle Personen sind erfunden."


@pytest.fixture
def edition():
    day = timezone.localdate() + timedelta(days=20)
    build.a_lab("Eins")
    return build.an_edition(
        11, registration_open=True, seats=4, first_day=day, last_day=day, begins=time(13),
        ends=time(16), time_zone="Europe/Berlin",
    )  # fmt: skip


@pytest.fixture
def host(edition):
    return build.browser_of(plans.a_host(edition))


def text(answer):
    return answer.content.decode()


def start(host):
    answer = host.post("/edition/11/host/rehearsal/")
    assert answer.status_code == 303
    jobs.run_due()
    return Edition.objects.get(rehearses__slug="11"), answer["Location"]


def test_from_the_workspace_to_the_rehearsal_and_back(edition, host):
    page = text(host.get("/edition/11/host/"))
    assert "/edition/11/host/rehearsal/" in page
    assert "Probe beginnen" in text(host.get("/edition/11/host/rehearsal/"))
    made, where = start(host)
    assert "4 erfundene Personen haben einen Platz" in text(host.get(where))
    assert start(host)[0] == made
    ask = text(host.get(f"/edition/{made.slug}/host/rehearsal/end/"))
    assert "Endgültig löschen" in ask
    assert Edition.objects.filter(pk=made.pk).exists()
    gone = host.post(f"/edition/{made.slug}/host/rehearsal/end/")
    assert gone["Location"] == "/edition/11/host/"
    assert host.get(where).status_code == 404


def test_every_page_of_it_carries_the_band_and_no_other_page_does(edition, host):
    made, _ = start(host)
    names = [
        "series:edition", "series:edit", "series:workspace", "series:rehearsal", "series:coming",
        "series:rehearsal-letters", "series:rehearsal-end", "series:check-in-list", "series:desk",
        "series:mailings", "series:invitations", "series:register", "series:people", "series:inputs",
        "series:data", "programme:programme", "programme:plan", "programme:proposals",
        "programme:propose", "programme:rooms", "programme:times", "programme:window",
        "programme:mine",
    ]  # fmt: skip
    for name in names:
        answer = host.get(reverse(name, args=[made.slug]))
        assert answer.status_code == 200, name
        assert BAND in text(answer), name
    session = made.proposals.first()
    assert BAND in text(host.get(session.get_absolute_url()))
    for address in ("/", "/series/", "/edition/11/", "/edition/11/host/", "/edition/11/plan/"):
        assert BAND not in text(host.get(address)), address


def test_its_letters_are_read_and_their_address_plays_the_person(edition, host):
    made, _ = start(host)
    page = text(host.get(f"/edition/{made.slug}/host/rehearsal/letters/"))
    letter = Letter.objects.filter(pile=made.pile).order_by("-written_at", "-pk").first()
    assert letter.to in page
    held = Letter.objects.filter(pile=made.pile, subject__contains="Sie haben einen Platz").first()
    path = held.text.partition("/place/")[2].split()[0]
    place = Client()
    assert "Probe" in text(place.get(f"/place/{path}"))
    waiting = Registration.objects.filter(edition=made, state="waiting").count()
    place.post(f"/place/{path}", {"what": "give-back"})
    assert Registration.objects.filter(edition=made, state="waiting").count() == waiting - 1


def test_a_sign_in_code_for_an_invented_person_is_in_no_list(edition, host):
    made, _ = start(host)
    someone = Person.objects.filter(email__endswith=made.pile).first()
    Client().post("/account/sign-in/", {"email": someone.email})
    jobs.run_due()
    code = Letter.objects.filter(to=someone.email).exclude(until=None).first()
    assert code is not None
    assert code.sent_at is None
    page = text(host.get(f"/edition/{made.slug}/host/rehearsal/letters/?page=1"))
    assert code.subject not in page


def test_real_addresses_are_refused_beside_the_field(edition, host):
    made, _ = start(host)
    listed = host.post(
        f"/edition/{made.slug}/host/invitations/",
        {"text": "jemand@example.org", "what": "take"},
    )
    assert listed.status_code == 422
    assert f"name@{made.pile}" in text(listed)
    asked = host.post(
        f"/edition/{made.slug}/host/inputs/", {"title": "Impuls", "email": "jemand@example.org"}
    )
    assert asked.status_code == 422
    assert f"name@{made.pile}" in text(asked)
    team = host.post(f"/edition/{made.slug}/team/", {"email": "jemand@example.org"})
    assert team.status_code == 422
    assert "Gastgeber-Team der Ausgabe" in text(team)
    assert not Person.objects.filter(email="jemand@example.org").exists()


def test_what_belongs_to_the_series_is_refused_in_it(edition, host):
    made, _ = start(host)
    for name in ("series:log", "series:takeover", "harvest:add-material"):
        assert host.get(reverse(name, args=[made.slug])).status_code == 403, name
    assert host.post(f"/edition/{made.slug}/host/rehearsal/").status_code in (403, 404)


def test_others_find_nothing(edition, host):
    made, where = start(host)
    for person in (None, build.a_person(), build.a_member(build.a_lab("Zwei"))):
        browser = build.browser_of(person) if person else Client()
        for address in (where, made.get_absolute_url(), f"/edition/{made.slug}/check-in/"):
            assert browser.get(address).status_code == 404, address
        assert browser.post(f"/edition/{made.slug}/host/rehearsal/end/").status_code == 404
    assert build.browser_of(network.a_steward()).get(where).status_code == 200


def test_the_day_is_played_by_a_button(edition, host):
    made, _ = start(host)
    host.post(f"/edition/{made.slug}/host/rehearsal/day/")
    made.refresh_from_db()
    assert made.first_day in (timezone.localdate(), timezone.localdate() - timedelta(days=1))
    edition.refresh_from_db()
    assert edition.first_day == timezone.localdate() + timedelta(days=20)
    assert host.post("/edition/11/host/rehearsal/day/").status_code == 403


def test_the_list_of_letters_costs_the_same_for_few_and_many(edition, host, count_queries):
    made, _ = start(host)
    address = f"/edition/{made.slug}/host/rehearsal/letters/"
    many = count_queries(lambda: host.get(address))
    keep = Letter.objects.filter(pile=made.pile).first()
    Letter.objects.exclude(pk=keep.pk).delete()
    assert count_queries(lambda: host.get(address)) == many
