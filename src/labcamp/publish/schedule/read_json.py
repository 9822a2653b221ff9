# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""schedule.json: pretalx of today and of 2020, and the frab tools before them."""

from labcamp.publish.schedule.model import Kept
from labcamp.publish.schedule.raw import (
    Fields,
    RawDay,
    RawEvent,
    RawPerson,
    RawRoom,
    RawSchedule,
    links_from,
    yes,
)

_WORDS = ("title", "subtitle", "abstract", "description", "language", "type", "track", "url")


def raw_from_json(document: dict[str, object]) -> RawSchedule:
    """The words of a schedule.json."""
    kept: list[Kept] = []
    top = Fields(document, "$", kept)
    schedule = Fields(top.take("schedule"), "$.schedule", kept)
    conference = Fields(schedule.take("conference"), "$.schedule.conference", kept)
    raw = RawSchedule(
        dialect="schedule.json",
        acronym=conference.text("acronym"),
        title=conference.text("title"),
        version=schedule.text("version"),
        zone=conference.text("time_zone_name"),
        start=conference.text("start"),
        end=conference.text("end"),
        base_url=schedule.text("base_url"),
        slot=conference.text("timeslot_duration"),
        conference=conference.where,
        kept=kept,
    )
    raw.rooms = [_room(entry, where, kept) for where, entry in conference.entries("rooms")]
    for where, entry in conference.entries("days"):
        _day(raw, entry, where)
    top.drop("$schema", "generator")
    conference.drop("daysCount")
    for fields in (top, schedule, conference):
        fields.done()
    return raw


def _room(entry: object, where: str, kept: list[Kept]) -> RawRoom:
    room = Fields(entry, where, kept)
    found = RawRoom(
        name=room.text("name"),
        guid=room.text("guid"),
        capacity=room.text("capacity"),
        description=room.text("description"),
    )
    room.done()
    return found


def _day(raw: RawSchedule, entry: object, where: str) -> None:
    day = Fields(entry, where, raw.kept)
    date = day.text("date")
    raw.days.append(RawDay(where, date))
    for name, room_where, events in day.members("rooms"):
        rooms = Fields({"events": events}, room_where, raw.kept)
        for event_where, event in rooms.entries("events"):
            place = event_where.replace(".events[", "[")
            raw.events.append(_event(event, place, raw.kept, name, date))
    day.drop("index", "day_start", "day_end")
    day.done()


def _event(entry: object, where: str, kept: list[Kept], room: str, day: str) -> RawEvent:
    event = Fields(entry, where, kept)
    raw = RawEvent(
        where=where,
        id=event.text("id"),
        guid=event.text("guid"),
        date=event.text("date"),
        start=event.text("start"),
        day=day,
        duration=event.text("duration"),
        room=room,
        room_said=event.text("room"),
        do_not_record=yes(event.text("do_not_record")),
        words={key: event.text(key) for key in _WORDS},
    )
    raw.words["logo"] = event.text("logo")
    raw.words["licence"] = event.text("recording_license")
    raw.persons = [_person(person, path, kept) for path, person in event.entries("persons")]
    raw.links = links_from(event, "links", kept)
    raw.attachments = links_from(event, "attachments", kept)
    event.drop("slug")
    event.done()
    return raw


def _person(entry: object, where: str, kept: list[Kept]) -> RawPerson:
    if isinstance(entry, str):
        return RawPerson(where, entry)
    person = Fields(entry, where, kept)
    found = RawPerson(
        where=where,
        name=person.text("name", "public_name", "full_public_name", "full_name"),
        guid=person.text("guid"),
        code=person.text("code"),
        number=person.text("id"),
        url=person.text("url"),
    )
    person.done()
    return found
