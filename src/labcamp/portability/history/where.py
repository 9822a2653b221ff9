# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a lab is, as far as the register of places knows."""

from __future__ import annotations

from typing import Any

from labcamp.network.places import register, states


def locate(city: str, region: str, country: str) -> dict[str, Any]:
    """The lab's fields about its town; what the register does not know for certain stays empty."""
    state = states.named(region, country) if region else None
    code = state.code if state else ""
    place = register.resolve(city, code, country) if city else None
    return {
        "town": city,
        "country": country,
        "region": place.state if place else code,
        "place_id": place.id if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "population": (place.population or None) if place else None,
        "town_size": register.size_class(place.population) if place else "",
    }
