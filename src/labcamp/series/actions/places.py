# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places at an edition: taking one, waiting for one, accepting one, giving it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from labcamp.core.access import Audience, Refused, Viewer, require, system
from labcamp.core.record import record
from labcamp.network.models import Person
from labcamp.series import facts
from labcamp.series.models import Answer, Edition, Invitation, Registration, RegistrationDesk
from labcamp.series.queries import beginning, seated, seats_of, who
from labcamp.series.seats import fits

HELD = Registration.State.HELD
OFFERED = Registration.State.OFFERED
WAITING = Registration.State.WAITING
GIVEN_BACK = Registration.State.GIVEN_BACK


@dataclass(frozen=True)
class Details:
    """What somebody says when they come: for which lab, who may see it, answers by question."""

    lab: int | None = None
    audience: str = Audience.HOSTS
    answers: Mapping[int, str] = field(default_factory=dict)


class NotInvited(Exception):
    """Neither the address nor the code belongs to the invited of this edition."""


@transaction.atomic
def register(
    edition: Edition, details: Details | None = None, *, code: str = "", by: Viewer
) -> Registration:
    """Take a place, or the next one on the waiting list. A second call changes nothing.

    A lab counts only while the person belongs to it. Raises NotInvited.
    """
    edition = _locked(edition)
    require(by, "register", edition)
    place = Registration.objects.filter(edition=edition, person_id=by.somebody).first()
    if place and place.state != GIVEN_BACK:
        return place
    if not may_come(edition, by.somebody, code):
        raise NotInvited
    place = place or Registration(edition=edition, person_id=by.somebody)
    details = details or Details()
    place.lab_id = details.lab if details.lab in by.labs else None
    place.audience, place.at, place.checked_in_at = details.audience, by.now, None
    if place.pk:
        place.ticks.all().delete()
    free = fits(seats_of(edition), seated(edition), who(place.lab))
    place.state, place.waiting_since = (HELD, None) if free else (WAITING, by.now)
    place.save()
    _answer(place, details)
    record(facts.PLACE_TAKEN, about=edition, by=by, place=place.pk, state=place.state)
    return place


def may_come(edition: Edition, person: int, code: str = "") -> bool:
    """Whether an edition for the invited lets somebody in: by their address, or by the code."""
    desk = RegistrationDesk.objects.filter(edition=edition, invited_only=True).first()
    if desk is None or (desk.invite_code and code.strip() == desk.invite_code):
        return True
    mine = Person.objects.filter(pk=person).values("email")
    return Invitation.objects.filter(edition=edition, email__in=mine).exists()


@transaction.atomic
def change_details(place: Registration, details: Details, *, by: Viewer) -> None:
    """Change what one said; the lab stays, because a seat may hang on it."""
    _locked(place.edition)
    place = Registration.objects.select_for_update().get(pk=place.pk)
    _only_themselves(place, by)
    place.audience = details.audience
    place.save(update_fields=["audience"])
    _answer(place, details)
    record(facts.PLACE_CHANGED, about=place.edition, by=by, place=place.pk)


@transaction.atomic
def accept(place: Registration, *, by: Viewer) -> bool:
    """Take the place that was offered; False when the offer has run out or is none."""
    edition = _locked(place.edition)
    place = Registration.objects.get(pk=place.pk)
    _only_themselves(place, by)
    if place.state == HELD:
        return True
    if place.state != OFFERED or (place.offered_until and place.offered_until <= by.now):
        return False
    place.state, place.offered_until = HELD, None
    place.save(update_fields=["state", "offered_until"])
    record(facts.PLACE_ACCEPTED, about=edition, by=by, place=place.pk)
    return True


@transaction.atomic
def give_back(edition: Edition, *, by: Viewer) -> None:
    """Give the own place back; whoever waits longest gets it. A second call changes nothing."""
    edition = _locked(edition)
    place = Registration.objects.filter(edition=edition, person_id=by.somebody).first()
    if place is None or place.state == GIVEN_BACK:
        return
    _empty(place)
    record(facts.PLACE_GIVEN_BACK, about=edition, by=by, place=place.pk)
    move_up(edition, by=system("waiting list", by.now))


