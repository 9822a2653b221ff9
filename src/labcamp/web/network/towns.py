# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Towns, states and countries as forms and pages speak of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from labcamp.network.actions.labs import Where
from labcamp.network.models import Lab
from labcamp.network.places import countries, register, states
from labcamp.network.places.register import Place

SHOWN = 10


@dataclass(frozen=True)
class Match:
    """A town of the register that may be meant: its number, how it is called, where it is."""

    value: str
    label: str
    exact: bool
    where: Where


def matches(text: str) -> list[Match]:
    """Towns of the register that `text` may mean, likeliest first."""
    key = register.key_of(text)
    return [
        Match(str(place.id), _label(place), register.key_of(place.name) == key, _where(place))
        for place in register.find(text[:120], limit=SHOWN)
    ]


def country_choices() -> list[tuple[str, str]]:
    """Countries by name in the language of the page, after an empty choice."""
    named = sorted((country_name(one.code), one.code) for one in countries.COUNTRIES)
    return [("", _("please choose")), *((code, name) for name, code in named)]


def country_name(code: str) -> str:
    country = countries.country(code)
    return country.name(_language()) if country else code


def region_name(code: str) -> str:
    state = states.state(code)
    return state.name(_language()) if state else code


def town_name(number: str) -> str:
    """The town with this number of the register, or the number itself."""
    place = register.by_id(int(number)) if number.isascii() and number.isdecimal() else None
    return place.name if place else number


def size_name(size: str) -> str:
    return register.size_name(size, _language()) if size in register.SIZE_CLASSES else size


def same_town(one: str, other: str) -> bool:
    return register.key_of(one) == register.key_of(other)


def place_line(lab: Lab) -> str:
    """Town, state and, outside Germany, country; what is not known is left out."""
    region = region_name(lab.region) if lab.region else ""
    parts = [lab.town, region if region != lab.town else ""]
    if lab.country and lab.country not in ("DE", lab.region):
        parts.append(country_name(lab.country))
    return ", ".join(part for part in parts if part)


def _label(place: Place) -> str:
    """The town with its state and, when it is known by another name, that one."""
    words = [place.name, region_name(place.state)]
    if place.country in ("AT", "CH"):
        words.append(country_name(place.country))
    return ", ".join(words)


def _where(place: Place) -> Where:
    return Where(
        town=place.name,
        country=place.country,
        place_id=place.id,
        region=place.state,
        latitude=place.latitude,
        longitude=place.longitude,
        population=place.population or None,
        town_size=register.size_class(place.population),
    )


def _language() -> str:
    return get_language() or "de"
