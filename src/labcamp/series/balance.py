# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom to invite so that the mix is right: labs nobody comes from, rare levels and states first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from labcamp.core.access import Viewer
from labcamp.network.models import Lab, Membership
from labcamp.series import fairturn
from labcamp.series.models import Edition, LabAsked, Registration

MOST, FURTHER = 8, 3
"""Labs that are suggested, and how many of them stay for those nobody can write to."""
SPEAKING = Membership.objects.filter(
    role=Membership.Role.COORDINATOR, until=None, person__is_active=True
)


@dataclass(frozen=True)
class Wanted:
    """A lab worth inviting: whether its level or state is missing, and what has been done."""

    lab: Lab
    new_level: bool
    new_region: bool
    first_time: bool
    reachable: bool
    asked_at: datetime | None


def wanted(edition: Edition, viewer: Viewer) -> list[Wanted]:
    """Labs asked that nobody has come from yet, and at most MOST more that nobody comes from.

    Missing levels come first, then missing states, in the order of `fairturn.suggest`; the
    edition's key is the lot. Five queries, however many labs there are.
    """
    rows = _living(viewer).order_by("pk").values_list("pk", "level", "region", "town_size")
    everyone = [fairturn.Who(*row) for row in rows]
    coming = list(
        _places(edition).filter(lab__isnull=False).values_list("lab", flat=True).distinct()
    )
    asked = dict(LabAsked.objects.filter(edition=edition).values_list("lab", "at"))
    reached = set(SPEAKING.values_list("lab", flat=True))
    chosen: list[int] = []
    for reachable in (True, False):
        some = [
            one for one in everyone if one.lab not in asked and (one.lab in reached) is reachable
        ]
        most = MOST - FURTHER if reachable else MOST - len(chosen)
        found = fairturn.suggest(some, coming, number=edition.pk, most=most, among=everyone)
        chosen += [one.lab for one in found]
    away = [key for key in asked if key not in coming]
    return _told([*away, *chosen], everyone, coming, asked)


def _told(
    keys: Sequence[int],
    everyone: Sequence[fairturn.Who],
    coming: Sequence[int],
    asked: dict[int, datetime],
) -> list[Wanted]:
    here = [one for one in everyone if one.lab in set(coming)]
    levels, regions = {one.level for one in here}, {one.region for one in here}
    before = Registration.objects.filter(lab=OuterRef("pk"), state=Registration.State.HELD)
    labs = Lab.objects.filter(pk__in=set(keys) & {one.lab for one in everyone})
    found = {
        lab.pk: Wanted(
            lab,
            new_level=lab.level_id not in levels,
            new_region=bool(lab.region) and lab.region not in regions,
            first_time=not lab.came,
            reachable=lab.reachable,
            asked_at=asked.get(lab.pk),
        )
        for lab in labs.select_related("level").annotate(
            reachable=Exists(SPEAKING.filter(lab=OuterRef("pk"))), came=Exists(before)
        )
    }
    return [found[key] for key in keys if key in found]


def _places(edition: Edition) -> QuerySet[Registration]:
    return Registration.objects.filter(edition=edition).exclude(state=Registration.State.GIVEN_BACK)


def _living(viewer: Viewer) -> QuerySet[Lab]:
    admitted = Lab.objects.visible_to(viewer).filter(state=Lab.State.ADMITTED)
    living: QuerySet[Lab] = admitted.exclude(status=Lab.Status.ENDED)
    return living
