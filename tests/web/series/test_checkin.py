# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Check-in by QR code: only hosts of the edition, once, and the picture says the right address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import qrcode
from django.conf import settings
from django.test import Client
from django.utils import timezone
from qrcode.image.svg import SvgPathFillImage
from tests.builders import harvest as build

from labcamp.series.actions import places
from labcamp.series.models import HostTeam
from labcamp.series.queries import viewer_for
from labcamp.web.series.placekey import key_of, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    edition = build.an_edition(11, registration_open=True, seats=1)
    return places.register(edition, by=viewer_for(build.a_person()))


def a_host(edition):
    person = build.a_person()
    since = timezone.now() - timedelta(days=1)
    HostTeam.objects.create(edition=edition, person=person, since=since)
    return build.browser_of(person)


def test_a_host_scans_checks_in_and_a_second_scan_says_so(place):
    host, where = a_host(place.edition), f"/check-in/{key_of(place)}/"
    assert place.person.email in host.get(where).content.decode()
    for _ in range(2):
        assert host.post(where, {"here": "1"}).status_code == 303
    place.refresh_from_db()
    assert place.checked_in_at
    assert "ist da, seit" in host.get(where).content.decode()
    host.post(where, {"here": "0"})
    place.refresh_from_db()
    assert place.checked_in_at is None


def test_nobody_else_learns_anything_by_the_code(place):
    where = f"/check-in/{key_of(place)}/"
    assert Client().get(where).status_code == 302
    strangers = [build.browser_of(build.a_person()), a_host(build.an_edition(12))]
    for stranger in strangers:
        answer = stranger.get(where)
        assert answer.status_code == 403
        assert place.person.email not in answer.content.decode()
        assert stranger.post(where, {"here": "1"}).status_code == 403
    assert a_host(place.edition).get("/check-in/1-0/").status_code == 404


def test_the_picture_carries_the_address_and_goes_with_the_place(place):
    page = Client().get(path_of(place)).content.decode()
    picture = re.search(r'src="(/place/[^"]+/code\.svg)"', page).group(1)
    answer = Client().get(picture)
    assert answer["Content-Type"] == "image/svg+xml"
    expected = qrcode.make(
        f"{settings.ORIGIN}/check-in/{key_of(place)}/", image_factory=SvgPathFillImage, box_size=20
    )
    assert answer.content == expected.to_string()
    places.give_back(place.edition, by=viewer_for(place.person))
    assert Client().get(picture).status_code == 404
