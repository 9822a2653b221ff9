# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""schedule.json as c3voc's schema describes it (https://c3voc.de/schedule/schema.json)."""

import json
from collections.abc import Iterable
from datetime import date

from labcamp import __version__
from labcamp.publish.schedule.model import Event, Link, Person, Room, Schedule
from labcamp.publish.schedule.pages import Page, pages, slugs
from labcamp.publish.schedule.text import clock_from

SCHEMA = "https://c3voc.de/schedule/schema.json"


def to_json(schedule: Schedule) -> bytes:
    """The schedule as UTF-8 JSON; the same schedule gives the same bytes."""
    slug = slugs(schedule)
    listed = pages(schedule)
    conference = {
        "acronym": schedule.acronym,
        "title": schedule.title,
        "start": schedule.start.isoformat(),
        "end": schedule.end.isoformat(),
        "daysCount": len(listed),
        "timeslot_duration": clock_from(schedule.slot_minutes),
        "time_zone_name": schedule.zone,
        "rooms": [_room(room) for room in schedule.rooms],
        "days": [_day(page, slug) for page in listed],
    }
    inner: dict[str, object] = {"version": schedule.version}
    if schedule.base_url:
        inner["base_url"] = schedule.base_url
    inner["conference"] = conference
    document = {
        "$schema": SCHEMA,
        "generator": {"name": "labcamp", "version": __version__},
        "schedule": inner,
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", errors="ignore")  # half characters are left out


def _room(room: Room) -> dict[str, object]:
    return {
        "name": room.name,
        "guid": room.guid,
        "description": room.description or None,
        "capacity": room.capacity,
    }


def _day(page: Page, slug: dict[int, str]) -> dict[str, object]:
    return {
        "index": page.index,
        "date": _iso(page.date),
        "day_start": page.start.isoformat(),
        "day_end": page.end.isoformat(),
        "rooms": {
            room: [_event(event, slug[event.id]) for event in events]
            for room, events in page.rooms.items()
        },
    }


def _iso(day: date) -> str:
    return day.isoformat()


def _event(event: Event, slug: str) -> dict[str, object]:
    written: dict[str, object] = {
        "guid": event.guid,
        "id": event.id,
        "date": event.start.isoformat(),
        "start": event.start.isoformat()[11:16],
        "duration": clock_from(event.minutes),
        "room": event.room,
        "slug": slug,
        "url": event.url,
        "title": event.title,
        "subtitle": event.subtitle,
        "track": event.track,
        "type": event.type,
        "language": event.language,
        "abstract": event.abstract,
        "description": event.description,
        "recording_license": event.licence,
        "do_not_record": event.do_not_record,
        "persons": [_person(person) for person in event.persons],
        "links": _links(event.links),
        "attachments": _links(event.attachments),
        "answers": [],
    }
    if event.logo:
        written["logo"] = event.logo
    return written


def _person(person: Person) -> dict[str, object]:
    said = {
        "guid": person.guid,
        "id": person.number,
        "code": person.code,
        "name": person.name,
        "url": person.url,
    }
    return {key: value for key, value in said.items() if value}


def _links(links: Iterable[Link]) -> list[dict[str, str]]:
    return [{"url": link.url, "title": link.title} for link in links]
