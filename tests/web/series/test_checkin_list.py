# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The check-in list: by plain form, and what a browser sends that was offline."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.builders import harvest as build
from tests.builders import network
from tests.builders import programme as plans

from labcamp.series.actions import places
from labcamp.series.models import DeskTick, HostTeam
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db
LIST, TICKS = "/edition/11/check-in/", "/edition/11/check-in/ticks/"


@pytest.fixture
def edition():
    return build.an_edition(11, registration_open=True, seats=9)


@pytest.fixture
def person(edition):
    return plans.a_host(edition)


@pytest.fixture
def host(person):
    return build.browser_of(person)


def a_place(edition, name="Kim Beispiel"):
    return places.register(edition, by=viewer_for(network.a_person(name)))


def told(place, key, *, here=True, ago=0):
    return {"place": place.pk, "key": key, "here": here, "ago": ago}


def send(browser, *ticks, where=TICKS):
    return browser.post(where, {"ticks": list(ticks)}, content_type="application/json")


def test_by_plain_form_one_at_a_time(edition, host):
    place = a_place(edition)
    page = host.get(LIST).content.decode()
    assert place.person.name in page
    answer = host.post(f"{LIST}{place.pk}/", {"here": "1"})
    assert answer["Location"] == f"{LIST}#place-{place.pk}"
    page = host.get(LIST).content.decode()
    assert "da seit" in page
    assert host.get(LIST)["Cache-Control"].count("no-store") == 1


def test_ticks_arrive_with_the_moment_they_happened_and_count_once(edition, host):
    one, other = a_place(edition), a_place(edition)
    minutes = 20 * 60 * 1000
    before = timezone.now()
    for _ in range(3):
        answer = send(host, told(one, "k1", ago=minutes), told(other, "k2")).json()
    one.refresh_from_db()
    assert (
        timedelta(0) <= one.checked_in_at - (before - timedelta(minutes=20)) < timedelta(minutes=1)
    )
    assert DeskTick.objects.count() == 2
    assert answer["taken"] == ["k1", "k2"]
    assert set(answer["places"]) == {str(one.pk), str(other.pk)}
    assert all(answer["places"].values())
    assert send(host, told(other, "k3", here=False)).json()["places"][str(other.pk)] == ""


def test_an_empty_letter_only_asks_what_the_others_ticked(edition, host, count_queries):
    place = a_place(edition)
    host.post(f"{LIST}{place.pk}/", {"here": "1"})
    answer = send(host).json()
    assert answer["taken"] == []
    assert answer["places"][str(place.pk)]


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "{}", '{"ticks": {}}', '{"ticks": [1]}', '{"ticks": [{"place": "7"}]}',
        '{"ticks": [{"place": 7, "key": "", "here": true, "ago": 0}]}',
        '{"ticks": [{"place": 7, "key": "k", "here": "yes", "ago": 0}]}',
        '{"ticks": [{"place": 99999999999999999999, "key": "k", "here": true, "ago": 0}]}',
        '{"ticks": [{"place": 7, "key": "k", "here": true, "ago": 1e400}]}',
        '{"ticks": [{"place": true, "key": "k", "here": true, "ago": "x"}]}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_changes_nothing(edition, host, body):
    a_place(edition)
    answer = host.post(TICKS, body, content_type="application/json")
    assert answer.status_code == 400
    assert not DeskTick.objects.exists()


def test_an_age_beyond_reason_is_a_week(edition, host):
    place = a_place(edition)
    assert send(host, told(place, "k", ago=10**30)).status_code in (200, 400)
    assert send(host, told(place, "k", ago=10**12)).status_code == 200
    place.refresh_from_db()
    assert place.checked_in_at > timezone.now() - timedelta(days=8)


def test_only_the_team_of_this_edition_sends(edition, host, person):
    place = a_place(edition)
    other = build.an_edition(12)
    stranger = build.browser_of(plans.a_host(other))
    assert send(Client(), told(place, "k")).status_code == 302
    assert send(stranger, told(place, "k")).status_code == 403
    assert send(stranger, told(place, "k"), where="/edition/12/check-in/ticks/").status_code == 200
    HostTeam.objects.filter(person=person).update(until=timezone.now())
    assert send(host, told(place, "k")).status_code == 403
    place.refresh_from_db()
    assert place.checked_in_at is None


def test_the_list_costs_the_same_for_few_and_many(edition, host, count_queries):
    a_place(edition)
    few = count_queries(lambda: host.get(LIST))
    for n in range(6):
        a_place(edition, f"Kim Beispiel {n}")
    assert count_queries(lambda: host.get(LIST)) == few
