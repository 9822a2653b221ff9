# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days, slots, rooms and the window in which interest is marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from labcamp.core.access import Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions.locks import locked_edition
from labcamp.programme.actions.rasterback import room_told, said_of_slots, slot_told
from labcamp.programme.actions.steps import step
from labcamp.programme.actions.timetable import begin_draft, follow_raster, put
from labcamp.programme.models import DraftStep, Placement, Planning, Room, Slot, Timetable
from labcamp.programme.queries.problem import Raster, in_a_row, plan_of, raster_of, span_of
from labcamp.series.models import Edition
from labcamp.solvers.timetable import Place


@dataclass(frozen=True)
class Window:
    """Whether proposals are taken, when interest is marked, and the solver's seed."""

    proposals_open: bool
    voting_opens: datetime | None
    voting_closes: datetime | None
    seed: int
    own_moves: str = Planning.OwnMoves.NONE


@dataclass(frozen=True)
class Span:
    """One slot: `common` ones (breaks, welcome) are for everybody and hold no session."""

    starts_at: datetime
    ends_at: datetime
    title: str = ""
    common: bool = False


@dataclass(frozen=True)
class RoomWords:
    name: str
    capacity: int | None = None
    features: tuple[str, ...] = ()
    description: str = ""
    form: str = ""


class Overlaps(Exception):
    """The span begins before another one has ended; `other` is that one."""

    def __init__(self, other: Slot) -> None:
        super().__init__(str(other))
        self.other = other


class NameTaken(Exception):
    """The edition has a room of that name."""


class InUse(Exception):
    """A room in a published timetable stays; its sessions are moved first."""


def locked_planning(edition: Edition, by: Viewer) -> Planning:
    """The edition's planning row, locked after its own, for somebody who may plan.

    Made at the first use.
    """
    require(by, "plan", edition)
    locked_edition(edition.pk)
    Planning.objects.get_or_create(edition=edition)
    return Planning.objects.select_for_update().get(edition=edition)


def refuse_old(planning: Planning, version: int) -> None:
    """Raise Stale when somebody saved since `version` was read."""
    if planning.version != version:
        raise Stale(planning)


def moved_on(planning: Planning) -> None:
    """Let forms that were read before notice that they are old."""
    planning.version += 1
    planning.save(update_fields=["version"])


@transaction.atomic
def set_window(edition: Edition, window: Window, *, version: int, by: Viewer) -> Planning:
    """Save the window; raises Stale when somebody saved since `version` was read.

    The very same window once more is a form that was sent twice, here and in what follows.
    """
    planning = locked_planning(edition, by)
    if window == Window(**{key: getattr(planning, key) for key in asdict(window)}):
        return planning
    refuse_old(planning, version)
    for key, value in asdict(window).items():
        setattr(planning, key, value)
    planning.version += 1
    planning.save()
    record(facts.PLANNING_CHANGED, about=edition, by=by)
    return planning


@transaction.atomic
def add_slots(edition: Edition, spans: Iterable[Span], *, by: Viewer) -> list[Slot]:
    """Add spans of time; the same span twice is one. Raises Overlaps, and then adds none.

    Breaks and fixed points stand in the draft at once.
    """
    edition = locked_edition(edition.pk)
    planning = locked_planning(edition, by)
    there = list(Slot.objects.filter(edition=edition))
    added: list[Slot] = []
    for span in spans:
        same = [s for s in there if (s.starts_at, s.ends_at) == (span.starts_at, span.ends_at)]
        if same:
            continue
        _refuse_overlap(span, there)
        slot = Slot(edition=edition, **asdict(span))
        there.append(slot)
        added.append(slot)
    if added:
        if any(slot.common for slot in added):
            _draft_of_published(edition, by)
        told: dict[str, object] = {"slots": []}
        with step(edition, DraftStep.Kind.SLOTS_ADDED, by=by, raster=told):
            for slot in added:
                slot.save()
            follow_raster(edition)
            told["slots"] = [[slot.pk, None, slot_told(slot)] for slot in added]
        moved_on(planning)
        record(facts.SLOTS_CHANGED, about=edition, by=by, added=len(added))
    return added


@transaction.atomic
def change_slot(slot: Slot, span: Span, *, version: int, by: Viewer) -> Slot:
    """Change a slot; the draft's sessions in it and breaks go along. Raises Overlaps or Stale."""
    edition = locked_edition(slot.edition_id)
    slot = Slot.objects.select_for_update().get(pk=slot.pk)
    planning = locked_planning(edition, by)
    rows = [slot_told(slot), slot_told(Slot(**asdict(span)))]
    if rows[0] == rows[1]:
        return slot
    refuse_old(planning, version)
    _refuse_overlap(span, Slot.objects.filter(edition=slot.edition).exclude(pk=slot.pk))
    _draft_of_published(edition, by)
    told = {"slots": [[slot.pk, *rows]]}
    kind = DraftStep.Kind.SLOT_CHANGED
    with step(edition, kind, by=by, raster=told):
        _change(slot, span)
        follow_raster(edition)
    moved_on(planning)
    record(facts.SLOTS_CHANGED, about=slot.edition, by=by, changed=1)
    return slot


