# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""States, cantons and countries."""

from __future__ import annotations

from collections import Counter

import pytest

from labcamp.network.places.countries import COUNTRIES, country, country_named
from labcamp.network.places.states import STATES, named, state, states_of


def test_there_are_16_states_9_states_and_26_cantons():
    assert Counter(one.country for one in STATES) == {"DE": 16, "AT": 9, "CH": 26, "LI": 1, "LU": 1}
    assert len({one.code for one in STATES}) == len({one.iso for one in STATES}) == 53


def test_a_german_code_holds_the_digits_of_the_ags():
    digits = [one.code[3:] for one in states_of("DE")]

    assert digits == [f"{n:02}" for n in range(1, 17)]


@pytest.mark.parametrize(
    ("text", "land", "code"),
    [
        ("Nordrhein-Westfalen", "DE", "DE-05"),
        ("nordrhein westfalen", "", "DE-05"),
        ("NRW", "DE", "DE-05"),
        ("DE-NW", "", "DE-05"),
        ("DE-05", "", "DE-05"),
        ("Thueringen", "DE", "DE-16"),
        ("Lower Saxony", "DE", "DE-03"),
        ("Niederösterreich", "AT", "AT-3"),
        ("Wien", "AT", "AT-9"),
        ("St. Gallen", "CH", "CH-SG"),
        ("Sankt Gallen", "CH", "CH-SG"),
        ("Kanton Zürich", "CH", "CH-ZH"),
        ("Genf", "CH", "CH-GE"),
        ("Genève", "ch", "CH-GE"),
        ("Luzern", "", "CH-LU"),
        ("Luxemburg", "LU", "LU"),
    ],
)
def test_a_state_is_known_by_its_names(text, land, code):
    assert named(text, land) == state(code)
    assert state(code) is not None


@pytest.mark.parametrize(
    ("text", "land"), [("", ""), ("Atlantis", ""), ("Wien", "DE"), ("DE-17", "")]
)
def test_no_state_is_made_up(text, land):
    assert named(text, land) is None


def test_no_two_states_share_a_name_within_a_country():
    names = [(one.country, name) for one in STATES for name in {one.de, one.en, *one.others}]

    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_a_state_speaks_german_unless_asked_for_english():
    bavaria = state("DE-09")

    assert [bavaria.name(), bavaria.name("de-at"), bavaria.name("en-gb")] == [
        *("Bayern", "Bayern", "Bavaria")
    ]
    assert [bavaria.short, state("AT-3").short, state("CH-ZH").short] == ["BY", "NÖ", "ZH"]


def test_countries_have_letters_and_two_names():
    assert len({one.code for one in COUNTRIES}) == len(COUNTRIES)
    assert [country("CZ").de, country("CZ").en] == ["Tschechien", "Czechia"]
    assert country_named(" osterreich ") == country_named("Austria") == country("AT")
    assert country("ZZ") is None
    assert country_named("") is None


def test_every_country_with_states_is_a_country():
    assert {one.country for one in STATES} <= {one.code for one in COUNTRIES}
