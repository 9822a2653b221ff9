# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking over a whole programme from a file: proposals, rooms and a draft, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from labcamp.core.access import Viewer, require
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions.locks import locked_edition
from labcamp.programme.actions.proposals import tell_givers
from labcamp.programme.actions.timetable import begin_draft
from labcamp.programme.models import Giver, Placement, Proposal, Room, Slot, Timetable
from labcamp.series.models import Edition

MOST_NUMBER = Proposal.UNSEEN_FROM - 1


@dataclass(frozen=True)
class IncomingGiver:
    name: str
    guid: str = ""
    set_aside: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class IncomingRoom:
    name: str
    guid: str
    capacity: int | None = None
    description: str = ""


@dataclass(frozen=True)
class IncomingSession:
    """One session of a file with its place; `columns` are the proposal's own fields."""

    guid: str
    number: int
    columns: dict[str, Any]
    givers: tuple[IncomingGiver, ...]
    room: str
    starts_at: datetime
    day: date


@dataclass(frozen=True)
class Incoming:
    """A whole programme; `set_aside` is what only the file's own form needs again."""

    name: str
    rooms: tuple[IncomingRoom, ...]
    sessions: tuple[IncomingSession, ...]
    set_aside: dict[str, Any]


@dataclass(frozen=True)
class Line:
    """What became of one record: "added", "changed" or "same" (kind: room, session or slots)."""

    what: str
    kind: str
    number: int
    words: str


class TooLong(Exception):
    """A text of the file is longer than we keep."""

    def __init__(self, number: int, column: str, most: int) -> None:
        super().__init__(f"Session {number}: “{column}” is longer than {most} characters.")


@transaction.atomic
def take_over(edition: Edition, incoming: Incoming, *, by: Viewer) -> list[Line]:
    """Bring the programme into the edition's draft; what it knows by its guid is updated.

    Numbers stay what they were at the first import. Sessions of the edition that the file does
    not name are left alone. Raises TooLong before anything is kept.
    """
    require(by, "plan", edition)
    edition = locked_edition(edition.pk)
    lines, rooms = _rooms(edition, incoming.rooms)
    known = {p.guid: p for p in Proposal.objects.filter(edition=edition)}
    numbers = {p.number for p in known.values() if p.number <= MOST_NUMBER}
    draft = begin_draft(edition, by=by)
    draft.name, draft.set_aside = incoming.name[:120], incoming.set_aside
    draft.save(update_fields=["name", "set_aside"])
    placed: list[tuple[IncomingSession, Proposal]] = []
    for session in incoming.sessions:
        proposal, line = _session(edition, session, known.get(session.guid), numbers, by)
        numbers.add(proposal.number)
        lines.append(line)
        placed.append((session, proposal))
    _givers(placed)
    _place(draft, placed, rooms)
    if not Slot.objects.filter(edition=edition).exists():
        lines.append(_raster(edition, [p for p in draft.placements.all() if p.proposal_id]))
    record(facts.SCHEDULE_IMPORTED, about=edition, by=by, sessions=len(placed))
    return lines


def _rooms(
    edition: Edition, incoming: Iterable[IncomingRoom]
) -> tuple[list[Line], dict[str, Room]]:
    there = list(Room.objects.filter(edition=edition))
    by_guid = {r.guid: r for r in there if r.guid}
    by_name = {r.name: r for r in there}
    lines, rooms = [], {}
    for order, words in enumerate(incoming):
        room = by_guid.get(words.guid) or by_name.get(words.name)
        new = room is None
        room = room or Room(edition=edition)
        before = (room.name, room.guid, room.capacity, room.description, room.order)
        room.name, room.guid, room.order = words.name, words.guid, order
        room.capacity = words.capacity
        room.description = words.description
        if len(room.name) > 120:
            raise TooLong(0, "room", 120)
        same = before == (room.name, room.guid, room.capacity, room.description, room.order)
        if new or not same:
            room.save()
        lines.append(Line(_what(new=new, same=same), "room", room.pk, room.name))
        rooms[words.name] = room
    return lines, rooms


