# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""People: the address they sign in with, what they tell of themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Refused, Viewer
from labcamp.core.instance import current
from labcamp.core.record import record
from labcamp.network import facts
from labcamp.network.letters import write
from labcamp.network.models import Person

FORGOTTEN_AFTER = timedelta(days=1)


def known_or_new(email: str) -> Person:
    """The person of an address; a new one is nobody yet until the code that follows is entered."""
    address = email.strip().lower()
    return Person.objects.get_or_create(email=address)[0]


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


@transaction.atomic
def renew_calendars(person: Person, *, by: Viewer) -> None:
    """End every secret calendar address of one's own; pages show the new ones at once."""
    if by.person != person.pk:
        raise Refused("renew-calendars")
    mine = Person.objects.filter(pk=person.pk, is_active=True)
    mine.update(calendars_renewed=F("calendars_renewed") + 1)
    record(facts.PERSON_CHANGED, about=person, by=by)


class AddressTaken(Exception):
    """Another account has this address."""


@transaction.atomic
def change_address(person: Person, to: str, *, by: Viewer) -> Person:
    """Move one's account to an address one has proved to be one's own; the old one is told.

    The same address again changes nothing. Raises AddressTaken; an address that was only typed in
    somewhere and never confirmed is taken by nobody.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if by.person != person.pk:
        raise Refused("change-address")
    address = to.strip().lower()
    if person.email == address:
        return person
    _never_confirmed().filter(email=address).delete()
    if Person.objects.filter(email=address).exists():
        raise AddressTaken(address)
    fact = record(facts.PERSON_ADDRESS_CHANGED, about=person, by=by)
    write(
        [person],
        _("Your account has another e-mail address now"),
        [
            _("Hello,"),
            _(
                "from now on you sign in with another e-mail address. This one no longer belongs "
                "to your account. If you did not do this, please write to us at once: %(contact)s"
            ),
        ],
        kind="address changed",
        key=f"address-changed:{fact.pk}",
        contact=current.instance().contact or settings.DEFAULT_FROM_EMAIL,
    )
    person.email = address
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=person).delete()  # the sign-in library's copies of the old one
    return person


def _never_confirmed() -> QuerySet[Person]:
    """Addresses somebody typed in, on which nothing leans."""
    return Person.objects.filter(
        confirmed_at=None, memberships=None, terms=None, hosting=None, registrations=None
    )


def forget_unconfirmed(now: datetime) -> int:
    """Drop addresses nobody confirmed within a day, unless something leans on them already."""
    return _never_confirmed().filter(joined_at__lt=now - FORGOTTEN_AFTER).delete()[0]
