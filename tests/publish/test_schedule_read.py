# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every dialect of schedule files is understood; broken files say where they break."""

import json
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest
from tests.publish.samples import FIXTURES

from labcamp.publish.schedule import (
    MAX_BYTES,
    SENTENCES,
    Kept,
    Link,
    Person,
    Room,
    ScheduleError,
    kept_summary,
    read,
)
from labcamp.publish.schedule.text import minutes_from, web_address


def reading(name):
    return read((FIXTURES / name).read_bytes())


def codes(found):
    return [remark.code for remark in found.remarks]


def test_a_file_of_2014_is_read():
    found = reading("frab-2014.xml")
    first, night = found.schedule.events

    assert found.dialect == "schedule.xml"
    assert (first.id, first.title, first.minutes) == (6561, "Auftakt & Begrüßung", 30)
    assert first.persons == (Person("Kim Beispiel", number=1544),)
    assert first.start.isoformat() == "2024-12-27T11:00:00+01:00"
    assert night.licence == "CC BY 4.0"
    assert night.do_not_record
    assert night.description == "Erste Zeile\n\nZweite Zeile"
    assert [link.url for link in night.links] == [
        "https://lab.example.org/notizen",
        "https://lab.example.org/wiki",
    ]


def test_a_short_identifier_is_the_uuid_it_abbreviates():
    assert reading("frab-2014.xml").schedule.events[1].guid == (
        "1cea9e34-86fa-1bb3-3885-814a15190299"
    )


def test_a_night_belongs_to_the_day_before():
    found = reading("frab-2014.xml")

    assert found.schedule.events[1].start.date() == date(2024, 12, 28)
    assert "other-day" not in codes(found)


def test_a_missing_zone_is_guessed_from_the_offsets_and_said():
    found = reading("frab-2014.xml")

    assert found.schedule.zone == "Europe/Berlin"
    assert codes(found) == ["zone-guessed"]


def test_what_has_no_field_is_kept_aside_with_its_path():
    event = "/schedule/day[1]/room[1]/event[2]"

    assert set(map(str, reading("frab-2014.xml").kept_aside)) == set(
        map(
            str,
            [
                Kept(f"{event}/links/link[3]", ["javascript:alert(1)", "Falle"]),
                Kept(f"{event}/feedback_url", "https://lab.example.org/feedback/6264"),
                Kept("/schedule/day[2]/room[1]/@colour", "green"),
            ],
        )
    )


def test_a_pretalx_xml_is_read():
    found = reading("pretalx-today.xml")
    first, second = found.schedule.events

    assert found.schedule.rooms == (Room("Werkraum", "0a6f7b8a-26a5-5b0f-9f5c-2d3a2a6f1c11"),)
    assert first.logo == "https://camp.example.org/media/bild.png"
    assert first.attachments == (Link("https://camp.example.org/media/vorlage.pdf", "Vorlage"),)
    assert first.persons[0].code == "NQTF8Y"
    assert first.start.utcoffset() != second.start.utcoffset()
    assert found.remarks == ()
    assert ("/schedule/conference/track", 1) in kept_summary(found.kept_aside)


def test_a_file_of_the_frab_tools_is_read():
    found = reading("frab-tools-2014.json")
    talk, music, yoga = found.schedule.events

    assert talk.title == "Gespräche bis nach Mitternacht"
    assert music.guid == "a20e1d43-6dc8-526c-c667-235548eee4ec"
    assert yoga.links == (
        Link("http://pad.example.org/yoga"),
        Link("https://lab.example.org/wiki/Yoga"),
    )
    assert yoga.persons == (
        Person("Robin Beispiel", url="https://lab.example.org/wiki/User:Robin"),
    )
    assert found.schedule.acronym == "labcamp-selbst-gemacht"
    assert sorted(codes(found)) == ["double-booked", "other-day", "zone-guessed"]
    assert found.schedule.days == (date(2024, 12, 27), date(2024, 12, 28))


def test_a_pretalx_json_of_2020_is_read():
    found = reading("pretalx-2020.json")
    event = found.schedule.events[0]

    assert event.do_not_record
    assert event.abstract == "Erste Zeile.\nZweite Zeile."
    assert [person.name for person in event.persons] == ["Sascha Muster", "Kim Beispiel"]
    assert event.attachments == (Link("https://camp.example.org/media/folien.pdf", "Folien"),)
    place = "$.schedule.conference.days[0].rooms['Bühne – Nord/Süd'][0]"
    assert found.kept_aside == (
        Kept(f"{place}.persons[0].biography", "Erfunden."),
        Kept(f"{place}.answers", [{"question": 4, "answer": "Beamer"}]),
    )


