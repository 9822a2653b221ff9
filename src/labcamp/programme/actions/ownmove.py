# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A giver moves their own published session to a free place, where the hosts let them."""

from __future__ import annotations

from django.db import transaction

from labcamp.core.access import Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions.timetable import (
    DRAFT,
    PUBLISHED,
    NotInTheProgramme,
    Spot,
    _copy_placements,
    _new_version,
    _next_number,
    _publish,
    _put,
    _standing_at,
)
from labcamp.programme.models import Placement, Planning, Proposal, Room, Slot, Timetable
from labcamp.programme.queries.ownmoves import free_places
from labcamp.series.models import Edition


@transaction.atomic
def move_own(
    proposal: Proposal, *, slot: Slot, room: Room, was: Spot | None, by: Viewer
) -> Timetable:
    """Move it in the published programme; a new version is published at once, the hosts are told.

    Raises Stale when it is no longer where the form showed it, or the place is no longer free.
    A draft in work is changed the same way where its session stands as published.
    """
    edition = Edition.objects.select_for_update().get(pk=proposal.edition_id)
    proposal = Proposal.objects.select_for_update().select_related("edition").get(pk=proposal.pk)
    require(by, "move_own", proposal)
    published = Timetable.objects.filter(edition=edition, state=PUBLISHED).first()
    placed = Placement.objects.filter(timetable=published, proposal=proposal)
    mine = placed.select_related("timetable__edition", "proposal").first()
    if published is None or mine is None:
        raise NotInTheProgramme
    before = Spot(mine.starts_at, mine.room_id)
    if before == Spot(slot.starts_at, room.pk):
        return published
    planning = Planning.objects.get(edition=edition)
    allowed = {(goal.slot.pk, goal.room_key) for goal in free_places(mine, planning, by.now)}
    if before != was or (slot.pk, room.pk) not in allowed:
        raise Stale(mine)
    version = _new_version(edition, by, published, state=Timetable.State.SUPERSEDED)
    _copy_placements(published, version)
    _put(Placement.objects.get(timetable=version, proposal=proposal), slot, room, edition)
    _follow_in_draft(proposal, before, slot, room)
    record(
        facts.SESSION_MOVED_BY_GIVER,
        about=proposal,
        by=by,
        before=[before.starts_at.isoformat(), before.room],
        after=[slot.starts_at.isoformat(), room.pk],
        version=version.pk,
    )
    return _publish(version, published, by)


def _follow_in_draft(proposal: Proposal, before: Spot, slot: Slot, room: Room) -> None:
    """A draft in work is newer than what was published; who was moved in it stays where it is."""
    draft = Timetable.objects.filter(edition=proposal.edition_id, state=DRAFT).first()
    if draft is None:
        return
    mine = Placement.objects.filter(timetable=draft, proposal=proposal).first()
    if (
        mine is not None
        and Spot(mine.starts_at, mine.room_id) == before
        and _standing_at(draft, slot, room, proposal) is None
    ):
        _put(mine, slot, room, draft.edition)
    Timetable.objects.filter(pk=draft.pk).update(number=_next_number(draft.edition))
