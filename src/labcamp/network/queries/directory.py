# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The directory: what is chosen, what is found, and how many there would be for every other choice.

All labs the viewer sees are read once as narrow rows, out of an index that holds them in order;
filters, counts and the page are then taken from these rows. So a count can never be of anything but
what the viewer sees, and the number of queries does not grow with the labs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db.models import F

from labcamp.core import search
from labcamp.core.access import Viewer, VisibleQuerySet
from labcamp.core.instance.models import Level, Phase, Topic
from labcamp.network.models import Lab

PAGE = 24
GROUPS = ("level", "country", "region", "size", "town", "phase", "topic", "status")
SORTS = ("name", "newest", "best")


class Row(NamedTuple):
    """What of a lab the directory filters and counts by."""

    pk: int
    level: int
    phase: int | None
    status: str
    country: str
    region: str
    size: str
    town: int | None


PLACES = {name: place for place, name in enumerate(Row._fields)}  # noqa: SLF001 - public in spite of its name
COLUMNS = ("pk", "level_id", "phase_id", "status", "country", "region", "town_size", "place_id")


@dataclass(frozen=True)
class Selection:
    """What somebody looks for: words, values by facet (any of them will do), order and page."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1

    def without(self, group: str, value: str) -> Selection:
        left = tuple(v for v in self.chosen.get(group, ()) if v != value)
        chosen = {**self.chosen, group: left}
        return replace(self, chosen={g: v for g, v in chosen.items() if v}, page=1)


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
    """The labs of one page, how many there are in all, and the facets around them."""

    selection: Selection
    labs: list[Lab]
    keys: list[int]
    total: int
    pages: int
    page: int
    facets: tuple[Facet, ...]
    how: search.How | None


@dataclass(frozen=True)
class Words:
    """Levels, phases and topics by number and by key; three small queries."""

    level: Mapping[int, Level]
    phase: Mapping[int, Phase]
    topic: Mapping[int, Topic]

    @classmethod
    def read(cls) -> Words:
        return cls(
            {level.pk: level for level in Level.objects.all()},
            {phase.pk: phase for phase in Phase.objects.all()},
            {topic.pk: topic for topic in Topic.objects.all()},
        )

    def numbers(self, group: str, keys: Iterable[str]) -> set[int]:
        wanted = set(keys)
        return {pk for pk, word in getattr(self, group).items() if word.key in wanted}


def listed(viewer: Viewer) -> VisibleQuerySet[Lab]:
    """Admitted labs the viewer sees: what the directory, the map and the download are about."""
    found: VisibleQuerySet[Lab] = Lab.objects.visible_to(viewer)
    return found.filter(state=Lab.State.ADMITTED)


def directory(viewer: Viewer, selection: Selection, labels: Labels) -> Directory:
    """The page of the directory that `selection` asks for."""
    words = Words.read()
    rows = _rows(viewer, selection.sort)
    topics = _topics(words)
    found = _found(selection.text, rows)
    if found is not None:
        rows = [row for row in rows if row.pk in found.scores]
    tests = _tests(selection, words, topics)
    chosen = _passing(rows, tests.values())
    keys = [row.pk for row in chosen]
    if found is not None and selection.sort in ("", "best"):
        keys.sort(key=lambda pk: -found.scores[pk])
    pages = max(1, -(-len(keys) // PAGE))
    page = min(max(1, selection.page), pages)
    return Directory(
        selection=selection,
        labs=_whole(viewer, keys[(page - 1) * PAGE : page * PAGE]),
        keys=keys,
        total=len(keys),
        pages=pages,
        page=page,
        facets=_facets(selection, rows, tests, words, topics, labels),
        how=found.how if found else None,
    )


def chosen_labs(viewer: Viewer, selection: Selection) -> list[int]:
    """The keys of all labs the selection finds, in its order: for the map and the download."""
    words = Words.read()
    rows = _rows(viewer, selection.sort)
    found = _found(selection.text, rows)
    if found is not None:
        rows = [row for row in rows if row.pk in found.scores]
    topics = _topics(words) if selection.chosen.get("topic") else {}
    keys = [row.pk for row in _passing(rows, _tests(selection, words, topics).values())]
    if found is not None and selection.sort in ("", "best"):
        keys.sort(key=lambda pk: -found.scores[pk])
    return keys


Labels = Mapping[str, Callable[[str], str]]
Test = Callable[[Row], bool]


def _rows(viewer: Viewer, sort: str) -> list[Row]:
    order = [F("admitted_at").desc(), "pk"] if sort == "newest" else ["name_key", "pk"]
    return [Row(*r) for r in listed(viewer).order_by(*order).values_list(*COLUMNS)]


def _found(text: str, rows: Sequence[Row]) -> search.Found | None:
    """What the words find among the rows; None when there are no words."""
    if not text.strip():
        return None
    question = search.ask(Lab, text)
    return search.best(question, (row.pk for row in rows)) if question else search.Found()


def _topics(words: Words) -> dict[int, set[int]]:
    """The labs of each topic; of all labs, so use it only together with rows the viewer sees."""
    labs: dict[int, set[int]] = {pk: set() for pk in words.topic}
    for topic, lab in Lab.topics.through.objects.values_list("topic_id", "lab_id"):
        labs[topic].add(lab)
    return labs


def _tests(selection: Selection, words: Words, topics: Mapping[int, set[int]]) -> dict[str, Test]:
    """For each facet with a choice the question whether a row has one of the chosen values."""
    tests: dict[str, Test] = {}
    for group, values in selection.chosen.items():
        if group in ("level", "phase"):
            place = PLACES[group]
            tests[group] = _one_of(place, words.numbers(group, values))
        elif group == "topic":
            labs = set().union(*(topics[t] for t in words.numbers(group, values)))
            tests[group] = _one_of(0, labs)
        elif group == "town":
            tests[group] = _one_of(PLACES[group], {int(v) for v in values if v.isdecimal()})
        elif group in GROUPS:
            tests[group] = _one_of(PLACES[group], set(values))
    return tests


def _one_of(place: int, wanted: set[int] | set[str]) -> Test:
    return lambda row: row[place] in wanted


def _passing(rows: Sequence[Row], tests: Iterable[Test]) -> Sequence[Row]:
    for test in tests:
        rows = [row for row in rows if test(row)]
    return rows


def _facets(
    selection: Selection,
    rows: Sequence[Row],
    tests: Mapping[str, Test],
    words: Words,
    topics: Mapping[int, set[int]],
    labels: Labels,
) -> tuple[Facet, ...]:
    """Each facet's counts, as if nothing were chosen in it: the other choices hold."""
    facets = []
    for group in GROUPS:
        base = _passing(rows, [test for name, test in tests.items() if name != group])
        counts = _counts(group, base, words, topics)
        chosen = selection.chosen.get(group, ())
        label = labels.get(group) or _word_label(group, words)
        options = [
            Option(value, label(value), counts.get(value, 0), value in chosen)
            for value in _in_order(group, {*counts, *chosen}, words, counts)
        ]
        facets.append(Facet(group, tuple(options)))
    return tuple(facets)


