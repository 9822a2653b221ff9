# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places are changed with their edition's row held first, and the stamp moves last."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.builders.network import a_person
from tests.builders.programme import an_edition, seen_as

from labcamp.series.actions import places
from labcamp.series.actions.places import Details
from labcamp.series.models import Registration

SQLITE = "sqlite" in connection.settings_dict["ENGINE"]
pytestmark = [
    pytest.mark.skipif(SQLITE, reason="one writer at a time"),
    pytest.mark.django_db,
]
EDITION, PLACE, STAMP = "series_edition", "series_registration", "core_stamp"


def a_place(state, **fields):
    return Registration.objects.create(
        edition=an_edition(), person=a_person(), state=state, at=timezone.now(), **fields
    )


def held_by(act):
    """What was locked or written of editions, places and the stamp, in this order."""
    with CaptureQueriesContext(connection) as queries:
        act()
    said = [query["sql"] for query in queries]
    held = [sql for sql in said if "FOR UPDATE" in sql or sql.startswith("UPDATE")]
    tables = (EDITION, PLACE, STAMP)
    found = [
        [name for name in tables if f'FROM "{name}"' in s or f'UPDATE "{name}"' in s] for s in held
    ]
    return [name for names in found for name in names[:1]]


def test_who_changes_details_holds_the_edition_before_the_place():
    place = a_place("held")
    by = seen_as(place.person)
    held = held_by(lambda: places.change_details(place, Details(), by=by))
    assert held == [EDITION, PLACE, PLACE, STAMP]


def test_offers_of_several_editions_run_out_with_all_of_them_held_before_the_stamp():
    for _ in range(2):
        a_place("offered", offered_until=timezone.now())
    late = timezone.now() + timedelta(minutes=1)
    assert held_by(lambda: places.let_offers_run_out(late)) == [
        EDITION,
        *(PLACE, STAMP),
        *(PLACE, STAMP),
    ]
