# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Schedule files in and out: what a file says becomes a programme, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from labcamp.core.access import Audience, Viewer
from labcamp.programme.actions.importing import (
    Incoming,
    IncomingGiver,
    IncomingRoom,
    IncomingSession,
    Line,
    take_over,
)
from labcamp.programme.actions.timetable import day_of
from labcamp.programme.models import Proposal, Timetable
from labcamp.programme.queries.export import Given, Session, published_sessions
from labcamp.publish import schedule as files
from labcamp.publish.schedule import Event, Link, Person, Reading, Room, Schedule
from labcamp.series.actions.editions import About, add_edition
from labcamp.series.models import Edition

KINDS = {
    Proposal.Kind.WORKSHOP: ("workshop", "tutorial", "sprint", "hands-on"),
    Proposal.Kind.CHALLENGE: ("challenge",),
    Proposal.Kind.INTRODUCTION: ("introduction", "vorstellung"),
    Proposal.Kind.WALK: ("walk", "tour", "spaziergang", "excursion"),
    Proposal.Kind.DISCUSSION: ("discussion", "diskussion", "podium", "panel", "meeting", "meetup"),
    Proposal.Kind.IMPULSE: ("impulse", "talk", "lecture", "vortrag", "keynote", "plenary"),
}


@dataclass(frozen=True)
class Report:
    """What an import did, or would have done: a line per record, and what was kept aside."""

    edition: str
    reading: Reading
    lines: tuple[Line, ...]
    dry_run: bool

    def sentences(self) -> Iterator[str]:
        schedule = self.reading.schedule
        yield f"{self.reading.dialect}: {schedule.title or schedule.acronym} → {self.edition}"
        for line in self.lines:
            yield f"{line.what:8} {line.kind} {line.number} {line.words}"
        for remark in self.reading.remarks:
            yield f"note     {remark.code} {remark.where} {remark.detail}".rstrip()
        for path, count in files.kept_summary(self.reading.kept_aside):
            yield f"aside    {path} ({count} ×)"
        sessions = [line.what for line in self.lines if line.kind == "session"]
        counts = ", ".join(f"{sessions.count(w)} {w}" for w in ("added", "changed", "same"))
        yield f"{len(sessions)} sessions: {counts}." + (" Nothing kept." if self.dry_run else "")


def import_into(data: bytes, *, edition: Edition, by: Viewer, dry_run: bool = False) -> Report:
    """Bring a schedule file into an edition's draft.

    Raises ScheduleError or TooLong, and then nothing has changed.
    """
    reading = files.read(data)
    return _import(reading, edition, by, dry_run=dry_run)


def import_as_new(
    data: bytes, *, slug: str, by: Viewer, public: bool = False, dry_run: bool = False
) -> Report:
    """Bring a schedule file in as an edition of its own. Raises NumberTaken for a known slug."""
    reading = files.read(data)
    with transaction.atomic():
        edition = add_edition(_about(reading.schedule, public=public), slug=slug, by=by)
        edition.time_zone = reading.schedule.zone
        edition.save(update_fields=["time_zone"])
        report = _import(reading, edition, by, dry_run=dry_run)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _import(reading: Reading, edition: Edition, by: Viewer, *, dry_run: bool) -> Report:
    with transaction.atomic():
        lines = take_over(edition, incoming_from(reading, edition.time_zone), by=by)
        if dry_run:
            transaction.set_rollback(True)
    return Report(str(edition), reading, tuple(lines), dry_run)


def incoming_from(reading: Reading, zone: str) -> Incoming:
    """The file's schedule in the words of a programme."""
    schedule = reading.schedule
    conference = {
        "acronym": schedule.acronym,
        "title": schedule.title,
        "base_url": schedule.base_url,
        "slot_minutes": schedule.slot_minutes,
        "start": schedule.start.isoformat(),
        "end": schedule.end.isoformat(),
        "days": [day.isoformat() for day in schedule.days],
    }
    kept = [[entry.path, entry.value] for entry in reading.kept_aside]
    return Incoming(
        name=schedule.version,
        rooms=tuple(
            IncomingRoom(r.name, r.guid, r.capacity, r.description) for r in schedule.rooms
        ),
        sessions=tuple(_incoming(event, zone) for event in schedule.events),
        set_aside={"conference": conference, "kept": kept},
    )


