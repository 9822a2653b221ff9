# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stewards: terms that begin and end on record."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from labcamp.core.access import Viewer, require
from labcamp.core.record import record
from labcamp.network import facts
from labcamp.network.models import Person, Steward


@transaction.atomic
def begin_term(email: str, *, reason: str, by: Viewer) -> Steward:
    """Make somebody a steward, with the reason on record; a second call changes nothing.

    The person need not have signed in before: the address becomes theirs by signing in.
    """
    address = email.strip().lower()
    person = Person.objects.filter(email=address).first() or Person.objects.create_user(
        address, confirmed_at=by.now
    )
    require(by, "make-steward", person)
    running = Steward.objects.filter(Q(until=None) | Q(until__gt=by.now), person=person).first()
    if running is not None:
        return running
    term = Steward.objects.create(person=person, since=by.now)
    record(facts.STEWARD_TERM_BEGAN, about=person, by=by, reason=reason)
    return term


@transaction.atomic
def elect(person: Person, *, months: int, round_: int, by: Viewer) -> Steward:
    """A term of so many months by the labs' consent; a running one goes on until its end at least.

    `round_` is the key of the consent round on record.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(by, "make-steward", person)
    ends = by.now + timedelta(days=round(months * 30.4375))
    running = Steward.objects.filter(Q(until=None) | Q(until__gt=by.now), person=person)
    term = running.order_by("pk").first() or Steward(person=person, since=by.now)
    term.until = max(ends, term.until or ends)
    term.save()
    record(facts.STEWARD_TERM_BEGAN, about=person, by=by, round=round_)
    return term


@transaction.atomic
def end_term(email: str, *, reason: str, by: Viewer) -> bool:
    """End somebody's running term; False when there was none."""
    term = (
        Steward.objects.select_for_update()
        .filter(Q(until=None) | Q(until__gt=by.now), person__email=email.strip().lower())
        .first()
    )
    if term is None:
        return False
    require(by, "make-steward", term.person)
    term.until = by.now
    term.save(update_fields=["until"])
    record(facts.STEWARD_TERM_ENDED, about=term.person, by=by, reason=reason)
    return True
