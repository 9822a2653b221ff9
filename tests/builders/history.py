# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""History files, large and small."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from labcamp.core.access import system
from labcamp.portability.actions import import_history

SHIPPED = Path(__file__).parents[2] / "src" / "labcamp" / "demo" / "history.json"


def shipped() -> dict:
    """The history that ships with the demo."""
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


def a_history(**sections) -> dict:
    """A small file: a network, two labs, an edition and a learning, all invented."""
    return copy.deepcopy(SMALL) | sections


def take_in(data: dict, **options):
    return import_history(data, by=system("import history"), **options)


SMALL = {
    "series": {"name": "Treff", "sources": ["https://example.org/reihe"]},
    "gaps": {"numbers": [2], "text": "Dazu ist nichts zu finden."},
    "networks": [{"name": "Musterverbund e. V.", "kind": "supporter"}],
    "labs": [
        {
            "id": "musterlabor",
            "name": "Musterlabor",
            "carrier": "Amt Musterstadt",
            "level": "kommune",
            "city": "Musterstadt",
            "country": "DE",
            "topics": ["raum", "ganz-neues-thema"],
            "sources": ["https://example.org/labor"],
        },
        {
            "id": "altes-labor",
            "name": "Altes Labor",
            "level": "land",
            "status": "closed",
            "founded": "2018",
            "closed": "2021-04",
            "ended_how": "moved-into-line",
            "successor": "musterlabor",
        },
    ],
    "editions": [
        {
            "number": 1,
            "title": "Treff #1",
            "date": "2020-05-26",
            "hosts": ["Musterlabor"],
            "hosts_basis": "source",
            "outputs": [{"title": "Folien", "url": "https://example.org/folien"}],
        },
        {"title": "Ein Treff am Meer", "date": "2022-11", "place": "Köln, Rheinufer"},
    ],
    "learnings": [
        {"id": "E1", "text": "Kleine Schritte.", "lab": "musterlabor", "phase": "growing"}
    ],
    "challenges": [],
    "vocabulary": [
        {"term": "Treff", "identifier": "meeting", "kind": "concept", "meaning": "Man trifft sich."}
    ],
}
