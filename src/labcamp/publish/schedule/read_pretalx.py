# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A timetable collected from pretalx' API: day, minute of the day, room number, session."""

import re

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

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def looks_collected(document: dict[str, object]) -> bool:
    """Whether `schedule` is a table by day, as opposed to one with a conference in it."""
    schedule = document.get("schedule")
    return isinstance(schedule, dict) and any(_DAY.fullmatch(key) for key in schedule)


def raw_from_pretalx(document: dict[str, object]) -> RawSchedule:
    """The words of a collected timetable; it knows neither a title nor a time zone."""
    kept: list[Kept] = []
    top = Fields(document, "$", kept)
    raw = RawSchedule(
        dialect="pretalx-api", title=top.text("title", "name"), conference="$", kept=kept
    )
    names = {}
    for where, entry in top.entries("rooms"):
        number, room = _room(entry, where, kept)
        names[number] = room.name
        raw.rooms.append(room)
    schedule = Fields(top.take("schedule"), "$.schedule", kept)
    for day in sorted(key for key in document["schedule"] if _DAY.fullmatch(key)):  # type: ignore[attr-defined]  # a dict: Fields has looked
        raw.days.append(RawDay(schedule.path(day), day))
        for _, minute_where, by_room in schedule.members(day):
            minute = Fields({"rooms": by_room}, minute_where, kept)
            for number, _, entry in minute.members("rooms"):
                where = f"{minute_where}[{number!r}]"
                raw.events.append(_event(entry, where, kept, day, names))
    schedule.done()
    _people_said_twice(top, raw)
    top.done()
    return raw


def _room(entry: object, where: str, kept: list[Kept]) -> tuple[str, RawRoom]:
    room = Fields(entry, where, kept)
    found = RawRoom(
        name=room.text("name"),
        guid=room.text("guid"),
        capacity=room.text("capacity"),
        description=room.text("description"),
    )
    number = room.text("id")
    room.drop("position")
    room.done()
    return number, found


def _event(
    entry: object, where: str, kept: list[Kept], day: str, names: dict[str, str]
) -> RawEvent:
    event = Fields(entry, where, kept)
    slot = Fields(event.take("slot") or {}, f"{where}.slot", kept)
    code = event.text("code")
    raw = RawEvent(
        where=where,
        guid=code,
        date=slot.text("start"),
        end=slot.text("end"),
        day=day,
        duration=event.text("duration"),
        room=names.get(slot.text("room_id"), "") or slot.text("room"),
        do_not_record=yes(event.text("do_not_record")),
        words={
            key: event.text(key) for key in ("title", "abstract", "description", "track", "url")
        },
    )
    raw.words["type"] = event.text("submission_type")
    raw.words["language"] = event.text("content_locale")
    raw.words["logo"] = event.text("image")
    for path, speaker in event.entries("speakers"):
        raw.persons.append(_speaker(speaker, path, kept))
    raw.attachments = links_from(event, "resources", kept)
    slot.drop("room")
    slot.done()
    event.drop("submission_type_id", "track_id", "tag_ids")
    event.done()
    return raw


def _speaker(entry: object, where: str, kept: list[Kept]) -> RawPerson:
    speaker = Fields(entry, where, kept)
    found = RawPerson(where, name=speaker.text("name"), code=speaker.text("code"))
    speaker.done()
    return found


def _people_said_twice(top: Fields, raw: RawSchedule) -> None:
    """The list of all speakers repeats what the sessions say, as far as they give one."""
    known = {person.code for event in raw.events for person in event.persons}
    for code, where, entry in top.members("speakers"):
        speaker = Fields(entry, where, raw.kept)
        if code in known:
            speaker.drop("code", "name")
        speaker.done()
