# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The room or slots behind a step: as they were before it, or as they were after.

What was said about a slot or a room that goes (who cannot come then, which sessions may only stand
there, when the room is closed) is kept in the step and comes back with it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.db.models import F

from labcamp.programme.models import (
    Availability,
    DraftStep,
    Placement,
    Planning,
    Room,
    RoomClosed,
    SessionCondition,
    Slot,
    SlotStance,
)

ROOM_COLUMNS = ("id", "name", "guid", "capacity", "features", "description", "form", "order")
ONLY_THEN = SessionCondition.slots.through


def room_told(room: Room) -> dict[str, object]:
    return {
        "room": {column: getattr(room, column) for column in ROOM_COLUMNS},
        "said": said_of_room(room.pk),
    }


def slot_told(slot: Slot) -> list[object]:
    """In one zone, whichever a form came in, so that two can be compared."""
    begins, ends = slot.starts_at.astimezone(UTC), slot.ends_at.astimezone(UTC)
    return [begins.isoformat(), ends.isoformat(), slot.title, slot.common]


def said_of_room(room: int) -> dict[str, object]:
    closed = RoomClosed.objects.filter(room=room).values_list("room", "slot")
    return {"closed": [list(row) for row in closed]}


def said_of_slots(slots: Collection[int]) -> dict[str, object]:
    closed = RoomClosed.objects.filter(slot__in=slots).values_list("room", "slot")
    stances = SlotStance.objects.filter(slot__in=slots)
    only = ONLY_THEN.objects.filter(slot__in=slots).values_list("sessioncondition", "slot")
    return {
        "closed": [list(row) for row in closed],
        "stances": [list(row) for row in stances.values_list("availability", "slot", "stance")],
        "only": [list(row) for row in only],
    }


def bring_back(step: DraftStep, *, after: bool) -> bool:
    """Set the raster as it was before the step, or after it; False when that is not possible."""
    if "room" in step.raster:
        done = _remove(step) if after else _restore(step)
    elif "slots" in step.raster:
        done = _set_slots(step, after=after)
    else:
        return True
    if done:
        Planning.objects.filter(edition=step.edition_id).update(version=F("version") + 1)
    return done


def _restore(step: DraftStep) -> bool:
    told: dict[str, Any] = step.raster["room"]
    taken = Room.objects.filter(edition=step.edition_id, name=told["name"])
    if taken.exclude(pk=told["id"]).exists():
        return False
    Room.objects.update_or_create(pk=told["id"], defaults={**told, "edition_id": step.edition_id})
    _say_again(step)
    return True


def _remove(step: DraftStep) -> bool:
    room = step.raster["room"]["id"]
    used = Placement.objects.filter(room=room)
    if used.exclude(timetable__state="draft").exists():
        return False
    kept = used.exclude(proposal__in=[int(key) for key in step.changes])
    if kept.exists():
        return False
    used.delete()
    step.raster["said"] = said_of_room(room)
    Room.objects.filter(pk=room).delete()
    return True


def _set_slots(step: DraftStep, *, after: bool) -> bool:
    """All slots of the step, or none: when one is not as the step left it, or its time is taken."""
    rows = [(key, *both) if after else (key, *both[::-1]) for key, *both in step.raster["slots"]]
    known = Slot.objects.in_bulk([key for key, _, _ in rows])
    present = {key: slot_told(slot) for key, slot in known.items()}
    goals = {key: _slot(key, goal, step) for key, _, goal in rows if goal}
    others = Slot.objects.filter(edition=step.edition_id).exclude(pk__in=present)
    if any(present.get(key) != before for key, before, _ in rows) or any(
        others.filter(starts_at__lt=goal.ends_at, ends_at__gt=goal.starts_at).exists()
        for goal in goals.values()
    ):
        return False
    gone = [key for key in present if key not in goals]
    if gone:
        step.raster["said"] = said_of_slots(gone)
    Slot.objects.filter(pk__in=gone).delete()
    for key, goal in goals.items():
        goal.save(force_insert=key not in present)
    if len(goals) > len(present):
        _say_again(step)
    return True


def _slot(key: int, told: list[Any], step: DraftStep) -> Slot:
    begins, ends, title, common = told
    return Slot(
        pk=key,
        edition_id=step.edition_id,
        starts_at=datetime.fromisoformat(begins),
        ends_at=datetime.fromisoformat(ends),
        title=title,
        common=common,
    )


def _say_again(step: DraftStep) -> None:
    """What was said, as far as those it is about are still there."""
    said: dict[str, list[list[Any]]] = step.raster.get("said", {})
    edition = step.edition_id
    rooms = set(Room.objects.filter(edition=edition).values_list("pk", flat=True))
    slots = set(Slot.objects.filter(edition=edition).values_list("pk", flat=True))
    givers = set(Availability.objects.filter(edition=edition).values_list("pk", flat=True))
    sessions = SessionCondition.objects.filter(proposal__edition=edition)
    conditions = set(sessions.values_list("pk", flat=True))
    RoomClosed.objects.bulk_create(
        (
            RoomClosed(room_id=room, slot_id=slot)
            for room, slot in said.get("closed", ())
            if room in rooms and slot in slots
        ),
        ignore_conflicts=True,
    )
    SlotStance.objects.bulk_create(
        (
            SlotStance(availability_id=giver, slot_id=slot, stance=stance)
            for giver, slot, stance in said.get("stances", ())
            if giver in givers and slot in slots
        ),
        ignore_conflicts=True,
    )
    ONLY_THEN.objects.bulk_create(
        (
            ONLY_THEN(sessioncondition_id=condition, slot_id=slot)
            for condition, slot in said.get("only", ())
            if condition in conditions and slot in slots
        ),
        ignore_conflicts=True,
    )
