# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The room or slot behind a step: gone with the step, back when it is undone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import F

from labcamp.programme.models import DraftStep, Placement, Planning, Room, Slot

ROOM_COLUMNS = ("id", "name", "guid", "capacity", "features", "description", "order")


def room_told(room: Room) -> dict[str, object]:
    return {"room": {column: getattr(room, column) for column in ROOM_COLUMNS}}


def slot_told(slot: Slot) -> list[object]:
    """In one zone, whichever a form came in, so that two can be compared."""
    begins, ends = slot.starts_at.astimezone(UTC), slot.ends_at.astimezone(UTC)
    return [begins.isoformat(), ends.isoformat(), slot.title, slot.common]


def bring_back(step: DraftStep, *, after: bool) -> bool:
    """Set the raster as it was before the step, or after it; False when that is not possible."""
    if "room" in step.raster:
        done = _remove(step) if after else _restore(step)
    elif "slot" in step.raster:
        done = _set_slot(step, step.raster["rows"], after=after)
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
    Room.objects.filter(pk=room).delete()
    return True


def _set_slot(step: DraftStep, rows: list[list[Any]], *, after: bool) -> bool:
    slot = Slot.objects.filter(pk=step.raster["slot"]).first()
    if slot is None or slot_told(slot) != rows[0 if after else 1]:
        return False
    starts, ends, slot.title, slot.common = rows[1 if after else 0]
    slot.starts_at, slot.ends_at = datetime.fromisoformat(starts), datetime.fromisoformat(ends)
    others = Slot.objects.filter(edition=step.edition_id).exclude(pk=slot.pk)
    if others.filter(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at).exists():
        return False
    slot.save()
    return True
