# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rehearsing an edition: a copy full of invented people, its day, and throwing it away whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models.deletion import Collector
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from labcamp.core.access import Audience, Viewer, require, system
from labcamp.core.mail.models import Letter
from labcamp.core.record import forget, record
from labcamp.network.models import Lab, Person
from labcamp.series import facts, invented
from labcamp.series.actions import places
from labcamp.series.models import (
    Edition,
    Invitation,
    KeptSeats,
    Registration,
    RegistrationDesk,
)
from labcamp.series.queries import beginning

DAYS = 14  # a rehearsal that nobody throws away goes by itself
SEATS, MOST_SEATS = 24, 30  # where the edition has no limit; more would only take longer
USUAL = time(13), time(16)
AHEAD = timedelta(days=7)  # of a rehearsal whose edition has no day yet
QUARTER = 15
OWN = {"id", "slug", "number", "audience", "state", "rehearses", "thrown_away_on", "version"}


@transaction.atomic
def start(edition: Edition, *, by: Viewer) -> Edition:
    """Make the rehearsal of an edition; there is one at a time, so a second click finds it.

    `programme.actions.rehearsing` adds its programme.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "rehearse", edition)
    running = Edition.objects.filter(rehearses=edition).first()
    if running is not None:
        return running
    made = _copied(edition, by)
    _desk(made, edition)
    _below(made, edition)
    _crowd(made, by)
    record(facts.REHEARSAL_STARTED, about=edition, by=by, rehearsal=made.pk)
    return made


def _copied(edition: Edition, by: Viewer) -> Edition:
    """The edition's own words and frame, seen by its hosts alone, open for registration."""
    today = by.today
    kept = {
        field.name: getattr(edition, field.name)
        for field in Edition._meta.concrete_fields
        if field.name not in OWN
    }
    made = Edition(**kept, audience=Audience.HOSTS, rehearses=edition)
    made.title = (_("Rehearsal: %(title)s") % {"title": edition})[:200]
    made.slug = _free_slug(f"probe-{edition.slug}"[:50])
    made.thrown_away_on = today + timedelta(days=DAYS)
    if made.first_day is None or made.first_day <= today:
        made.first_day = made.last_day = today + AHEAD
    if made.begins is None:
        made.begins, made.ends = USUAL
    made.seats = min(edition.seats or SEATS, MOST_SEATS)
    made.registration_open = True
    made.save()
    return made


