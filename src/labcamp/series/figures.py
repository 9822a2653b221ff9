# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who comes, in numbers: levels, states, labs, newcomers and regulars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from labcamp.core.instance.models import Level
from labcamp.network.models import Lab
from labcamp.series.models import Edition, Registration


@dataclass(frozen=True)
class Mix:
    """How many come by level and state, most first; how many labs, newcomers and regulars.

    `missing` names the levels nobody comes from. `erased` had a place and deleted their account;
    they count by level, and nothing else is known of them.
    """

    levels: list[tuple[Level | None, int]]
    regions: list[tuple[str, int]]
    labs: int
    newcomers: int
    regulars: int
    missing: list[Level]
    erased: int = 0
    total: int = 0


def mix_of(edition: Edition, held: Sequence[Registration]) -> Mix:
    """The mix of those who have a place, in four queries. Regulars had one at another edition."""
    people = [place.person_id for place in held]
    before = Registration.objects.filter(
        person__in=people, state=Registration.State.HELD, edition__rehearses=None
    )
    regulars = before.exclude(edition=edition).values("person").distinct().count()
    every = {level.pk: level for level in Level.objects.all()}
    by_level = Counter(place.lab.level_id if place.lab else None for place in held)
    erased = dict(edition.erased.values_list("level", "places"))
    by_level.update(erased)
    labs = {place.lab_id for place in held if place.lab_id}
    regions = Counter(
        place.lab.region for place in held if isinstance(place.lab, Lab) and place.lab.region
    )
    return Mix(
        levels=[(every.get(key or 0), many) for key, many in by_level.most_common()],
        regions=regions.most_common(),
        labs=len(labs),
        newcomers=len(held) - regulars,
        regulars=regulars,
        missing=[level for key, level in every.items() if key not in by_level],
        erased=sum(erased.values()),
        total=len(held) + sum(erased.values()),
    )
