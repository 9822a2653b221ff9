# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""People: the address they sign in with, what they tell of themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from labcamp.core.access import Viewer
from labcamp.core.record import record
from labcamp.network import facts
from labcamp.network.models import Person

FORGOTTEN_AFTER = timedelta(days=1)


def known_or_new(email: str) -> Person:
    """The person of an address; a new one is nobody yet until the code that follows is entered."""
    address = email.strip().lower()
    person, _ = Person.objects.get_or_create(email=address)
    return person


@transaction.atomic
def confirm(person: Person, *, now: datetime) -> bool:
    """Remember that the address is theirs; True the first time."""
    first = Person.objects.filter(pk=person.pk, confirmed_at=None).update(confirmed_at=now)
    if first:
        by = Viewer(person=person.pk, now=now)
        record(facts.PERSON_CONFIRMED, about=person, by=by)
    return bool(first)


@transaction.atomic
def introduce(person: Person, *, name: str, language: str, by: Viewer) -> None:
    """Change one's own name and language."""
    Person.objects.filter(pk=by.somebody, is_active=True).update(name=name, language=language)
    record(facts.PERSON_CHANGED, about=person, by=by)


def forget_unconfirmed(now: datetime) -> int:
    """Drop addresses nobody confirmed within a day, unless something leans on them already."""
    old = Person.objects.filter(
        confirmed_at=None, joined_at__lt=now - FORGOTTEN_AFTER, memberships=None, terms=None,
        hosting=None, registrations=None,
    )  # fmt: skip
    return old.delete()[0]
