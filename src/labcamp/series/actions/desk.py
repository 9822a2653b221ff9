# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What hosts set for registration: seats kept, questions, the room and its moment."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from labcamp.core.access import Viewer, require, system
from labcamp.core.actions import Stale
from labcamp.core.instance.models import Level
from labcamp.core.record import record
from labcamp.network.models import Lab
from labcamp.series import facts
from labcamp.series.actions.places import move_up
from labcamp.series.models import Answer, Edition, KeptSeats, Question, RegistrationDesk


class TooManyKept(Exception):
    """More seats would be kept than the edition has."""


@dataclass(frozen=True)
class Room:
    """The room's link, how to enter, minutes before the start; hours to accept a place."""

    accept_hours: int
    room_link: str
    room_note: str
    room_opens_minutes: int
    invited_only: bool = False
    invite_code: str = ""
    own_room: bool | None = None  # None: as it was


@dataclass(frozen=True)
class Asked:
    """A question as the hosts put it."""

    label: str
    kind: str
    choices: list[str]
    required: bool
    purpose: str
    delete_on: date


@transaction.atomic
def set_desk(edition: Edition, room: Room, *, version: int, by: Viewer) -> RegistrationDesk:
    """Save how people are taken; raises Stale when somebody saved since `version` was read."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "edit", edition)
    desk = RegistrationDesk.objects.get_or_create(edition=edition)[0]
    if desk.version != version:
        raise Stale(desk)
    for key, value in asdict(room).items():
        if value is not None:
            setattr(desk, key, value)
    desk.version += 1
    desk.save()
    record(facts.DESK_CHANGED, about=edition, by=by)
    return desk


@transaction.atomic
def keep_seats(
    edition: Edition, *, lab: Lab | None, level: Level | None, seats: int, by: Viewer
) -> None:
    """Keep so many seats for a lab or a level; 0 lets them go and the waiting move up."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "edit", edition)
    kept = KeptSeats.objects.filter(edition=edition)
    others = sum(one.seats for one in kept.exclude(lab=lab, level=level))
    if edition.seats is not None and others + seats > edition.seats:
        raise TooManyKept
    if seats:
        kept.update_or_create(edition=edition, lab=lab, level=level, defaults={"seats": seats})
    else:
        kept.filter(lab=lab, level=level).delete()
    record(facts.DESK_CHANGED, about=edition, by=by)
    move_up(edition, by=system("waiting list", by.now))


@transaction.atomic
def ask(edition: Edition, asked: Asked, *, by: Viewer) -> Question:
    """Add a question; the same one sent again is one question."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "edit", edition)
    question, new = Question.objects.get_or_create(
        edition=edition,
        label=asked.label,
        defaults={**asdict(asked), "order": edition.questions.count()},
    )
    if new:
        record(facts.DESK_CHANGED, about=edition, by=by)
    return question


@transaction.atomic
def drop_question(question: Question, *, by: Viewer) -> None:
    """Take a question away, and every answer to it."""
    require(by, "edit", question.edition)
    record(facts.DESK_CHANGED, about=question.edition, by=by)
    question.delete()


def forget_answers(now: datetime) -> int:
    """Delete answers whose day has come; how many they were."""
    return Answer.objects.filter(question__delete_on__lte=timezone.localdate(now)).delete()[0]
