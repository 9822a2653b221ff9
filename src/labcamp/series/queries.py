# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads that pages share; and who is looking."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, Count, Prefetch, Q, Value
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
    Series,
)


def viewer_for(person: Person | None, now: datetime | None = None) -> Viewer:
    """Everything visibility and rules need to know about somebody, in one query."""
    return viewer_and_stamp(person, now)[0]


def viewer_and_stamp(
    person: Person | None, now: datetime | None = None
) -> tuple[Viewer, int | None]:
    """The viewer, and the instance's stamp read in the same query (None for a guest: not read)."""
    now = now or timezone.now()
    if person is None or not person.is_authenticated or not person.is_active:
        return guest(now), None
    running = Q(until=None) | Q(until__gt=now)
    memberships = Membership.objects.filter(
        running, person=person, lab__state=Lab.State.ADMITTED
    ).values_list("role", "lab_id")
    hosting = HostTeam.objects.filter(running, person=person).values_list(_label("host"), "edition")
    coming = Registration.objects.filter(person=person, state=Registration.State.HELD).values_list(
        _label("coming"), "edition"
    )
    terms = Steward.objects.filter(running, person=person).values_list(_label("steward"), "pk")
    stamps = Stamp.objects.filter(pk=1).values_list(_label("stamp"), "number")
    rows = list(memberships.order_by().union(hosting, coming, terms, stamps, all=True))
    of = {what: frozenset(pk for w, pk in rows if w == what) for what in {w for w, _ in rows}}
    none: frozenset[int] = frozenset()
    hosts = of.get("host", none)
    speaks = of.get(Membership.Role.COORDINATOR, none)
    viewer = Viewer(
        person=person.pk,
        labs=speaks | of.get(Membership.Role.MEMBER, none),
        speaks_for=speaks,
        editions=hosts | of.get("coming", none),
        hosting=hosts,
        steward="steward" in of,
        now=now,
    )
    return viewer, max(of.get("stamp", none), default=0)


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


def editions_of(viewer: Viewer) -> list[Edition]:
    """Every edition `viewer` may see, with its roles and parts: three queries, however many."""
    roles = EditionRole.objects.select_related("lab", "partner")
    parts = Part.objects.select_related("lab", "level")
    return list(
        Edition.objects.visible_to(viewer).prefetch_related(
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
    ahead = Q(first_day__gte=timezone.localdate(viewer.now)) | Q(first_day=None)
    return (
        Edition.objects.visible_to(viewer)
        .filter(ahead, state=Edition.State.PLANNED)
        .order_by("first_day", "pk")
        .first()
    )


def places(edition: Edition, viewer: Viewer) -> dict[str, object]:
    """Seats and the viewer's own place: two small queries."""
    count = Registration.objects.filter(edition=edition).aggregate(
        held=Count("pk", filter=Q(state=Registration.State.HELD)),
        waiting=Count("pk", filter=Q(state=Registration.State.WAITING)),
    )
    own = None
    if viewer.person is not None:
        own = Registration.objects.filter(edition=edition, person_id=viewer.person).first()
    free = None if edition.seats is None else max(0, edition.seats - count["held"])
    return {"own": own, "free": free, **count}
