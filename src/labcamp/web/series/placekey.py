# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The secret address of somebody's place: who has it may change and give back that one place."""

from __future__ import annotations

import secrets

from django.urls import reverse
from django.utils.crypto import salted_hmac

from labcamp.series.models import Registration

SALT = "labcamp.place"


def key_of(place: Registration) -> str:
    """The key in letters; it holds as long as the instance's secret and names nobody."""
    return f"{place.pk}-{_seal(place.pk)}"


def place_of(key: str) -> Registration | None:
    number, _dash, seal = key.partition("-")
    if not (number.isascii() and number.isdigit()) or len(number) > 12:
        return None
    if not secrets.compare_digest(seal, _seal(int(number))):
        return None
    found = Registration.objects.select_related("edition", "person", "lab").filter(pk=int(number))
    return found.first()


def path_of(place: Registration) -> str:
    return reverse("series:place", args=[key_of(place)])


def _seal(number: int) -> str:
    return salted_hmac(SALT, str(number), algorithm="sha256").hexdigest()[:40]
