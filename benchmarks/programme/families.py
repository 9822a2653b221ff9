# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which adapter reads which file."""

import gzip
import json
from pathlib import Path

from benchmarks.programme import cosplib, courses, votes


def instances(folder: Path):
    """Every instance below `folder` with its family, in order; other files are left alone."""
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".tim", ".tim.gz")):
            yield path, courses.family(courses.read(text(path))), courses
        elif path.name.endswith((".json", ".json.gz")):
            content = json.loads(text(path))
            family = content.get("family") if isinstance(content, dict) else None
            if family in {"votes", "cosplib"}:
                yield path, family, votes if family == "votes" else cosplib


def text(path: Path) -> str:
    if path.name.endswith(".gz"):
        return gzip.decompress(path.read_bytes()).decode()
    return path.read_text()


def content(path: Path, adapter):
    return courses.read(text(path)) if adapter is courses else json.loads(text(path))


def reference(path: Path) -> dict[str, float | None]:
    """The values to beat for one instance, by name, from `reference.json` beside it."""
    beside = path.parent / "reference.json"
    if not beside.exists():
        return {}
    name = path.name.removesuffix(".gz").removesuffix(".json").removesuffix(".tim")
    return json.loads(beside.read_text()).get("instances", {}).get(name, {})


TO_BEAT = ("to_beat", "best_seen", "best_mean_published", "best_published")


def value_to_beat(values):
    return next((values[key] for key in TO_BEAT if values.get(key) is not None), None)
