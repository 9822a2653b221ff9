# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that is wrong with a history file, found before anything is changed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from labcamp.network.names import name_key
from labcamp.portability.history.reading import TOP
from labcamp.portability.history.shape import MANY, MOST_RECORDS, ONE, Shape
from labcamp.portability.trouble import Trouble

Data = Mapping[str, Any]
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}


@dataclass(frozen=True)
class Known:
    """Keys that exist already, in the instance or in the words that ship, and may be named."""

    levels: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    labs: frozenset[str] = frozenset()
    editions: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()


def troubles(data: Data, known: Known) -> list[Trouble]:
    """What is wrong, in the file's order; names are followed only when every record is sound."""
    found = list(_shapes(data))
    return found or list(chain(_doubles(data), _names(data, known), _order(data)))


def strangers(data: Data) -> list[Trouble]:
    """Sections and fields nobody reads: not wrong, but told."""
    says = _("This import does not know the field; it was left out.")
    found = [Trouble(f"{TOP}.{s}", says) for s in data if s not in (*ONE, *MANY, "_about")]
    for at, record, shape in _records(data):
        given = [name for name in shape.strangers(record) if record[name] is not None]
        found += [Trouble(f"{at}.{name}", says) for name in given]
    return found


def section(data: Data, name: str) -> list[dict[str, Any]]:
    return data.get(name) or []


def edition_key(edition: Data) -> str:
    """The name of an edition in addresses: its id, its number, or its place or title and year."""
    if edition.get("id") or edition.get("number"):
        return str(edition.get("id") or edition["number"])
    where = str(edition.get("place") or edition["title"]).split(",")[0]
    for letter, two in _UMLAUTS.items():
        where = where.replace(letter, two)
    year = str(edition.get("date") or "")[:4]
    return slugify(f"{where[:50]} {year}") or "edition"


def _records(data: Data) -> Iterator[tuple[str, dict[str, Any], Shape]]:
    for name, shape in ONE.items():
        if data.get(name):
            yield f"{TOP}.{name}", data[name], shape
    for name, shape in MANY.items():
        for place, record in enumerate(section(data, name)):
            yield f"{TOP}.{name}[{place}]", record, shape


def _shapes(data: Data) -> Iterator[Trouble]:
    for name, shape in ONE.items():
        if data.get(name) is not None:
            yield from shape(data[name], f"{TOP}.{name}")
    for name, shape in MANY.items():
        given = data.get(name)
        if given is None:
            continue
        if not isinstance(given, list):
            yield Trouble(f"{TOP}.{name}", _("This must be a list of records."))
        elif len(given) > MOST_RECORDS:
            says = _("%(n)d records are too many; at most %(most)d are read.")
            yield Trouble(f"{TOP}.{name}", says % {"n": len(given), "most": MOST_RECORDS})
        else:
            for place, record in enumerate(given):
                yield from shape(record, f"{TOP}.{name}[{place}]")
    if not any(data.get(name) for name in (*ONE, *MANY)):
        yield Trouble(TOP, _("The file holds none of the sections this import reads."))


UNIQUE = {
    "levels": "key",
    "phases": "key",
    "topics": "key",
    "sources": "url",
    "networks": "name",
    "labs": "id",
    "papers": "id",
    "vocabulary": "term",
}


def _doubles(data: Data) -> Iterator[Trouble]:
    for name, field in UNIQUE.items():
        keys = [(f"{TOP}.{name}[{i}].{field}", r[field]) for i, r in enumerate(section(data, name))]
        yield from _twice(keys)
    labs = enumerate(section(data, "labs"))
    yield from _twice([(f"{TOP}.labs[{i}].name", _called(lab)) for i, lab in labs])
    items = [
        (f"{TOP}.{name}[{i}].id", record["id"])
        for name in ("learnings", "challenges")
        for i, record in enumerate(section(data, name))
    ]
    yield from _twice(items)
    editions = enumerate(section(data, "editions"))
    yield from _twice([(f"{TOP}.editions[{i}]", edition_key(e)) for i, e in editions])
    findings = enumerate(section(data, "findings"))
    numbers = [(f"{TOP}.findings[{i}].number", f"{f['paper']} {f['number']}") for i, f in findings]
    yield from _twice(numbers)


def _called(lab: Data) -> str:
    """Name and town, folded: two labs of one town do not share a name."""
    return " / ".join(filter(None, (name_key(lab["name"]), lab.get("city") or "")))


def _twice(keys: list[tuple[str, str]]) -> Iterator[Trouble]:
    first: dict[str, str] = {}
    for at, key in keys:
        if key in first:
            says = _("“%(key)s” stands at %(first)s already.")
            yield Trouble(at, says % {"key": key, "first": first[key]})
        first.setdefault(key, at)


def _names(data: Data, known: Known) -> Iterator[Trouble]:
    """Names of other records that lead nowhere."""
    levels = known.levels | {r["key"] for r in section(data, "levels")}
    phases = known.phases | {r["key"] for r in section(data, "phases")}
    labs = known.labs | {r["id"] for r in section(data, "labs")}
    papers = known.papers | {r["id"] for r in section(data, "papers")}
    editions = known.editions | set(map(edition_key, section(data, "editions")))
    for at, record, _shape in _records(data):
        for field, there in (
            ("level", levels),
            ("phase", phases),
            ("lab", labs),
            ("successor", labs),
            ("paper", papers),
            ("edition", editions),
        ):
            yield from _leads(record.get(field), there, f"{at}.{field}")
        for i, part in enumerate(record.get("contributors") or []):
            yield from _leads(part.get("level"), levels, f"{at}.contributors[{i}].level")
            yield from _leads(part.get("lab"), labs, f"{at}.contributors[{i}].lab")


def _leads(key: object, there: frozenset[str] | set[str], at: str) -> Iterator[Trouble]:
    if key is not None and str(key) not in there:
        says = _("“%(key)s” is not known, neither in this file nor in this instance.")
        yield Trouble(at, says % {"key": key})


def _order(data: Data) -> Iterator[Trouble]:
    """Ends before beginnings, reports nobody can date."""
    for i, lab in enumerate(section(data, "labs")):
        begun, ended = str(lab.get("founded") or ""), str(lab.get("closed") or "")
        shared = min(len(begun), len(ended))
        if begun[:shared] > ended[:shared]:
            yield Trouble(f"{TOP}.labs[{i}].closed", _("The lab ends before it was founded."))
        if lab.get("successor") == lab["id"]:
            yield Trouble(f"{TOP}.labs[{i}].successor", _("A lab cannot follow itself."))
    for i, edition in enumerate(section(data, "editions")):
        if (edition.get("start") or "") > (edition.get("end") or "24:00"):
            yield Trouble(f"{TOP}.editions[{i}].end", _("The edition ends before it begins."))
        for j, output in enumerate(edition.get("outputs") or []):
            if output.get("kind") == "report" and len(str(output.get("date") or "")) < 10:
                says = _("A report needs the day it appeared; without one call it a material.")
                yield Trouble(f"{TOP}.editions[{i}].outputs[{j}].date", says)