@transaction.atomic
def forget_place(place: Registration, *, by: Viewer) -> bool:
    """Delete what is left of a place given back; False while it is held or a letter is due."""
    edition = _locked(place.edition)
    known = Registration.objects.filter(pk=place.pk, person_id=by.somebody).first()
    if known is None:
        return True
    if known.state != GIVEN_BACK or known.told:
        return False
    known.delete()
    record(facts.PLACE_FORGOTTEN, about=edition, by=system("erasure", by.now))
    return True


@transaction.atomic
def let_offers_run_out(now: datetime) -> int:
    """Give unaccepted places to the next; how many ran out. Twice in the same moment: none."""
    by, count = system("waiting list", now), 0
    late = Registration.objects.filter(state=OFFERED, offered_until__lte=now)
    editions = Edition.objects.filter(pk__in=late.values("edition")).order_by("pk")
    for edition in list(editions.select_for_update()):  # all of them before the first fact
        for place in late.filter(edition=edition).order_by("pk"):
            _empty(place)
            record(facts.OFFER_RAN_OUT, about=edition, by=by, place=place.pk)
            count += 1
        move_up(edition, by=by)
    return count


def move_up(edition: Edition, *, by: Viewer) -> int:
    """Give free seats to those who wait longest and may have them; how many got one.

    Runs in the transaction that locked the edition. Nobody moves up once it has begun or is
    called off.
    """
    begins = beginning(edition)
    if edition.state != Edition.State.PLANNED or (begins and begins <= by.now):
        return 0
    desk = RegistrationDesk.objects.filter(edition=edition).first()
    until = _until(desk, begins, by.now)
    seats, sitting, moved = seats_of(edition), seated(edition), 0
    waiting = Registration.objects.filter(edition=edition, state=WAITING).select_related("lab")
    for place in waiting.order_by("waiting_since", "pk"):
        if not fits(seats, sitting, who(place.lab)):
            continue
        place.state, place.waiting_since = (OFFERED if until else HELD), None
        place.offered_until = until
        place.save(update_fields=["state", "waiting_since", "offered_until"])
        record(facts.MOVED_UP, about=edition, by=by, place=place.pk, state=place.state)
        sitting.append(who(place.lab))
        moved += 1
    return moved


def _until(
    desk: RegistrationDesk | None, begins: datetime | None, now: datetime
) -> datetime | None:
    """Until when an offer stands; None: no question asked, the place is theirs."""
    if desk is None or not desk.accept_hours:
        return None
    until = now + timedelta(hours=desk.accept_hours)
    return min(until, begins) if begins else until


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update().get(pk=edition.pk)


def _only_themselves(place: Registration, by: Viewer) -> None:
    if by.person != place.person_id:
        raise Refused("change-place")


def _empty(place: Registration) -> None:
    place.state, place.waiting_since, place.offered_until = GIVEN_BACK, None, None
    place.save(update_fields=["state", "waiting_since", "offered_until"])
    place.answers.all().delete()


def _answer(place: Registration, details: Details) -> None:
    """Keep the answers to the edition's own questions; an empty one takes an earlier one back."""
    for question in place.edition.questions.all():
        text = details.answers.get(question.pk, "").strip()
        if text:
            Answer.objects.update_or_create(
                question=question, registration=place, defaults={"text": text[:1000]}
            )
        else:
            Answer.objects.filter(question=question, registration=place).delete()


@transaction.atomic
def note_told(place: Registration, told: str, *, by: Viewer) -> Registration | None:
    """Remember what the next calendar letter says; None when the last one said just that."""
    if not by.system:
        raise Refused("note-told")
    place = Registration.objects.select_for_update().get(pk=place.pk)
    if place.told == told:
        return None
    place.told, place.sequence = told, place.sequence + 1
    place.save(update_fields=["told", "sequence"])
    return place