def _draft_of_published(edition: Edition, by: Viewer) -> None:
    """New times are published with a draft: without one, what is published would never get them."""
    if Timetable.objects.filter(edition=edition, state="published").exists():
        begin_draft(edition, by=by)


def _change(slot: Slot, span: Span) -> None:
    """The slot, and with it the draft's sessions in it.

    One whose row of slots breaks up stays, and so does one that would run into another session,
    which stands at a time of no slot since the day's changes.
    """
    edition = slot.edition
    placed = Placement.objects.filter(timetable__edition=edition, timetable__state="draft")
    rows = list(placed.select_related("proposal", "timetable__edition").exclude(proposal=None))
    before = raster_of(edition)
    plan = plan_of(rows, before)
    for key, value in asdict(span).items():
        setattr(slot, key, value)
    slot.save()
    raster = raster_of(edition)
    for one in rows:
        place = plan.get(str(one.proposal_id))
        if place is None or str(slot.pk) not in place.slots:
            continue
        if one.starts_at != before.slots[place.slot].starts_at:
            continue
        if in_a_row(place, edition, raster) and not _runs_into(one, place, raster, rows):
            put(one, place, raster)


def _runs_into(one: Placement, place: Place, raster: Raster, rows: list[Placement]) -> bool:
    assert one.proposal is not None
    starts, ends = span_of(place, raster, one.proposal.minutes)
    others = [row for row in rows if row != one and row.room_id == one.room_id]
    return not one.cancelled and any(
        row.starts_at < ends and starts < row.ends_at for row in others if not row.cancelled
    )


@transaction.atomic
def remove_slot(slot: Slot, *, by: Viewer) -> None:
    """Remove a slot; sessions placed in it keep their time until the next solve or move."""
    edition = locked_edition(slot.edition_id)
    planning = locked_planning(edition, by)
    if slot.common:
        _draft_of_published(edition, by)
    present = Slot.objects.filter(pk=slot.pk).first()
    if present is None:
        return
    told = {"slots": [[slot.pk, slot_told(present), None]], "said": said_of_slots([slot.pk])}
    with step(edition, DraftStep.Kind.SLOT_REMOVED, by=by, raster=told):
        present.delete()
        follow_raster(edition)
    moved_on(planning)
    record(facts.SLOTS_CHANGED, about=slot.edition, by=by, removed=1)


def _words_of(room: Room) -> RoomWords:
    return RoomWords(room.name, room.capacity, tuple(room.features), room.description, room.form)


@transaction.atomic
def save_room(
    edition: Edition, words: RoomWords, *, by: Viewer, room: Room | None = None, version: int = 0
) -> Room:
    """Add a room, or change `room` (raises Stale for an old `version`). Raises NameTaken.

    The very same room once more is a form that was sent twice.
    """
    planning = locked_planning(edition, by)
    if room is not None:
        if not Room.objects.filter(pk=room.pk).exists():
            raise Stale(planning)
        room.refresh_from_db()
        if _words_of(room) == words:
            return room
        refuse_old(planning, version)
    same = Room.objects.filter(edition=edition, name__iexact=words.name)
    if room is None:
        if (known := same.first()) is not None:
            if _words_of(known) != words:
                raise NameTaken
            return known
        room = Room(
            edition=edition, guid=str(uuid4()), order=Room.objects.filter(edition=edition).count()
        )
    elif same.exclude(pk=room.pk).exists():
        raise NameTaken
    for key, value in asdict(words).items():
        setattr(room, key, list(value) if isinstance(value, tuple) else value)
    room.save()
    moved_on(planning)
    record(facts.ROOMS_CHANGED, about=edition, by=by, room=room.pk)
    return room


@transaction.atomic
def remove_room(room: Room, *, by: Viewer) -> None:
    """Remove a room nothing published needs; draft sessions in it lose their place."""
    edition = locked_edition(room.edition_id)
    planning = locked_planning(edition, by)
    present = Room.objects.filter(pk=room.pk).first()
    if present is None:
        return
    used = Placement.objects.filter(room=present)
    if used.exclude(timetable__state="draft").exists():
        raise InUse
    with step(edition, DraftStep.Kind.ROOM_REMOVED, by=by, raster=room_told(present)):
        used.delete()
        present.delete()
    moved_on(planning)
    record(facts.ROOMS_CHANGED, about=edition, by=by)


def _refuse_overlap(span: Span, there: Iterable[Slot]) -> None:
    for other in there:
        if span.starts_at < other.ends_at and other.starts_at < span.ends_at:
            raise Overlaps(other)
