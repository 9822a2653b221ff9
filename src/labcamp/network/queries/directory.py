# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The directory: what is chosen, what is found, and how many each other choice would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from django.db.models import F

from labcamp.core import search
from labcamp.core.access import Viewer, VisibleQuerySet
from labcamp.network.models import Lab
from labcamp.network.queries.catalogue import Catalogue, catalogue

PAGE = 24
GROUPS = ("level", "country", "region", "size", "town", "phase", "topic", "status")
# Too many values to be offered: only what is chosen is counted.
UNLISTED = ("town",)
SORTS = ("name", "newest", "best")
Labels = Mapping[str, Callable[[str], str]]


@dataclass(frozen=True)
class Selection:
    """What somebody looks for: words, values by facet (any of them will do), order and page."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class Option:
    """One value of a facet and how many labs there would be with it."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    group: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Directory:
    """The labs of one page, the keys of all, and the facets around them."""

    selection: Selection
    labs: list[Lab]
    keys: list[int]
    page: int
    facets: tuple[Facet, ...]
    how: search.How | None

    @property
    def total(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class _Base:
    """What the viewer sees and the words find, before any facet narrows it."""

    known: Catalogue
    bits: int
    found: search.Found | None


def listed(viewer: Viewer) -> VisibleQuerySet[Lab]:
    """Admitted labs the viewer sees: what the directory, the map and the download are about."""
    seen: VisibleQuerySet[Lab] = Lab.objects.visible_to(viewer)
    return seen.filter(state=Lab.State.ADMITTED)


def directory(viewer: Viewer, selection: Selection, labels: Labels) -> Directory:
    """The page of the directory that `selection` asks for; the number of queries is fixed."""
    base = _base(viewer, selection.text)
    chosen = _chosen(base, selection)
    keys = _in_order(viewer, base, selection, reduce(and_, chosen.values(), base.bits))
    last = max(1, -(-len(keys) // PAGE))
    page = min(max(1, selection.page), last)
    return Directory(
        selection=selection,
        labs=_whole(viewer, keys[(page - 1) * PAGE : page * PAGE]),
        keys=keys,
        page=page,
        facets=tuple(_facets(base, selection, chosen, labels)),
        how=base.found.how if base.found else None,
    )


def chosen_labs(viewer: Viewer, selection: Selection) -> list[int]:
    """The keys of all labs the selection finds, in its order."""
    base = _base(viewer, selection.text)
    return _in_order(
        viewer, base, selection, reduce(and_, _chosen(base, selection).values(), base.bits)
    )


def _base(viewer: Viewer, text: str) -> _Base:
    known = catalogue()
    seen = set(listed(viewer).order_by().values_list("pk", flat=True))
    if not text.strip():
        return _Base(known, known.bits_of(seen), None)
    question = search.ask(Lab, text)
    found = search.best(question, seen) if question else search.Found()
    return _Base(known, known.bits_of(found.scores), found)


def _chosen(base: _Base, selection: Selection) -> dict[str, int]:
    """For each facet with a choice the labs that have one of the chosen values."""
    return {group: base.known.any_of(group, values) for group, values in selection.chosen.items()}


def _in_order(viewer: Viewer, base: _Base, selection: Selection, bits: int) -> list[int]:
    keys = base.known.keys_of(bits)
    if selection.sort == "newest":
        by_age = listed(viewer).order_by(F("admitted_at").desc(), "pk")
        wanted = set(keys)
        return [key for key in by_age.values_list("pk", flat=True) if key in wanted]
    if base.found is not None and selection.sort != "name":
        scores = base.found.scores
        keys.sort(key=lambda key: -scores[key])
    return keys


def _facets(
    base: _Base, selection: Selection, chosen: Mapping[str, int], labels: Labels
) -> list[Facet]:
    """Each facet's counts, as if nothing were chosen in it: the other choices hold."""
    facets = []
    for group in GROUPS:
        taken = selection.chosen.get(group, ())
        others = [bits for name, bits in chosen.items() if name != group]
        within = reduce(and_, others, base.bits)
        values = base.known.bits.get(group, {})
        if group in UNLISTED:
            values = {value: base.known.any_of(group, [value]) for value in taken}
        counts = {value: (bits & within).bit_count() for value, bits in values.items()}
        label = labels.get(group) or _word_label(base.known, group)
        facets.append(
            Facet(
                group,
                tuple(
                    Option(value, label(value), counts.get(value, 0), value in taken)
                    for value in _offered(base.known, group, counts, taken)
                ),
            )
        )
    return facets


def _word_label(known: Catalogue, group: str) -> Callable[[str], str]:
    words = known.words[group]
    return lambda value: words[value].name if value in words else value


def _offered(
    known: Catalogue, group: str, counts: Mapping[str, int], taken: tuple[str, ...]
) -> list[str]:
    """Values with labs, and those chosen: levels and phases in their order, the rest by count."""
    values = {value for value, n in counts.items() if n} | set(taken)
    if group in ("level", "phase"):
        ordered = [value for value in known.words[group] if value in values]
        return ordered + sorted(values.difference(ordered))
    return sorted(values, key=lambda value: (-counts.get(value, 0), value))


def _whole(viewer: Viewer, keys: list[int]) -> list[Lab]:
    labs = (
        Lab.objects.visible_to(viewer)
        .select_related("level", "phase")
        .prefetch_related("topics")
        .in_bulk(keys)
    )
    return [labs[key] for key in keys if key in labs]
