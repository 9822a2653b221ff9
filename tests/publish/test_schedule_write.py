# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is written is valid, comes back equal, and is quick to write."""

import json
import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.publish.samples import FIXTURES, a_full_schedule, a_guid, a_schedule, an_event

from labcamp.publish.schedule import (
    Event,
    Link,
    Person,
    Room,
    Schedule,
    day_of,
    kept_summary,
    read,
    to_json,
    to_xml,
)
from labcamp.publish.schedule.text import block, line, web_address, zone_from

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schedule.xsd"))
FILES = sorted(path for path in FIXTURES.iterdir())
FOLDER = os.environ.get("LABCAMP_SCHEDULES", "")
GIVEN = sorted(Path(FOLDER).glob("*.json")) + sorted(Path(FOLDER).glob("*.xml")) if FOLDER else []


def complaints_about_xml(data):
    SCHEMA.validate(etree.fromstring(data))
    return [f"{error.line}: {error.message}" for error in SCHEMA.error_log]


# What c3voc's JSON schema demands of each object: required fields, allowed ones, patterns.
CONFERENCE = {"acronym", "title", "start", "end", "daysCount", "timeslot_duration", "days"}
EVENT = {
    *("abstract", "date", "duration", "guid", "id", "language", "links", "persons", "room"),
    *("slug", "start", "subtitle", "title", "track", "type", "url"),
}
EVENT_TOO = {"description", "recording_license", "do_not_record", "attachments", "answers", "logo"}
PATTERNS = {
    "guid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "slug": r"[a-z0-9_-]+[a-z0-9]",
    "duration": r"[0-9]+:[0-9]{2}",
    "start": r"\d\d:\d\d",
}


def complaints_about_json(data):
    document = json.loads(data)
    schedule = document["schedule"]
    conference = schedule["conference"]
    found = [
        (document.keys() == {"$schema", "generator", "schedule"}, "document"),
        (schedule.keys() - {"base_url"} == {"version", "conference"}, "schedule"),
        (conference.keys() - {"time_zone_name", "rooms"} == CONFERENCE, "conference"),
        (re.fullmatch("[a-z0-9_-]{4,}", conference["acronym"]), "acronym"),
    ]
    room_keys = {"name", "guid", "description", "capacity"}
    found += [(room.keys() == room_keys, room) for room in conference["rooms"]]
    for day in conference["days"]:
        found.append((day.keys() == {"index", "date", "day_start", "day_end", "rooms"}, day))
        for events in day["rooms"].values():
            found += [pair for event in events for pair in judged(event)]
    return [what for good, what in found if not good]


def judged(event):
    yield event.keys() >= EVENT, "missing"
    yield event.keys() <= EVENT | EVENT_TOO, "unknown"
    yield isinstance(event["id"], int) and event["id"] > 0, "id"
    for key, pattern in PATTERNS.items():
        yield re.fullmatch(pattern, event[key]), event[key]
    for person in event["persons"]:
        yield person["name"] and "public_name" not in person, "person"


@pytest.mark.parametrize("path", FILES + GIVEN, ids=lambda path: path.name)
def test_every_file_comes_back_equal_from_both_forms(path):
    schedule = read(path.read_bytes()).schedule

    for data in (to_xml(schedule), to_json(schedule)):
        again = read(data)
        assert len(schedule.events) > 0
        assert again.schedule == schedule
        assert [event.start.utcoffset() for event in again.schedule.events] == [
            event.start.utcoffset() for event in schedule.events
        ]
        assert again.kept_aside == ()
        assert {remark.code for remark in again.remarks} <= {"double-booked"}


@pytest.mark.parametrize("path", FILES + GIVEN, ids=lambda path: path.name)
def test_every_file_is_written_validly(path):
    schedule = read(path.read_bytes()).schedule

    assert complaints_about_xml(to_xml(schedule)) == []
    assert complaints_about_json(to_json(schedule)) == []


def test_the_check_of_ours_can_say_no():
    data = to_xml(a_schedule())

    assert complaints_about_xml(data.replace(b"<track></track>", b"")) != []
    assert complaints_about_xml(data.replace(b'id="1"', b'id="0"')) != []
    assert complaints_about_json(to_json(a_schedule()).replace(b'"track"', b'"trick"')) != []


def test_days_run_from_four_to_four():
    night = an_event(start=datetime(2026, 6, 12, 23, 30, tzinfo=UTC))  # 01:30 in Berlin

    written = json.loads(to_json(a_schedule(night)))["schedule"]["conference"]["days"]

    assert [(day["date"], day["day_start"], len(day["rooms"])) for day in written] == [
        ("2026-06-12", "2026-06-12T04:00:00+02:00", 1),
        ("2026-06-13", "2026-06-13T04:00:00+02:00", 0),
    ]


def test_equal_titles_still_get_slugs_of_their_own():
    same = {"title": "Die Übergröße"}
    schedule = a_schedule(an_event(1, **same), an_event(1_000_001, **same))

    events = json.loads(to_json(schedule))["schedule"]["conference"]["days"][0]["rooms"]

    assert [event["slug"] for event in events["Werkraum"]] == [
        "labcamp2026-1-die-uebergroesse",
        "labcamp2026-1-die-uebergroesse-2",
    ]


