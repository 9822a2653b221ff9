# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts records in place once: new ones are made, ours are brought up to date, people's are kept.

Taking the same file in again changes nothing. What somebody has edited since it was imported is
never overwritten: the file is older than their word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from labcamp.core.access import Viewer
from labcamp.core.record import Fact, record
from labcamp.portability import facts
from labcamp.portability.report import Line, Outcome, Report

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Rows:
    """Rows that belong to a thing, in order; replaced as a whole when they differ."""

    model: type[Model]
    link: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Entry:
    """What a record of the file says about one thing."""

    at: str
    name: str
    find: Q
    values: Mapping[str, Any]
    at_first: Mapping[str, Any] = field(default_factory=dict)
    sets: Mapping[str, Iterable[Model]] = field(default_factory=dict)
    rows: Sequence[Rows] = ()
    why: str = ""
    on_record: bool = True
    only_new: bool = False


class Ledger:
    """The work of one import: who does it, and what became of each record."""

    def __init__(self, by: Viewer) -> None:
        self.by = by
        self.report = Report()
        self._versions: dict[type[Model], dict[str, int | None]] = {}
        self._people: dict[type[Model], set[str]] = {}

    def tell(self, outcome: Outcome, entry: Entry, why: str = "") -> None:
        told = "; ".join(reason for reason in (why, entry.why) if reason)
        self.report.lines.append(Line(outcome, entry.at, entry.name, told))

    def put(self, model: type[M], entry: Entry) -> M:
        """The thing the entry speaks of, made or brought up to date, with a line in the report."""
        things = model._default_manager
        thing: M | None = things.select_for_update().filter(entry.find).order_by("pk").first()
        if thing is None:
            thing = things.create(**entry.at_first, **entry.values)
            self._fill(thing, entry)
            self._on_record(thing, entry, Outcome.CREATED)
            self.tell(Outcome.CREATED, entry)
            return thing
        changes = _changes(thing, entry)
        if not changes:
            self.tell(Outcome.UNCHANGED, entry)
        elif entry.only_new or self._tended(thing):
            self.tell(Outcome.KEPT, entry, _("was there already and is looked after by people"))
        else:
            self._bring_up_to_date(thing, entry, changes)
        return thing

    def _bring_up_to_date(self, thing: Model, entry: Entry, changes: list[str]) -> None:
        for name, value in entry.values.items():
            setattr(thing, name, value)
        if hasattr(thing, "version"):
            thing.version += 1
        thing.save()
        self._fill(thing, entry)
        self._on_record(thing, entry, Outcome.UPDATED)
        self.tell(Outcome.UPDATED, entry, ", ".join(changes))

    def _fill(self, thing: Model, entry: Entry) -> None:
        for name, members in entry.sets.items():
            getattr(thing, name).set(members)
        for part in entry.rows:
            if _rows_now(thing, part) != [dict(row) for row in part.rows]:
                part.model._default_manager.filter(**{part.link: thing}).delete()
                made = [part.model(**{part.link: thing}, **row) for row in part.rows]
                part.model._default_manager.bulk_create(made)

    def _on_record(self, thing: Model, entry: Entry, outcome: Outcome) -> None:
        if entry.on_record:
            version = getattr(thing, "version", None)
            record(facts.RECORD_IMPORTED, about=thing, by=self.by, outcome=outcome, version=version)

    def _tended(self, thing: Model) -> bool:
        """Whether people have changed the thing since it was imported, or made it themselves."""
        model = type(thing)
        if model not in self._people:
            known = Fact.objects.filter(about_type=ContentType.objects.get_for_model(model))
            imported = known.filter(kind=facts.RECORD_IMPORTED.name).order_by("pk")
            rows = imported.values_list("about_id", "data")
            self._versions[model] = {about: data.get("version") for about, data in rows}
            people = known.filter(person__isnull=False).values_list("about_id", flat=True)
            self._people[model] = set(people)
        if str(thing.pk) in self._people[model]:
            return True
        if not hasattr(thing, "version"):
            return False
        return bool(self._versions[model].get(str(thing.pk)) != thing.version)


def _changes(thing: Model, entry: Entry) -> list[str]:
    """Names of what the thing and the entry say differently."""
    return [*_differing(thing, entry), *_other_sets(thing, entry), *_other_rows(thing, entry)]


def _differing(thing: Model, entry: Entry) -> list[str]:
    return [name for name, value in entry.values.items() if getattr(thing, name) != value]


def _other_sets(thing: Model, entry: Entry) -> list[str]:
    found = []
    for name, members in entry.sets.items():
        present = set(getattr(thing, name).values_list("pk", flat=True))
        if present != {member.pk for member in members}:
            found.append(name)
    return found


def _other_rows(thing: Model, entry: Entry) -> list[str]:
    rows = entry.rows
    return [p.link for p in rows if _rows_now(thing, p) != [dict(row) for row in p.rows]]


def _rows_now(thing: Model, part: Rows) -> list[dict[str, Any]]:
    if not part.rows:
        held = part.model._default_manager.filter(**{part.link: thing})
        return [{"held": n} for n in range(held.count())]
    fields = list(part.rows[0])
    held = part.model._default_manager.filter(**{part.link: thing}).order_by("pk")
    return [{name: getattr(row, name) for name in fields} for row in held]
