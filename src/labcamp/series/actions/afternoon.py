# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""From nothing to a public page with registration, in one step: the usual online afternoon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext, override

from labcamp.core.access import Audience, Viewer, require
from labcamp.core.instance import current
from labcamp.core.record import record
from labcamp.network.models import Lab
from labcamp.series import facts
from labcamp.series.actions.contributions import put_question
from labcamp.series.actions.editions import NumberTaken
from labcamp.series.actions.handover import begin_tasks, change_controller
from labcamp.series.afternoon import spans, timed
from labcamp.series.models import Edition, EditionRole, HostTeam, RegistrationDesk, Series


@dataclass(frozen=True)
class Ask:
    """An input that is wanted: of which lab, whom to write to; any of it may be open."""

    title: str
    lab: Lab | None
    email: str


@dataclass(frozen=True)
class Afternoon:
    """What hosts have to decide; everything else the template knows."""

    theme: str
    day: date
    begins: time
    ends: time
    seats: int | None
    room_link: str
    confidentiality: str
    inputs: tuple[Ask, ...]
    publish: bool


@transaction.atomic
def new_afternoon(number: int, plan: Afternoon, *, host: Lab | None, by: Viewer) -> Edition:
    """A new edition of the usual kind. Raises NumberTaken."""
    series = Series.objects.select_for_update().first() or Series.objects.create(name="LabCamp")
    require(by, "add-edition", series)
    if Edition.objects.filter(number=number).exists() or Edition.objects.filter(slug=str(number)):
        raise NumberTaken
    edition = Edition.objects.create(
        slug=str(number), number=number, title=f"{series.name} #{number}", audience=Audience.HOSTS
    )
    if host is not None:
        EditionRole.objects.create(
            edition=edition, role=EditionRole.Role.HOST, lab=host, name=host.name
        )
        change_controller(edition, name=host.carrier or host.name, contact="", lab=host, by=by)
    if by.person is not None:
        place = HostTeam.objects.create(edition=edition, person_id=by.person, since=by.now)
        record(facts.HOST_JOINED, about=edition, by=by, place=place.pk)
    record(facts.EDITION_ADDED, about=edition, by=by)
    begin_tasks(edition, by)
    return _fill(edition, plan, by)


@transaction.atomic
def make_afternoon(edition: Edition, plan: Afternoon, *, by: Viewer) -> Edition:
    """Fill an edition that its hosts have taken over; what is there already is replaced."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "edit", edition)
    return _fill(edition, plan, by)


def _fill(edition: Edition, plan: Afternoon, by: Viewer) -> Edition:
    edition.theme = plan.theme
    edition.first_day = edition.last_day = plan.day
    edition.date_told = plan.day.isoformat()
    edition.begins, edition.ends = plan.begins, plan.ends
    edition.form = Edition.Form.ONLINE
    edition.seats = plan.seats
    edition.confidentiality = plan.confidentiality
    edition.outline = outline(plan)
    if plan.publish:
        edition.audience, edition.registration_open = Audience.PUBLIC, True
    edition.version += 1
    edition.save()
    if plan.room_link:
        RegistrationDesk.objects.update_or_create(
            edition=edition, defaults={"room_link": plan.room_link}
        )
    for one in plan.inputs:
        known = edition.contributions.filter(title=one.title, lab=one.lab, email=one.email.lower())
        if (one.title or one.lab or one.email) and not known.exists():
            put_question(edition, title=one.title, lab=one.lab, email=one.email, note="", by=by)
    record(facts.EDITION_CHANGED, about=edition, by=by)
    return edition


def outline(plan: Afternoon) -> list[str]:
    """The afternoon in words with its times, in the language of the entries.

    Inputs nobody has confirmed stand without a title, so that nothing is promised for others.
    """
    with override(current.instance().content_language):
        parts = steps(plan.begins, plan.ends, len(plan.inputs))
        return [f"{at:%H:%M}–{until:%H:%M} {words}" for at, until, words in parts]


def steps(begins: time, ends: time, inputs: int) -> list[tuple[time, time, str]]:
    """Every part of the afternoon with its times. Raises ValueError when it is too short."""
    words = {
        "welcome": gettext("Welcome, who is here, what stays in the room"),
        "input": gettext("Input and questions"),
        "break": gettext("Break"),
        "groups": gettext("Small groups: next steps for one's own work"),
        "challenge": gettext("Live challenge: a lab brings a problem, all help"),
        "closing": gettext("Closing: what stays, who hosts next"),
    }
    parts = timed(spans([""] * max(1, inputs)), begins, ends)
    return [(at, until, words[part.key]) for at, until, part in parts]
