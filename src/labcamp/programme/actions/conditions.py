# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Saying what a timetable has to respect: givers' times, groups, orders, single sessions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from labcamp.core.access import Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.network.models import Person
from labcamp.programme import facts
from labcamp.programme.actions.locks import locked_edition
from labcamp.programme.actions.raster import NameTaken, locked_planning, moved_on, refuse_old
from labcamp.programme.models import (
    ApartGroup,
    Availability,
    OrderStep,
    Proposal,
    Room,
    RoomClosed,
    SessionCondition,
    SessionOrder,
    Slot,
    SlotStance,
)
from labcamp.programme.queries import conditions as queries
from labcamp.series.models import Edition

MOST_PARTS = 3


class NotEnough(Exception):
    """A group or an order of fewer than two sessions says nothing."""


class Twice(Exception):
    """An order names a session twice."""


class Circle(Exception):
    """A session would have to run before itself; `sessions` is the round, in order."""

    def __init__(self, sessions: list[int]) -> None:
        super().__init__(str(sessions))
        self.sessions = sessions


@dataclass(frozen=True)
class OfSession:
    """What hosts say of one session; None and no slots leave it to its minutes, wishes, raster."""

    parts: int | None = None
    heads: int | None = None
    slots: frozenset[int] = frozenset()


@transaction.atomic
def say_times(
    edition: Edition,
    giver: queries.Told,
    stances: Mapping[int, str],
    *,
    version: int,
    by: Viewer,
) -> Availability:
    """Keep when a giver cannot or would rather: for oneself, or as a host for anybody.

    `stances` holds what differs from "fine", by the keys of slots; slots that are gone drop out.
    Raises Stale when somebody saved since `version` was read (0: nothing was there yet).
    """
    own = by.person is not None and giver.person == by.person
    require(by, "say-times" if own else "plan", edition)
    edition = locked_edition(edition.pk)
    there = Slot.objects.filter(edition=edition, common=False, pk__in=stances)
    wanted = {slot: stances[slot] for slot in there.values_list("pk", flat=True) if stances[slot]}
    row = Availability.objects.filter(edition=edition, **_whose(giver)).first()
    if row is not None and dict(row.stances.values_list("slot", "stance")) == wanted:
        return row
    if (row.version if row else 0) != version:
        raise Stale(row or Availability(edition=edition, version=0))
    if row is None:
        row = Availability(edition=edition, version=0, **_whose(giver))
    row.version += 1
    row.by_id, row.at = by.person, by.now
    row.save()
    row.stances.all().delete()
    SlotStance.objects.bulk_create(
        SlotStance(availability=row, slot_id=slot, stance=stance)
        for slot, stance in sorted(wanted.items())
    )
    record(facts.AVAILABILITY_SAID, about=edition, by=by)
    return row


def _whose(giver: queries.Told) -> dict[str, object]:
    if giver.person is not None:
        return {"person": Person(pk=giver.person), "name": ""}
    return {"person": None, "name": giver.name.casefold()}


@transaction.atomic
def save_group(
    edition: Edition,
    name: str,
    sessions: Collection[int],
    *,
    by: Viewer,
    group: ApartGroup | None = None,
    version: int = 0,
) -> ApartGroup:
    """Add a group of sessions of which no two run at once, or change `group`.

    Raises NotEnough, NameTaken, and Stale for an old `version`. The same group twice is one.
    """
    planning = locked_planning(edition, by)
    chosen = _offered(edition, sessions)
    if group is not None:
        if not ApartGroup.objects.filter(pk=group.pk).exists():
            raise Stale(planning)
        group.refresh_from_db()
        if (group.name, _grouped(group)) == (name, set(chosen)):
            return group
        refuse_old(planning, version)
    if len(chosen) < 2:
        raise NotEnough
    same = ApartGroup.objects.filter(edition=edition, name=name).first()
    if group is None and same is not None:
        if _grouped(same) == set(chosen):
            return same
        raise NameTaken
    if group is not None and same is not None and same.pk != group.pk:
        raise NameTaken
    group = group or ApartGroup(edition=edition)
    group.name = name
    group.save()
    group.sessions.set(chosen)
    moved_on(planning)
    record(facts.CONDITIONS_CHANGED, about=edition, by=by, group=group.pk)
    return group


def _grouped(group: ApartGroup) -> set[int]:
    return set(group.sessions.values_list("pk", flat=True))


@transaction.atomic
def remove_group(group: ApartGroup, *, by: Viewer) -> None:
    planning = locked_planning(group.edition, by)
    if ApartGroup.objects.filter(pk=group.pk).delete()[0]:
        moved_on(planning)
        record(facts.CONDITIONS_CHANGED, about=group.edition, by=by)


