# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Editions: adding one, also into a gap of the past, and keeping what is known about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, time

from django.db import transaction
from django.db.models import Q

from labcamp.core.access import Audience, Viewer, require, system
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.network.models import Lab
from labcamp.series import facts
from labcamp.series.actions.places import move_up
from labcamp.series.models import Edition, EditionRole, Hint, HostTeam, Series


class NumberTaken(Exception):
    """There is an edition of this number already."""


@dataclass(frozen=True)
class About:
    """What is known of an edition; None and "" where nobody knows."""

    number: int | None
    title: str
    theme: str
    about: str
    first_day: date | None
    last_day: date | None
    date_told: str
    begins: time | None
    ends: time | None
    form: str
    place: str
    language: str
    state: str
    people_min: int | None
    people_max: int | None
    units: int | None
    seats: int | None
    registration_open: bool
    confidentiality: str
    audience: str


@transaction.atomic
def add_edition(about: About, *, slug: str, by: Viewer, hosts: tuple[Lab, ...] = ()) -> Edition:
    """A new edition, or an old one nobody had written down. Raises NumberTaken."""
    series = Series.objects.select_for_update().first() or Series.objects.create(name="LabCamp")
    require(by, "add-edition", series)
    taken = Edition.objects.filter(slug=slug)
    if about.number is not None:
        taken = taken | Edition.objects.filter(number=about.number)
    if taken.exists():
        raise NumberTaken
    edition = Edition.objects.create(slug=slug, **asdict(about))
    for order, lab in enumerate(hosts):
        EditionRole.objects.create(
            edition=edition, role=EditionRole.Role.HOST, lab=lab, name=lab.name, order=order
        )
    if about.number in series.gap_numbers:
        series.gap_numbers = [n for n in series.gap_numbers if n != about.number]
        series.save(update_fields=["gap_numbers"])
    record(facts.EDITION_ADDED, about=edition, by=by)
    _leave_somebody_inside(edition, by)
    return edition


@transaction.atomic
def change_edition(edition: Edition, about: About, *, version: int, by: Viewer) -> Edition:
    """Save what is known; raises Stale when somebody saved since `version` was read."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "edit", edition)
    if edition.version != version:
        raise Stale(edition)
    if edition.rehearses_id:
        about = replace(about, number=None, audience=Audience.HOSTS)
    if about.number and Edition.objects.filter(number=about.number).exclude(pk=edition.pk).exists():
        raise NumberTaken
    for key, value in asdict(about).items():
        setattr(edition, key, value)
    edition.version += 1
    edition.save()
    record(facts.EDITION_CHANGED, about=edition, by=by)
    if edition.state == Edition.State.ARCHIVED:
        _end_host_rights(edition, by)
    move_up(edition, by=system("waiting list", by.now))
    _leave_somebody_inside(edition, by)
    return edition


def _end_host_rights(edition: Edition, by: Viewer) -> None:
    """The archive ends what hosts may do; they keep reading what participants read."""
    for place in HostTeam.objects.filter(Q(until=None) | Q(until__gt=by.now), edition=edition):
        place.until = max(by.now, place.since)
        place.save(update_fields=["until"])
        record(facts.HOST_LEFT, about=edition, by=by, place=place.pk)


def _leave_somebody_inside(edition: Edition, by: Viewer) -> None:
    """An edition for its host team only would be lost to everybody while nobody is in the team."""
    if edition.audience != Audience.HOSTS or by.person is None or edition.rehearses_id:
        return
    if edition.state == Edition.State.ARCHIVED:
        return
    if HostTeam.objects.filter(Q(until=None) | Q(until__gt=by.now), edition=edition).exists():
        return
    place = HostTeam.objects.create(edition=edition, person_id=by.person, since=by.now)
    record(facts.HOST_JOINED, about=edition, by=by, place=place.pk)


@transaction.atomic
def give_hint(text: str, *, number: int | None, by: Viewer) -> Hint:
    """What somebody knows about a gap in the series; the same words twice are one hint."""
    series = Series.objects.select_for_update().get()
    require(by, "give-hint", series)
    hint, new = Hint.objects.get_or_create(
        number=number, text=text, by_id=by.person, defaults={"at": by.now}
    )
    if new:
        record(facts.HINT_GIVEN, about=hint, by=by)
    return hint