def test_a_pretalx_json_of_today_is_read():
    found = reading("pretalx-today.json")
    schedule = found.schedule

    assert schedule.slot_minutes == 15
    assert [(room.name, room.capacity) for room in schedule.rooms] == [
        ("Grauer Raum", 40),
        ("Brauner Raum", None),
    ]
    assert len({room.guid for room in schedule.rooms}) == 2
    assert schedule.events[1].track == "Praxis"
    assert schedule.events[2].start.astimezone(UTC) == datetime(2026, 3, 29, 8, tzinfo=UTC)
    assert sorted(codes(found)) == ["double-booked", "room-guid-made"]


def test_a_table_collected_from_the_api_is_read():
    found = reading("pretalx-api.json")
    event = found.schedule.events[0]

    assert found.dialect == "pretalx-api"
    assert (event.room, event.minutes, event.language) == ("GAM", 30, "fr")
    assert event.type == "Short plenary"
    assert event.persons == (Person("Luca Exemple", code="MNMGGN"),)
    assert [room.name for room in found.schedule.rooms] == ["GAM", "Petite salle"]
    assert {"$.extra", "$.rooms[].availabilities"} <= {
        path for path, _ in kept_summary(found.kept_aside)
    }


def test_the_same_file_gives_the_same_identifiers_again():
    assert reading("pretalx-api.json") == reading("pretalx-api.json")


PLAIN = MappingProxyType(
    {
        "id": 1,
        "guid": "8079583e-8321-506c-95af-fd2903a5f075",
        "date": "2026-06-12T10:00:00+02:00",
        "duration": "00:30",
        "title": "Runde",
    }
)


def a_file(*events, zone="Europe/Berlin", **conference):
    """A schedule.json with these events in one room on one day."""
    day = {"date": "2026-06-12", "rooms": {"Werkraum": list(events)}}
    conference = {"title": "LabCamp", "time_zone_name": zone, "days": [day]} | conference
    return json.dumps({"schedule": {"version": "1", "conference": conference}}).encode()


def an_entry(**changes):
    return {key: value for key, value in {**PLAIN, **changes}.items() if value is not None}