def _counts(
    group: str, rows: Sequence[Row], words: Words, topics: Mapping[int, set[int]]
) -> dict[str, int]:
    if group == "topic":
        keys = {row.pk for row in rows}
        counts = {words.topic[t].key: len(labs & keys) for t, labs in topics.items()}
    else:
        place = PLACES[group]
        counted = Counter([row[place] for row in rows])
        if group in ("level", "phase"):
            names = getattr(words, group)
            counts = {names[pk].key: n for pk, n in counted.items() if pk is not None}
        else:
            counts = {str(value or ""): n for value, n in counted.items()}
    return {value: n for value, n in counts.items() if value and n}


def _word_label(group: str, words: Words) -> Callable[[str], str]:
    names = {word.key: word.name for word in getattr(words, group).values()}
    return lambda value: names.get(value, value)


def _in_order(group: str, values: set[str], words: Words, counts: Mapping[str, int]) -> list[str]:
    """Levels and phases in the order of the network, the rest by count, then by value."""
    if group in ("level", "phase"):
        known = [word.key for word in getattr(words, group).values()]
        return [key for key in known if key in values]
    return sorted(values, key=lambda value: (-counts.get(value, 0), value))


def _whole(viewer: Viewer, keys: list[int]) -> list[Lab]:
    labs = (
        Lab.objects.visible_to(viewer)
        .select_related("level", "phase", "logo")
        .prefetch_related("topics")
        .in_bulk(keys)
    )
    return [labs[key] for key in keys if key in labs]
