# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The directory through its pages: what is listed, counted, found and taken along."""

import re

import pytest
from django.urls import reverse
from tests.builders.network import (
    a_coordinator,
    a_lab,
    a_level,
    a_person,
    a_phase,
    a_proposal,
    a_steward,
    a_topic,
)

from labcamp.network.actions import status
from labcamp.network.actions.status import Change
from labcamp.network.models import Lab
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db
LABS = "/labs/"


def names(response):
    return re.findall(r'<a class="lc-card__link" href="[^"]+">([^<]+)</a>', _text(response))


def counts(response, group):
    """The counts of a facet by value, as the page shows them."""
    options = re.findall(
        rf'name="{group}" value="([^"]+)"[^>]*> <span class="lc-option__name">[^<]*</span>'
        r' <span class="lc-count">(\d+)</span>',
        _text(response),
    )
    return {value: int(n) for value, n in options}


def _text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_labs_stand_by_name_and_a_guest_sees_public_ones_only(client):
    a_lab("Zukunftswerkstatt")
    a_lab("Amtslabor")
    a_lab("Stilles Labor", wants_public=False)
    a_proposal("Neues Labor")
    assert names(client.get(LABS)) == ["Amtslabor", "Zukunftswerkstatt"]

    client.force_login(a_coordinator())
    member_sees = names(client.get(LABS))
    assert "Stilles Labor" in member_sees
    assert "Neues Labor" not in member_sees


def test_counts_are_of_what_the_viewer_sees_and_as_if_the_own_facet_were_free(client):
    land = a_level("land", "Land")
    a_lab("A", town="Soest")
    a_lab("B", town="Bonn")
    a_lab("C", town="Bonn", level=land)
    a_lab("D", town="Berlin", level=land, wants_public=False)

    everything = client.get(LABS)
    assert counts(everything, "level") == {"kommune": 2, "land": 1}
    assert counts(everything, "region") == {"DE-05": 3}

    chosen = client.get(LABS, {"level": "land"})
    assert names(chosen) == ["C"]
    assert counts(chosen, "level") == {"kommune": 2, "land": 1}
    assert counts(chosen, "size") == {"large": 1}


def test_several_values_of_one_facet_widen_and_several_facets_narrow(client):
    bund = a_level("bund", "Bund")
    a_lab("A", topics=(a_topic(),))
    a_lab("B", level=bund)
    a_lab("C", level=a_level("land", "Land"), topics=(a_topic(),))
    assert names(client.get(LABS, {"level": ["kommune", "bund"]})) == ["A", "B"]
    assert names(client.get(LABS, {"level": ["kommune", "bund"], "topic": "beteiligung"})) == ["A"]


@pytest.mark.parametrize(
    ("group", "value"),
    [
        ("phase", "growing"),
        ("status", "paused"),
        ("country", "AT"),
        ("region", "AT-9"),
        ("size", "metropolis"),
        ("topic", "beteiligung"),
    ],
)
def test_every_facet_narrows(client, group, value):
    a_lab("Anders")
    person = a_person()
    wanted = a_lab("Gesucht", by=person, town="Wien", phase=a_phase(), topics=(a_topic(),))
    status.change_status(wanted, Change("paused", "2024-05"), by=viewer_for(person))
    assert names(client.get(LABS, {group: value})) == ["Gesucht"]


def test_what_nobody_could_mean_by_an_address_is_answered_calmly(client):
    a_lab("Amtslabor")
    for query in ("page=0", "page=99999999999", "page=x", "sort=up", "q=%00", "level="):
        assert names(client.get(f"{LABS}?{query}")) == ["Amtslabor"], query
    assert names(client.get(f"{LABS}?level=nobody")) == []
    assert "Kein Labor passt zu dieser Auswahl" in _text(client.get(f"{LABS}?region=DE-99"))


def test_chosen_filters_can_be_taken_away_one_by_one(client):
    a_lab("A", topics=(a_topic(),))
    page = _text(client.get(LABS, {"q": "a", "level": "kommune", "topic": "beteiligung"}))
    chips = [
        href.replace("&amp;", "&") for href in re.findall(r'class="lc-chip" href="([^"]+)"', page)
    ]
    assert sorted(chips) == [
        "?level=kommune&topic=beteiligung",
        "?q=a&level=kommune",
        "?q=a&topic=beteiligung",
    ]


