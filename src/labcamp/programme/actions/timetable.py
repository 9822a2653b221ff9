# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The draft and its moves; publishing a version; changes on the day."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Q

from labcamp.core.access import Audience, Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions.locks import locked_edition
from labcamp.programme.actions.sequences import count_sequences, session_rows
from labcamp.programme.actions.steps import forget, step
from labcamp.programme.changes import changes_between
from labcamp.programme.models import DraftStep, Placement, Proposal, Room, Slot, Timetable
from labcamp.programme.queries.broken import Broken, broken_of
from labcamp.programme.queries.desk import in_a_break
from labcamp.programme.queries.draft import draft_of, mark_of
from labcamp.programme.queries.problem import Raster, span_of
from labcamp.programme.queries.why import Case
from labcamp.series.models import Edition
from labcamp.solvers.explain import NOWHERE, exchange
from labcamp.solvers.timetable import Place

DAY_BEGINS = timedelta(hours=4)
DRAFT, PUBLISHED = Timetable.State.DRAFT, Timetable.State.PUBLISHED


class NothingToPublish(Exception):
    """The draft holds no session."""


class RunsIntoBreak(Exception):
    """A break or fixed point cuts into sessions; `sessions` are their keys, numbers and titles."""

    def __init__(self, sessions: list[tuple[int, int, str]]) -> None:
        super().__init__(", ".join(title for _, _, title in sessions))
        self.sessions = sessions


class BreaksConditions(Exception):
    """Sessions stand where a condition forbids it; `sessions` say which and why."""

    def __init__(self, sessions: list[Broken]) -> None:
        super().__init__(", ".join(one.title for one in sessions))
        self.sessions = sessions


class DoesNotFit(Exception):
    """The session, or one that would make room for it, needs more slots in a row."""


class NotInTheProgramme(Exception):
    """The session has no place in the published timetable."""


@dataclass(frozen=True)
class Spot:
    """A start and a room; how a form says where a session was when it was read."""

    starts_at: datetime
    room: int | None


def day_of(starts_at: datetime, zone: str) -> date:
    """The local date something belongs to; until four in the morning, the day before."""
    return (starts_at.astimezone(ZoneInfo(zone)) - DAY_BEGINS).date()


@transaction.atomic
def begin_draft(edition: Edition, *, by: Viewer) -> Timetable:
    """The edition's draft: the one there is, or a copy of the published version, or a blank one."""
    require(by, "plan", edition)
    edition = locked_edition(edition.pk)
    draft = draft_of(edition)
    if draft is not None:
        return draft
    with step(edition, DraftStep.Kind.BEGUN, by=by):
        return make_draft(edition, by=by)


def make_draft(edition: Edition, *, by: Viewer) -> Timetable:
    """A copy of the published version, or a blank one; the caller holds the edition's row.

    A session that was cancelled, withdrawn and offered again is free for another place.
    """
    published = Timetable.objects.filter(edition=edition, state=PUBLISHED).first()
    draft = _new_version(edition, by, published)
    if published is not None:
        _copy_placements(published, draft)
        offered = Placement.objects.filter(timetable=draft, proposal__state=Proposal.State.OFFERED)
        offered.filter(cancelled=True).delete()
    set_fixed_points(draft)
    record(facts.DRAFT_BEGUN, about=draft, by=by)
    return draft


def follow_raster(edition: Edition) -> None:
    """Bring breaks and fixed points into a draft in work; the caller holds the edition's row."""
    draft = draft_of(edition)
    if draft is not None:
        set_fixed_points(draft)


def set_fixed_points(draft: Timetable) -> None:
    """Breaks and other common slots stand in the draft as they stand in the raster."""
    fixed = Slot.objects.filter(edition=draft.edition, common=True)
    if not Slot.objects.filter(edition=draft.edition).exists():
        return  # an imported plan without a raster keeps the fixed points it brought
    Placement.objects.filter(timetable=draft, proposal=None).delete()
    Placement.objects.bulk_create(
        Placement(
            timetable=draft,
            title=slot.title or "–",
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            day=day_of(slot.starts_at, draft.edition.time_zone),
        )
        for slot in fixed
    )


