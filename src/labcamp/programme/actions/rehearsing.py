# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The programme of a rehearsal: the edition's rooms and times, invented proposals and wishes."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from labcamp.core.access import Viewer
from labcamp.network.models import Person
from labcamp.programme.actions import proposals
from labcamp.programme.actions.timetable import day_of
from labcamp.programme.models import Interest, Placement, Planning, Proposal, Room, Slot
from labcamp.series.actions import rehearsal
from labcamp.series.models import Edition, Registration
from labcamp.series.queries import beginning

ROOMS, SLOTS = 3, 3  # where the edition has none yet
LONG, APART = timedelta(minutes=45), timedelta(minutes=60)
MOST = 12
WISHES = 4


@transaction.atomic
def start(edition: Edition, *, by: Viewer) -> Edition:
    """Make the rehearsal of an edition, programme and all; a second click finds it."""
    made = rehearsal.start(edition, by=by)
    if not made.proposals.exists():
        _raster(made, edition)
        _window(made, edition, by.now)
        coming = Registration.objects.filter(edition=made, state=Registration.State.HELD)
        people = [one.person for one in coming.select_related("person").order_by("pk")]
        _propose(made, people, by.now)
        _wish(made, people, by.now)
    return made


@transaction.atomic
def play_the_day(played: Edition, *, by: Viewer) -> None:
    """Move the rehearsal to now, with its slots and versions."""
    later = rehearsal.play_the_day(played, by=by)
    moments = {"starts_at": F("starts_at") + later, "ends_at": F("ends_at") + later}
    Slot.objects.filter(edition=played).update(**moments)
    placed = Placement.objects.filter(timetable__edition=played)
    placed.update(**moments)
    for one in placed.only("starts_at", "day"):
        one.day = day_of(one.starts_at, played.time_zone)
        one.save(update_fields=["day"])


def _raster(edition: Edition, real: Edition) -> None:
    """The edition's own rooms and slots on the day of the rehearsal, or a usual afternoon."""
    begins, was = beginning(edition), beginning(real)
    assert begins is not None, "a rehearsal begins with a day"
    shift = begins - was if was else timedelta()
    for room in real.rooms.all():
        room.pk, room.edition, room.guid = None, edition, ""
        room.save(force_insert=True)
    for slot in real.slots.all():
        slot.pk, slot.edition = None, edition
        slot.starts_at, slot.ends_at = slot.starts_at + shift, slot.ends_at + shift
        slot.save(force_insert=True)
    if not edition.rooms.exists():
        Room.objects.bulk_create(
            Room(edition=edition, name=_("Room %(n)s") % {"n": n + 1}, order=n)
            for n in range(ROOMS)
        )
    if not edition.slots.exists():
        starts = [begins + n * APART for n in range(SLOTS)]
        Slot.objects.bulk_create(
            Slot(edition=edition, starts_at=one, ends_at=one + LONG) for one in starts
        )


def _window(edition: Edition, real: Edition, now: datetime) -> None:
    """The vote is open from now on, so that wishes can be tried at once."""
    seed = Planning.objects.filter(edition=real).values_list("seed", flat=True).first()
    Planning.objects.get_or_create(
        edition=edition,
        defaults={"voting_opens": now - timedelta(minutes=1), "seed": seed or 1},
    )


def _propose(edition: Edition, people: list[Person], now: datetime) -> None:
    places = edition.rooms.count() * edition.slots.filter(common=False).count()
    kinds = list(Proposal.Kind)
    lengths = [slot.ends_at - slot.starts_at for slot in edition.slots.filter(common=False)]
    minutes = int(min(lengths, default=LONG).total_seconds() // 60)
    for n, person in enumerate(people[: min(MOST, max(2, places - 1))]):
        offer = proposals.Offer(
            title=_("Invented session %(n)s") % {"n": f"{n + 1:02d}"},
            kind=kinds[n % len(kinds)],
            abstract=_("So that there is something to plan."),
            language=edition.language,
            minutes=minutes,
            givers=((person.name, person.email),),
        )
        proposals.propose(edition, offer, token=uuid4(), by=_as(person, edition, now))


def _wish(edition: Edition, people: list[Person], now: datetime) -> None:
    """Some sessions draw more than others, as in life."""
    chance = Random(edition.pk)  # noqa: S311 - invented wishes guard nothing
    offered = list(edition.proposals.all())
    Interest.objects.bulk_create(
        Interest(proposal=one, person=person, at=now, strength=chance.choice((1, 2, 2)))
        for person in people
        for one in {chance.choice(offered[: 1 + n * 3] or offered) for n in range(WISHES)}
    )


def _as(person: Person, edition: Edition, now: datetime) -> Viewer:
    return Viewer(person=person.pk, editions=frozenset([edition.pk]), now=now)
