# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the words of any dialect to the one value: checked, completed, with remarks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from labcamp.publish.schedule import text
from labcamp.publish.schedule.errors import ScheduleError
from labcamp.publish.schedule.events import Context, event_from
from labcamp.publish.schedule.model import Event, Reading, Remark, Room, Schedule, day_of
from labcamp.publish.schedule.raw import RawRoom, RawSchedule, keep

MOST_EVENTS = 5_000
_LONGEST = timedelta(days=366)
# Tried in this order when a file names no zone; the first that fits every offset is taken.
_LIKELY_ZONES = ("Europe/Berlin", "UTC", "Europe/London", "Europe/Helsinki", "America/New_York")


def assemble(raw: RawSchedule) -> Reading:
    """The schedule of one file; ScheduleError says where it breaks."""
    if not raw.events:
        raise ScheduleError("no-events", raw.conference)
    if len(raw.events) > MOST_EVENTS:
        raise ScheduleError("too-many-events", raw.conference, str(MOST_EVENTS))
    remarks: list[Remark] = []
    acronym = text.acronym_from(raw.acronym, raw.title)
    zone = _zone(raw, remarks)
    base_url = _base_url(raw)
    context = Context(acronym, zone, base_url, raw.kept, remarks)
    events = [event_from(entry, context) for entry in raw.events]
    rooms = _rooms(raw, context)
    order = {room.name: place for place, room in enumerate(rooms)}
    events.sort(key=lambda event: (event.start.astimezone(UTC), order[event.room], event.id))
    days = _days(raw, events)
    start, end = _span(raw, days)
    schedule = Schedule(
        acronym=acronym,
        title=text.line(raw.title),
        version=text.line(raw.version),
        zone=zone,
        start=start,
        end=end,
        rooms=rooms,
        days=days,
        events=tuple(events),
        base_url=base_url,
        slot_minutes=text.minutes_from(raw.slot) or 5,
    )
    remarks.extend(double_booked(events))
    return Reading(schedule, raw.dialect, tuple(raw.kept), tuple(remarks))


def _zone(raw: RawSchedule, remarks: list[Remark]) -> str:
    """The zone the file names, or the first likely one that fits its offsets."""
    moments = [(entry.where, text.moment_from(entry.date)) for entry in raw.events]
    said = [(where, moment) for where, moment in moments if moment and moment.tzinfo]
    name = text.line(raw.zone)
    if not name:
        name = next((zone for zone in _LIKELY_ZONES if not any(_disagreeing(said, zone))), "UTC")
        remarks.append(Remark("zone-guessed", raw.conference, name))
        return name
    if text.zone_from(name) is None:
        raise ScheduleError("unknown-zone", raw.conference, name)
    for where, moment in _disagreeing(said, name):
        remarks.append(Remark("zone-disagrees", where, moment.isoformat()))
    return name


def _disagreeing(said: list[tuple[str, datetime]], name: str) -> Iterator[tuple[str, datetime]]:
    zone = text.zone_from(name)
    for where, moment in said:
        if zone is not None and moment.astimezone(zone).utcoffset() != moment.utcoffset():
            yield where, moment


def _base_url(raw: RawSchedule) -> str:
    address = text.page_address(raw.base_url)
    if not address:
        keep(raw.kept, f"{raw.conference}.base_url", raw.base_url)
    return address


def _rooms(raw: RawSchedule, context: Context) -> tuple[Room, ...]:
    """Every room once, listed ones first; shared and missing identifiers are replaced."""
    named: dict[str, RawRoom] = {}
    used = [RawRoom(room) for room in context.room_names]
    for room in [*raw.rooms, *used]:
        name = text.line(room.name)
        if name:
            named.setdefault(name, room)
    taken: set[str] = set()
    return tuple(_room(name, room, taken, context) for name, room in named.items())


def _room(name: str, room: RawRoom, taken: set[str], context: Context) -> Room:
    guid = text.guid_from(room.guid)
    if not guid or guid in taken:
        guid = text.guid_for(context.acronym, "room", name)
        if room.guid:
            context.remarks.append(Remark("room-guid-made", name, room.guid))
    taken.add(guid)
    seats = room.capacity.partition(".")[0]
    return Room(
        name=name,
        guid=guid,
        capacity=int(seats[:7]) if seats.isascii() and seats.isdigit() else None,
        description=text.block(room.description),
    )


def _days(raw: RawSchedule, events: list[Event]) -> tuple[date, ...]:
    found = {day_of(event.start) for event in events}
    for day in raw.days:
        if day.date:
            found.add(_date(day.date, day.where, day.line))
    return tuple(sorted(found))


def _date(said: str, where: str, line: int = 0) -> date:
    found = text.date_from(said)
    if found is None:
        raise ScheduleError("date-unreadable", where, said, line)
    return found


def _span(raw: RawSchedule, days: tuple[date, ...]) -> tuple[date, date]:
    """First and last date of the whole; what the file does not say comes from its days."""
    start = _date(raw.start, f"{raw.conference}.start") if raw.start.strip() else days[0]
    end = _date(raw.end, f"{raw.conference}.end") if raw.end.strip() else max(days[-1], start)
    if end < start:
        raise ScheduleError("end-before-start", raw.conference, f"{start} > {end}")
    if end - start > _LONGEST or days[-1] - days[0] > _LONGEST:
        raise ScheduleError("date-unreadable", raw.conference, f"{days[0]} … {days[-1]}")
    return start, end


def double_booked(events: list[Event]) -> Iterator[Remark]:
    """A remark for every event that begins before the one before it in the room has ended."""
    by_room: dict[str, list[Event]] = {}
    for event in events:
        by_room.setdefault(event.room, []).append(event)
    for room, inside in by_room.items():
        last = inside[0]
        for _, event in pairwise(inside):
            if event.start.astimezone(UTC) < last.end.astimezone(UTC):
                yield Remark("double-booked", room, f"{last.id} + {event.id}")
            last = max(last, event, key=lambda one: one.end.astimezone(UTC))
