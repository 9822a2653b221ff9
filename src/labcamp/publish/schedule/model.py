# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The values every dialect is read into and written from."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# A night belongs to the day before: days begin at four in the morning.
DAY_BEGINS = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who gives a session; `number` is a positive integer, 0 when unknown."""

    name: str
    guid: str = ""
    code: str = ""
    number: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An address (http, https or mailto) with the words shown for it."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A room; names are unique within a schedule, `capacity` counts seats."""

    name: str
    guid: str
    capacity: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the timetable.

    `id` is positive, `guid` a UUID in lower case, `start` aware and in the schedule's zone,
    `minutes` between 1 and 5999. Single-line texts carry no line breaks.
    """

    guid: str
    id: int
    title: str
    room: str
    start: datetime
    minutes: int
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    language: str = ""
    type: str = ""
    track: str = ""
    persons: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()
    url: str = ""
    logo: str = ""
    licence: str = ""
    do_not_record: bool = False

    @property
    def end(self) -> datetime:
        """Start plus duration, counted in real time across a change of the clocks."""
        utc = (self.start - (self.start.utcoffset() or timedelta())).replace(tzinfo=None)
        later = utc + timedelta(minutes=self.minutes)
        zone = self.start.tzinfo
        return zone.fromutc(later.replace(tzinfo=zone)) if zone else later


@dataclass(frozen=True, slots=True)
class Schedule:
    """A timetable as a whole; events are sorted by start, room and id.

    `zone` is an IANA name; `days` are the dates listed, a night counting to the day before.
    """

    acronym: str
    title: str
    version: str
    zone: str
    start: date
    end: date
    rooms: tuple[Room, ...]
    days: tuple[date, ...]
    events: tuple[Event, ...]
    base_url: str = ""
    slot_minutes: int = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """A field the value model has no place for: where it stood and what it said."""

    path: str
    value: object


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should know about a file that was taken over nevertheless.

    Codes: zone-guessed, zone-disagrees, other-day, start-disagrees, room-disagrees,
    guid-made, id-made, room-guid-made, double-booked.
    """

    code: str
    where: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file gave: the schedule, what was kept aside, what is worth a remark.

    `dialect` is "schedule.xml", "schedule.json" or "pretalx-api".
    """

    schedule: Schedule
    dialect: str
    kept_aside: tuple[Kept, ...] = ()
    remarks: tuple[Remark, ...] = ()


def day_of(start: datetime) -> date:
    """The day an event counts to: until four in the morning, the one before."""
    return (start.replace(tzinfo=None) - DAY_BEGINS).date()


def kept_summary(kept: Iterable[Kept]) -> list[tuple[str, int]]:
    """Paths with their positions left out, and how many fields were kept under each."""
    counted = Counter(re.sub(r"\[[^\]]*\]", "[]", entry.path) for entry in kept)
    return sorted(counted.items())
