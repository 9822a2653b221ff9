# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shape of a history file: its sections, their fields and what each may hold.

Described for people in docs/reference/history-format.md; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labcamp.portability.history import values as v
from labcamp.portability.history.values import Check
from labcamp.portability.trouble import Trouble


@dataclass(frozen=True)
class Field:
    """One field: what it may hold, and whether it must be there."""

    check: Check
    needed: bool = False


@dataclass(frozen=True)
class Shape:
    """The fields of one kind of record."""

    fields: Mapping[str, Field]

    def __call__(self, value: Any, at: str) -> Iterator[Trouble]:
        """What is wrong with a record; null is the same as not there."""
        if not isinstance(value, dict):
            yield Trouble(at, _("This must be an object with named fields."))
            return
        for name, field in self.fields.items():
            given = value.get(name)
            if given is not None:
                yield from field.check(given, f"{at}.{name}")
            elif field.needed:
                yield Trouble(f"{at}.{name}", _("This is missing."))

    def strangers(self, value: Mapping[str, Any]) -> list[str]:
        """Names of fields nobody reads."""
        return [name for name in value if name not in self.fields]


def must(check: Check) -> Field:
    return Field(check, needed=True)


def can(check: Check) -> Field:
    return Field(check)


STATUS = ("active", "planned", "paused", "closed", "unknown")
FORMS = {
    "digital": "online",
    "online": "online",
    "in-person": "on-site",
    "on-site": "on-site",
    "hybrid": "hybrid",
}
PARTNERS = (
    "initiator", "supporter", "contributor", "project", "sister-series", "directory", "study",
)  # fmt: skip

_words = v.list_of(v.named(400))
_links = v.list_of(v.link())
_topics = v.list_of(v.slug(40))

