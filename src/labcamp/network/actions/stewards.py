# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stewards: terms that begin and end on record."""

from __future__ import annotations

from django.db import transaction

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
    term, new = Steward.objects.get_or_create(person=person, until=None, defaults={"since": by.now})
    if new:
        record(facts.STEWARD_TERM_BEGAN, about=person, by=by, reason=reason)
    return term


@transaction.atomic
def end_term(email: str, *, reason: str, by: Viewer) -> bool:
    """End somebody's running term; False when there was none."""
    term = (
        Steward.objects.select_for_update()
        .filter(person__email=email.strip().lower(), until=None)
        .first()
    )
    if term is None:
        return False
    require(by, "make-steward", term.person)
    term.until = by.now
    term.save(update_fields=["until"])
    record(facts.STEWARD_TERM_ENDED, about=term.person, by=by, reason=reason)
    return True
