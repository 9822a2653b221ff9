# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names of levels, phases and topics that a file may use without bringing them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def shipped() -> dict[str, dict[str, dict[str, Any]]]:
    """Section ("levels", "phases", "topics") to key to the names of that word."""
    told = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
    return {section: {word["key"]: word for word in words} for section, words in told.items()}


def readable(key: str) -> dict[str, str]:
    """Names for a key nobody has named: its words with a capital letter; stewards may mend them."""
    name = key.replace("-", " ").replace("_", " ").strip()
    name = (name[:1].upper() + name[1:])[:80] or key
    return {"key": key, "name_de": name, "name_en": ""}