def _free_slug(slug: str) -> str:
    taken = set(Edition.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(one for one in _slugs(slug) if one not in taken)


def _slugs(slug: str) -> Iterator[str]:
    yield slug
    n = 1
    while True:
        n += 1
        yield f"{slug}-{n}"


def _desk(made: Edition, edition: Edition) -> None:
    """How people are taken; kept seats as long as they fit the rehearsal."""
    desk = RegistrationDesk.objects.filter(edition=edition).first()
    if desk is not None:
        RegistrationDesk.objects.create(
            edition=made, **model_to_dict(desk, exclude=["edition", "version"])
        )
    left = made.seats or 0
    for one in edition.kept_seats.all():
        if one.seats <= left:
            KeptSeats.objects.create(
                edition=made, lab_id=one.lab_id, level_id=one.level_id, seats=one.seats
            )
            left -= one.seats


def _below(made: Edition, edition: Edition) -> None:
    """Questions, hosts and inputs as the page tells them; no people, no answers."""
    for rows in (edition.questions.all(), edition.roles.all(), edition.parts.all()):
        for one in rows:
            one.pk, one.edition = None, made
            one.save(force_insert=True)


def _crowd(made: Edition, by: Viewer) -> None:
    """More people than seats, from many labs; two give back, so that others have moved up."""
    seats, chance = made.seats or SEATS, Random(made.pk)  # noqa: S311 - invented people guard nothing
    labs = list(
        Lab.objects.visible_to(by).filter(state=Lab.State.ADMITTED).values_list("pk", flat=True)
    )
    chance.shuffle(labs)
    names = invented.names(seats + max(9, seats // 4))
    guests = names[-3:]  # invited, but not registered
    Invitation.objects.bulk_create(
        Invitation(edition=made, email=invented.address(made, name), name=name, at=by.now)
        for name in (names if _invited_only(made) else guests)
    )
    people = Person.objects.bulk_create(
        Person(
            email=invented.address(made, name),
            name=name,
            confirmed_at=by.now,
            password=make_password(None),
        )
        for name in names[:-3]
    )
    questions = list(made.questions.all())
    for n, person in enumerate(people):
        lab = labs[n % len(labs)] if labs and n % 6 else None
        audience = Audience.EDITION if n % 3 else Audience.HOSTS
        answers = {one.pk: invented.answer(one, chance) for one in questions}
        places.register(made, places.Details(lab, audience, answers), by=_as(person, lab, by))
    for person in people[1:3]:
        places.give_back(made, by=_as(person, None, by))


def _invited_only(made: Edition) -> bool:
    return RegistrationDesk.objects.filter(edition=made, invited_only=True).exists()


def _as(person: Person, lab: int | None, by: Viewer) -> Viewer:
    """An invented person comes for a lab without belonging to it."""
    return Viewer(person=person.pk, labs=frozenset([lab] if lab else []), now=by.now)


@transaction.atomic
def play_the_day(rehearsal: Edition, *, by: Viewer) -> timedelta:
    """Move the rehearsal so that it began within the last quarter of an hour; by how much.

    `programme.actions.rehearsing` moves the timetable along.
    """
    rehearsal = Edition.objects.select_for_update().get(pk=rehearsal.pk)
    require(by, "play", rehearsal)
    now = by.now.replace(minute=by.now.minute // QUARTER * QUARTER, second=0, microsecond=0)
    begins = beginning(rehearsal)
    assert begins is not None, "a rehearsal begins with a day"
    if begins != now:
        _move(rehearsal, now - begins)
        record(facts.REHEARSAL_MOVED, about=rehearsal, by=by)
    return now - begins


def _move(rehearsal: Edition, by: timedelta) -> None:
    """Beginning and end later by so much, as moments: a day of 23 hours moves nothing."""
    zone, first = ZoneInfo(rehearsal.time_zone), rehearsal.first_day
    assert first is not None, "a rehearsal begins with a day"
    last = rehearsal.last_day or first
    begins = datetime.combine(first, rehearsal.begins or time(), zone).astimezone(UTC) + by
    rehearsal.first_day, rehearsal.begins = _told(begins, zone)
    if rehearsal.ends is None:
        rehearsal.last_day = rehearsal.first_day + (last - first)
    else:
        ends = datetime.combine(last, rehearsal.ends, zone).astimezone(UTC) + by
        rehearsal.last_day, rehearsal.ends = _told(ends, zone)
    rehearsal.date_told = rehearsal.first_day.isoformat()
    rehearsal.version += 1
    rehearsal.save()


def _told(moment: datetime, zone: ZoneInfo) -> tuple[date, time]:
    local = moment.astimezone(zone)
    return local.date(), local.time()


@transaction.atomic
def throw_away(rehearsal: Edition, *, by: Viewer) -> bool:
    """Delete the rehearsal with everything and everybody in it; False when it is gone already.

    Only two facts about the edition itself stay: that a rehearsal began, and that it ended.
    """
    found = Edition.objects.select_for_update().filter(pk=rehearsal.pk).first()
    if found is None:
        return False
    require(by, "throw-away", found)
    real, people = found.rehearses, invented.people_of(found)
    assert real is not None, "the rule asks for a rehearsal"
    registered = Registration.objects.filter(edition=found)
    _forget_facts([*people, *registered])
    registered.delete()
    people.delete()
    _forget_facts([found])
    Letter.objects.filter(pile=found.pile).delete()
    found.delete()
    record(facts.REHEARSAL_THROWN_AWAY, about=real, by=by)
    return True


def _forget_facts(going: Sequence[models.Model]) -> None:
    """Facts about these and every row the database deletes with them, of whatever room it is."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for one in going:
        by_model.setdefault(type(one), []).append(one)
    for rows in by_model.values():
        collector = Collector(using=DEFAULT_DB_ALIAS)
        collector.collect(rows)
        for model, found in collector.data.items():
            forget(model, [row.pk for row in found])
        for quick in collector.fast_deletes:
            forget(quick.model, list(quick.values_list("pk", flat=True)))


def throw_away_old(now: datetime) -> int:
    """Rehearsals whose days are over; how many."""
    over = Edition.objects.filter(
        rehearses__isnull=False, thrown_away_on__lte=timezone.localdate(now)
    )
    return sum(throw_away(one, by=system("rehearsals", now)) for one in over.order_by("pk"))


def throw_away_with(edition: Edition, *, by: Viewer) -> None:
    """The rehearsal of an edition that has been archived."""
    for one in Edition.objects.filter(rehearses=edition, rehearses__state=Edition.State.ARCHIVED):
        throw_away(one, by=by)
