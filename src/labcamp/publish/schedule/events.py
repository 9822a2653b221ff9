# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""One event of a file: its moment, length, identifiers, people and links."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo

from labcamp.publish.schedule import text
from labcamp.publish.schedule.errors import ScheduleError
from labcamp.publish.schedule.model import (
    DAY_BEGINS,
    Event,
    Kept,
    Link,
    Person,
    Remark,
    day_of,
)
from labcamp.publish.schedule.raw import RawEvent, RawLink, RawPerson, keep

_MOST_DIGITS = 15


@dataclass(slots=True)
class Context:
    """What one event has to know about the file, and what it adds to it."""

    acronym: str
    zone: str
    base_url: str
    kept: list[Kept]
    remarks: list[Remark]
    ids: set[int] = field(default_factory=set)
    guids: set[str] = field(default_factory=set)
    room_names: dict[str, None] = field(default_factory=dict)


def event_from(raw: RawEvent, context: Context) -> Event:
    """The event of these words; ScheduleError says what is missing or unreadable."""
    words = raw.words
    title = text.line(words.get("title", ""))
    if not title:
        raise ScheduleError("event-without-title", raw.where, "", raw.line)
    room = _room(raw, context)
    start = _start(raw, context)
    guid = _guid(raw, context, title, room, start)
    return Event(
        guid=guid,
        id=_number(raw, context, guid),
        title=title,
        room=room,
        start=start,
        minutes=_minutes(raw, start),
        subtitle=text.line(words.get("subtitle", "")),
        abstract=text.block(words.get("abstract", "")),
        description=text.block(words.get("description", "")),
        language=text.line(words.get("language", "")),
        type=text.line(words.get("type", "")),
        track=text.line(words.get("track", "")),
        persons=_persons(raw.persons, context),
        links=_links(raw.links, context),
        attachments=_links(raw.attachments, context),
        url=_page(raw, "url", context),
        logo=_page(raw, "logo", context),
        licence=text.line(words.get("licence", "")),
        do_not_record=raw.do_not_record,
    )


def _room(raw: RawEvent, context: Context) -> str:
    """The room the event is filed under, else the one it names itself."""
    filed, said = text.line(raw.room), text.line(raw.room_said)
    room = filed or said
    if not room:
        raise ScheduleError("event-without-room", raw.where, "", raw.line)
    if said and said != room:
        context.remarks.append(Remark("room-disagrees", raw.where, said))
    context.room_names.setdefault(room)
    return room


def _start(raw: RawEvent, context: Context) -> datetime:
    """The moment the event begins, in the schedule's zone."""
    zone = text.zone_from(context.zone) or UTC
    moment = text.moment_from(raw.date) or _clock_on_day(raw)
    if moment is None:
        if not raw.date.strip() and not raw.start.strip():
            raise ScheduleError("event-without-start", raw.where, "", raw.line)
        raise ScheduleError("start-unreadable", raw.where, raw.date or raw.start, raw.line)
    start = _in_zone(moment, zone)
    _compare(raw, moment, start, context)
    return start


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """The minute of the moment in the zone; by way of UTC, so skipped hours do not survive."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware.astimezone(UTC).replace(second=0, microsecond=0).astimezone(zone)


def _clock_on_day(raw: RawEvent) -> datetime | None:
    """The clock time on the event's date, or on the day it is filed under."""
    own = text.date_from(raw.date)
    day = own or text.date_from(raw.day)
    try:
        clock = time.fromisoformat(raw.start.strip().zfill(5))
    except ValueError:
        return text.moment_from(raw.start)
    if day is None:
        return None
    moment = datetime.combine(day, clock.replace(tzinfo=None))
    night = own is None and moment - DAY_BEGINS < datetime.combine(day, time())
    return moment + timedelta(days=1) if night else moment


def _compare(raw: RawEvent, moment: datetime, start: datetime, context: Context) -> None:
    """Remark on a start or a day that says something else than the date."""
    said = raw.start.strip()[:5]
    if ":" in said and said.zfill(5) not in {f"{moment:%H:%M}", f"{start:%H:%M}"}:
        context.remarks.append(Remark("start-disagrees", raw.where, raw.start.strip()))
    day = text.date_from(raw.day)
    if day is not None and day not in {day_of(moment), day_of(start)}:
        context.remarks.append(Remark("other-day", raw.where, f"{day} → {day_of(start)}"))


def _minutes(raw: RawEvent, start: datetime) -> int:
    """The length in minutes, from the duration or else from the end."""
    end = text.moment_from(raw.end)
    length = 0
    if end is not None:
        aware = end if end.tzinfo else end.replace(tzinfo=start.tzinfo)
        length = int((aware - start.astimezone(UTC)).total_seconds() // 60)
        if length <= 0:
            raise ScheduleError("end-before-start", raw.where, raw.end, raw.line)
    minutes = text.minutes_from(raw.duration) if raw.duration.strip() else length
    if not 0 < minutes <= text.MOST_MINUTES:
        raise ScheduleError("duration-unreadable", raw.where, raw.duration, raw.line)
    return minutes


def _guid(raw: RawEvent, context: Context, title: str, room: str, start: datetime) -> str:
    said = raw.guid.strip()
    guid = text.guid_from(said)
    if not guid:
        what = (said,) if said else (raw.id, title, room, start.isoformat())
        guid = text.guid_for(context.acronym, "event", *what)
        context.remarks.append(Remark("guid-made", raw.where, said))
    if guid in context.guids:
        raise ScheduleError("duplicate-guid", raw.where, said or guid, raw.line)
    context.guids.add(guid)
    return guid


def _number(raw: RawEvent, context: Context, guid: str) -> int:
    said = raw.id.strip()
    if said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS and int(said):
        number = int(said)
        if number in context.ids:
            raise ScheduleError("duplicate-id", raw.where, said, raw.line)
    else:
        number = text.number_for(guid, context.ids)
        context.remarks.append(Remark("id-made", raw.where, said))
    context.ids.add(number)
    return number


def _persons(found: list[RawPerson], context: Context) -> tuple[Person, ...]:
    persons = []
    for raw in found:
        name = text.line(raw.name)
        guid, url = text.guid_from(raw.guid), text.page_address(raw.url, context.base_url)
        if raw.guid and not guid:
            keep(context.kept, f"{raw.where}.guid", raw.guid)
        if raw.url and not url:
            keep(context.kept, f"{raw.where}.url", raw.url)
        if name:
            number = raw.number.strip()
            known = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
            code = "".join(c for c in raw.code if c.isascii() and c.isalnum()).upper()
            persons.append(Person(name, guid, code, int(number) if known else 0, url))
    return tuple(persons)


def _links(found: list[RawLink], context: Context) -> tuple[Link, ...]:
    """Links a page may offer; other schemes and broken ones are kept aside."""
    links = []
    for raw in found:
        address = text.web_address(raw.url, context.base_url)
        if address:
            links.append(Link(address, text.line(raw.title)))
        else:
            keep(context.kept, raw.where, [raw.url, raw.title])
    return tuple(links)


def _page(raw: RawEvent, word: str, context: Context) -> str:
    said = raw.words.get(word, "")
    address = text.page_address(said, context.base_url)
    if not address:
        keep(context.kept, f"{raw.where}.{word}", said.strip())
    return address
