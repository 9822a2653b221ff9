# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places at an edition, gaps and editing, through the pages."""

import re
from datetime import time

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import harvest as build

from labcamp.series.models import Edition, Hint, Registration, Series

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return build.an_edition(11, seats=1, registration_open=True)


def states(edition):
    found = Registration.objects.filter(edition=edition).order_by("pk")
    return list(found.values_list("state", flat=True))


def test_a_place_is_taken_once_and_given_back(edition):
    client = build.browser_of(build.a_person())
    for _ in range(2):
        assert client.post("/edition/11/register/", {"audience": "hosts"}).status_code == 303
    assert states(edition) == ["held"]
    assert "Sie haben einen Platz" in client.get("/edition/11/").content.decode()
    for _ in range(2):
        assert client.post("/edition/11/give-back/").status_code == 303
    assert states(edition) == ["given-back"]


def test_whoever_waits_longest_moves_up_by_themselves(edition):
    first, second, third = (build.browser_of(build.a_person()) for _ in range(3))
    for client in (first, second, third):
        client.post("/edition/11/register/", {"audience": "hosts"})
    assert states(edition) == ["held", "waiting", "waiting"]
    assert "Warteliste" in third.get("/edition/11/").content.decode()
    first.post("/edition/11/give-back/")
    assert states(edition) == ["given-back", "held", "waiting"]
    second.post("/edition/11/give-back/")
    assert states(edition) == ["given-back", "given-back", "held"]


def test_no_place_where_registration_is_closed_or_for_a_guest(edition):
    answer = Client().post("/edition/11/register/", headers={"referer": "http://testserver/next/"})
    assert answer.status_code == 302
    assert "/account/sign-in/" in answer.url
    Edition.objects.update(registration_open=False)
    assert (
        build.browser_of(build.a_person())
        .post("/edition/11/register/", {"audience": "hosts"})
        .status_code
        == 403
    )
    assert states(edition) == []


def test_the_page_for_guests_carries_no_token_and_sets_no_cookie(edition):
    for path in ("/", "/series/", "/edition/11/", "/learnings/", "/papers/", "/reports/"):
        answer = Client().get(path)
        assert not answer.cookies, path
        assert "csrfmiddlewaretoken" not in answer.content.decode(), path


def test_next_leads_to_the_next_edition_or_says_that_the_baton_is_free(edition):
    assert Client().get("/next/").url == "/edition/11/"
    Edition.objects.update(state="held")
    assert "Der Staffelstab ist frei" in Client().get("/next/").content.decode()


def test_a_gap_is_shown_and_filled():
    build.an_edition(1, state="held")
    build.an_edition(4, state="held")
    Series.objects.update(gap_numbers=[2, 3])
    assert "Lücke: #2 bis #3" in Client().get("/series/").content.decode()

    client = build.browser_of(build.a_person())
    for _ in range(2):
        client.post("/series/gap/2/", {"text": "Im Herbst 2021, in der Bibliothek."})
    assert Hint.objects.count() == 1
    steward = build.browser_of(build.a_steward())
    assert "in der Bibliothek" in steward.get("/series/hints/").content.decode()
    assert client.get("/series/hints/").status_code == 403

    form = {"number": 2, "title": "Die zweite", "state": "held", "language": "de",
            "date_told": "2021-10", "audience": "public"}  # fmt: skip
    assert steward.post("/edition/new/", form).url == "/edition/2/"
    assert steward.post("/edition/new/", form).status_code == 422
    assert "Keine Spur von #3" in Client().get("/series/").content.decode()
    assert "Oktober 2021" in Client().get("/edition/2/").content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_saving_an_edition_as_the_form_shows_it_changes_nothing(edition, prefix):
    Edition.objects.update(begins=time(14, 30), ends=time(17), last_day=edition.first_day)
    before = Edition.objects.values().get()
    client = build.browser_of(build.a_steward())
    page = client.get(f"{prefix}/edition/11/edit/").content.decode()
    shown = dict(re.findall(r'<input[^>]*?name="(\w+)"[^>]*?value="([^"]*)"', page))
    assert shown["first_day"] == edition.first_day.isoformat(), "what a date field can show"
    assert shown["begins"] == "14:30"
    chosen = {"state": "planned", "form": "", "language": "de", "audience": "public",
              "registration_open": "on"}  # fmt: skip
    assert client.post(f"{prefix}/edition/11/edit/", {**shown, **chosen}).status_code == 303
    after = Edition.objects.values().get()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"version", "date_told"}


def test_two_who_edit_an_edition_see_both_versions(edition):
    client = build.browser_of(build.a_steward())
    page = client.get("/edition/11/edit/").content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    day = edition.first_day.isoformat()
    form = {"version": version, "number": 11, "title": "Ausgabe 11", "state": "planned",
            "language": "de", "first_day": day, "last_day": day, "audience": "public"}  # fmt: skip
    assert client.post("/edition/11/edit/", {**form, "theme": "Erstes"}).status_code == 303
    late = client.post("/edition/11/edit/", {**form, "theme": "Zweites"})
    assert late.status_code == 409
    assert "Erstes" in late.content.decode()
    assert "Zweites" in late.content.decode()
    assert Edition.objects.get().theme == "Erstes"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first_day": "2030-05-02", "last_day": "2030-05-01"}, "liegt vor dem ersten"),
        ({"people_min": 9, "people_max": 3}, "weniger als die Mindestzahl"),
        ({"registration_open": "on", "first_day": ""}, "muss ein Tag feststehen"),
        ({"date_told": "Herbst", "first_day": ""}, "2022-11"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(change, words):
    Series.objects.create(name="LabCamp")
    form = {"title": "Neu", "state": "planned", "language": "de", "audience": "public",
            "first_day": "2030-05-01", **change}  # fmt: skip
    answer = build.browser_of(build.a_steward()).post(reverse("series:new"), form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="Neu"' in answer.content.decode()
    assert not Edition.objects.exists()