def test_twenty_four_stand_on_a_page_and_the_rest_on_the_next(client):
    land = a_level("land", "Land")
    for number in range(26):
        a_lab(f"Labor {number:02}", level=land)
    first = client.get(LABS, {"level": "land"})
    assert len(names(first)) == 24
    assert "?level=land&amp;page=2" in _text(first)
    assert names(client.get(LABS, {"level": "land", "page": 2})) == ["Labor 24", "Labor 25"]
    assert names(client.get(LABS, {"page": 77})) == ["Labor 24", "Labor 25"]


@pytest.mark.parametrize(
    "typed", ["Soest", "Sost", "stadtlabor", "Beteiligung", "beteiligungen", "Bürgerämter"]
)
def test_the_search_finds_by_name_town_topic_and_text(client, typed):
    a_lab("Anderes Haus", town="Bonn", carrier="Stadt Bonn")
    a_lab(
        "stadtLABOR",
        town="Soest",
        topics=(a_topic(),),
        description="Wir haben das Bürgeramt neu gedacht.",
    )
    assert names(client.get(LABS, {"q": typed})) == ["stadtLABOR"]


def test_similar_spelling_is_said_to_be_so(client):
    a_lab("Innovationslabor")
    page = client.get(LABS, {"q": "Inovationslabor"})
    assert names(page) == ["Innovationslabor"]
    assert "ähnlich geschrieben" in _text(page)


def test_a_search_of_guests_does_not_feel_hidden_labs(client):
    a_lab("Innovationslabor")
    before = _text(client.get(LABS, {"q": "Inovation"}))
    a_lab("Inovation", wants_public=False)
    assert _text(client.get(LABS, {"q": "Inovation"})) == before


def test_the_newest_can_stand_first(client):
    a_lab("Zuerst")
    a_lab("Danach")
    assert names(client.get(LABS, {"sort": "newest"})) == ["Danach", "Zuerst"]


def test_the_table_holds_the_same_selection(client):
    a_lab("A", topics=(a_topic(),))
    a_lab("=1+1", level=a_level("land", "Land"))
    a_lab("Stilles Labor", wants_public=False)
    response = client.get("/labs/download/", {"level": "land"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = response.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Name;Träger;Ebene;Ort")
    assert [row.split(";")[0] for row in rows[1:]] == ["'=1+1"]
    everything = client.get("/labs/download/").content.decode()
    assert "Stilles Labor" not in everything
    assert "http://testserver/labs/a/" in everything


def test_the_page_works_in_english_too(client):
    a_lab("A")
    page = _text(client.get("/en/labs/"))
    assert "1 lab<" in page
    assert "North Rhine-Westphalia" in page


@pytest.mark.parametrize("address", [LABS, "/labs/?q=labor", "/labs/download/", "/labs/map/"])
def test_three_labs_cost_as_many_queries_as_one(client, count_queries, address):
    a_lab("Labor eins", topics=(a_topic(),), phase=a_phase())
    client.get(address)
    one = count_queries(lambda: client.get(address))
    a_lab("Labor zwei", level=a_level("land", "Land"), topics=(a_topic("ki", "KI"),))
    a_lab("Labor drei", town="Bonn", topics=(a_topic(), a_topic("ki", "KI")))
    client.get(address)
    assert count_queries(lambda: client.get(address)) == one


def test_guests_get_no_cookie_and_no_token(client):
    a_lab("A")
    for address in (LABS, reverse("network:lab", args=["a"])):
        response = client.get(address)
        assert not response.cookies
        assert b"csrfmiddlewaretoken" not in response.content


def test_stewards_find_proposals_on_their_page_not_in_the_directory(client):
    lab = a_proposal("Neues Labor")
    client.force_login(a_steward())
    assert names(client.get(LABS)) == []
    assert "Neues Labor" in _text(client.get("/steward/labs/"))
    assert Lab.objects.get().pk == lab.pk
