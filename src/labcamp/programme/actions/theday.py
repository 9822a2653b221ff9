# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Late changes on the day: each is one action and one published version, seen by all at once.

Forms say what they showed (`Spot`), so two hosts who act at once notice each other: the second one
gets Stale and sees how it stands now. The same form sent twice finds its work done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from labcamp.core.access import Viewer
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions import proposals
from labcamp.programme.actions.proposals import Offer
from labcamp.programme.actions.timetable import (
    DoesNotFit,
    NotInTheProgramme,
    Spot,
    day_of,
    locked_published,
    publish_at_once,
    set_cancelled,
)
from labcamp.programme.models import Placement, Proposal, Room, Timetable
from labcamp.programme.queries.problem import slots_taken
from labcamp.series.models import Edition


class PlaceTaken(Exception):
    """Another session was put where a cancelled one stood; it needs another place first."""


class InTheRoom(Exception):
    """Another session begins in the same room before this one would end."""

    def __init__(self, other: Placement) -> None:
        super().__init__(str(other))
        self.other = other


@dataclass(frozen=True)
class Place:
    """A room and a span of time."""

    room: Room
    starts_at: datetime
    ends_at: datetime


@transaction.atomic
def move_now(proposal: Proposal, place: Place, *, was: Spot, by: Viewer) -> Timetable:
    """Put a published session at a free place. Raises Stale when one of both is not as shown."""
    published = locked_published(proposal.edition, by)
    mine = _placed(published, proposal)
    here = Spot(mine.starts_at, mine.room_id)
    if here == Spot(place.starts_at, place.room.pk):
        return published
    if here != was or _standing(published, place, proposal):
        raise Stale(mine)

    def change(version: Timetable) -> None:
        before = _mine(version, proposal)
        others = _standing(version, place, proposal)
        _put(version, proposal, place)
        _give_way(others, before)

    told = [place.starts_at.isoformat(), place.room.pk]
    record(facts.SESSION_MOVED, about=proposal, by=by, before=_told(was), after=told)
    return publish_at_once(published, change, by)


@transaction.atomic
def swap_now(
    one: Proposal, other: Proposal, *, was: Spot, other_was: Spot, by: Viewer
) -> Timetable:
    """Two published sessions change places. Raises Stale when one is not where it was shown.

    Raises DoesNotFit when one takes more slots than the other.
    """
    published = locked_published(one.edition, by)
    first, second = _placed(published, one), _placed(published, other)
    spots = [Spot(p.starts_at, p.room_id) for p in (first, second)]
    if spots == [other_was, was] and one.pk != other.pk:
        return published
    if spots != [was, other_was] or first.room is None or second.room is None:
        raise Stale(first)
    if len(slots_taken([first, second], one.edition)) > 1:
        raise DoesNotFit
    goals = {
        one.pk: Place(second.room, second.starts_at, second.ends_at),
        other.pk: Place(first.room, first.starts_at, first.ends_at),
    }

    def change(version: Timetable) -> None:
        strangers = [
            placement
            for goal in goals.values()
            for placement in _standing(version, goal, one)
            if placement.proposal_id != other.pk
        ]
        for proposal in (one, other):
            _put(version, proposal, goals[proposal.pk])
        _give_way(strangers, None)

    record(facts.SESSION_MOVED, about=one, by=by, before=_told(was), after=_told(other_was))
    record(facts.SESSION_MOVED, about=other, by=by, before=_told(other_was), after=_told(was))
    return publish_at_once(published, change, by)


