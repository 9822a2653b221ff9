# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ticks at the door: any order, any number of times, several helpers, one outcome."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import harvest as build
from tests.builders import programme as plans

from labcamp.core.access import Refused
from labcamp.core.record import Fact
from labcamp.series.actions import arrivals, places
from labcamp.series.actions.arrivals import Tick
from labcamp.series.arrivals import Noted, since
from labcamp.series.models import DeskTick
from labcamp.series.queries import viewer_for

NINE = datetime(2027, 3, 4, 8, tzinfo=UTC)
TICKS = st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=12)


@given(TICKS, st.randoms())
def test_the_order_in_which_ticks_come_in_says_nothing(told, chance):
    ticks = [Noted(NINE + timedelta(minutes=m), here, str(n)) for n, (m, here) in enumerate(told)]
    mixed = ticks[:]
    chance.shuffle(mixed)
    assert since(mixed) == since(ticks)
    assert since(mixed + mixed) == since(ticks)
    if ticks:
        latest = max(ticks)
        assert (since(ticks) is not None) == latest.here


def test_the_first_of_several_moments_dates_it_and_the_latest_word_holds():
    ten = NINE + timedelta(hours=1)
    assert since([Noted(ten, True), Noted(NINE, True)]) == NINE
    assert since([Noted(ten, False), Noted(NINE, True)]) is None
    assert since([Noted(NINE, True), Noted(NINE, False)]) == NINE


@pytest.fixture
def edition(db):
    return build.an_edition(11, registration_open=True, seats=4)


def a_place(edition):
    return places.register(edition, by=viewer_for(build.a_person()))


def test_two_helpers_tick_the_same_people_and_one_comes_late(edition):
    host = viewer_for(plans.a_host(edition))
    one, other = a_place(edition), a_place(edition)
    now = timezone.now()
    early, late = now - timedelta(minutes=20), now - timedelta(minutes=2)
    online = [Tick(one.pk, True, late, "b1"), Tick(other.pk, True, early, "b2")]
    offline = [Tick(one.pk, True, early, "a1"), Tick(other.pk, False, late, "a2")]
    arrivals.note(edition, online, by=host)
    for _ in range(2):
        arrivals.note(edition, random.sample(offline, 2), by=host)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.checked_in_at, other.checked_in_at) == (early, None)
    assert DeskTick.objects.count() == 4
    assert Fact.objects.filter(kind="series.checked_in").count() == 3


def test_a_clock_ahead_of_ours_is_taken_for_now(edition):
    host, place = viewer_for(plans.a_host(edition)), a_place(edition)
    ahead = Tick(place.pk, True, host.now + timedelta(hours=5), "x")
    arrivals.note(edition, [ahead], by=host)
    place.refresh_from_db()
    assert place.checked_in_at == host.now


def test_places_of_others_and_places_given_back_are_let_go(edition):
    host = viewer_for(plans.a_host(edition))
    strange = a_place(build.an_edition(12, registration_open=True))
    gone = a_place(edition)
    places.give_back(edition, by=viewer_for(gone.person))
    ticks = [Tick(one.pk, True, host.now, "k") for one in (strange, gone)]
    assert arrivals.note(edition, ticks, by=host) == []
    assert not DeskTick.objects.exists()
    with pytest.raises(Refused):
        arrivals.note(strange.edition, ticks, by=host)


def test_who_comes_back_after_giving_back_is_not_here_yet(edition):
    host, place = viewer_for(plans.a_host(edition)), a_place(edition)
    arrivals.check_in(place, here=True, by=host)
    places.give_back(edition, by=viewer_for(place.person))
    again = places.register(edition, by=viewer_for(place.person))
    assert again.checked_in_at is None
    arrivals.note(edition, [Tick(again.pk, False, host.now, "n")], by=host)
    again.refresh_from_db()
    assert again.checked_in_at is None


def test_single_ticks_are_forgotten_attendance_stays(edition):
    host, place = viewer_for(plans.a_host(edition)), a_place(edition)
    arrivals.check_in(place, here=True, by=host)
    assert arrivals.forget_ticks(timezone.now() + timedelta(days=13)) == 0
    assert arrivals.forget_ticks(timezone.now() + timedelta(days=15)) == 1
    place.refresh_from_db()
    first = place.checked_in_at
    assert first
    arrivals.note(edition, [Tick(place.pk, True, timezone.now(), "later")], by=host)
    place.refresh_from_db()
    assert place.checked_in_at == first
