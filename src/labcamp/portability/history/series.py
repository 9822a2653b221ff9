# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The series, its editions and what each left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Q

from labcamp.core.access import Audience
from labcamp.harvest.models import Material, Report
from labcamp.portability.history.checking import edition_key
from labcamp.portability.history.intake import Intake, Record
from labcamp.portability.history.ledger import Entry, Rows
from labcamp.portability.history.reading import TOP
from labcamp.portability.history.shape import FORMS
from labcamp.series.models import Edition, EditionRole, Part, Series

DAY = len("2024-02-26")
BASIS = {
    "source": "Die Quelle nennt das Labor als Gastgeber.",
    "organiser": "Als Veranstalter genannt oder erschlossen, nicht eigens als Gastgeber.",
}
Role = EditionRole.Role


def take_series(intake: Intake) -> None:
    """The one row about the series; numbers that are filled by now are no gap any more."""
    told, gaps = intake.data.get("series") or {}, intake.data.get("gaps") or {}
    present = Series.objects.order_by("pk").first()
    if not told and not gaps:
        intake.series = present
        return
    values: dict[str, Any] = _about_series(told) if told else {}
    if gaps:
        known = set(Edition.objects.exclude(number=None).values_list("number", flat=True))
        values["gap_numbers"] = [n for n in gaps["numbers"] if n not in known]
        values["gap_text"] = gaps.get("text") or ""
    entry = Entry(
        at=f"{TOP}.series" if told else f"{TOP}.gaps",
        name=told.get("name") or (present.name if present else "LabCamp"),
        find=Q(pk=present.pk) if present else Q(pk__in=[]),
        values=values,
        at_first={} if told else {"name": "LabCamp"},
        sets={
            **({"sources": intake.sources_of(told)} if told else {}),
            **({"gap_sources": intake.sources_of(gaps)} if gaps else {}),
        },
    )
    intake.series = intake.ledger.put(Series, entry)


def _about_series(told: Record) -> dict[str, Any]:
    handover = told.get("handover") or {}
    return {
        "name": told["name"],
        "subtitle": told.get("subtitle") or "",
        "goal": told.get("goal") or "",
        "who": told.get("who") or [],
        "reach": told.get("reach") or "",
        "what_public_means": told.get("what_public_means") or "",
        "frequency": told.get("frequency") or "",
        "usual_people": _usual_people(told),
        "usual_minutes": told.get("typical_duration_minutes") or [],
        "initiators": told.get("initiators") or [],
        "first_supporters": told.get("start_supporters") or [],
        "handover_on": day_of(handover.get("date")),
        "handover_text": handover.get("text") or "",
        "since_then": handover.get("after") or "",
    }


def _usual_people(told: Record) -> str:
    """How many come, and how many came at first when both numbers are known."""
    usual, early = told.get("typical_people") or "", told.get("early_average") or {}
    if not (early.get("people") and early.get("labs")):
        return usual[:200]
    first = f"{early['people']} Personen aus {early['labs']} Laboren ({early.get('text') or ''})"
    return "; ".join(part for part in (usual, first.replace(" ()", "")) if part)[:200]


def take_editions(intake: Intake) -> None:
    for edition in Edition.objects.real():
        intake.editions[edition.slug] = edition
    for at, told in intake.records("editions"):
        edition = intake.ledger.put(Edition, _entry(intake, at, told))
        intake.editions[edition_key(told)] = edition
        for place, output in enumerate(told.get("outputs") or []):
            _take_output(intake, edition, f"{at}.outputs[{place}]", output)


def _entry(intake: Intake, at: str, told: Record) -> Entry:
    key, number = edition_key(told), told.get("number")
    last = str(told.get("date") or "9")
    held = last[:DAY] < intake.by.today.isoformat()[: len(last)]
    return Entry(
        at=at,
        name=told["title"],
        find=Q(number=number) if number and key not in intake.editions else Q(slug=key),
        values=_told(told) | _people(told),
        at_first={
            "slug": key,
            "state": Edition.State.HELD if held else Edition.State.PLANNED,
            "audience": Audience.PUBLIC,
        },
        sets={"sources": intake.sources_of(told)},
        rows=[
            Rows(EditionRole, "edition", _roles(intake, told)),
            Rows(Part, "edition", _parts(intake, told)),
        ],
    )


