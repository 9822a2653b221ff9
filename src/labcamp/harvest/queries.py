# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads over what stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from labcamp.core.access import Viewer
from labcamp.core.instance.models import Phase, Topic
from labcamp.core.sources import Source
from labcamp.core.text.german import fold
from labcamp.harvest.models import Item, Material, Report, Term
from labcamp.network.models import Lab
from labcamp.series.models import Edition


@dataclass(frozen=True)
class Choice:
    """One value of a filter, how many things it leaves, whether it is chosen."""

    key: str
    name: str
    count: int
    chosen: bool


def items(viewer: Viewer, chosen: Mapping[str, Sequence[str]]) -> QuerySet[Item]:
    """Learnings and challenges `viewer` sees under the chosen kind, phase and topic."""
    found: QuerySet[Item] = with_lab(Item.objects.visible_to(viewer), viewer)
    return found.filter(_chosen(chosen)).distinct()


def with_lab(found: QuerySet[Item], viewer: Viewer) -> QuerySet[Item]:
    """Items with phase, topics, sources and those labs `viewer` may see."""
    labs = Lab.objects.visible_to(viewer).select_related("level")
    return found.select_related("phase", "edition").prefetch_related(
        Prefetch("lab", queryset=labs), "topics", "sources"
    )


LOOKUPS = {"kind": "kind", "phase": "phase__key", "topic": "topics__key"}


def _chosen(chosen: Mapping[str, Sequence[str]], without: str = "") -> Q:
    """One of the chosen values in each filter; a filter nobody touched lets everything through."""
    return Q(**{f"{LOOKUPS[k]}__in": v for k, v in chosen.items() if v and k != without})


def item_choices(viewer: Viewer, chosen: Mapping[str, Sequence[str]]) -> dict[str, list[Choice]]:
    """What each value of each filter would leave under the other filters.

    One query a filter; what the viewer does not see is not counted, and values that would leave
    nothing are not shown unless they are chosen.
    """
    seen = Item.objects.visible_to(viewer)
    found = {}
    for name, lookup in LOOKUPS.items():
        rows = seen.filter(_chosen(chosen, without=name)).order_by().values_list(lookup)
        counts = dict(rows.annotate(n=Count("pk", distinct=True)))
        found[name] = [
            Choice(key, label, counts.get(key, 0), key in chosen[name])
            for key, label in _names(name)
            if counts.get(key) or key in chosen[name]
        ]
    return found


def _names(group: str) -> list[tuple[str, str]]:
    if group == "kind":
        return [(str(key), str(label)) for key, label in Item.Kind.choices]
    if group == "phase":
        return [(phase.key, phase.name) for phase in Phase.objects.all()]
    topics = [(topic.key, topic.name) for topic in Topic.objects.all()]
    return sorted(topics, key=lambda topic: fold(topic[1]))


def alike(item: Item, viewer: Viewer, most: int = 4) -> list[Item]:
    """What others told that shares most topics with `item`; the other kind first."""
    seen = with_lab(Item.objects.visible_to(viewer), viewer).exclude(pk=item.pk)
    shared = Count("topics", filter=Q(topics__in=item.topics.all()), distinct=True)
    ranked = seen.annotate(shared=shared).filter(shared__gt=0)
    found = list(ranked.order_by("-shared", "pk")[: most * 3])
    found.sort(key=lambda i: (-i.shared, i.kind == item.kind, i.phase_id != item.phase_id))
    return list[Item](found[:most])


def reports(viewer: Viewer) -> QuerySet[Report]:
    labs: QuerySet[Lab] = Lab.objects.visible_to(viewer)
    editions: QuerySet[Edition] = Edition.objects.visible_to(viewer).real()
    found: QuerySet[Report] = Report.objects.visible_to(viewer).prefetch_related(
        Prefetch("lab", queryset=labs), Prefetch("edition", queryset=editions)
    )
    return found


def materials(edition: Edition, viewer: Viewer) -> QuerySet[Material]:
    found: QuerySet[Material] = Material.objects.visible_to(viewer).filter(edition=edition)
    return found.select_related("upload")


def terms() -> QuerySet[Term]:
    return Term.objects.prefetch_related("sources")


def sources(viewer: Viewer) -> QuerySet[Source]:
    """Every source that a record visible to `viewer` names, with how many of them do."""
    seen = {
        "labs": Lab.objects.visible_to(viewer),
        "editions": Edition.objects.visible_to(viewer).real(),
        "items": Item.objects.visible_to(viewer),
    }
    counts = {
        f"n_{name}": Count(name, filter=Q(**{f"{name}__in": things}), distinct=True)
        for name, things in seen.items()
    }
    found = Source.objects.order_by("url").annotate(
        **counts,
        n_terms=Count("terms", distinct=True),
        n_partners=Count("partners", distinct=True),
    )
    return found.filter(
        Q(n_labs__gt=0) | Q(n_editions__gt=0) | Q(n_items__gt=0) | Q(n_terms__gt=0)
        | Q(n_partners__gt=0)
    )  # fmt: skip