FIRST = "$.schedule.conference.days[0].rooms['Werkraum'][0]"
SECOND = "$.schedule.conference.days[0].rooms['Werkraum'][1]"
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE schedule [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<schedule><version>&b;</version></schedule>"""


@pytest.mark.parametrize(
    ("data", "code", "where", "line"),
    [
        (b"", "empty", "", 0),
        (b" \n ", "empty", "", 0),
        (b"BEGIN:VCALENDAR", "not-json", "", 1),
        (b"\x89PNG\r\n\x1a\n", "not-json", "", 0),
        (b'{"schedule":\n  {]}', "not-json", "", 2),
        (b"[" * 100_000, "not-json", "", 0),
        (b"<!DOCTYPE html><html></html>", "html-page", "", 0),
        (b"<schedule>\n<version>1</versoin>", "not-xml", "", 2),
        (b"<?xml version='1.0' encoding='klingon'?><schedule/>", "not-xml", "", 0),
        (b"<feed/>", "unknown-format", "", 0),
        (b"{}", "unknown-format", "$", 0),
        (b'{"schedule": {"sessions": []}}', "unknown-format", "$.schedule", 0),
        (b"<schedule><version>1</version></schedule>", "wrong-shape", "/schedule", 1),
        (BOMB, "document-type", "", 2),
        (b"<a>" * 100, "too-deep", "/" + "/".join("a" * 32), 1),
        (b" " * (MAX_BYTES + 1), "too-large", "", 0),
        (a_file(), "no-events", "$.schedule.conference", 0),
        (a_file(an_entry(title=" ")), "event-without-title", FIRST, 0),
        (a_file(an_entry(date=None)), "event-without-start", FIRST, 0),
        (a_file(an_entry(date="tomorrow")), "start-unreadable", FIRST, 0),
        (a_file(an_entry(date="0001-01-01T00:00:00+14:00")), "start-unreadable", FIRST, 0),
        (a_file(an_entry(duration="lang")), "duration-unreadable", FIRST, 0),
        (a_file(an_entry(duration="00:00")), "duration-unreadable", FIRST, 0),
        (a_file(an_entry(duration=None)), "duration-unreadable", FIRST, 0),
        (a_file(an_entry(), an_entry(id=2)), "duplicate-guid", SECOND, 0),
        (a_file(an_entry(), an_entry(guid=None)), "duplicate-id", SECOND, 0),
        (a_file("no event"), "wrong-shape", FIRST, 0),
        (a_file(an_entry(persons="Kim")), "wrong-shape", f"{FIRST}.persons", 0),
        (a_file(an_entry(), zone="Europe/Atlantis"), "unknown-zone", "$.schedule.conference", 0),
        (a_file(an_entry(), zone="../../etc/passwd"), "unknown-zone", "$.schedule.conference", 0),
        (a_file(an_entry(), zone="Europe"), "unknown-zone", "$.schedule.conference", 0),
        (
            a_file(an_entry(), start="2026-06-13", end="2026-06-12"),
            "end-before-start",
            "$.schedule.conference",
            0,
        ),
        (
            a_file(an_entry(), start="irgendwann"),
            "date-unreadable",
            "$.schedule.conference.start",
            0,
        ),
    ],
)
def test_a_broken_file_says_what_is_wrong_and_where(data, code, where, line):
    with pytest.raises(ScheduleError) as refused:
        read(data)

    error = refused.value
    assert (error.code, error.where, error.line) == (code, where, line)
    assert code in SENTENCES
    assert "{" not in error.sentence() or code == "wrong-shape"


def test_a_broken_event_in_xml_names_its_line():
    data = (FIXTURES / "frab-2014.xml").read_bytes().replace(b"<duration>02:15", b"<duration>bis")

    with pytest.raises(ScheduleError) as refused:
        read(data)

    assert refused.value.where == "/schedule/day[1]/room[1]/event[2]"
    assert refused.value.line == 40
    assert refused.value.detail == "bis"


def test_an_end_before_the_start_is_refused():
    data = (FIXTURES / "pretalx-api.json").read_text().replace("T09:30:00", "T08:30:00")

    with pytest.raises(ScheduleError) as refused:
        read(data.encode())

    assert refused.value.code == "end-before-start"
    assert refused.value.where == "$.schedule['2024-11-02']['540']['1']"


def test_too_many_elements_are_refused_before_they_fill_the_memory():
    with pytest.raises(ScheduleError) as refused:
        read(b"<schedule>" + b"<a/>" * 250_000 + b"</schedule>")

    assert refused.value.code == "too-large"


def test_a_clock_without_a_date_counts_from_the_day_it_is_filed_under():
    late = an_entry(date=None, start="23:30")
    night = an_entry(id=2, guid=None, date=None, start="1:15")

    found = read(a_file(late, night)).schedule.events

    assert [event.start.isoformat() for event in found] == [
        "2026-06-12T23:30:00+02:00",
        "2026-06-13T01:15:00+02:00",
    ]


def test_a_moment_without_an_offset_is_meant_in_the_zone_of_the_file():
    found = read(a_file(an_entry(date="2026-06-12T10:00:00"))).schedule.events

    assert found[0].start.isoformat() == "2026-06-12T10:00:00+02:00"


def test_an_offset_that_contradicts_the_zone_is_said():
    found = read(a_file(an_entry(), zone="UTC"))

    assert codes(found) == ["zone-disagrees"]
    assert found.schedule.events[0].start.isoformat() == "2026-06-12T08:00:00+00:00"


def test_half_characters_and_control_characters_do_not_come_in():
    found = read(a_file(an_entry(title="Ru\x00n\ud800de\r\n", abstract="a\x0bb")))

    assert found.schedule.events[0].title == "Runde"
    assert found.schedule.events[0].abstract == "ab"


def test_utf_16_is_read_too():
    said = (FIXTURES / "frab-2014.xml").read_text().replace("'utf-8'", "'utf-16'")

    assert read(said.encode("utf-16")) == reading("frab-2014.xml")


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("1:30", 90),
        ("00:45", 45),
        ("01:30:00", 90),
        ("PT1H30M", 90),
        ("P1DT1H", 1500),
        ("50", 50),
        (50, 50),
        ("99:59", 5999),
        ("100:00", 0),
        ("1:75", 0),
        ("P", 0),
        ("-1:00", 0),
        ("", 0),
    ],
)
def test_durations_are_read_in_their_spellings(said, minutes):
    assert minutes_from(said) == minutes


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("https://lab.example.org/a b", "https://lab.example.org/a%20b"),
        ("lab.example.org:8080/x", "https://lab.example.org:8080/x"),
        ("mailto:lab@example.org", "mailto:lab@example.org"),
        ("/media/a.pdf", "https://camp.example.org/media/a.pdf"),
        ("javascript:alert(1)", ""),
        ("JAVASCRIPT:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https:nowhere", ""),
        ("http://[", ""),
        ("http://nobody:0/", ""),
        ("HTTP://lab.example.org/ü?a=%#b#c", "http://lab.example.org/%C3%BC?a=%25#b%23c"),
        ("", ""),
    ],
)
def test_only_addresses_a_page_may_offer_are_taken_over(said, address):
    assert web_address(said, "https://camp.example.org/x/") == address
