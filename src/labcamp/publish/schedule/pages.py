# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events by day and room, the way both written forms list them, and their slugs."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from labcamp.publish.schedule import text
from labcamp.publish.schedule.errors import ScheduleError
from labcamp.publish.schedule.model import DAY_BEGINS, Event, Schedule, day_of

_LONGEST_SLUG = 80
_SIX_DIGITS = 1_000_000


@dataclass(slots=True)
class Page:
    """One day from four in the morning to the next, with the rooms used on it."""

    index: int
    date: date
    start: datetime
    end: datetime
    rooms: dict[str, list[Event]] = field(default_factory=dict)


def pages(schedule: Schedule) -> list[Page]:
    """The days in order, each with its rooms in the schedule's order."""
    zone = text.zone_from(schedule.zone)
    if zone is None:
        raise ScheduleError("unknown-zone", "", schedule.zone)
    by_day: dict[date, dict[str, list[Event]]] = {day: {} for day in schedule.days}
    for event in schedule.events:
        by_day.setdefault(day_of(event.start), {}).setdefault(event.room, []).append(event)
    order = {room.name: place for place, room in enumerate(schedule.rooms)}
    begins = time(DAY_BEGINS.seconds // 3600)
    return [
        Page(
            index,
            day,
            _at(day, begins).replace(tzinfo=zone),
            _at(day + timedelta(days=1), begins).replace(tzinfo=zone),
            dict(sorted(by_day[day].items(), key=lambda pair: order.get(pair[0], len(order)))),
        )
        for index, day in enumerate(sorted(by_day), 1)
    ]


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock)


def slugs(schedule: Schedule) -> dict[int, str]:
    """A slug per event id: unique, acronym-number-title, as the exchange schema wants it."""
    acronym = text.slug(schedule.acronym, "")
    acronym = acronym if len(acronym) >= 4 else f"{acronym}camp"
    found: dict[int, str] = {}
    taken: set[str] = set()
    for event in schedule.events:
        title = text.slug(event.title)[:_LONGEST_SLUG].strip("-")
        title = title if len(title) >= 4 else f"{title}-session".strip("-")
        wanted = f"{acronym}-{event.id % _SIX_DIGITS}-{title}"
        while wanted in taken:
            wanted += "-2"
        taken.add(wanted)
        found[event.id] = wanted
    return found
