# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Calendars as an independent parser reads them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.publish.samples import BERLIN, SOME_TEXT

from labcamp.publish.calendar import (
    BERLIN_LIKE,
    Calendar,
    Contact,
    Entry,
    Method,
    Status,
    to_ical,
)
from labcamp.publish.schedule.text import legal

NAIVE = datetime(2026, 6, 12, 10, tzinfo=BERLIN).replace(tzinfo=None)
CHANGED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOST = Contact("camp@labs.example.org", "LabCamp-Team")
GUEST = Contact("kim@example.org", 'Kim "K" Beispiel; Amt, Ort')


def an_entry(**changes) -> Entry:
    values = {
        "uid": "session-1@camp.example.org",
        "sequence": 2,
        "changed": CHANGED,
        "start": datetime(2026, 6, 12, 10, tzinfo=BERLIN),
        "end": datetime(2026, 6, 12, 11, tzinfo=BERLIN),
        "title": "Formulare; die, niemand\\fürchtet",
    }
    return Entry(**{**values, **changes})


def a_calendar(*entries: Entry, **changes) -> Calendar:
    values = {"uid": "edition-11@camp.example.org", "name": "LabCamp #11, Programm"}
    return Calendar(entries=entries or (an_entry(),), **{**values, **changes})


def parsed(*entries, **changes):
    return icalendar.Calendar.from_ical(to_ical(a_calendar(*entries, **changes)))


def only_event(*entries, **changes):
    (event,) = parsed(*entries, **changes).walk("VEVENT")
    return event


def test_a_calendar_names_itself_and_stays_itself():
    calendar = parsed()

    assert calendar["UID"] == "edition-11@camp.example.org"
    assert b"\r\nNAME;LANGUAGE=de:LabCamp #11\\, Programm\r\n" in to_ical(a_calendar())
    assert b"\r\nX-WR-CALNAME:LabCamp #11\\, Programm\r\n" in to_ical(a_calendar())
    assert calendar["METHOD"] == "PUBLISH"
    assert to_ical(a_calendar()) == to_ical(a_calendar())


def test_an_entry_says_everything_it_knows():
    event = only_event(
        an_entry(
            description="Erste Zeile\r\nzweite; Zeile",
            location="Rathaus, Saal 1",
            url="https://camp.example.org/s/1",
            categories=("Werkstatt", "Ost, West"),
            language="de",
        )
    )

    assert event["UID"] == "session-1@camp.example.org"
    assert event["SEQUENCE"] == 2
    assert event["DTSTAMP"].dt == CHANGED
    assert event["SUMMARY"] == "Formulare; die, niemand\\fürchtet"
    assert event["SUMMARY"].params["LANGUAGE"] == "de"
    assert event["DESCRIPTION"] == "Erste Zeile\nzweite; Zeile"
    assert event["LOCATION"] == "Rathaus, Saal 1"
    assert event["URL"] == "https://camp.example.org/s/1"
    assert [str(one) for one in event["CATEGORIES"].cats] == ["Werkstatt", "Ost, West"]
    assert event["STATUS"] == "CONFIRMED"


def test_a_cancelled_session_stays_visible_as_cancelled():
    assert only_event(an_entry(status=Status.CANCELLED, sequence=3))["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 3, 28, 22, tzinfo=UTC),
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # half an hour before the clocks go forward
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # half past two, for the first time
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # half past two, for the second time
        datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
        datetime(1990, 7, 1, 12, tzinfo=UTC),
    ],
)
def test_moments_survive_the_change_of_the_clocks(start):
    entry = an_entry(start=start.astimezone(BERLIN), end=start + timedelta(hours=2))

    event = only_event(entry)

    assert event["DTSTART"].dt.astimezone(UTC) == start
    assert event["DTEND"].dt.astimezone(UTC) == start + timedelta(hours=2)