def _session(
    edition: Edition,
    session: IncomingSession,
    known: Proposal | None,
    numbers: set[int],
    by: Viewer,
) -> tuple[Proposal, Line]:
    _check_lengths(session)
    if known is None:
        number = session.number
        if number > MOST_NUMBER or number in numbers:
            number = max(numbers, default=0) + 1 if max(numbers, default=0) < MOST_NUMBER else 1
        proposal = Proposal.objects.create(
            edition=edition,
            guid=session.guid,
            number=number,
            audience=edition.audience,
            at=by.now,
            **session.columns,
        )
        return proposal, Line("added", "session", number, proposal.title)
    changed = [k for k, v in session.columns.items() if getattr(known, k) != v]
    for key in changed:
        setattr(known, key, session.columns[key])
    if changed:
        known.version += 1
        known.save()
    what = _what(new=False, same=not changed)
    return known, Line(what, "session", known.number, known.title)


def _check_lengths(session: IncomingSession) -> None:
    for column, value in session.columns.items():
        most = getattr(Proposal._meta.get_field(column), "max_length", None)
        if isinstance(value, str) and most and len(value) > most:
            raise TooLong(session.number, column, most)
    for giver in session.givers:
        if len(giver.name) > 200:
            raise TooLong(session.number, "person", 200)


def _givers(placed: list[tuple[IncomingSession, Proposal]]) -> None:
    """Givers as the file names them; who is linked to an account stays linked."""
    pks = [proposal.pk for _, proposal in placed]
    there: dict[int, list[Giver]] = {}
    for giver in Giver.objects.filter(proposal__in=pks):
        there.setdefault(giver.proposal_id, []).append(giver)
    rows = []
    for session, proposal in placed:
        old = {g.name: g for g in there.get(proposal.pk, [])}
        for order, words in enumerate(session.givers):
            before = old.get(words.name)
            rows.append(
                Giver(
                    proposal=proposal,
                    name=words.name,
                    guid=words.guid,
                    set_aside=words.set_aside,
                    person_id=before.person_id if before else None,
                    lab_id=before.lab_id if before else None,
                    order=order,
                )
            )
        tell_givers(proposal, [words.name for words in session.givers])
    Giver.objects.filter(proposal__in=pks).delete()
    Giver.objects.bulk_create(rows)


def _place(
    draft: Timetable, placed: list[tuple[IncomingSession, Proposal]], rooms: dict[str, Room]
) -> None:
    Placement.objects.filter(timetable=draft, proposal__in=[p for _, p in placed]).delete()
    Placement.objects.bulk_create(
        Placement(
            timetable=draft,
            proposal=proposal,
            room=rooms[session.room],
            starts_at=session.starts_at,
            ends_at=session.starts_at + timedelta(minutes=proposal.minutes),
            day=session.day,
        )
        for session, proposal in placed
        if proposal.state in Proposal.PLACEABLE
    )


def _raster(edition: Edition, placements: list[Placement]) -> Line:
    """Slots for an edition that has none: each day from its first to its last session."""
    lengths = Counter(p.ends_at - p.starts_at for p in placements)
    step = max(lengths, key=lambda length: (lengths[length], length)) if lengths else None
    slots = []
    for day in sorted({p.day for p in placements}):
        starts = [p.starts_at for p in placements if p.day == day]
        ends = max(p.ends_at for p in placements if p.day == day)
        at = min(starts)
        while step and at < ends:
            slots.append(Slot(edition=edition, starts_at=at, ends_at=at + step))
            at += step
    last: datetime | None = None
    apart = []
    for slot in slots:
        if last is None or slot.starts_at >= last:
            apart.append(slot)
            last = slot.ends_at
    Slot.objects.bulk_create(apart)
    return Line("added", "slots", len(apart), str(step or ""))


def _what(*, new: bool, same: bool) -> str:
    return "added" if new else "same" if same else "changed"