@transaction.atomic
def move(
    proposal: Proposal,
    *,
    slot: Slot | None,
    room: Room | None,
    was: Spot | None,
    instead: Collection[int],
    by: Viewer,
) -> Placement | None:
    """Put a session at a slot and room of the draft, or off it (None); who stands there swaps.

    It takes as many slots in a row as it needs; raises DoesNotFit when they are not there.
    `was` and `instead` (the proposals standing at the goal) are what the form showed; raises
    Stale with the present placement when either is no longer so. A second click changes nothing.
    """
    draft = begin_draft(proposal.edition, by=by)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    mine = Placement.objects.filter(timetable=draft, proposal=proposal).first()
    if slot is None or room is None:
        with step(draft.edition, DraftStep.Kind.MOVED, by=by, session=proposal):
            _take_off(mine, was, by)
        return None
    case, key = Case.of(draft.edition, draft), str(proposal.pk)
    if key not in case.asked:
        raise Stale(mine or proposal)
    place = case.place(key, slot, room)
    if place is None:
        raise DoesNotFit
    placed = mine or Placement(timetable=draft, proposal=proposal)
    if mine is not None and _stands(mine, place, case.raster):
        return mine
    others = standing_at(draft, place, case.raster, proposal)
    here = Spot(mine.starts_at, mine.room_id) if mine else None
    if here != was or {other.proposal_id for other in others} != set(instead):
        raise Stale(mine or proposal)
    goals = _goals_of(others, case, key, place)
    with step(draft.edition, DraftStep.Kind.MOVED, by=by, session=proposal):
        for other, goal in goals:
            if goal == NOWHERE:
                other.delete()
            else:
                put(other, goal, case.raster)
        put(placed, place, case.raster)
    record(
        facts.SESSION_MOVED,
        about=proposal,
        by=by,
        before=_told(was),
        after=_told(Spot(slot.starts_at, room.pk)),
        swapped=sorted(instead),
    )
    return placed


@transaction.atomic
def pin(proposal: Proposal, *, pinned: bool, by: Viewer, was: Spot | None = None) -> None:
    """Keep a session where it is when the solver runs again, or let it go.

    Raises Stale when it is no longer where the form showed it (`was`).
    """
    draft = begin_draft(proposal.edition, by=by)
    placed = Placement.objects.filter(timetable=draft, proposal=proposal)
    mine = placed.first()
    if was is not None and (mine is None or was != Spot(mine.starts_at, mine.room_id)):
        raise Stale(mine or proposal)
    with step(draft.edition, DraftStep.Kind.PINNED, by=by, session=proposal):
        changed = placed.exclude(pinned=pinned).update(pinned=pinned)
    if changed:
        record(facts.SESSION_PINNED, about=proposal, by=by, pinned=pinned)


@transaction.atomic
def publish(
    edition: Edition, *, number: int, by: Viewer, mark: str = "", despite: Collection[int] = ()
) -> Timetable:
    """Make the draft with this number the version everybody of the edition's audience sees.

    The same number again is the same version. Raises Stale when there is another draft now, or
    when it is not the one with this `mark`; NothingToPublish when it holds no session;
    RunsIntoBreak when a break cuts into sessions other than those of `despite`, BreaksConditions
    when others stand where they may not.
    """
    require(by, "plan", edition)
    edition = locked_edition(edition.pk)
    published = Timetable.objects.filter(edition=edition, state=PUBLISHED).first()
    if published is not None and published.number == number:
        return published
    draft = Timetable.objects.filter(edition=edition, state=DRAFT).first()
    if draft is None or draft.number != number or mark not in ("", mark_of(draft)):
        raise Stale(draft or published or Timetable(edition=edition, number=0))
    if not Placement.objects.filter(timetable=draft, proposal__isnull=False).exists():
        raise NothingToPublish
    cut = in_a_break(draft)
    if not {key for key, _, _ in cut} <= set(despite):
        raise RunsIntoBreak(cut)
    broken = broken_of(draft)
    if not {one.key for one in broken} <= set(despite):
        raise BreaksConditions(broken)
    forget(edition)
    return _publish(draft, published, by)


@transaction.atomic
def set_cancelled(proposal: Proposal, *, cancelled: bool, by: Viewer) -> Timetable:
    """Say on the day that a session falls through, or takes place after all; published at once.

    It stays in the programme, marked. A draft in work is changed the same way, not published.
    """
    if cancelled:
        require(by, "cancel", proposal)
    else:
        require(by, "plan", proposal.edition)
    edition = locked_edition(proposal.edition_id)
    published = Timetable.objects.filter(edition=edition, state=PUBLISHED).first()
    if published is None or not published.placements.filter(proposal=proposal).exists():
        raise NotInTheProgramme
    if not published.placements.filter(proposal=proposal).exclude(cancelled=cancelled).exists():
        return published
    if not Proposal.objects.filter(pk=proposal.pk, state__in=Proposal.PLACEABLE).exists():
        raise NotInTheProgramme
    draft = Timetable.objects.filter(edition=edition, state=DRAFT).first()
    version = _new_version(edition, by, published, state=Timetable.State.SUPERSEDED)
    _copy_placements(published, version)
    Placement.objects.filter(timetable=version, proposal=proposal).update(cancelled=cancelled)
    if draft is not None:
        Placement.objects.filter(timetable=draft, proposal=proposal).update(cancelled=cancelled)
        Timetable.objects.filter(pk=draft.pk).update(number=_next_number(edition))
    state = Proposal.State.CANCELLED if cancelled else Proposal.State.OFFERED
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    kind = facts.SESSION_CANCELLED if cancelled else facts.SESSION_TAKES_PLACE
    record(kind, about=proposal, by=by)
    return _publish(version, published, by)


