# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""schedule.xml as c3voc's schema describes it (github.com/voc/schedule, validator/xsd).

Capacities and descriptions of rooms and the identifiers of people have no element there; they
travel in a processing instruction at the end, which every schema allows and others skip.
"""

import json
from collections.abc import Iterable
from xml.sax.saxutils import escape  # writes only

from labcamp import __version__
from labcamp.publish.schedule.model import Event, Link, Person, Schedule
from labcamp.publish.schedule.pages import Page, pages, slugs
from labcamp.publish.schedule.read_xml import BESIDE
from labcamp.publish.schedule.text import clock_from, legal

_QUOTE = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def to_xml(schedule: Schedule) -> bytes:
    """The schedule as UTF-8 XML; the same schedule gives the same bytes."""
    slug = slugs(schedule)
    listed = pages(schedule)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<schedule>",
        f'<generator name="labcamp" version="{_attribute(__version__)}"/>',
        _element("version", schedule.version),
        *_conference(schedule, len(listed)),
    ]
    for page in listed:
        lines += _day(page, slug)
    lines += [_beside(schedule), "</schedule>", ""]
    return legal("\n".join(lines)).encode()


def _text(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return escape(text, _QUOTE)


def _element(tag: str, text: str) -> str:
    return f"<{tag}>{_text(text)}</{tag}>"


def _conference(schedule: Schedule, days: int) -> list[str]:
    lines = [
        "<conference>",
        _element("acronym", schedule.acronym),
        _element("title", schedule.title),
        f"<start>{schedule.start.isoformat()}</start>",
        f"<end>{schedule.end.isoformat()}</end>",
        f"<days>{days}</days>",
        f"<timeslot_duration>{clock_from(schedule.slot_minutes)}</timeslot_duration>",
    ]
    if schedule.base_url:
        lines.append(_element("base_url", schedule.base_url))
    return [*lines, _element("time_zone_name", schedule.zone), "</conference>"]


def _day(page: Page, slug: dict[int, str]) -> list[str]:
    begins, ends = page.start.isoformat(), page.end.isoformat()
    lines = [f'<day index="{page.index}" date="{page.date}" start="{begins}" end="{ends}">']
    for room, events in page.rooms.items():
        lines.append(f'<room name="{_attribute(room)}">')
        lines += [_event(event, slug[event.id]) for event in events]
        lines.append("</room>")
    return [*lines, "</day>"]


def _event(event: Event, slug: str) -> str:
    start = event.start.isoformat()
    optional = ""
    if event.url:
        optional += _element("url", event.url)
    if event.logo:
        optional += _element("logo", event.logo)
    return (
        f'<event guid="{_attribute(event.guid)}" id="{event.id}">\n'
        f"<date>{start}</date><start>{start[11:16]}</start>"
        f"<duration>{clock_from(event.minutes)}</duration>{_element('room', event.room)}"
        f"<slug>{slug}</slug>{optional}\n"
        f"<recording>{_element('license', event.licence)}"
        f"<optout>{'true' if event.do_not_record else 'false'}</optout></recording>\n"
        f"{_element('title', event.title)}{_element('subtitle', event.subtitle)}"
        f"{_element('track', event.track)}{_element('type', event.type)}"
        f"{_element('language', event.language)}\n"
        f"{_element('abstract', event.abstract)}\n"
        f"{_element('description', event.description)}\n"
        f"<persons>{_persons(event.persons)}</persons>\n"
        f"<links>{_links('link', event.links)}</links>"
        f"<attachments>{_links('attachment', event.attachments)}</attachments>\n"
        "</event>"
    )


def _persons(persons: Iterable[Person]) -> str:
    return "".join(
        (f'<person id="{person.number}">' if person.number else "<person>")
        + f"{_text(person.name)}</person>"
        for person in persons
    )


def _links(tag: str, links: Iterable[Link]) -> str:
    return "".join(
        f'<{tag} href="{_attribute(link.url)}">{_text(link.title)}</{tag}>' for link in links
    )


def _beside(schedule: Schedule) -> str:
    """The processing instruction; ASCII, and never containing its own end."""
    rooms = [
        [room.name, room.guid, "" if room.capacity is None else room.capacity, room.description]
        for room in schedule.rooms
    ]
    people = {
        str(event.id): [[person.guid, person.code, person.url] for person in event.persons]
        for event in schedule.events
        if any(person.guid or person.code or person.url for person in event.persons)
    }
    note = json.dumps({"rooms": rooms, "people": people}, separators=(",", ":"))
    safe = note.replace("?>", "?\\u003e")
    return f"<?{BESIDE} {safe}?>"
