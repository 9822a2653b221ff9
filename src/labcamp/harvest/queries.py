# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads over what stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from labcamp.core.access import Viewer
from labcamp.core.instance.models import Named, Phase, Topic
from labcamp.core.sources import Source
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


def items(viewer: Viewer, chosen: Mapping[str, str]) -> QuerySet[Item]:
    """Learnings and challenges `viewer` sees under the chosen kind, phase and topic."""
    found: QuerySet[Item] = with_lab(Item.objects.visible_to(viewer), viewer)
    return found.filter(_chosen(chosen)).distinct()


def with_lab(found: QuerySet[Item], viewer: Viewer) -> QuerySet[Item]:
    """Items with phase, topics, sources and those labs `viewer` may see."""
    labs = Lab.objects.visible_to(viewer).select_related("level")
    return found.select_related("phase", "edition").prefetch_related(
        Prefetch("lab", queryset=labs), "topics", "sources"
    )


def _chosen(chosen: Mapping[str, str], without: str = "") -> Q:
    lookups = {"kind": "kind", "phase": "phase__key", "topic": "topics__key"}
    return Q(**{lookups[k]: v for k, v in chosen.items() if v and k in lookups and k != without})


def item_choices(viewer: Viewer, chosen: Mapping[str, str]) -> dict[str, list[Choice]]:
    """What each filter would leave under the others: one query a filter, hidden items uncounted."""
    seen = Item.objects.visible_to(viewer)

    def count(group: str, field: str) -> dict[str, int]:
        rows = seen.filter(_chosen(chosen, without=group)).order_by().values_list(field)
        return dict(rows.annotate(n=Count("pk", distinct=True)).exclude(**{field: None}))

    kinds = count("kind", "kind")
    return {
        "kind": [
            Choice(str(k), str(label), kinds.get(str(k), 0), chosen.get("kind") == k)
            for k, label in Item.Kind.choices
        ],
        "phase": _named(Phase, count("phase", "phase__key"), chosen.get("phase")),
        "topic": _named(Topic, count("topic", "topics__key"), chosen.get("topic")),
    }


def _named(model: type[Named], counts: dict[str, int], chosen: str | None) -> list[Choice]:
    return [
        Choice(word.key, word.name, counts.get(word.key, 0), word.key == chosen)
        for word in model.objects.all()
        if counts.get(word.key) or word.key == chosen
    ]


def alike(item: Item, viewer: Viewer, most: int = 4) -> list[Item]:
    """What others told that shares most topics with `item`, then its phase; the other kind first."""
    seen = with_lab(Item.objects.visible_to(viewer), viewer).exclude(pk=item.pk)
    shared = Count("topics", filter=Q(topics__in=item.topics.all()), distinct=True)
    ranked = seen.annotate(shared=shared).filter(shared__gt=0)
    found = list(ranked.order_by("-shared", "pk")[: most * 3])
    found.sort(key=lambda i: (-i.shared, i.kind == item.kind, i.phase_id != item.phase_id))
    return found[:most]


def reports(viewer: Viewer) -> QuerySet[Report]:
    labs = Lab.objects.visible_to(viewer)
    editions = Edition.objects.visible_to(viewer)
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
        "editions": Edition.objects.visible_to(viewer),
        "items": Item.objects.visible_to(viewer),
    }
    counts = {
        f"n_{name}": Count(name, filter=Q(**{f"{name}__in": things}), distinct=True)
        for name, things in seen.items()
    }
    found = Source.objects.annotate(
        **counts,
        n_terms=Count("terms", distinct=True),
        n_partners=Count("partners", distinct=True),
    )
    return found.filter(
        Q(n_labs__gt=0) | Q(n_editions__gt=0) | Q(n_items__gt=0) | Q(n_terms__gt=0)
        | Q(n_partners__gt=0)
    )  # fmt: skip