def _publish(draft: Timetable, published: Timetable | None, by: Viewer) -> Timetable:
    if published is not None:
        published.state = Timetable.State.SUPERSEDED
        published.save(update_fields=["state"])
        changes = changes_between(session_rows(published), session_rows(draft))
        draft.report = {**draft.report, "changes": changes}
        count_sequences(published, draft)
    draft.state, draft.audience = PUBLISHED, draft.edition.audience
    draft.published_at = _later_than(published, by)
    draft.by_id = by.person
    draft.save()
    record(facts.TIMETABLE_PUBLISHED, about=draft, by=by, number=draft.number)
    return draft


def _later_than(before: Timetable | None, by: Viewer) -> datetime:
    """Now, but after the version before: of two who ask at once the earlier may have to wait."""
    if before is None or before.published_at is None:
        return by.now
    return max(by.now, before.published_at + timedelta(microseconds=1))


def _next_number(edition: Edition) -> int:
    last = Timetable.objects.filter(edition=edition).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _new_version(
    edition: Edition, by: Viewer, before: Timetable | None, state: str = DRAFT
) -> Timetable:
    return Timetable.objects.create(
        edition=edition,
        number=_next_number(edition),
        state=state,
        audience=Audience.HOSTS,
        by_id=by.person,
        made_at=by.now,
        wishes=before.wishes if before else None,
        lost=before.lost if before else None,
        set_aside=before.set_aside if before else {},
    )


def _copy_placements(source: Timetable, goal: Timetable) -> None:
    """Sessions withdrawn, parked or merged into another stay behind."""
    kept = Q(proposal=None) | Q(proposal__state__in=Proposal.PLACEABLE)
    rows = list(Placement.objects.filter(kept, timetable=source))
    for row in rows:
        row.pk, row.timetable = None, goal
    Placement.objects.bulk_create(rows)


def standing_at(
    draft: Timetable, place: Place, raster: Raster, proposal: Proposal
) -> list[Placement]:
    """Which other sessions stand in the room while this one would."""
    there = Placement.objects.filter(
        timetable=draft,
        room=raster.rooms[place.room],
        starts_at__lt=raster.slots[place.slots[-1]].ends_at,
        ends_at__gt=raster.slots[place.slot].starts_at,
    )
    return list(there.exclude(proposal=proposal).exclude(proposal=None).select_related("proposal"))


def _goals_of(
    others: list[Placement], case: Case, key: str, place: Place
) -> list[tuple[Placement, Place]]:
    """Where those go who stand at the goal: to the old place, or to none when there was none.

    Raises Stale for one that may not be moved, and rather than leave one of several without a
    place; DoesNotFit when the old place is too narrow.
    """
    free = dict(exchange(case.plan, key, place))
    found = []
    for other in others:
        guest = str(other.proposal_id)
        if guest not in free or (free[guest] == NOWHERE and len(others) > 1):
            raise Stale(other)
        if free[guest] != NOWHERE and len(free[guest].slots) != len(case.plan[guest].slots):
            raise DoesNotFit
        found.append((other, free[guest]))
    return found


def _take_off(mine: Placement | None, was: Spot | None, by: Viewer) -> None:
    if mine is None:
        return
    if was != Spot(mine.starts_at, mine.room_id):
        raise Stale(mine)
    assert mine.proposal is not None
    proposal = mine.proposal
    mine.delete()
    record(facts.SESSION_MOVED, about=proposal, by=by, before=_told(was), after=None)


def _stands(mine: Placement, place: Place, raster: Raster) -> bool:
    assert mine.proposal is not None
    span = span_of(place, raster, mine.proposal.minutes)
    return (str(mine.room_id), (mine.starts_at, mine.ends_at)) == (place.room, span)


def put(placed: Placement, place: Place, raster: Raster) -> None:
    """Let a session stand at a place, for as long as it may there."""
    assert placed.proposal is not None
    placed.room = raster.rooms[place.room]
    placed.starts_at, placed.ends_at = span_of(place, raster, placed.proposal.minutes)
    placed.day = day_of(placed.starts_at, placed.timetable.edition.time_zone)
    placed.save()


def _told(spot: Spot | None) -> list[object] | None:
    return [spot.starts_at.isoformat(), spot.room] if spot else None


def locked_published(edition: Edition, by: Viewer) -> Timetable:
    """The published version, with the edition's row locked, for somebody who may plan.

    Raises NotInTheProgramme when nothing is published.
    """
    require(by, "plan", edition)
    edition = locked_edition(edition.pk)
    published = Timetable.objects.filter(edition=edition, state=PUBLISHED).first()
    if published is None:
        raise NotInTheProgramme
    published.edition = edition
    return published


def publish_at_once(
    published: Timetable, change: Callable[[Timetable], None], by: Viewer
) -> Timetable:
    """The next version: the published one with `change` made to it. A draft in work gets it too."""
    edition = published.edition
    draft = Timetable.objects.filter(edition=edition, state=DRAFT).first()
    version = _new_version(edition, by, published, state=Timetable.State.SUPERSEDED)
    _copy_placements(published, version)
    change(version)
    if draft is not None:
        change(draft)
        Timetable.objects.filter(pk=draft.pk).update(number=_next_number(edition))
    return _publish(version, published, by)