def _incoming(event: Event, zone: str) -> IncomingSession:
    aside: dict[str, Any] = {
        "type": event.type,
        "url": event.url,
        "logo": event.logo,
        "licence": event.licence,
        "do_not_record": event.do_not_record,
        "attachments": _told(event.attachments),
    }
    columns = {
        "title": event.title,
        "subtitle": event.subtitle,
        "abstract": event.abstract,
        "description": event.description,
        "language": event.language,
        "track": event.track,
        "kind": kind_of(event.type),
        "minutes": event.minutes,
        "links": _told(event.links),
        "set_aside": {key: value for key, value in aside.items() if value},
    }
    givers = tuple(
        IncomingGiver(
            p.name, p.guid, {k: getattr(p, k) for k in ("code", "number", "url") if getattr(p, k)}
        )
        for p in event.persons
    )
    day = day_of(event.start, zone)
    return IncomingSession(event.guid, event.id, columns, givers, event.room, event.start, day)


def kind_of(words: str) -> str:
    """Our kind of session for the type a file names; "other" when none fits."""
    said = words.casefold()
    for kind, signs in KINDS.items():
        if any(sign in said for sign in signs):
            return str(kind)
    return str(Proposal.Kind.OTHER)


def _told(links: tuple[Link, ...]) -> list[dict[str, str]]:
    return [{"title": link.title, "url": link.url} for link in links]


def _about(schedule: Schedule, *, public: bool) -> About:
    return About(
        number=None,
        title=schedule.title or schedule.acronym,
        theme="",
        about="",
        first_day=schedule.start,
        last_day=schedule.end,
        date_told=schedule.start.isoformat(),
        begins=None,
        ends=None,
        form="",
        place="",
        language="de",
        state=Edition.State.PLANNED,
        people_min=None,
        people_max=None,
        units=None,
        seats=None,
        registration_open=False,
        confidentiality="",
        audience=Audience.PUBLIC if public else Audience.HOSTS,
    )


def schedule_of(edition: Edition, viewer: Viewer) -> Schedule | None:
    """The published programme as far as the viewer sees it; None when there is none.

    The format has no word for a cancelled session, so it is left out.
    """
    found = published_sessions(edition, viewer)
    held = [session for session in found.sessions if not session.cancelled] if found else []
    if found is None or not held:
        return None
    zone = ZoneInfo(edition.time_zone)
    events = tuple(_event(session, edition, zone) for session in held)
    days = {session.day for session in held}
    schedule = Schedule(
        acronym=f"labcamp-{edition.slug}",
        title=str(edition),
        version=found.timetable.name or str(found.timetable.number),
        zone=edition.time_zone,
        start=edition.first_day or min(days),
        end=edition.last_day or max(days),
        rooms=tuple(Room(r.name, r.guid, r.capacity, r.description) for r in found.rooms),
        days=tuple(sorted(days)),
        events=events,
        base_url=f"{settings.ORIGIN}/edition/{edition.slug}/",
    )
    return _as_the_file_said(schedule, found.timetable)


def _as_the_file_said(schedule: Schedule, timetable: Timetable) -> Schedule:
    """An imported programme keeps the words its file had for the whole."""
    said = timetable.set_aside.get("conference")
    if not said:
        return schedule
    days = {*schedule.days, *(date.fromisoformat(day) for day in said["days"])}
    return replace(
        schedule,
        acronym=said["acronym"],
        title=said["title"],
        base_url=said["base_url"],
        slot_minutes=said["slot_minutes"],
        start=date.fromisoformat(said["start"]),
        end=date.fromisoformat(said["end"]),
        days=tuple(sorted(days)),
    )


def _event(session: Session, edition: Edition, zone: ZoneInfo) -> Event:
    aside = session.set_aside
    minutes = int((session.ends_at - session.starts_at) / timedelta(minutes=1))
    own = f"{settings.ORIGIN}/edition/{edition.slug}/session/{session.number}/"
    imported = bool(aside) or not session.by
    return Event(
        guid=session.guid,
        id=session.number,
        title=session.title,
        room=session.room,
        start=_local(session.starts_at, zone),
        minutes=minutes,
        subtitle=session.subtitle,
        abstract=session.abstract,
        description=session.description,
        language=session.language,
        type=aside.get("type", "") if imported else session.kind,
        track=session.track,
        persons=tuple(_person(giver) for giver in session.givers),
        links=tuple(Link(link["url"], link["title"]) for link in session.links),
        attachments=tuple(
            Link(link["url"], link["title"]) for link in aside.get("attachments", ())
        ),
        url=aside.get("url", "") if imported else own,
        logo=aside.get("logo", ""),
        licence=aside.get("licence", ""),
        do_not_record=bool(aside.get("do_not_record")),
    )


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone)


def _person(giver: Given) -> Person:
    return Person(
        name=giver.name,
        guid=giver.guid,
        code=giver.set_aside.get("code", ""),
        number=giver.set_aside.get("number", 0),
        url=giver.set_aside.get("url", ""),
    )