@transaction.atomic
def end_now(
    proposal: Proposal, ends_at: datetime, *, was: Spot, until: datetime, by: Viewer
) -> Timetable:
    """A published session ends at another time; `was` and `until` are where the form showed it.

    Raises Stale when it stands elsewhere, InTheRoom for the session that begins before it would
    end. A break is no hindrance: hosts see on the day what runs into it.
    """
    published = locked_published(proposal.edition, by)
    mine = _placed(published, proposal)
    here = Spot(mine.starts_at, mine.room_id)
    if here == was and mine.ends_at == ends_at:
        return published
    if here != was or mine.ends_at != until or ends_at <= mine.starts_at:
        raise Stale(mine)
    if mine.room is not None:
        goal = Place(mine.room, mine.starts_at, ends_at)
        if not mine.cancelled and (others := _standing(published, goal, proposal)):
            raise InTheRoom(others[0])

    def change(version: Timetable) -> None:
        placed = _mine(version, proposal)
        if placed is None or placed.starts_at != was.starts_at:
            return  # in the draft it is elsewhere already
        if placed.room is not None:
            _give_way(
                _standing(version, Place(placed.room, was.starts_at, ends_at), proposal), None
            )
        placed.ends_at = ends_at
        placed.save()

    record(facts.SESSION_MOVED, about=proposal, by=by, until=ends_at.isoformat())
    return publish_at_once(published, change, by)


@transaction.atomic
def add_now(edition: Edition, offer: Offer, place: Place, *, token: UUID, by: Viewer) -> Proposal:
    """A new session at a free place; the same token again is the same session.

    Raises Stale with what stands there when the place is taken meanwhile.
    """
    published = locked_published(edition, by)
    known = Proposal.objects.filter(edition=edition, guid=str(token)).first()
    if known is not None:
        return known
    taken = _standing(published, place, None)
    if taken:
        raise Stale(taken[0])
    proposal = proposals.propose(edition, offer, token=token, by=by)

    def change(version: Timetable) -> None:
        others = _standing(version, place, proposal)
        _put(version, proposal, place)
        _give_way(others, None)

    publish_at_once(published, change, by)
    return proposal


@transaction.atomic
def bring_back_now(proposal: Proposal, *, by: Viewer) -> Timetable:
    """A cancelled session takes place after all. Raises PlaceTaken when its place has gone."""
    published = locked_published(proposal.edition, by)
    mine = _placed(published, proposal)
    if mine.room and _standing(published, Place(mine.room, mine.starts_at, mine.ends_at), proposal):
        raise PlaceTaken
    return set_cancelled(proposal, cancelled=False, by=by)


def _placed(published: Timetable, proposal: Proposal) -> Placement:
    found = _mine(published, proposal)
    if found is None:
        raise NotInTheProgramme
    return found


def _mine(version: Timetable, proposal: Proposal) -> Placement | None:
    rows = Placement.objects.filter(timetable=version, proposal=proposal)
    return rows.select_related("room").first()


def _standing(version: Timetable, place: Place, but: Proposal | None) -> list[Placement]:
    """Other sessions that take place in that room meanwhile; a cancelled one leaves it free."""
    there = Placement.objects.filter(
        timetable=version,
        room=place.room,
        starts_at__lt=place.ends_at,
        ends_at__gt=place.starts_at,
        cancelled=False,
        proposal__isnull=False,
    )
    return list(there.exclude(proposal=but) if but else there)


def _put(version: Timetable, proposal: Proposal, place: Place) -> None:
    placed = _mine(version, proposal) or Placement(timetable=version, proposal=proposal)
    placed.room = place.room
    placed.starts_at, placed.ends_at = place.starts_at, place.ends_at
    placed.day = day_of(place.starts_at, version.edition.time_zone)
    placed.save()


def _give_way(others: list[Placement], free: Placement | None) -> None:
    """In a draft somebody else may stand at the goal: the first takes the place that became free.

    What remains has no place any more, and the desk says so. A published version has none of it.
    """
    for number, other in enumerate(others):
        if free is None or number:
            other.delete()
            continue
        length = other.ends_at - other.starts_at
        other.room, other.starts_at, other.day = free.room, free.starts_at, free.day
        other.ends_at = free.starts_at + length
        other.save()


def _told(spot: Spot) -> list[object]:
    return [spot.starts_at.isoformat(), spot.room]
