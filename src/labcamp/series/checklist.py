# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The checklists a new instance begins with, in German and English; stewards make it their own.

Written from how LabCamps went on record (theme, contributors of several levels, page, sign-up that
closes before the day, confidentiality said aloud, collected notes, report within a week, feedback)
and from ordinary practice for meetings of this size.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class First:
    """One task of the first checklist; `days_before` is negative for what comes afterwards."""

    of: str
    area: str
    days_before: int
    title: str
    about: str


def first(language: str) -> list[First]:
    """The tasks in German ("de"), in English for every other language."""
    path = Path(__file__).with_name("checklist.json")
    key = "de" if language == "de" else "en"
    return [
        First(
            one.get("of", "edition"),
            one["area"],
            one["days_before"],
            one[f"title_{key}"],
            one[f"about_{key}"],
        )
        for one in json.loads(path.read_text(encoding="utf-8"))
    ]
