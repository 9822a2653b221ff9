# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Editions with proposals, rooms, slots and timetables, made by the real actions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from django.utils import timezone
from tests.builders.network import a_person

from labcamp.core.access import Audience, Viewer, system
from labcamp.network.models import Person
from labcamp.programme.actions import proposals, raster, solving, timetable
from labcamp.programme.actions.proposals import Offer
from labcamp.programme.actions.raster import RoomWords, Span
from labcamp.programme.models import Proposal, Room, Slot, Timetable
from labcamp.series.models import Edition, HostTeam, Registration
from labcamp.series.queries import viewer_for

_NUMBER = count(1)
NINE = datetime(2027, 3, 4, 8, tzinfo=UTC)
"""Nine in the morning in Berlin, in winter."""
KEEPER = system("keeper")


def an_edition(slug: str = "", *, audience: str = Audience.PUBLIC, **fields) -> Edition:
    slug = slug or f"camp-{next(_NUMBER)}"
    fields = {"title": f"Treff {slug}", "first_day": NINE.date(), "last_day": NINE.date()} | fields
    return Edition.objects.create(slug=slug, audience=audience, **fields)


def where_it_is_noon() -> str:
    """A time zone in which a day at this moment is in its middle, far from where days end."""
    offset = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"


def a_participant(edition: Edition, name: str = "Sascha Beispiel") -> Person:
    person = a_person(name)
    Registration.objects.create(
        edition=edition, person=person, state=Registration.State.HELD, at=timezone.now()
    )
    return person


def a_host(edition: Edition, name: str = "Robin Beispiel") -> Person:
    person = a_person(name)
    HostTeam.objects.create(edition=edition, person=person, since=timezone.now())
    return person


def seen_as(person: Person | None) -> Viewer:
    return viewer_for(person)


def a_session(
    edition: Edition, title: str = "Offene Werkstatt", *, by: Person | None = None, **fields
) -> Proposal:
    by = by or a_participant(edition, f"Gibt {title}")
    offer = Offer(title=title, **fields)
    return proposals.propose(edition, offer, token=uuid4(), by=viewer_for(by))


def rooms_of(edition: Edition, *names: str, capacity: int | None = None) -> list[Room]:
    return [
        raster.save_room(edition, RoomWords(name, capacity=capacity), by=KEEPER)
        for name in names or ("Saal", "Turm")
    ]


def slots_of(edition: Edition, number: int = 3, *, first: datetime = NINE) -> list[Slot]:
    """Slots of 45 minutes, one an hour."""
    spans = [
        Span(first + timedelta(hours=n), first + timedelta(hours=n, minutes=45))
        for n in range(number)
    ]
    return raster.add_slots(edition, spans, by=KEEPER)


def a_break(edition: Edition, starts_at: datetime, title: str = "Mittagspause") -> None:
    span = Span(starts_at, starts_at + timedelta(minutes=15), title, common=True)
    raster.add_slots(edition, [span], by=KEEPER)


def a_published_edition(sessions: int = 3, **fields) -> Edition:
    """An edition whose solved timetable is published."""
    edition = an_edition(**fields)
    rooms_of(edition, *(f"Raum {n}" for n in range(1, 2 + sessions // 12)), "Garten")
    slots_of(edition, max(3, -(-sessions // (2 + sessions // 12))))
    giver = a_participant(edition, "Kim Beispiel")
    for number in range(1, sessions + 1):
        a_session(edition, f"Session {number:03d}", by=giver, givers=((f"Kim {number}", ""),))
    published(edition)
    return edition


def published(edition: Edition) -> Timetable:
    """Solve if there is no draft, and publish, whatever stands where it may not."""
    draft = Timetable.objects.filter(edition=edition, state="draft").first()
    draft = draft or solving.solve(edition, by=KEEPER, seconds=2)
    seen = edition.proposals.values_list("pk", flat=True)
    return timetable.publish(edition, number=draft.number, by=KEEPER, despite=seen)