def test_characters_xml_cannot_carry_are_dropped():
    data = to_xml(replace(a_schedule(), title="A\x00B\x0c\ud800\uffff"))

    assert etree.fromstring(data).findtext("conference/title") == "AB"


def test_the_note_beside_the_standard_cannot_end_early():
    tricky = a_schedule(rooms=(Room("Werkraum", a_guid(3), 12, "halt ?> <schedule>"),))

    assert read(to_xml(tricky)).schedule == tricky


def test_a_damaged_note_beside_the_standard_is_kept_and_does_no_harm():
    data = re.sub(rb"<\?labcamp .*\?>", b"<?labcamp {broken?>", to_xml(a_schedule()))

    found = read(data)

    assert kept_summary(found.kept_aside) == [("/schedule/?labcamp", 1)]
    assert found.schedule.rooms[0].capacity is None


@pytest.mark.parametrize("write", [to_xml, to_json])
def test_120_sessions_are_written_within_15_milliseconds(write):
    schedule = a_full_schedule(120)

    assert min(cpu_seconds(write, schedule) for _ in range(5)) < 0.015


def cpu_seconds(write, schedule):
    before = process_time()
    write(schedule)
    return process_time() - before


# -- any schedule at all ----------------------------------------------------------------------

chaos = st.text(max_size=30)
lines = chaos.map(line)
named = lines.filter(bool)
blocks = chaos.map(block)
guids = st.uuids().map(str)
paths = st.text("abcXYZ0189-_~.%/?&=#+ü'\"<>", max_size=20)
addresses = paths.map(lambda path: web_address(f"https://lab.example.org/{path}"))
numbers = st.integers(0, 10**9)
persons = st.builds(
    Person, named, guids | st.just(""), st.from_regex("[A-Z0-9]{0,6}", fullmatch=True), numbers,
    addresses | st.just(""),
)  # fmt: skip
links = st.lists(st.builds(Link, addresses, lines), max_size=2).map(tuple)
zones = st.sampled_from(["Europe/Berlin", "UTC", "America/New_York", "Asia/Kathmandu"])
minutes_in_a_decade = st.integers(0, 5_000_000)


@st.composite
def schedules(draw):
    """Any schedule the forms can hold, in the shape a reader gives."""
    zone = zone_from(draw(zones))
    rooms = draw(st.lists(named, min_size=1, max_size=3, unique=True))
    base = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=draw(minutes_in_a_decade))
    moments = draw(st.lists(st.integers(0, 20_000), min_size=1, max_size=4))
    ids = draw(st.lists(st.integers(1, 10**9), min_size=4, max_size=4, unique=True))
    marks = draw(st.lists(guids, min_size=8, max_size=8, unique=True))
    events = [
        Event(
            guid=marks[place],
            id=ids[place],
            title=draw(named),
            room=draw(st.sampled_from(rooms)),
            start=(base + timedelta(minutes=moment)).astimezone(zone),
            minutes=draw(st.integers(1, 5999)),
            subtitle=draw(lines),
            abstract=draw(blocks),
            description=draw(blocks),
            language=draw(st.sampled_from(["", "de", "en"])),
            type=draw(lines),
            track=draw(lines),
            persons=tuple(draw(st.lists(persons, max_size=2))),
            links=draw(links),
            attachments=draw(links),
            url=draw(addresses | st.just("")),
            logo=draw(addresses | st.just("")),
            licence=draw(lines),
            do_not_record=draw(st.booleans()),
        )
        for place, moment in enumerate(moments)
    ]
    events.sort(key=lambda one: (one.start.astimezone(UTC), rooms.index(one.room), one.id))
    first = day_of(min(events, key=lambda one: one.start.astimezone(UTC)).start)
    days = {day_of(event.start) for event in events}
    days |= {date.fromordinal(first.toordinal() + more) for more in range(draw(st.integers(0, 3)))}
    return Schedule(
        acronym=draw(st.from_regex("[a-z0-9_]{4,12}", fullmatch=True)),
        title=draw(lines),
        version=draw(lines),
        zone=str(zone),
        start=min(days),
        end=max(days),
        rooms=tuple(
            Room(name, marks[4 + place], draw(st.none() | st.integers(0, 5000)), draw(blocks))
            for place, name in enumerate(rooms)
        ),
        days=tuple(sorted(days)),
        events=tuple(events),
        base_url=draw(addresses | st.just("")),
        slot_minutes=draw(st.integers(1, 240)),
    )


@given(schedules())
@settings(max_examples=60, deadline=None)
def test_any_schedule_comes_back_equal_and_valid_from_both_forms(schedule):
    xml, spelled = to_xml(schedule), to_json(schedule)

    for data in (xml, spelled):
        again = read(data)
        assert again.schedule == schedule
        assert [event.start.isoformat() for event in again.schedule.events] == [
            event.start.isoformat() for event in schedule.events
        ]
        assert again.kept_aside == ()
    assert complaints_about_xml(xml) == []
    assert complaints_about_json(spelled) == []


@given(
    st.binary(max_size=200) | st.text(max_size=100).map(lambda said: f"<schedule>{said}".encode())
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused_but_never_crash(data):
    from labcamp.publish.schedule import ScheduleError

    with pytest.raises(ScheduleError):
        read(data)
