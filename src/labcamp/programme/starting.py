# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a proposal of each kind can start from: a text with questions and a sensible length."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("starting.json")


@dataclass(frozen=True)
class Start:
    minutes: int
    text: str


def start_for(kind: str, language: str) -> Start:
    """The start of a kind in German or English; an empty one for kinds without a template."""
    told = _all().get(kind)
    if told is None:
        return Start(45, "")
    return Start(int(told["minutes"]), "\n".join(told.get(language[:2], told["en"])))


def untouched(text: str) -> bool:
    """Whether nothing has been typed yet: an empty text, or a template as it came."""
    return "".join(text.split()) in _plain()


@cache
def _all() -> dict[str, dict[str, Any]]:
    return json.loads(FILE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@cache
def _plain() -> frozenset[str]:
    texts = [start_for(kind, language).text for kind in _all() for language in ("de", "en")]
    return frozenset(["", *("".join(text.split()) for text in texts)])
