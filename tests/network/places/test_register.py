# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register of towns."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from labcamp.network.places import register
from labcamp.network.places.register import by_id, check_ags, find, key_of, resolve, size_class
from labcamp.network.places.states import state

SOEST, NEUSTADT = 2831708, "Neustadt"


def names(places):
    return [place.name for place in places]


def test_a_town_comes_with_all_that_is_known_of_it():
    soest = by_id(SOEST)

    assert find("Soest") == [soest]
    assert (soest.name, soest.state, soest.country) == ("Soest", "DE-05", "DE")
    assert (soest.latitude, soest.longitude) == (51.5756, 8.1062)
    assert 40_000 < soest.population < 60_000


@pytest.mark.parametrize("text", ["München", "Muenchen", "munchen", "MÜNCHEN", "Mu\u0308nchen"])
def test_umlauts_are_found_in_every_spelling(text):
    assert find(text)[0].name == "München"


def test_both_frankfurts_are_found_the_larger_first():
    assert names(find("Frankfurt"))[:2] == ["Frankfurt am Main", "Frankfurt (Oder)"]


def test_the_beginning_of_a_name_is_enough():
    assert "Mönchengladbach" in names(find("Mönchengl"))
    populations = [place.population for place in find("Neu", limit=30)[2:]]
    assert populations == sorted(populations, reverse=True)


def test_a_later_word_is_found_after_the_names_that_begin_so():
    found = names(find("Homburg"))

    assert found.index("Homburg") < found.index("Bad Homburg vor der Höhe")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("Genf", "Genève"), ("Luxemburg", "Luxembourg"), ("Cologne", "Köln"), ("Biel", "Biel")),
        *(("St. Gallen", "St. Gallen"), ("Sankt Gallen", "St. Gallen")),
        *(("Neustadt a.d. Aisch", "Neustadt an der Aisch"), ("Giessen", "Gießen")),
    ],
)
def test_towns_are_found_by_their_other_names(text, name):
    assert find(text)[0].name.startswith(name)


def test_a_search_keeps_to_one_country_and_to_its_limit():
    assert {place.country for place in find("Sankt", country="CH")} == {"CH"}
    assert len(find("Sankt", limit=3)) == 3
    assert len({place.id for place in find("Sankt", limit=200)}) == 200


@pytest.mark.parametrize("text", ["", "  ", "|", "_", "\n\t", "Qqqq", "🙂"])
def test_nothing_is_found_for_what_names_nothing(text):
    assert find(text) == []


def test_marks_of_the_file_find_nothing_by_themselves():
    assert find("DE-05") == []
    assert find("Soest", limit=0) == []
    assert by_id(0) is None
    assert by_id(283170) is None


def test_an_import_finds_the_one_town_that_is_meant():
    assert resolve("Weiden", "DE-09").name == "Weiden in der Oberpfalz"
    assert resolve("Freiburg im Breisgau", "DE-08", "DE") == resolve("Freiburg", "DE-08")
    assert resolve("Genf", "CH-GE", "CH").name == "Genève"
    assert resolve("Krems an der Donau", country="AT").state == "AT-3"


@pytest.mark.parametrize(
    ("name", "where", "land"),
    [
        ("Soest", "DE-09", ""),
        ("Soest", "", "AT"),
        ("Soes", "", ""),
        ("", "DE-05", ""),
        ("?", "", ""),
    ],
)
def test_an_import_guesses_no_town(name, where, land):
    assert resolve(name, where, land) is None


def test_of_several_towns_alike_none_is_taken():
    assert len([p for p in find(NEUSTADT, limit=99) if p.state == "DE-09"]) > 3
    assert resolve(NEUSTADT, "DE-09") is None


def test_every_line_of_the_register_can_be_read():
    lines = register._block().decode().strip().split("\n")
    places = [register._place_around(line)[1] for line in _starts()]

    assert len(lines) == len(places) == len({place.id for place in places}) > 15_000
    assert {place.state for place in places} <= {one for one in _codes() if state(one)}
    assert all(45.7 < place.latitude < 55.1 for place in places)
    assert all(5.7 < place.longitude < 17.2 for place in places)
    populations = [place.population for place in places]
    assert populations == sorted(populations, reverse=True)


def _starts():
    block, at = register._block(), 0
    while at < len(block) - 1:
        yield at + 1
        at = block.index(b"\n", at + 1)


def _codes():
    return {line.split(b"\t")[3].decode() for line in register._block().strip().split(b"\n")}


def test_every_state_has_towns():
    assert len(_codes()) == 53


@pytest.mark.parametrize(
    "text", ["Neustadt a. d. Aisch", "St. Gallen", "Biel/Bienne", "Zürich", "i"]
)
def test_a_key_of_a_key_is_the_key(text):
    assert key_of(key_of(text)) == key_of(text)


def test_the_register_loads_fast_and_stays_small():
    register._block.cache_clear()
    tracemalloc.start()
    try:
        register._block()
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    register._block.cache_clear()
    begun = time.process_time()
    register._block()
    spent = time.process_time() - begun

    assert kept < 4_000_000
    assert most < 8_000_000
    assert spent < 0.1


@pytest.mark.parametrize(
    ("population", "size"),
    [
        *((0, ""), (1, "rural"), (4_999, "rural"), (5_000, "small"), (19_999, "small")),
        *((20_000, "medium"), (99_999, "medium"), (100_000, "large"), (499_999, "large")),
        *((500_000, "metropolis"), (3_700_000, "metropolis")),
    ],
)
def test_a_town_has_a_class_of_size(population, size):
    assert size_class(population) == size


def test_classes_of_size_have_names_and_an_order():
    assert register.SIZE_CLASSES == ("rural", "small", "medium", "large", "metropolis")
    assert register.size_name("small") == "Kleinstadt (5.000 bis unter 20.000)"
    assert register.size_name("small", "en") == "Small town (5,000 to under 20,000)"
    with pytest.raises(ValueError, match="fewer than 0"):
        size_class(-1)


def test_an_ags_is_checked_by_its_form():
    assert check_ags("05974040") == "05974040"
    assert check_ags(" 05 9 74 040 ", "DE-05") == "05974040"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        *(("", ""), ("0597404", ""), ("059740400", ""), ("0597404x", ""), ("٠٥٩٧٤٠٤٠", "")),
        *(("17000000", ""), ("00000000", ""), ("05974040", "DE-06"), ("05974040", "AT-5")),
    ],
)
def test_what_cannot_be_an_ags_is_refused(text, where):
    with pytest.raises(ValueError, match="AGS"):
        check_ags(text, where)