@transaction.atomic
def save_order(
    edition: Edition,
    sessions: Sequence[int],
    *,
    by: Viewer,
    order: SessionOrder | None = None,
    version: int = 0,
) -> SessionOrder:
    """Say that sessions follow each other in this order, or change `order`.

    Raises NotEnough, Twice, Circle when with the other orders a session would have to run before
    itself, and Stale for an old `version`. The same order twice is one.
    """
    planning = locked_planning(edition, by)
    if order is not None and tuple(sessions) == _row_of(edition, order):
        return order
    if order is not None:
        refuse_old(planning, version)
    if len(set(sessions)) != len(sessions):
        raise Twice
    known = _offered(edition, sessions)
    row = tuple(key for key in sessions if key in known)
    if len(row) < 2:
        raise NotEnough
    others = [one for one in queries.orders_of(edition) if order is None or one.pk != order.pk]
    same = next((one for one in others if one.sessions == row), None)
    if order is None and same is not None:
        return SessionOrder.objects.get(pk=same.pk)
    if found := queries.circle_through([row, *(one.sessions for one in others)]):
        raise Circle(found)
    order = order or SessionOrder.objects.create(edition=edition)
    order.steps.all().delete()
    OrderStep.objects.bulk_create(
        OrderStep(order=order, proposal_id=key, position=position)
        for position, key in enumerate(row)
    )
    moved_on(planning)
    record(facts.CONDITIONS_CHANGED, about=edition, by=by, order=order.pk)
    return order


def _row_of(edition: Edition, order: SessionOrder) -> tuple[int, ...]:
    rows = {one.pk: one.sessions for one in queries.orders_of(edition)}
    return rows.get(order.pk, ())


@transaction.atomic
def remove_order(order: SessionOrder, *, by: Viewer) -> None:
    planning = locked_planning(order.edition, by)
    if SessionOrder.objects.filter(pk=order.pk).delete()[0]:
        moved_on(planning)
        record(facts.CONDITIONS_CHANGED, about=order.edition, by=by)


@transaction.atomic
def save_session(proposal: Proposal, said: OfSession, *, version: int, by: Viewer) -> None:
    """Keep what the hosts say of one session; nothing said leaves no row. Raises Stale."""
    edition = proposal.edition
    planning = locked_planning(edition, by)
    slots = set(
        Slot.objects.filter(edition=edition, common=False, pk__in=said.slots).values_list(
            "pk", flat=True
        )
    )
    before = SessionCondition.objects.filter(proposal=proposal).first()
    if _as_said(before) == (said.parts, said.heads, slots):
        return
    refuse_old(planning, version)
    if said.parts is None and said.heads is None and not slots:
        SessionCondition.objects.filter(proposal=proposal).delete()
    else:
        row = before or SessionCondition(proposal=proposal)
        row.parts, row.heads = said.parts, said.heads
        row.save()
        row.slots.set(slots)
    moved_on(planning)
    record(facts.CONDITIONS_CHANGED, about=edition, by=by, session=proposal.pk)


@transaction.atomic
def close_room(room: Room, slots: Collection[int], *, version: int, by: Viewer) -> None:
    """Say in which slots a room cannot be used; none opens it again. Raises Stale."""
    planning = locked_planning(room.edition, by)
    there = Slot.objects.filter(edition=room.edition, common=False, pk__in=list(slots))
    wanted = set(there.values_list("pk", flat=True))
    if set(RoomClosed.objects.filter(room=room).values_list("slot", flat=True)) == wanted:
        return
    refuse_old(planning, version)
    RoomClosed.objects.filter(room=room).exclude(slot__in=wanted).delete()
    RoomClosed.objects.bulk_create(
        (RoomClosed(room=room, slot_id=slot) for slot in sorted(wanted)), ignore_conflicts=True
    )
    moved_on(planning)
    record(facts.CONDITIONS_CHANGED, about=room.edition, by=by, room=room.pk)


def _as_said(row: SessionCondition | None) -> tuple[int | None, int | None, set[int]]:
    if row is None:
        return None, None, set()
    return row.parts, row.heads, set(row.slots.values_list("pk", flat=True))


def _offered(edition: Edition, sessions: Collection[int]) -> list[int]:
    """Those of the sessions that are offered at this edition."""
    offered = Proposal.objects.filter(
        edition=edition, state=Proposal.State.OFFERED, pk__in=list(sessions)
    )
    return list(offered.values_list("pk", flat=True))
