# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads about the baton: who carries it, running calls with their offers, a fair turn of hosts."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from labcamp.core.access import Viewer
from labcamp.core.instance.models import Level
from labcamp.network.models import Lab
from labcamp.series import fairturn
from labcamp.series.models import Edition, EditionRole, HostCall, HostOffer, OfferLab, Takeover

RUNNING = [HostCall.State.OPEN, HostCall.State.DECIDING, HostCall.State.ACCEPTING]
CARRIED = (EditionRole.Role.HOST, EditionRole.Role.COHOST)


def with_offers(calls: QuerySet[HostCall], viewer: Viewer) -> QuerySet[HostCall]:
    """Calls with the offers the viewer may see; three queries more, however many calls."""
    labs = OfferLab.objects.select_related("lab__level")
    offers = HostOffer.objects.visible_to(viewer).select_related("round")
    seen = labs.filter(lab__in=Lab.objects.visible_to(viewer))
    return calls.select_related("edition").prefetch_related(
        Prefetch("offers", offers.prefetch_related(Prefetch("labs", seen)))
    )


def running_calls(viewer: Viewer) -> list[HostCall]:
    calls = HostCall.objects.visible_to(viewer).filter(state__in=RUNNING)
    return list(with_offers(calls, viewer).order_by("number", "pk"))


def past_calls(viewer: Viewer) -> list[HostCall]:
    """Calls that have ended, with the edition they led to where the viewer may see it."""
    calls = HostCall.objects.visible_to(viewer).exclude(state__in=RUNNING)
    return list(calls.select_related("edition").order_by("-ended_at", "-pk")[:50])


def given_back(viewer: Viewer) -> list[Takeover]:
    """Where hosts gave the baton back, or fell silent; newest first.

    Hosts are named as far as the viewer may see their labs.
    """
    editions = Edition.objects.visible_to(viewer).real()
    freed = Takeover.objects.filter(edition__in=editions).exclude(freed_at=None)
    found = list(freed.select_related("edition").order_by("-freed_at", "-pk")[:50])
    told = {name for one in found for name in one.hosts}
    seen = set(Lab.objects.visible_to(viewer).filter(name__in=told).values_list("name", flat=True))
    for one in found:
        one.hosts = [name for name in one.hosts if name in seen]
    return found


@dataclass(frozen=True)
class FairTurn:
    """Who has hosted, by level, state and size of town; and whom the network could ask.

    `times` counts hosts of editions the viewer may see; a joint edition counts for each host.
    """

    by_level: list[tuple[Level, fairturn.Turn]]
    by_region: list[fairturn.Turn]
    by_size: list[fairturn.Turn]
    suggested: list[Lab]
    times: int


def fair_turn(viewer: Viewer, *, number: int) -> FairTurn:
    """Five queries, however many labs and editions there are."""
    admitted = (
        Lab.objects.visible_to(viewer)
        .filter(state=Lab.State.ADMITTED)
        .exclude(status=Lab.Status.ENDED)
    )
    rows = admitted.order_by("pk").values_list("pk", "level", "region", "town_size", "status")
    everyone = [fairturn.Who(pk, level, region, size) for pk, level, region, size, _ in rows]
    working = {pk for pk, _, _, _, status in rows if status == Lab.Status.ACTIVE}
    roles = EditionRole.objects.filter(role__in=CARRIED).exclude(lab=None)
    seen = roles.filter(edition__in=Edition.objects.visible_to(viewer).real(), lab__in=admitted)
    times = [lab for lab, _ in seen.values_list("lab", "edition").distinct() if lab]
    levels = {level.pk: level for level in Level.objects.all()}
    candidates = [one for one in everyone if one.lab in working] or everyone
    chosen = [one.lab for one in fairturn.suggest(candidates, times, number=number)]
    labs = {lab.pk: lab for lab in admitted.filter(pk__in=chosen).select_related("level")}

    def grouped(by: Callable[[fairturn.Who], Hashable]) -> list[fairturn.Turn]:
        return fairturn.turns(everyone, times, by)

    return FairTurn(
        by_level=[(levels[int(str(t.key))], t) for t in grouped(lambda one: one.level)],
        by_region=grouped(lambda one: one.region),
        by_size=grouped(lambda one: one.size),
        suggested=[labs[key] for key in chosen if key in labs],
        times=len(times),
    )


def next_number(numbers: list[int]) -> int:
    """The number after the highest known one."""
    return max(numbers, default=0) + 1
