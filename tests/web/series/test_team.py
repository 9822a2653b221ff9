# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The host team through its page: taken in, told, taken off; strangers see nothing of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.builders import harvest as build

from labcamp.core import jobs
from labcamp.core.mail.models import Letter
from labcamp.network.models import Person
from labcamp.series.models import Edition, HostTeam

pytestmark = pytest.mark.django_db
ADDRESS = "/edition/11/team/"


@pytest.fixture
def edition():
    return build.an_edition(11)


@pytest.fixture
def host(edition):
    person = build.a_person()
    since = timezone.now() - timedelta(days=1)
    HostTeam.objects.create(edition=edition, person=person, since=since)
    return person


def running(edition):
    return set(edition.team.filter(until=None).values_list("person__email", flat=True))


def test_a_steward_takes_somebody_in_who_is_told_once_and_may_edit(edition):
    steward, new = build.browser_of(build.a_steward()), build.a_person()
    lab = build.a_lab()
    for _ in range(2):
        sent = {"email": f" {new.email.upper()} ", "lab": lab.pk}
        assert steward.post(ADDRESS, sent).status_code == 303
    while jobs.run_due():
        pass
    assert running(edition) == {new.email}
    assert Letter.objects.filter(to=new.email, kind="host team").count() == 1
    assert "Gastgeber-Team" in Letter.objects.get(to=new.email).subject
    browser = build.browser_of(new)
    assert browser.get("/edition/11/edit/").status_code == 200
    assert lab.name in browser.get(ADDRESS).content.decode()
    assert ADDRESS in browser.get("/edition/11/").content.decode()


def test_an_address_without_an_account_is_answered_just_the_same(edition, host):
    browser = build.browser_of(host)
    known = browser.post(ADDRESS, {"email": build.a_person().email})
    new = browser.post(ADDRESS, {"email": "neu@example.org"})
    assert (known.status_code, known.url) == (new.status_code, new.url)
    person = Person.objects.get(email="neu@example.org")
    assert person.confirmed_at is None
    assert running(edition) >= {"neu@example.org"}


def test_a_bad_address_is_named_beside_its_field_and_kept(edition, host):
    answer = build.browser_of(host).post(ADDRESS, {"email": "kein At-Zeichen"})
    assert answer.status_code == 422
    assert "kein At-Zeichen" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert running(edition) == {host.email}


def test_who_is_taken_off_loses_the_rights_and_the_last_one_stays(edition, host):
    browser, other = build.browser_of(host), build.a_person()
    browser.post(ADDRESS, {"email": other.email})
    place = HostTeam.objects.get(person=other)
    for _ in range(2):
        assert browser.post(f"{ADDRESS}{place.pk}/end/").status_code == 303
    assert build.browser_of(other).get("/edition/11/edit/").status_code == 403
    own = HostTeam.objects.get(person=host)
    refused = browser.post(f"{ADDRESS}{own.pk}/end/")
    assert refused.status_code == 422
    assert "letzte Person" in refused.content.decode()
    assert running(edition) == {host.email}


def test_whoever_hosts_may_leave_when_somebody_stays(edition, host):
    browser = build.browser_of(host)
    browser.post(ADDRESS, {"email": build.a_person().email})
    own = HostTeam.objects.get(person=host)
    assert browser.post(f"{ADDRESS}{own.pk}/end/").url == "/"
    assert browser.get(ADDRESS).status_code == 403


def test_strangers_do_not_see_the_team(edition, host):
    place = HostTeam.objects.get(person=host)
    stranger = build.browser_of(build.a_person())
    assert stranger.get(ADDRESS).status_code == 403
    assert stranger.post(ADDRESS, {"email": "x@example.org"}).status_code == 403
    assert stranger.post(f"{ADDRESS}{place.pk}/end/").status_code == 403
    assert "/account/sign-in/" in Client().get(ADDRESS).url
    other = build.an_edition(12)
    mine = build.a_person()
    HostTeam.objects.create(edition=other, person=mine, since=timezone.now())
    foreign = build.browser_of(mine).post(f"/edition/12/team/{place.pk}/end/")
    assert foreign.status_code == 404
    Edition.objects.filter(pk=edition.pk).update(audience="hosts")
    assert stranger.get(ADDRESS).status_code == 404
    assert running(edition) == {host.email}


def test_many_addresses_in_an_hour_are_too_many(edition, host):
    browser = build.browser_of(host)
    for number in range(30):
        browser.post(ADDRESS, {"email": f"n{number}@example.org"})
    answer = browser.post(ADDRESS, {"email": "n99@example.org"})
    assert answer.status_code == 429
    assert "n99@example.org" in answer.content.decode()
    assert len(running(edition)) == 31
