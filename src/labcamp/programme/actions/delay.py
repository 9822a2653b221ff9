# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The day runs late, or catches up: from one moment on, everything is moved at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from labcamp.core.access import Viewer
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions.raster import locked_planning, moved_on
from labcamp.programme.actions.steps import move_on
from labcamp.programme.actions.timetable import DRAFT, day_of, locked_published, publish_at_once
from labcamp.programme.models import Placement, Slot, Timetable
from labcamp.series.models import Edition


class InTheWay(Exception):
    """Something that stays where it is runs until `until`, so nothing can begin earlier."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


@transaction.atomic
def delay_now(
    edition: Edition, since: datetime, minutes: int, *, number: int, by: Viewer
) -> Timetable:
    """All of that day from `since` on runs so many minutes later (negative: earlier), published.

    Slots and breaks go along, and a draft in work. `number` is the version the form showed: raises
    Stale when there is another, unless this very form made it. Raises InTheWay.
    """
    published = locked_published(edition, by)
    asked = [number, since.isoformat(), minutes]
    if published.report.get("delay") == asked:
        return published
    first = Placement.objects.filter(timetable=published, starts_at=since).first()
    if published.number != number or first is None:
        raise Stale(published)
    day, later = first.day, timedelta(minutes=minutes)
    _refuse_what_is_in_the_way(published, since, day, later)

    def change(version: Timetable) -> None:
        if version.state != DRAFT:
            version.report = {"delay": asked}
        for one in _from(version, since, day):
            one.starts_at, one.ends_at = one.starts_at + later, one.ends_at + later
            one.day = day_of(one.starts_at, edition.time_zone)
            one.save()

    def moves(at: datetime) -> bool:
        return at >= since and day_of(at, edition.time_zone) == day

    planning = locked_planning(edition, by)
    slots = [slot.pk for slot in Slot.objects.filter(edition=edition) if moves(slot.starts_at)]
    moments = {"starts_at": F("starts_at") + later, "ends_at": F("ends_at") + later}
    Slot.objects.filter(pk__in=slots).update(**moments)
    move_on(edition, moves, later)
    moved_on(planning)
    record(facts.SLOTS_CHANGED, about=edition, by=by, since=since.isoformat(), later=minutes)
    return publish_at_once(published, change, by)


def _from(version: Timetable, since: datetime, day: date) -> QuerySet[Placement]:
    return Placement.objects.filter(timetable=version, day=day, starts_at__gte=since)


def _slots(edition: Edition, day: date) -> list[Slot]:
    slots = Slot.objects.filter(edition=edition)
    return [slot for slot in slots if day_of(slot.starts_at, edition.time_zone) == day]


def _refuse_what_is_in_the_way(
    published: Timetable, since: datetime, day: date, later: timedelta
) -> None:
    if later > timedelta(0):
        return
    staying = Placement.objects.filter(
        timetable=published, day=day, starts_at__lt=since, cancelled=False
    )
    ends = [*staying.values_list("ends_at", flat=True)]
    ends += [slot.ends_at for slot in _slots(published.edition, day) if slot.starts_at < since]
    until = max(ends, default=None)
    if until is not None and until > since + later:
        raise InTheWay(until)
