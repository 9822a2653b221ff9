# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files with damaged fields are read or refused with a reason, and what is read can be written."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.publish.samples import FIXTURES

from labcamp.publish.schedule import ScheduleError, read, to_json, to_xml

ODD = [
    *(None, True, 0, -1, 10**30, float("inf"), "", "x", "²", "٣", "\ud800", [], {}, [1], {"a": 1}),
    *({"de": "x"}, "2026-13-01", "9999-12-31T23:59:59+00:00", "0001-01-01", "25:00", "99:59"),
    *("PT99999H", "//x", "http://[", "Europe/Berlin", "</room>", "&bomb;", "a\r\nb"),
]


def places(value, way=()):
    """The way to every value inside."""
    if way:
        yield way
    inside = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    for key, part in inside:
        yield from places(part, (*way, key))


def damaged(name, number, value):
    """The fixture with one of its values replaced."""
    document = json.loads((FIXTURES / name).read_text())
    ways = list(places(document))
    *way, last = ways[number % len(ways)]
    inner = document
    for key in way:
        inner = inner[key]
    inner[last] = value
    return json.dumps(document).encode()


def read_or_refused(data):
    """Whether the file was read; then both forms must bring it back."""
    try:
        schedule = read(data).schedule
    except ScheduleError:
        return False
    assert read(to_xml(schedule)).schedule == schedule
    assert read(to_json(schedule)).schedule == schedule
    return True


@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.glob("*.json")))
@given(number=st.integers(0, 10_000), value=st.sampled_from(ODD))
@settings(max_examples=60, deadline=None)
def test_a_damaged_field_never_crashes_the_reader(name, number, value):
    read_or_refused(damaged(name, number, value))


@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.glob("*.xml")))
@given(
    number=st.integers(0, 10_000), value=st.sampled_from([one for one in ODD if one != "\ud800"])
)
@settings(max_examples=60, deadline=None)
def test_a_damaged_element_never_crashes_the_reader(name, number, value):
    pieces = (FIXTURES / name).read_text().split(">")
    place = 5 + number % (len(pieces) - 6)
    said, bracket, tag = pieces[place].partition("<")
    pieces[place] = f"{value}{bracket}{tag}" if bracket else said

    read_or_refused(">".join(pieces).encode())


def test_the_damage_shows_both_ways():
    assert not read_or_refused(damaged("pretalx-2020.json", 4, 7))
    assert read_or_refused((FIXTURES / "pretalx-2020.json").read_bytes())
