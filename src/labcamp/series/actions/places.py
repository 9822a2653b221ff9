# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places at an edition: taking one, waiting for one, giving it back."""

from __future__ import annotations

from django.db import transaction

from labcamp.core.access import Viewer, require, system
from labcamp.core.record import record
from labcamp.series import facts
from labcamp.series.models import Edition, Registration

HELD = Registration.State.HELD
WAITING = Registration.State.WAITING
GIVEN_BACK = Registration.State.GIVEN_BACK


@transaction.atomic
def register(edition: Edition, *, by: Viewer) -> Registration:
    """Take a place, or the next one on the waiting list. A second call changes nothing."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "register", edition)
    place = Registration.objects.filter(edition=edition, person_id=by.somebody).first()
    if place and place.state != GIVEN_BACK:
        return place
    place = place or Registration(edition=edition, person_id=by.somebody)
    place.state = HELD if free_seats(edition) != 0 else WAITING
    place.waiting_since = by.now if place.state == WAITING else None
    place.at = by.now
    place.save()
    record(facts.PLACE_TAKEN, about=edition, by=by, state=place.state)
    return place


@transaction.atomic
def give_back(edition: Edition, *, by: Viewer) -> None:
    """Give the own place back; whoever waits longest gets it. A second call changes nothing."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    place = Registration.objects.filter(edition=edition, person_id=by.somebody).first()
    if place is None or place.state == GIVEN_BACK:
        return
    place.state, place.waiting_since = GIVEN_BACK, None
    place.save()
    record(facts.PLACE_GIVEN_BACK, about=edition, by=by)
    move_up(edition, by=system("waiting list", by.now))


def move_up(edition: Edition, *, by: Viewer) -> int:
    """Give free seats to those who wait longest; how many got one. Runs inside a transaction."""
    moved = 0
    waiting = Registration.objects.filter(edition=edition, state=WAITING)
    for place in waiting.order_by("waiting_since", "pk"):
        if free_seats(edition) == 0:
            break
        place.state, place.waiting_since = HELD, None
        place.save()
        record(facts.MOVED_UP, about=edition, by=by, person=place.person_id)
        moved += 1
    return moved


def free_seats(edition: Edition) -> int | None:
    """Seats nobody holds, never below 0; None when the edition has no limit."""
    if edition.seats is None:
        return None
    held = Registration.objects.filter(edition=edition, state=HELD).count()
    return max(0, edition.seats - held)