LEVEL = Shape(
    {
        "key": must(v.slug(40)),
        "name_de": must(v.named(80)),
        "name_en": can(v.text(80)),
        "short_de": can(v.text(24)),
        "short_en": can(v.text(24)),
        "colour": can(v.whole(1, 8)),
    }
)
PHASE = Shape(
    {
        "key": must(v.slug(40)),
        "name_de": must(v.named(80)),
        "name_en": can(v.text(80)),
        "text_de": can(v.text(200)),
        "text_en": can(v.text(200)),
    }
)
TOPIC = Shape({"key": must(v.slug(40)), "name_de": must(v.named(80)), "name_en": can(v.text(80))})
HANDOVER = Shape(
    {
        "date": can(v.day),
        "text": can(v.text()),
        "after": can(v.text()),
    }
)
AVERAGE = Shape(
    {
        "people": can(v.whole()),
        "labs": can(v.whole()),
        "meetings": can(v.whole()),
        "text": can(v.text(200)),
    }
)
SERIES = Shape(
    {
        "name": must(v.named(80)),
        "subtitle": can(v.text(200)),
        "initiators": can(_words),
        "start_supporters": can(_words),
        "first_edition": can(v.told_date),
        "last_known_edition": can(v.told_date),
        "editions_held": can(v.whole()),
        "editions_with_known_facts": can(v.whole()),
        "frequency": can(v.text(200)),
        "typical_people": can(v.text(200)),
        "typical_duration_minutes": can(v.list_of(v.whole(1, 100_000), 2)),
        "early_average": can(AVERAGE),
        "reach": can(v.text()),
        "goal": can(v.text()),
        "what_public_means": can(v.text()),
        "who": can(_words),
        "handover": can(HANDOVER),
        "lead_days_known": can(v.list_of(v.whole())),
        "lead_days_note": can(v.text()),
        "sources": can(_links),
    }
)
GAPS = Shape(
    {
        "numbers": must(v.list_of(v.whole(1, 10_000))),
        "text": can(v.text()),
        "sources": can(_links),
    }
)
CONTRIBUTOR = Shape(
    {
        "organisation": must(v.named(200)),
        "lab": can(v.slug(80)),
        "level": can(v.slug(40)),
        "part": must(v.named(300)),
    }
)
PARTICIPANTS = Shape(
    {
        "people_min": can(v.whole()),
        "people_max": can(v.whole()),
        "people_note": can(v.text(200)),
        "units": can(v.whole()),
        "units_note": can(v.text(200)),
    }
)
REGISTRATION = Shape(
    {
        "channel": can(v.text(200)),
        "cost": can(v.text(200)),
        "deadline": can(v.told_date),
        "access": can(v.text(400)),
    }
)
OUTPUT = Shape(
    {
        "title": must(v.named(200)),
        "url": must(v.link()),
        "date": can(v.told_date),
        "licence": can(v.text(120)),
        "kind": can(v.one_of(("material", "report"))),
        "by": can(v.named(200)),
    }
)
EDITION = Shape(
    {
        "id": can(v.slug(60)),
        "number": can(v.whole(1, 10_000)),
        "number_candidates": can(v.list_of(v.whole(1, 10_000))),
        "title": must(v.named(200)),
        "theme": can(v.text(400)),
        "about": can(v.text()),
        "date": can(v.told_date),
        "start": can(v.clock),
        "end": can(v.clock),
        "format": can(v.one_of(FORMS)),
        "place": can(v.text(200)),
        "tool": can(v.text(80)),
        "language": can(v.text(20)),
        "organisers": can(v.list_of(v.named(200))),
        "hosts": can(v.list_of(v.named(200))),
        "hosts_basis": can(v.one_of(("source", "organiser"))),
        "supporters": can(v.list_of(v.named(200))),
        "moderation": can(v.named(200)),
        "contributors": can(v.list_of(CONTRIBUTOR)),
        "participants": can(PARTICIPANTS),
        "programme": can(_words),
        "formats": can(_words),
        "confidentiality": can(v.text()),
        "registration": can(REGISTRATION),
        "announced_on": can(v.day),
        "lead_days": can(v.whole()),
        "outputs": can(v.list_of(OUTPUT)),
        "unknown": can(_words),
        "sources": can(_links),
    }
)
LAB = Shape(
    {
        "id": must(v.slug(80)),
        "name": must(v.named(160)),
        "other_names": can(v.list_of(v.named(160))),
        "carrier": can(v.text(200)),
        "level": must(v.slug(40)),
        "phase": can(v.slug(40)),
        "city": can(v.text(120)),
        "city_basis": can(v.one_of(("source", "carrier-seat"))),
        "region": can(v.text(80)),
        "country": can(v.country),
        "founded": can(v.told_date),
        "closed": can(v.told_date),
        "ended_how": can(v.text()),
        "successor": can(v.slug(80)),
        "status": can(v.one_of(STATUS)),
        "status_as_of": can(v.told_date),
        "website": can(v.link(300)),
        "topics": can(_topics),
        "description": can(v.text()),
        "offers": can(v.text()),
        "seeks": can(v.text()),
        "labcamp_roles": can(v.list_of(v.named(200))),
        "note": can(v.text()),
        "sources": can(_links),
    }
)
NETWORK = Shape(
    {
        "name": must(v.named(200)),
        "kind": must(v.one_of(PARTNERS)),
        "text": can(v.text()),
        "website": can(v.link(300)),
        "sources": can(_links),
    }
)
ITEM = Shape(
    {
        "id": must(v.slug(40)),
        "text": must(v.named(20_000)),
        "lab": can(v.slug(80)),
        "lab_name": can(v.text(200)),
        "phase": can(v.slug(40)),
        "topics": can(_topics),
        "edition": can(v.either(v.whole(1, 10_000), v.slug(60))),
        "sensitive": can(v.flag),
        "sources": can(_links),
    }
)
PAPER = Shape(
    {
        "id": must(v.slug(60)),
        "title": must(v.named(200)),
        "status": can(v.text(40)),
        "created": can(v.day),
        "published": can(v.day),
        "version_marks": can(_words),
        "pages": can(v.whole()),
        "addressees": can(_words),
        "signatories": can(_words),
        "signatories_note": can(v.text()),
        "origin": can(v.text()),
        "structure": can(_words),
        "known_statements": can(_words),
        "full_text_found": can(v.flag),
        "full_text_note": can(v.text()),
        "sources": can(_links),
    }
)
FINDING = Shape(
    {
        "paper": must(v.slug(60)),
        "number": must(v.whole(1, 1000)),
        "title": must(v.named(200)),
        "summary": can(v.text()),
        "demands": can(_words),
        "topics": can(_topics),
        "sources": can(_links),
    }
)
TERM = Shape(
    {
        "term": must(v.named(120)),
        "identifier": must(v.named(60)),
        "kind": must(v.named(40)),
        "meaning": must(v.named(20_000)),
        "basis": can(v.one_of(("source", "proposed"))),
        "sources": can(_links),
    }
)
SOURCE = Shape({"url": must(v.link()), "title": can(v.text(300)), "used_by": can(v.whole())})

ONE = {"series": SERIES, "gaps": GAPS}
MANY = {
    "levels": LEVEL,
    "phases": PHASE,
    "topics": TOPIC,
    "sources": SOURCE,
    "networks": NETWORK,
    "labs": LAB,
    "editions": EDITION,
    "learnings": ITEM,
    "challenges": ITEM,
    "papers": PAPER,
    "findings": FINDING,
    "vocabulary": TERM,
}
MOST_RECORDS = 20_000
