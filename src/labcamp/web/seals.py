# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys of secret addresses: numbers and their seal. They hold as long as the instance's secret."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

from labcamp.network.models import Person


def sealed(salt: str, *numbers: int) -> str:
    """The key in letters; it names nobody."""
    told = "-".join(map(str, numbers))
    return f"{told}-{_seal(salt, told)}"


def number_in(salt: str, key: str) -> int | None:
    """The one number under a right seal, else None."""
    found = numbers_in(salt, key, 1)
    return found[0] if found else None


def numbers_in(salt: str, key: str, count: int) -> tuple[int, ...] | None:
    """So many numbers under a right seal, else None."""
    told, _dash, seal = key.rpartition("-")
    parts = told.split("-")
    if len(parts) != count or not all(
        part.isascii() and part.isdigit() and len(part) <= 12 for part in parts
    ):
        return None
    if not secrets.compare_digest(seal.encode(), _seal(salt, told).encode()):
        return None
    return tuple(map(int, parts))


def renewable(salt: str, person: Person, *numbers: int) -> str:
    """A key of a person's calendar that ends when they renew their calendar addresses."""
    more = (person.calendars_renewed,) if person.calendars_renewed else ()
    return sealed(salt, *numbers, person.pk, *more)


def renewable_in(salt: str, key: str, count: int) -> tuple[tuple[int, ...], Person] | None:
    """So many numbers and the person, under a right seal that has not been renewed; else None."""
    never = numbers_in(salt, key, count + 1)
    numbers = (*never, 0) if never else numbers_in(salt, key, count + 2)
    if numbers is None:
        return None
    person = Person.objects.filter(
        pk=numbers[count], calendars_renewed=numbers[count + 1], is_active=True
    ).first()
    return (numbers[:count], person) if person else None


def _seal(salt: str, told: str) -> str:
    return salted_hmac(salt, told, algorithm="sha256").hexdigest()[:40]
