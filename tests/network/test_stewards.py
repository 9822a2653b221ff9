# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The keeper's way to stewards: on record, once only."""

import pytest
from django.utils import timezone

from labcamp.core.access import Refused, Viewer, system
from labcamp.core.record import Fact
from labcamp.network.actions import stewards
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db

KEEPER = system("keeper")


def test_the_keeper_appoints_a_steward_on_record_and_once():
    first = stewards.begin_term("Kim@example.org", reason="Wahl am 3. März", by=KEEPER)
    assert stewards.begin_term("kim@example.org", reason="noch einmal", by=KEEPER) == first
    fact = Fact.objects.get(kind="network.steward_term_began")
    assert (fact.system, fact.data) == ("keeper", {"reason": "Wahl am 3. März"})
    assert viewer_for(first.person).steward


def test_a_term_ends_and_with_it_the_rights():
    term = stewards.begin_term("kim@example.org", reason="Wahl", by=KEEPER)
    assert stewards.end_term("kim@example.org", reason="Ende der Amtszeit", by=system("keeper"))
    assert not stewards.end_term("kim@example.org", reason="noch einmal", by=system("keeper"))
    assert not viewer_for(term.person, timezone.now()).steward


def test_nobody_else_appoints_stewards():
    with pytest.raises(Refused):
        stewards.begin_term("kim@example.org", reason="-", by=Viewer(person=1, steward=True))
