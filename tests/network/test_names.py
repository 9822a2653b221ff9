# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labcamp.network.names import RESERVED, name_key, similarity, slug_of, web_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("stadtLABOR Soest", "Stadtlabor Soest e. V."),
        ("stadtLABOR Soest", "STADT-LABOR  Soest"),
        ("Stadtlabor Köln", "Stadtlabor Koeln"),
        ("Straßenlabor", "Strassenlabor"),
        ("i.LAB", "I-LAB"),
        ("InnoLab_bw", "InnoLab BW"),
        ("Labor gGmbH", "Labor"),
        ("Dataport AöR", "Dataport"),
    ],
)
def test_the_same_lab_has_the_same_key(one, other):
    assert name_key(one) == name_key(other)
    assert similarity(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Stadtlabor Soest", "Stadtlabor Siegen"), ("GovLab", "GovLabDE"), ("Agenda", "Ende")],
)
def test_other_labs_have_other_keys(one, other):
    assert name_key(one) != name_key(other)
    assert similarity(one, other) < 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.example.org/", "http://example.org"),
        ("example.org/Labor/", "https://example.org/labor"),
        ("https://example.org/index.html", "example.org"),
        ("https://example.org:443/a?b=c#d", "https://example.org/a"),
    ],
)
def test_the_same_address_has_the_same_key(one, other):
    assert web_key(one) == web_key(other)


def test_what_is_no_address_has_no_key():
    assert web_key("") == web_key("  ") == web_key("https://[kaputt") == ""


@given(st.text(max_size=200))
def test_a_key_is_its_own_key_and_never_too_long(name):
    key = name_key(name)
    assert len(key) <= 160
    assert bool(key) == bool(name.strip()) or not key
    assert name_key(name.upper()) == name_key(name.upper().lower().upper())


@given(
    st.text("abcdefhijk äöü-", min_size=1, max_size=40).filter(lambda name: name.strip(" -")),
    st.sampled_from(["", " e. V.", " gGmbH"]),
)
def test_case_spaces_and_legal_forms_make_no_difference(name, form):
    assert name_key(f"  {name.title()}{form} ") == name_key(name.replace(" ", "-"))


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_the_same_both_ways_and_between_none_and_all(one, other):
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == 1


@given(st.text(max_size=200))
def test_every_name_gets_an_address_of_its_own(name):
    first = slug_of(name)
    assert first
    assert len(first) <= 80
    assert first not in RESERVED
    assert slug_of(name, {first}) != first
