# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads that pages share; and who is looking."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import CharField, Exists, Prefetch, Q, Value
from django.utils import timezone

from labcamp.core.access import Viewer, guest
from labcamp.core.record import Stamp
from labcamp.network.models import Lab, Membership, Person, Steward
from labcamp.series.models import (
    Edition,
    EditionRole,
    HostTeam,
    Part,
    Registration,
    RegistrationDesk,
    Series,
)
from labcamp.series.seats import Seats, Who, fits


def viewer_for(person: Person | None, now: datetime | None = None) -> Viewer:
    """Everything visibility and rules need to know about somebody, in one query.

    Who hosted an edition once keeps reading what its participants read.
    """
    return viewer_and_stamp(person, now)[0]


def viewer_and_stamp(
    person: Person | None, now: datetime | None = None
) -> tuple[Viewer, int | None]:
    """The viewer, and the instance's stamp read in the same query (None for a guest: not read)."""
    now = now or timezone.now()
    if person is None or not person.is_authenticated or not person.is_active:
        return guest(now), None
    sql, parameters = _who(connection.vendor)
    filled = [_fill(one, person.pk, now) for one in parameters]
    with connection.cursor() as cursor:
        cursor.execute(sql, filled)
        rows = cursor.fetchall()
    of = {what: frozenset(pk for w, pk in rows if w == what) for what in {w for w, _ in rows}}
    none: frozenset[int] = frozenset()
    hosts = of.get("host", none)
    speaks = of.get(Membership.Role.COORDINATOR, none)
    viewer = Viewer(
        person=person.pk,
        labs=speaks | of.get(Membership.Role.MEMBER, none),
        speaks_for=speaks,
        editions=hosts | of.get("hosted", none) | of.get("coming", none),
        hosting=hosts,
        steward="steward" in of,
        now=now,
    )
    return viewer, max(of.get("stamp", none), default=0)


ANYBODY = -1
ANYTIME = datetime(1900, 1, 1, tzinfo=UTC)


