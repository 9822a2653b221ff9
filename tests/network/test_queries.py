# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue kept in memory, the labs that need attention, likely duplicates."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.builders.network import a_lab, a_level, a_person, a_steward

from labcamp.core.access import guest, system
from labcamp.network.models import Lab
from labcamp.network.queries import checks
from labcamp.network.queries.catalogue import Catalogue, catalogue
from labcamp.network.queries.directory import Selection, chosen_labs
from labcamp.network.queries.duplicates import likely_duplicates
from labcamp.series.queries import viewer_for


@given(st.sets(st.integers(0, 300)), st.integers(1, 301))
def test_bits_and_keys_tell_the_same(keys, many):
    known = Catalogue(
        stamp=0,
        by_name=range(many),
        towns=(),
        places={n: n for n in range(many)},
        bits={},
        words={},
    )
    bits = known.bits_of(keys)
    inside = sorted(key for key in keys if key < many)
    assert known.keys_of(bits) == inside
    assert bits.bit_count() == len(inside)


@pytest.mark.django_db(transaction=True)
def test_the_kept_catalogue_is_made_anew_after_a_change():
    a_lab("Eins")
    first = catalogue()
    assert catalogue() is first
    a_lab("Zwei")
    assert catalogue() is not first
    names = Lab.objects.in_bulk(chosen_labs(guest(), Selection()))
    assert sorted(lab.name for lab in names.values()) == ["Eins", "Zwei"]


@pytest.mark.django_db(transaction=True)
def test_the_kept_catalogue_counts_for_nobody_what_they_do_not_see():
    a_lab("Eins", level=a_level())
    hidden = a_lab("Zwei", wants_public=False)
    seen_by_stewards = chosen_labs(viewer_for(a_steward()), Selection())
    assert hidden.pk in seen_by_stewards
    assert chosen_labs(guest(), Selection()) == [
        key for key in seen_by_stewards if key != hidden.pk
    ]


@pytest.mark.django_db
def test_labs_that_nobody_confirmed_for_a_year_are_overdue_and_asked_once():
    now = timezone.now()
    old, fresh, ended = a_lab("Alt"), a_lab("Frisch"), a_lab("Zu Ende")
    Lab.objects.filter(pk__in=[old.pk, ended.pk]).update(checked_at=now - timedelta(days=366))
    Lab.objects.filter(pk=ended.pk).update(status=Lab.Status.ENDED)
    steward = viewer_for(a_steward())
    assert list(checks.overdue(steward)) == [old]
    assert list(checks.due_for_the_question(now)) == [old]
    Lab.objects.filter(pk=old.pk).update(asked_at=now)
    assert list(checks.due_for_the_question(now)) == []
    old.memberships.update(until=timezone.now())
    assert list(checks.uncoordinated(steward)) == [old]
    assert fresh not in checks.overdue(steward)


@pytest.mark.django_db
def test_duplicates_cost_the_same_whether_one_lab_is_alike_or_three(count_queries):
    viewer = viewer_for(a_person())

    def look():
        return likely_duplicates(viewer, name="Stadtlabor Soest", town="Soest")

    a_lab("stadtLABOR Soest")
    look()
    one = count_queries(look)
    a_lab("Stadtlabor Soester Börde")
    a_lab("Stadtlabore Soest")
    assert len(look()) == 3
    assert count_queries(look) == one


@pytest.mark.django_db
def test_the_likeliest_duplicate_stands_first_and_a_lab_is_none_of_itself():
    known = a_lab("Stadtlabor Soest e. V.")
    a_lab("Stadtlabor Soester Börde")
    found = likely_duplicates(system("test"), name="stadtLABOR Soest", town="Soest")
    assert [d.why for d in found] == ["name", "town"]
    others = likely_duplicates(system("test"), name=known.name, town="Soest", but=known.pk)
    assert [d.why for d in others] == ["town"]
