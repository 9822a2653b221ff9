# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The directory: labs with their place, status and what is told of their end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from labcamp.core.access import Audience
from labcamp.network.models import Lab, LabName
from labcamp.network.names import name_key, web_key
from labcamp.portability.history.intake import Intake, Record
from labcamp.portability.history.ledger import Entry, Rows
from labcamp.portability.history.where import locate

STATUS = {
    "active": Lab.Status.ACTIVE,
    "planned": Lab.Status.PLANNED,
    "paused": Lab.Status.PAUSED,
    "closed": Lab.Status.ENDED,
    "unknown": Lab.Status.UNKNOWN,
}
HOW = {
    "planned-end": "Planmäßig beendet.",
    "project-end": "Mit dem Ende der Förderung beendet.",
    "moved-into-line": "In die Linie übernommen.",
}
SEAT = "Der Ort ist der Sitz des Trägers; die Quelle nennt ihn nicht."


def take_labs(intake: Intake) -> None:
    for lab in Lab.objects.all():
        intake.labs[lab.slug] = lab
    for at, told in successors_first(list(intake.records("labs"))):
        intake.labs[told["id"]] = intake.ledger.put(Lab, _entry(intake, at, told))


def successors_first(records: list[tuple[str, Record]]) -> Iterator[tuple[str, Record]]:
    """The same records, each lab after the one that followed it."""
    waiting = {told["id"]: (at, told) for at, told in records}
    for lab in list(waiting):
        chain = []
        while lab in waiting:
            chain.append(waiting.pop(lab))
            lab = chain[-1][1].get("successor") or ""  # noqa: PLW2901 - follows the chain
        yield from reversed(chain)


def _entry(intake: Intake, at: str, told: Record) -> Entry:
    key, town = name_key(told["name"]), told.get("city") or ""
    place = locate(town, told.get("region") or "", told.get("country") or "")
    others = [{"name": n, "name_key": name_key(n)} for n in told.get("other_names") or []]
    return Entry(
        at=at,
        name=told["name"],
        find=Q(slug=told["id"]) if told["id"] in intake.labs else Q(name_key=key, town=town),
        values=_values(intake, told) | place,
        at_first={
            "slug": told["id"],
            "state": Lab.State.ADMITTED,
            "audience": Audience.PUBLIC,
            "proposed_at": intake.by.now,
            "admitted_at": intake.by.now,
        },
        sets={"topics": intake.topics_of(told), "sources": intake.sources_of(told)},
        rows=[Rows(LabName, "lab", others)],
    )


def _values(intake: Intake, told: Record) -> dict[str, Any]:
    ended_how = told.get("ended_how") or ""
    return {
        "name": told["name"],
        "name_key": name_key(told["name"]),
        "carrier": told.get("carrier") or "",
        "level": intake.levels[told["level"]],
        "phase": intake.phases.get(told.get("phase") or ""),
        "description": told.get("description") or "",
        "offers": told.get("offers") or "",
        "seeks": told.get("seeks") or "",
        "website": told.get("website") or "",
        "web_key": web_key(told.get("website") or ""),
        "founded": str(told.get("founded") or ""),
        "ended": str(told.get("closed") or ""),
        "ended_how": HOW.get(ended_how, ended_how),
        "successor": intake.labs.get(told.get("successor") or ""),
        "status": STATUS[told.get("status") or "unknown"],
        "status_as_of": str(told.get("status_as_of") or ""),
        "note": _note(told),
        "roles_told": told.get("labcamp_roles") or [],
    }


def _note(told: Record) -> str:
    """What else is told, and whether the town is only the carrier's seat."""
    note = told.get("note") or ""
    if told.get("city_basis") != "carrier-seat":
        return note
    return f"{note.rstrip('.')}. {SEAT}" if note else SEAT
