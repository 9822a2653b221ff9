# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
import pytest
from django.db import transaction

from labcamp.core import jobs
from labcamp.core.access import system
from labcamp.core.record import FOLLOWERS, Fact, Kind, after, record, stamp
from labcamp.network.models import Person

HAPPENED = Kind("test.something_happened")
QUIET = Kind("test.something_quiet", seen_by_guests=False)


@pytest.fixture
def follower():
    @after(HAPPENED)
    def follow(fact_id: int) -> None:
        """May run twice: it does nothing."""

    yield
    FOLLOWERS.pop(HAPPENED.name)


@pytest.mark.django_db(transaction=True)
def test_fact_follower_and_stamp_exist_together_or_not_at_all(follower):
    person = Person.objects.create_user("kim@example.org")
    before = stamp()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(HAPPENED, about=person, by=system("test"))
        1 / 0  # noqa: B018
    assert (Fact.objects.count(), jobs.Job.objects.count(), stamp()) == (0, 0, before)

    with transaction.atomic():
        record(HAPPENED, about=person, by=system("test"), colour="green")
    fact = Fact.objects.get()
    assert (fact.about, fact.system, fact.data) == (person, "test", {"colour": "green"})
    assert jobs.Job.objects.get().arguments == {"fact_id": fact.pk}
    assert stamp() == before + 1


@pytest.mark.django_db
def test_what_no_guest_can_notice_leaves_the_stamp_alone():
    person = Person.objects.create_user("kim@example.org")
    before = stamp()
    record(QUIET, about=person, by=system("test"))
    assert stamp() == before


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused():
    person = Person.objects.create_user("kim@example.org")
    with pytest.raises(RuntimeError):
        record(QUIET, about=person, by=system("test"))
