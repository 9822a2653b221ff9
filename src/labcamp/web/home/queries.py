# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the start page shows: a constant number of queries, however large the network is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Model, Prefetch, Q, QuerySet

from labcamp.core.access import Viewer
from labcamp.core.instance.models import Level
from labcamp.harvest.models import Item, Report
from labcamp.network.models import Lab
from labcamp.paper.models import Paper
from labcamp.series.models import Edition, EditionRole, Series
from labcamp.series.queries import Trail, trail

DOTS_PER_LINE = 24
STEP = 14
MOST_DOTS = 96

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Share:
    """How many labs are on one level, and the dots that show it."""

    level: Level
    count: int
    per_dot: int

    @property
    def path(self) -> str:
        """Lines of an SVG path; drawn with round caps and gaps, each step is a dot."""
        dots = -(-self.count // self.per_dot)
        lines = []
        for row in range(0, dots, DOTS_PER_LINE):
            length = (min(DOTS_PER_LINE, dots - row) - 1) * STEP
            lines.append(f"M7 {7 + row // DOTS_PER_LINE * STEP}h{length}.01")
        return "".join(lines)

    @property
    def height(self) -> int:
        dots = -(-self.count // self.per_dot)
        return -(-dots // DOTS_PER_LINE) * STEP


def relay(viewer: Viewer) -> tuple[Trail, Series | None, list[Edition]]:
    """The trail of the series, the series itself, and the planned editions ahead: three queries."""
    series = Series.objects.first()
    lab_seen = Q(lab=None) | Q(lab__in=Lab.objects.visible_to(viewer))
    hosts = EditionRole.objects.filter(
        lab_seen, role__in=[EditionRole.Role.HOST, EditionRole.Role.COHOST]
    )
    editions: list[Edition] = list(
        Edition.objects.visible_to(viewer)
        .real()
        .prefetch_related(Prefetch("roles", queryset=hosts, to_attr="hosts"))
    )
    today = viewer.today
    planned = [e for e in editions if e.state == Edition.State.PLANNED]
    ahead = [e for e in planned if e.first_day is None or (e.last_day or e.first_day) >= today]
    ahead.sort(key=lambda e: (e.first_day is None, e.first_day or today, e.pk))
    return trail(editions, series), series, ahead


def shares(viewer: Viewer) -> list[Share]:
    """Admitted labs by level, in the order of the levels: two queries."""
    seen = Lab.objects.visible_to(viewer).filter(state=Lab.State.ADMITTED).order_by()
    counts = dict(seen.values_list("level").annotate(n=Count("pk")))
    per_dot = max(1, -(-max(counts.values(), default=0) // MOST_DOTS))
    levels = Level.objects.all()
    return [Share(level, counts[level.pk], per_dot) for level in levels if level.pk in counts]


def learnt(viewer: Viewer, most: int = 3) -> list[Item]:
    """A few learnings, others every day, from the newest three hundred."""
    seen = Item.objects.visible_to(viewer).filter(kind=Item.Kind.LEARNING)
    keys = list(seen.order_by("-pk").values_list("pk", flat=True)[:300])
    start = viewer.today.toordinal() * most
    stride = max(1, len(keys) // most)
    chosen = {keys[(start + n * stride) % len(keys)] for n in range(most)} if keys else set()
    return list(_with_lab(Item.objects.visible_to(viewer).filter(pk__in=chosen), viewer))


def reports(viewer: Viewer, most: int = 3) -> list[Report]:
    newest = Report.objects.visible_to(viewer).order_by("-at", "-pk")
    return list(_with_lab(newest, viewer)[:most])


def papers(viewer: Viewer, most: int = 3) -> list[Paper]:
    return list(Paper.objects.visible_to(viewer)[:most])


def _with_lab(told: QuerySet[M], viewer: Viewer) -> QuerySet[M]:
    """With the lab that told it, as far as `viewer` may see that lab."""
    labs = Lab.objects.visible_to(viewer).select_related("level")
    return told.prefetch_related(Prefetch("lab", queryset=labs))
