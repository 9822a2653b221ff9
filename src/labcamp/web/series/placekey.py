# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The secret address of somebody's place: who has it may change and give back that one place."""

from __future__ import annotations

from django.urls import reverse

from labcamp.series.models import Registration
from labcamp.web.seals import number_in, sealed

SALT = "labcamp.place"


def key_of(place: Registration) -> str:
    return sealed(SALT, place.pk)


def place_of(key: str) -> Registration | None:
    number = number_in(SALT, key)
    if number is None:
        return None
    return Registration.objects.select_related("edition", "person", "lab").filter(pk=number).first()


def path_of(place: Registration) -> str:
    return reverse("series:place", args=[key_of(place)])