def test_the_zone_in_the_file_changes_its_clocks_as_berlin_does():
    """The rules in the file itself, not those of the machine, decide for strict readers."""
    (zone,) = parsed().walk("VTIMEZONE")
    own = zone.to_tz(lookup_tzid=False)

    for year in (2000, 2026, 2037):
        for month in range(1, 13):
            noon = datetime(year, month, 26, 12, tzinfo=BERLIN)
            assert noon.replace(tzinfo=own).utcoffset() == noon.utcoffset()


@pytest.mark.parametrize("name", sorted(BERLIN_LIKE))
def test_zones_called_like_berlin_are(name):
    zone = ZoneInfo(name)
    hours = (datetime(1997, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(0, 350_000, 50))

    assert all(
        hour.astimezone(zone).utcoffset() == hour.astimezone(BERLIN).utcoffset() for hour in hours
    )


def test_another_zone_is_written_in_utc():
    data = to_ical(a_calendar(zone="Asia/Kathmandu"))

    assert b"VTIMEZONE" not in data
    assert b"DTSTART:20260612T080000Z\r\n" in data


def test_a_due_date_is_a_whole_day():
    event = only_event(an_entry(start=date(2026, 6, 12), end=date(2026, 6, 13)))

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 6, 12), date(2026, 6, 13))


def test_an_invitation_names_both_sides():
    data = to_ical(a_calendar(an_entry(organizer=HOST, attendees=(GUEST,)), method=Method.REQUEST))
    event = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]

    assert b"METHOD:REQUEST\r\n" in data
    assert b"X-WR-CALNAME" not in data
    assert event["ORGANIZER"] == "mailto:camp@labs.example.org"
    assert event["ATTENDEE"] == "mailto:kim@example.org"
    assert event["ATTENDEE"].params["CN"] == "Kim 'K' Beispiel; Amt, Ort"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"


def test_who_has_registered_is_not_asked_again():
    guest = replace(GUEST, accepted=True)
    event = only_event(an_entry(organizer=HOST, attendees=(guest,)), method=Method.REQUEST)

    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"


def test_a_cancellation_cancels():
    entry = an_entry(organizer=HOST, attendees=(GUEST,), sequence=4)
    event = only_event(entry, method=Method.CANCEL)

    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 4)


@pytest.mark.parametrize(
    "calendar",
    [
        a_calendar(method=Method.REQUEST),
        a_calendar(an_entry(start=NAIVE)),
        a_calendar(an_entry(end=datetime(2026, 6, 12, 9, tzinfo=BERLIN))),
        a_calendar(an_entry(end=date(2026, 6, 12))),
    ],
)
def test_what_makes_no_sense_is_refused(calendar):
    with pytest.raises(ValueError, match=r"session-1|REQUEST"):
        to_ical(calendar)


def test_a_name_cannot_smuggle_in_a_line():
    bad = Contact("kim@example.org\r\nATTENDEE:mailto:evil@example.org", "K\r\nX-EVIL:1")
    data = to_ical(
        a_calendar(
            an_entry(organizer=HOST, attendees=(bad,), url="https://x\r\nX-EVIL:1"),
            method=Method.REQUEST,
        )
    )

    assert not [line for line in data.split(b"\r\n") if line.startswith((b"X-EVIL", b"ATTENDEE:"))]


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_comes_back_and_no_line_is_too_long(text):
    data = to_ical(a_calendar(an_entry(title="T" + text, description="x" + text)))

    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is split
    wanted = legal(text).replace("\r\n", "\n").replace("\r", "\n")
    event = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
    assert event["SUMMARY"] == "T" + wanted
    assert event["DESCRIPTION"] == "x" + wanted


def test_120_sessions_are_written_within_15_milliseconds():
    entries = tuple(
        an_entry(uid=f"{n}@camp.example.org", description=SOME_TEXT, location="Saal, Rathaus")
        for n in range(120)
    )
    calendar = a_calendar(*entries)

    assert min(cpu_seconds(calendar) for _ in range(5)) < 0.015


def cpu_seconds(calendar):
    before = process_time()
    to_ical(calendar)
    return process_time() - before