def _told(told: Record) -> dict[str, Any]:
    when = str(told.get("date") or "")
    return {
        "number": told.get("number"),
        "possible_numbers": told.get("number_candidates") or [],
        "title": told["title"],
        "theme": told.get("theme") or "",
        "about": told.get("about") or "",
        "first_day": day_of(when),
        "last_day": day_of(when),
        "date_told": when,
        "begins": _clock(told.get("start")),
        "ends": _clock(told.get("end")),
        "form": FORMS.get(told.get("format") or "", ""),
        "place": told.get("place") or "",
        "tool": told.get("tool") or "",
        "language": told.get("language") or "",
        "announced_on": day_of(told.get("announced_on")),
        "confidentiality": told.get("confidentiality") or "",
        "outline": told.get("programme") or [],
        "formats": told.get("formats") or [],
        "unknown": told.get("unknown") or [],
        "hosts_note": BASIS.get(told.get("hosts_basis") or "", ""),
        "registration_told": {
            k: v for k, v in (told.get("registration") or {}).items() if v is not None
        },
    }


def _people(told: Record) -> dict[str, Any]:
    came = told.get("participants") or {}
    return {
        "people_min": came.get("people_min"),
        "people_max": came.get("people_max"),
        "people_note": came.get("people_note") or "",
        "units": came.get("units"),
        "units_note": came.get("units_note") or "",
    }


def _roles(intake: Intake, told: Record) -> list[dict[str, Any]]:
    named = [
        *((Role.HOST, name) for name in told.get("hosts") or []),
        *((Role.ORGANISER, name) for name in told.get("organisers") or []),
        *((Role.SUPPORTER, name) for name in told.get("supporters") or []),
        *([(Role.MODERATION, told["moderation"])] if told.get("moderation") else []),
    ]
    rows = []
    for order, (role, name) in enumerate(named):
        lab, partner = intake.organisation(name)
        rows.append({"role": role, "lab": lab, "partner": partner, "name": name, "order": order})
    return rows


def _parts(intake: Intake, told: Record) -> list[dict[str, Any]]:
    rows = []
    for order, part in enumerate(told.get("contributors") or []):
        by = part["organisation"]
        lab = intake.labs[part["lab"]] if part.get("lab") else intake.organisation(by)[0]
        level = intake.levels.get(part.get("level") or "")
        rows.append({"order": order, "title": part["part"], "lab": lab, "by": by, "level": level})
    return rows


def _take_output(intake: Intake, edition: Edition, at: str, told: Record) -> None:
    if told.get("kind") == "report":
        _take_report(intake, edition, at, told)
        return
    entry = Entry(
        at=at,
        name=told["title"],
        find=Q(edition=edition, title=told["title"], url=told["url"]),
        values={
            "edition": edition,
            "title": told["title"],
            "url": told["url"],
            "date_told": str(told.get("date") or ""),
            "licence": told.get("licence") or "",
        },
        at_first={"audience": Audience.PUBLIC, "at": intake.by.now},
    )
    intake.ledger.put(Material, entry)


def _take_report(intake: Intake, edition: Edition, at: str, told: Record) -> None:
    """A report that stands elsewhere; it is dated to noon of the day it appeared."""
    day = day_of(told["date"])
    assert day  # the check has asked for it
    when = datetime.combine(day, time(11), UTC)
    lab = intake.organisation(told["by"])[0] if told.get("by") else None
    entry = Entry(
        at=at,
        name=told["title"],
        find=Q(edition=edition, url=told["url"]),
        values={
            "edition": edition,
            "title": told["title"],
            "url": told["url"],
            "lab": lab,
            "at": when,
            "language": edition.language or "de",
        },
        at_first={
            "slug": f"{edition.slug}-{day.isoformat()}",
            "changed_at": when,
            "audience": Audience.PUBLIC,
        },
    )
    intake.ledger.put(Report, entry)


def day_of(told: str | None) -> date | None:
    """The day, when it is known to the day."""
    return date.fromisoformat(told) if told and len(told) == DAY else None


def _clock(told: str | None) -> time | None:
    return time.fromisoformat(told) if told else None
