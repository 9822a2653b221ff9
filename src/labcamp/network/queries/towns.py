# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The labs of a selection gathered by town, for the map and the list beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from labcamp.core.access import Viewer
from labcamp.network.queries.directory import listed

FEW = 500


@dataclass(frozen=True)
class TownOfLabs:
    """One town with its number of labs; `name` is the lab's when there is only one."""

    place_id: int
    town: str
    region: str
    country: str
    latitude: float | None
    longitude: float | None
    count: int
    lab_name: str
    lab_slug: str


@dataclass(frozen=True)
class Spread:
    """Towns by number of labs, the number per state, and how many have no place on any map."""

    towns: tuple[TownOfLabs, ...]
    regions: dict[str, int]
    elsewhere: int


def spread(viewer: Viewer, keys: Sequence[int]) -> Spread:
    """The labs of these keys that the viewer sees, by town; one query."""
    wanted = set(keys)
    labs = listed(viewer).order_by("name_key", "pk")
    if len(keys) < FEW:
        labs = labs.filter(pk__in=keys)
    rows = [
        row
        for row in labs.values_list(
            *("pk", "place_id", "town", "region", "country", "latitude", "longitude"),
            *("name", "slug"),
        )
        if row[0] in wanted
    ]
    counts = Counter(row[1] for row in rows)
    first = {row[1]: row for row in reversed(rows) if row[1] is not None}
    towns = [
        TownOfLabs(number, town, region, country, lat, lon, counts[number], name, slug)
        for number, (_, _, town, region, country, lat, lon, name, slug) in first.items()
    ]
    towns.sort(key=lambda town: (-town.count, town.town, town.place_id))
    regions = Counter(row[3] for row in rows if row[3])
    return Spread(tuple(towns), dict(regions), counts[None])