@cache
def _who(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The question of `viewer_and_stamp` in the database's words, with holes for whom and when.

    It is asked at every request of somebody who has signed in; putting it into words each time
    took longer than answering it.
    """
    person, now = ANYBODY, ANYTIME
    running = Q(until=None) | Q(until__gt=now)
    memberships = Membership.objects.filter(
        running, person=person, lab__state=Lab.State.ADMITTED
    ).values_list("role", "lab_id")
    hosting = HostTeam.objects.filter(running, person=person)
    hosted = HostTeam.objects.filter(person=person, until__lte=now)
    coming = Registration.objects.filter(person=person, state=Registration.State.HELD)
    others = (
        hosting.values_list(_label("host"), "edition"),
        hosting.exclude(edition__rehearsal=None).values_list(_label("host"), "edition__rehearsal"),
        Edition.objects.exclude(rehearses=None)
        .filter(Exists(Steward.objects.filter(running, person=person)))
        .order_by()
        .values_list(_label("host"), "pk"),
        hosted.values_list(_label("hosted"), "edition"),
        coming.values_list(_label("coming"), "edition"),
        Steward.objects.filter(running, person=person).values_list(_label("steward"), "pk"),
        Stamp.objects.filter(pk=1).values_list(_label("stamp"), "number"),
    )
    sql, parameters = memberships.order_by().union(*others, all=True).query.sql_with_params()
    return sql, tuple(parameters)


def _fill(parameter: Any, person: int, now: datetime) -> Any:
    if parameter == ANYBODY:
        return person
    at = connection.ops.adapt_datetimefield_value
    return at(now) if parameter == at(ANYTIME) else parameter


def _label(text: str) -> Value:
    return Value(text, output_field=CharField())


@dataclass(frozen=True)
class Gap:
    """Numbers of the series nobody could find anything about."""

    numbers: tuple[int, ...]

    @property
    def first(self) -> int:
        return self.numbers[0]

    @property
    def last(self) -> int:
        return self.numbers[-1]


@dataclass(frozen=True)
class Trail:
    """The series from its first edition to its last known one, gaps in their places."""

    steps: tuple[Edition | Gap, ...] = ()
    editions: tuple[Edition, ...] = field(default=())


def editions_of(viewer: Viewer, *, also: int = 0) -> list[Edition]:
    """Every real edition `viewer` may see, with its roles and parts: three queries, however many.

    Rehearsals belong to no list; `also` lets the one in whose own page is looked at.
    """
    roles = EditionRole.objects.select_related("lab", "partner")
    parts = Part.objects.select_related("lab", "level")
    return list(
        Edition.objects.visible_to(viewer)
        .filter(Q(rehearses=None) | Q(pk=also))
        .prefetch_related(
            Prefetch("roles", queryset=roles.filter(_lab_seen(viewer))),
            Prefetch("parts", queryset=parts.filter(_lab_seen(viewer))),
        )
    )


def _lab_seen(viewer: Viewer) -> Q:
    """Roles and parts of a lab that `viewer` may not see are left out, name and all."""
    return Q(lab=None) | Q(lab__in=Lab.objects.visible_to(viewer))


def trail(editions: list[Edition], series: Series | None) -> Trail:
    """Editions and gaps in order: a gap stands where its numbers would, once.

    A gap is a number between the first and the highest known one that no visible edition has;
    numbers that a numberless edition may have are part of it and say so on the page.
    """
    known = {e.number for e in editions if e.number is not None}
    told = set(series.gap_numbers) if series else set()
    missing = sorted(n for n in told | set(range(1, max(known, default=0))) if n not in known)
    steps: list[Edition | Gap] = []
    dated = sorted(
        (e for e in editions if e.state != Edition.State.CALLED_OFF),
        key=lambda e: (
            e.number is None and not e.date_told,
            e.date_told or str(e.first_day or "9"),
        ),
    )
    for edition in dated:
        before = [n for n in missing if edition.number is not None and n < edition.number]
        if before:
            steps.append(Gap(tuple(before)))
            missing = [n for n in missing if n not in before]
        steps.append(edition)
    return Trail(tuple(steps), tuple(dated))


def next_edition(viewer: Viewer) -> Edition | None:
    """The nearest planned edition from today on."""
    ahead = Q(first_day__gte=viewer.today) | Q(first_day=None)
    return (
        Edition.objects.visible_to(viewer)
        .real()
        .filter(ahead, state=Edition.State.PLANNED)
        .order_by("first_day", "pk")
        .first()
    )


def seats_of(edition: Edition) -> Seats:
    kept = list(edition.kept_seats.all())
    return Seats(
        edition.seats,
        {one.lab_id: one.seats for one in kept if one.lab_id},
        {one.level_id: one.seats for one in kept if one.level_id},
    )


def seated(edition: Edition) -> list[Who]:
    """Everybody who has a seat or was offered one."""
    taken = Registration.objects.filter(
        edition=edition, state__in=[Registration.State.HELD, Registration.State.OFFERED]
    )
    rows = taken.values_list("lab", "lab__level")
    return [Who(lab or 0, level or 0) for lab, level in rows]


def who(lab: Lab | None) -> Who:
    return Who(lab.pk, lab.level_id or 0) if lab else Who()


def beginning(edition: Edition) -> datetime | None:
    """The moment an edition begins; midnight of its first day where nobody knows the hour."""
    if edition.first_day is None:
        return None
    clock = edition.begins or time()
    return datetime.combine(edition.first_day, clock, ZoneInfo(edition.time_zone))


def places(edition: Edition, viewer: Viewer) -> dict[str, object]:
    """Seats and the viewer's own place: a few small queries.

    `free` is how many seats this viewer could have; seats kept for others are not among them.
    """
    own, mine = None, [Who()]
    if viewer.person is not None:
        own = Registration.objects.filter(edition=edition, person_id=viewer.person).first()
        mine += [who(lab) for lab in Lab.objects.filter(pk__in=viewer.labs)]
    seats, sitting = seats_of(edition), seated(edition)
    free = None if edition.seats is None else max(0, edition.seats - len(sitting))
    if free and not any(fits(seats, sitting, one) for one in mine):
        free = 0
    waiting = Registration.objects.filter(edition=edition, state=Registration.State.WAITING)
    return {"own": own, "free": free, "held": len(sitting), "waiting": waiting.count()}


def own_labs(person: int | None) -> list[Lab]:
    """Labs somebody may come for."""
    running = Membership.objects.filter(
        person=person, until=None, lab__state=Lab.State.ADMITTED
    ).select_related("lab")
    return [held.lab for held in running.order_by("lab__name")]


def room_is_open(edition: Edition, desk: RegistrationDesk | None, now: datetime) -> bool:
    """Whether those who have a place may see the way into the room."""
    begins = beginning(edition)
    if desk is None or begins is None:
        return False
    if not (desk.room_link or desk.room_note or desk.own_room):
        return False
    last = edition.last_day or begins.date()
    closes = datetime.combine(last, edition.ends or time.max, ZoneInfo(edition.time_zone))
    return begins - timedelta(minutes=desk.room_opens_minutes) <= now <= closes


def who_comes(edition: Edition, viewer: Viewer) -> list[Registration]:
    """Those who come and whose name the viewer may read, by name."""
    coming = Registration.objects.visible_to(viewer).filter(
        edition=edition, state=Registration.State.HELD
    )
    return sorted(
        coming.select_related("person", "lab__level"),
        key=lambda place: ((place.person.name or place.person.email).casefold(), place.pk),
    )
