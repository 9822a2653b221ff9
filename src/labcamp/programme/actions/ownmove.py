# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A giver takes a free place for their own session, or moves it there, where the hosts let them."""

from __future__ import annotations

from django.db import transaction

from labcamp.core.access import Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions.locks import locked_edition
from labcamp.programme.actions.timetable import (
    DRAFT,
    PUBLISHED,
    NotInTheProgramme,
    Spot,
    _copy_placements,
    _new_version,
    _next_number,
    _publish,
    put,
    standing_at,
)
from labcamp.programme.models import Placement, Proposal, Room, Slot, Timetable
from labcamp.programme.queries.ownmoves import free_places
from labcamp.programme.queries.why import Case


@transaction.atomic
def move_own(
    proposal: Proposal, *, slot: Slot, room: Room, was: Spot | None, by: Viewer
) -> Timetable:
    """Put it there in the published programme; that is published at once, and the hosts are told.

    `was` is where the form showed it, None: nowhere. Raises Stale when that is no longer so, or the
    place is no longer free, and NotInTheProgramme where nothing is published.
    A draft in work is changed the same way where its session stands as published.
    """
    edition = locked_edition(proposal.edition_id)
    proposal = Proposal.objects.select_for_update().select_related("edition").get(pk=proposal.pk)
    require(by, "move_own", proposal)
    published = Timetable.objects.filter(edition=edition, state=PUBLISHED).first()
    if published is None:
        raise NotInTheProgramme
    published.edition = edition
    mine = Placement.objects.filter(timetable=published, proposal=proposal).first()
    before = Spot(mine.starts_at, mine.room_id) if mine else None
    if before == Spot(slot.starts_at, room.pk):
        return published
    places = free_places(proposal, published, mine, by.now)
    if before != was or (slot.pk, room.pk) not in {(g.slot.pk, g.room_key) for g in places}:
        raise Stale(mine or proposal)
    version = _new_version(edition, by, published, state=Timetable.State.SUPERSEDED)
    _copy_placements(published, version)
    case = Case.of(edition, version)
    place = case.place(str(proposal.pk), slot, room)
    assert place is not None, "it is among the free ones"
    there = Placement.objects.filter(timetable=version, proposal=proposal).first()
    put(there or Placement(timetable=version, proposal=proposal), place, case.raster)
    _follow_in_draft(proposal, before, slot, room)
    record(
        facts.SESSION_MOVED_BY_GIVER if before else facts.SESSION_PLACED_BY_GIVER,
        about=proposal,
        by=by,
        before=[before.starts_at.isoformat(), before.room] if before else None,
        after=[slot.starts_at.isoformat(), room.pk],
        version=version.pk,
    )
    return _publish(version, published, by)


def _follow_in_draft(proposal: Proposal, before: Spot | None, slot: Slot, room: Room) -> None:
    """A draft in work is newer than what was published; who was moved in it stays where it is."""
    draft = Timetable.objects.filter(edition=proposal.edition_id, state=DRAFT).first()
    if draft is None:
        return
    mine = Placement.objects.filter(timetable=draft, proposal=proposal).first()
    there = Spot(mine.starts_at, mine.room_id) if mine else None
    case = Case.of(draft.edition, draft)
    place = case.place(str(proposal.pk), slot, room) if there == before else None
    if place is not None and not standing_at(draft, place, case.raster, proposal):
        put(mine or Placement(timetable=draft, proposal=proposal), place, case.raster)
    Timetable.objects.filter(pk=draft.pk).update(number=_next_number(draft.edition))
