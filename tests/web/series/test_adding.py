# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Adding editions through the page, also on an instance that holds nothing yet."""

import pytest
from django.test import Client
from tests.builders.network import a_lab, a_steward

from labcamp.core.instance.models import Instance
from labcamp.series.models import Edition, EditionRole, HostTeam

pytestmark = pytest.mark.django_db
TOLD = {"title": "Treff", "state": "planned", "language": "de", "audience": "hosts"}


@pytest.fixture
def steward():
    Instance.objects.create(pk=1, name="LabCamp")
    client = Client()
    client.force_login(a_steward(), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def add(client, **told):
    return client.post("/edition/new/", {**TOLD, **told})


def test_the_first_edition_of_an_empty_instance_is_added_and_found_by_who_added_it(steward):
    assert steward.get("/edition/new/").status_code == 200
    answer = add(steward, number="1")
    assert (answer.status_code, answer.url) == (303, "/edition/1/")
    assert steward.get("/edition/1/").status_code == 200
    assert Client().get("/edition/1/").status_code == 404
    assert HostTeam.objects.count() == 1


def test_narrowing_an_edition_without_a_team_leaves_who_did_it_inside(steward):
    assert add(steward, number="1", audience="public").status_code == 303
    assert not HostTeam.objects.exists()
    for version in (1, 2):
        narrowed = {**TOLD, "number": "1", "version": version}
        assert steward.post("/edition/1/edit/", narrowed).status_code == 303
    assert steward.get("/edition/1/").status_code == 200
    assert HostTeam.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("%", "edition"),
        ("New", "edition-new"),
        ("7", "edition-7"),
        ("Treff im Mai", "treff-im-mai"),
    ],
)
def test_every_title_has_an_address_of_its_own(steward, title, slug):
    answer = add(steward, title=title, audience="public")
    assert (answer.status_code, answer.url) == (303, f"/edition/{slug}/")
    assert Client().get(answer.url).status_code == 200
    assert Client().get("/series/").status_code == 200


@pytest.mark.parametrize("field", ["number", "people_min", "people_max", "units", "seats"])
@pytest.mark.parametrize("value", ["9999999999", "9" * 30, "-1"])
def test_a_number_no_database_takes_is_said_to_be_wrong(steward, field, value):
    assert add(steward, **{field: value}).status_code == 422
    assert not Edition.objects.exists()


def test_hosts_are_chosen_by_the_name_in_their_address(steward):
    lab = a_lab("Labor Musterstadt")
    for wrong in ("9" * 30, "nobody", "a\x00b"):
        assert add(steward, number="1", hosts=wrong).status_code == 422
    assert add(steward, number="1", hosts=lab.slug).status_code == 303
    assert EditionRole.objects.get().lab == lab


def test_the_address_of_the_next_edition_answers_before_there_is_a_series():
    Instance.objects.create(pk=1, name="Netz der Labore")
    answer = Client().get("/next/")
    assert answer.status_code == 200
    assert "Netz der Labore" in answer.content.decode()
