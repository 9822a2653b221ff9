# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading a list of people to invite: comma, semicolon or tab between the columns. Pure."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

MOST = 2000  # lines of one list
HEADS = {
    "email": ("e-mail", "email", "mail", "e-mail-adresse", "adresse"),
    "name": ("name", "person"),
    "lab": ("labor", "lab", "organisation", "einheit"),
}


@dataclass(frozen=True)
class Row:
    """One line as it was read; `line` counts from 1 in the given text."""

    line: int
    email: str
    name: str = ""
    lab: str = ""


def read(text: str) -> list[Row]:
    """The lines of a list, empty ones left out; ValueError for more than MOST.

    A first line with the names of columns says their order; without one it is e-mail, name, lab.
    """
    text = text.removeprefix("\ufeff").strip("\n")
    first = text.partition("\n")[0]
    sample = first if any(mark in first for mark in ";\t,") else text
    between = max(";\t,", key=sample.count)
    lines = list(csv.reader(io.StringIO(text), delimiter=between))
    order = _order(lines[0]) if lines else {}
    start = 1 if order else 0
    places = order or {"email": 0, "name": 1, "lab": 2}
    rows = [
        Row(number, **{key: _cell(line, at) for key, at in places.items()})
        for number, line in enumerate(lines[start:], start + 1)
        if any(cell.strip() for cell in line)
    ]
    if len(rows) > MOST:
        raise ValueError(len(rows))
    return rows


def _order(line: list[str]) -> dict[str, int]:
    """Which column stands where, or nothing when the line names none."""
    heads = [cell.strip().casefold() for cell in line]
    found = {
        key: heads.index(word) for key, words in HEADS.items() for word in words if word in heads
    }
    return found if "email" in found else {}


def _cell(line: list[str], at: int) -> str:
    return " ".join(line[at].split()) if at < len(line) else ""
