# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Check-in: who has come, noted by several helpers at once, also long after it happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from labcamp.core.access import Refused, Viewer, require
from labcamp.core.record import record
from labcamp.series import facts
from labcamp.series.arrivals import Noted, since
from labcamp.series.models import DeskTick, Edition, Registration

HELD = Registration.State.HELD
KEPT = timedelta(days=7)  # how long a helper's browser may have been without a connection


@dataclass(frozen=True)
class Tick:
    """What a helper noted: the place, whether somebody is here, when, the browser's own key."""

    place: int
    here: bool
    at: datetime
    key: str


@transaction.atomic
def note(edition: Edition, ticks: Sequence[Tick], *, by: Viewer) -> list[Registration]:
    """Take ticks in, in any order and any number of times; the places that changed by them.

    A tick of a place that is not held any more is let go.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "see-places", edition)
    named = {tick.place for tick in ticks}
    held = Registration.objects.filter(edition=edition, state=HELD, pk__in=named)
    changed = []
    for place in held.order_by("pk"):
        mine = [tick for tick in ticks if tick.place == place.pk]
        if _note(place, mine, by):
            changed.append(place)
    return changed


def _note(place: Registration, ticks: Sequence[Tick], by: Viewer) -> bool:
    if place.checked_in_at and not place.ticks.exists():
        DeskTick.objects.create(place=place, here=True, at=place.checked_in_at, key=str(uuid4()))
    DeskTick.objects.bulk_create(
        (
            DeskTick(place=place, key=one.key, here=one.here, at=min(one.at, by.now))
            for one in ticks
        ),
        ignore_conflicts=True,
    )
    at = since(Noted(one.at, one.here, one.key) for one in place.ticks.all())
    if at == place.checked_in_at:
        return False
    turned = (at is None) != (place.checked_in_at is None)
    place.checked_in_at = at
    place.save(update_fields=["checked_in_at"])
    if turned:
        record(facts.CHECKED_IN, about=place.edition, by=by, place=place.pk, here=at is not None)
    return True


@transaction.atomic
def check_in(place: Registration, *, here: bool, by: Viewer) -> Registration:
    """Note that somebody has come, or take that back; noted twice it keeps the first moment."""
    Edition.objects.select_for_update().get(pk=place.edition_id)
    place = Registration.objects.select_related("edition").get(pk=place.pk)
    require(by, "see-places", place.edition)
    if place.state != HELD:
        raise Refused("check-in")
    if here != (place.checked_in_at is not None):
        note(place.edition, [Tick(place.pk, here, by.now, str(uuid4()))], by=by)
        place.refresh_from_db()
    return place


def forget_ticks(now: datetime) -> int:
    """Single ticks are of no use once no browser can send any more; attendance stays."""
    return DeskTick.objects.filter(at__lt=now - 2 * KEPT).delete()[0]
