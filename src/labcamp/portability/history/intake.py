# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A checked file, taken in: words and sources first, then those who are named, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from labcamp.core.access import Viewer
from labcamp.core.instance.models import Level, Named, Phase, Topic
from labcamp.core.sources import Source
from labcamp.network.models import Lab
from labcamp.portability.history import words
from labcamp.portability.history.checking import Data, section
from labcamp.portability.history.ledger import Entry, Ledger
from labcamp.portability.history.matching import Called, Directory
from labcamp.portability.history.reading import TOP
from labcamp.series.models import Edition, Partner, Series

Record = dict[str, Any]
WORDS: dict[str, type[Named]] = {"levels": Level, "phases": Phase, "topics": Topic}


class Intake:
    """What the parts of an import share: the file, the ledger, and what is in place already."""

    def __init__(self, data: Data, by: Viewer) -> None:
        self.data = data
        self.by = by
        self.ledger = Ledger(by)
        self.levels: dict[str, Level] = {}
        self.phases: dict[str, Phase] = {}
        self.topics: dict[str, Topic] = {}
        self.sources: dict[str, Source] = {}
        self.labs: dict[str, Lab] = {}
        self.editions: dict[str, Edition] = {}
        self.series: Series | None = None
        self._called: tuple[Directory, Directory] | None = None

    def records(self, name: str) -> Iterator[tuple[str, Record]]:
        """The records of a section with their places in the file."""
        for place, record in enumerate(section(self.data, name)):
            yield f"{TOP}.{name}[{place}]", record

    def sources_of(self, record: Record) -> list[Source]:
        return [self.sources[url] for url in dict.fromkeys(record.get("sources") or [])]

    def topics_of(self, record: Record) -> list[Topic]:
        return [self.topics[key] for key in dict.fromkeys(record.get("topics") or [])]

    def organisation(self, name: str) -> tuple[Lab | None, Partner | None]:
        """The lab or the partner a text calls so; neither when that is not certain."""
        if self._called is None:
            labs = Lab.objects.filter(state=Lab.State.ADMITTED).prefetch_related("other_names")
            self._called = (
                Directory([_called(lab) for lab in labs]),
                Directory([Called(p.pk, p.name) for p in Partner.objects.all()]),
            )
        labs_called, partners_called = self._called
        if lab := labs_called.find(name):
            return Lab.objects.get(pk=lab), None
        partner = partners_called.find(name)
        return None, Partner.objects.get(pk=partner) if partner else None


def _called(lab: Lab) -> Called:
    others = tuple(other.name for other in lab.other_names.all())
    return Called(lab.pk, lab.name, lab.carrier, others)


def take_words(intake: Intake) -> None:
    """Levels, phases and topics the file brings or uses; what is named already keeps its name."""
    for name, model in WORDS.items():
        held = {word.key: word for word in model._default_manager.all()}
        order = len(held)
        for at, told in _words(intake, name):
            key = told["key"]
            order += key not in held
            entry = Entry(
                at=at,
                name=told["name_de"],
                find=Q(key=key),
                values={k: v for k, v in told.items() if v is not None},
                at_first={"order": order},
                on_record=False,
                only_new=True,
            )
            held[key] = intake.ledger.put(model, entry)
        setattr(intake, name, held)


def _words(intake: Intake, name: str) -> Iterator[tuple[str, Record]]:
    """The section's own words; then those that are used and ship with us, or only have a key."""
    told = {record["key"]: (at, record) for at, record in intake.records(name)}
    yield from told.values()
    shipped = words.shipped()[name]
    used = dict(_used(intake, name))
    ordered = [key for key in shipped if key in used] + [key for key in used if key not in shipped]
    for key in ordered:
        if key not in told:
            yield used[key], dict(shipped.get(key) or words.readable(key))


def _used(intake: Intake, name: str) -> Iterator[tuple[str, str]]:
    """Keys the records use, with the first place each; levels and phases come as a whole set."""
    field = name.removesuffix("s")
    seen: dict[str, str] = {}
    for part in ("labs", "learnings", "challenges", "findings", "editions"):
        for at, record in intake.records(part):
            inner = [(f"{at}.contributors", r) for r in record.get("contributors") or []]
            for place, holder in [(at, record), *inner]:
                for key in _keys(holder, field, name):
                    seen.setdefault(key, f"{place}.{name if name == 'topics' else field}")
    if seen and name != "topics":
        for key in words.shipped()[name]:
            seen.setdefault(key, f"{TOP}.{name}")
    yield from seen.items()


def _keys(record: Record, field: str, plural: str) -> Iterable[str]:
    if plural == "topics":
        return record.get("topics") or []
    return [record[field]] if record.get(field) else []


def take_sources(intake: Intake) -> None:
    """Every address the file lists or any record names."""
    listed = {record["url"]: (at, record) for at, record in intake.records("sources")}
    named = _named_sources(intake)
    for url in [*listed, *(url for url in named if url not in listed)]:
        at, record = listed.get(url, (named.get(url, TOP), {}))
        title = record.get("title") or ""
        entry = Entry(
            at=at,
            name=url,
            find=Q(url=url),
            values={"url": url, "title": title} if title else {"url": url},
            why="" if url in named else _("no record names it"),
            on_record=False,
        )
        intake.sources[url] = intake.ledger.put(Source, entry)


def _named_sources(intake: Intake) -> dict[str, str]:
    """Addresses that records name, with the first place each."""
    holders = [(f"{TOP}.{name}", intake.data.get(name) or {}) for name in ("series", "gaps")]
    sections = ("networks", "labs", "editions", "learnings", "challenges", "papers", "findings",
                "vocabulary")  # fmt: skip
    for name in sections:
        holders += intake.records(name)
    found: dict[str, str] = {}
    for at, record in holders:
        for place, url in enumerate(record.get("sources") or []):
            found.setdefault(url, f"{at}.sources[{place}]")
    return found


def take_networks(intake: Intake) -> None:
    for at, told in intake.records("networks"):
        entry = Entry(
            at=at,
            name=told["name"],
            find=Q(name=told["name"]),
            values={
                "name": told["name"],
                "kind": told["kind"],
                "text": told.get("text") or "",
                "website": told.get("website") or "",
            },
            sets={"sources": intake.sources_of(told)},
        )
        intake.ledger.put(Partner, entry)
