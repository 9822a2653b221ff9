# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""iCalendar: a whole edition, one session, a person's own choice, or an invitation.

Written by hand because the bytes must be the same for the same values and quick to make; the
format is RFC 5545 with the calendar properties of RFC 7986 and the methods of RFC 5546.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from labcamp import __version__
from labcamp.publish.schedule.text import legal

PRODUCT = f"-//labcamp//labcamp {__version__}//DE"
_BERLIN = ZoneInfo("Europe/Berlin")
_LONGEST_LINE = 75  # octets, RFC 5545 section 3.1
_FIRST_RULED_YEAR = 1997  # since then the clocks change in March and October

# Zones whose clocks have shown the same as Berlin's ever since.
BERLIN_LIKE = frozenset(
    f"Europe/{town}"
    for town in (
        *("Amsterdam", "Andorra", "Belgrade", "Berlin", "Bratislava", "Brussels", "Budapest"),
        *("Busingen", "Copenhagen", "Gibraltar", "Ljubljana", "Luxembourg", "Madrid", "Malta"),
        *("Monaco", "Oslo", "Paris", "Podgorica", "Prague", "Rome", "San_Marino", "Sarajevo"),
        *("Skopje", "Stockholm", "Tirane", "Vaduz", "Vatican", "Vienna", "Warsaw", "Zagreb"),
        *("Zurich",),
    )
)

_BERLIN_RULES = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19970330T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE""".splitlines()


class Status(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class Method(StrEnum):
    """PUBLISH for files and subscriptions, REQUEST and CANCEL for letters to one person."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody with an e-mail address; `accepted` says whether they have already agreed."""

    address: str
    name: str = ""
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment.

    `uid` never changes, `sequence` rises with every change of time or place, `changed` is the
    aware moment of the last change. `start` and `end` are aware moments, or two dates for whole
    days, the end then being the first day that is free again.
    """

    uid: str
    sequence: int
    changed: datetime
    start: datetime | date
    end: datetime | date
    title: str
    description: str = ""
    location: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED
    categories: tuple[str, ...] = ()
    language: str = ""
    organizer: Contact | None = None
    attendees: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Appointments under one name; `uid` is fixed for as long as the calendar exists."""

    uid: str
    name: str
    entries: tuple[Entry, ...]
    zone: str = "Europe/Berlin"
    language: str = "de"
    description: str = ""
    url: str = ""
    method: Method = Method.PUBLISH


def to_ical(calendar: Calendar) -> bytes:
    """The calendar as bytes; equal calendars give equal bytes.

    ValueError when a letter (REQUEST, CANCEL) lacks organizer or attendees, when a moment has no
    zone, or when an entry ends before it starts.
    """
    _check(calendar)
    ruled = calendar.zone in BERLIN_LIKE
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    lines += _about(calendar)
    if ruled and any(isinstance(entry.start, datetime) for entry in calendar.entries):
        lines += _BERLIN_RULES
    for entry in calendar.entries:
        lines += _event(entry, calendar, ruled=ruled)
    lines.append("END:VCALENDAR")
    return b"".join(map(_folded, lines))


def _check(calendar: Calendar) -> None:
    letter = calendar.method is not Method.PUBLISH
    for entry in calendar.entries:
        if letter and not (entry.organizer and entry.attendees):
            raise ValueError(f"{calendar.method} needs an organizer and attendees: {entry.uid}")
        for moment in (entry.start, entry.end, entry.changed):
            if isinstance(moment, datetime) and moment.utcoffset() is None:
                raise ValueError(f"A moment without a time zone: {entry.uid}")
        if isinstance(entry.start, datetime) is not isinstance(entry.end, datetime):
            raise ValueError(f"A date and a moment in one entry: {entry.uid}")
        if _sortable(entry.end) < _sortable(entry.start):
            raise ValueError(f"The end lies before the start: {entry.uid}")


def _sortable(moment: datetime | date) -> str:
    """Comparable text: across zones moments compare in UTC."""
    return _utc(moment) if isinstance(moment, datetime) else moment.isoformat()


def _about(calendar: Calendar) -> Iterator[str]:
    """What the calendar says of itself; a letter says only its method.

    A letter with a calendar name would be opened as a calendar of its own by Outlook.
    """
    yield f"METHOD:{calendar.method}"
    if calendar.method is not Method.PUBLISH:
        return
    name = _escaped(calendar.name)
    yield f"UID:{_escaped(calendar.uid)}"
    yield f"NAME{_language(calendar.language)}:{name}"
    yield f"X-WR-CALNAME:{name}"
    yield f"X-WR-TIMEZONE:{_escaped(calendar.zone)}"
    if calendar.description:
        yield f"DESCRIPTION{_language(calendar.language)}:{_escaped(calendar.description)}"
        yield f"X-WR-CALDESC:{_escaped(calendar.description)}"
    if calendar.url:
        yield f"URL:{_uri(calendar.url)}"
    if calendar.entries:
        newest = max(entry.changed.astimezone(UTC) for entry in calendar.entries)
        yield f"LAST-MODIFIED:{_utc(newest)}"
    yield "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    yield "X-PUBLISHED-TTL:PT1H"


def _event(entry: Entry, calendar: Calendar, *, ruled: bool) -> Iterator[str]:
    language = _language(entry.language or calendar.language)
    cancelled = calendar.method is Method.CANCEL
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(entry.uid)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTAMP:{_utc(entry.changed)}"
    yield f"LAST-MODIFIED:{_utc(entry.changed)}"
    yield f"DTSTART{_when(entry.start, ruled=ruled)}"
    yield f"DTEND{_when(entry.end, ruled=ruled)}"
    yield f"SUMMARY{language}:{_escaped(entry.title)}"
    if entry.description:
        yield f"DESCRIPTION{language}:{_escaped(entry.description)}"
    if entry.location:
        yield f"LOCATION{language}:{_escaped(entry.location)}"
    if entry.url:
        yield f"URL:{_uri(entry.url)}"
    if entry.categories:
        yield f"CATEGORIES{language}:{','.join(map(_escaped, entry.categories))}"
    yield f"STATUS:{Status.CANCELLED if cancelled else entry.status}"
    if entry.organizer:
        yield f"ORGANIZER{_named(entry.organizer)}:mailto:{_uri(entry.organizer.address)}"
    for attendee in entry.attendees:
        yield _attendee(attendee)
    yield "END:VEVENT"


def _attendee(contact: Contact) -> str:
    state = "ACCEPTED;RSVP=FALSE" if contact.accepted else "NEEDS-ACTION;RSVP=TRUE"
    return (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={state}"
        f"{_named(contact)}:mailto:{_uri(contact.address)}"
    )


def _when(moment: datetime | date, *, ruled: bool) -> str:
    """The value of DTSTART and DTEND with its parameters.

    In the hour that comes twice in autumn, a local time means its first occurrence (RFC 5545,
    section 3.3.5); the second one is therefore written in UTC.
    """
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{moment:%Y%m%d}"
    local = moment.astimezone(_BERLIN)
    if ruled and not local.fold and local.year >= _FIRST_RULED_YEAR:
        return f";TZID=Europe/Berlin:{local:%Y%m%dT%H%M%S}"
    return f":{_utc(moment)}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _language(tag: str) -> str:
    return f";LANGUAGE={tag}" if re.fullmatch(r"[A-Za-z0-9-]+", tag) else ""


def _named(contact: Contact) -> str:
    """The display name as a parameter; a quotation mark cannot stand in one."""
    name = " ".join(legal(contact.name).split()).replace('"', "'")
    return f';CN="{name}"' if name else ""


def _escaped(text: str) -> str:
    text = legal(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n")


def _uri(text: str) -> str:
    """An address on one line."""
    return "".join(legal(text).split())


def _folded(line: str) -> bytes:
    """The line with its end, folded so that no piece exceeds 75 octets or splits a character."""
    left = line.encode()
    if len(left) <= _LONGEST_LINE:
        return left + b"\r\n"
    pieces = []
    room = _LONGEST_LINE
    while len(left) > room:
        cut = room
        while left[cut] & 0xC0 == 0x80:  # inside a character
            cut -= 1
        pieces.append(left[:cut])
        left = left[cut:]
        room = _LONGEST_LINE - 1  # the blank that marks a continuation counts
    return b"\r\n ".join([*pieces, left]) + b"\r\n"
