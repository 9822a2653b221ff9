# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which adapter reads which file; what a file is decides, never its name or folder."""

import gzip
import json
from pathlib import Path

from benchmarks.programme import cosplib, courses, votes

BY_WORD = {"votes": votes, "cosplib": cosplib}


def instances(folder: Path):
    """Every instance below `folder` with its family, in order; other files are left alone."""
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".tim", ".tim.gz")):
            yield path, courses.family(courses.read(text(path))), courses
        elif path.name.endswith((".json", ".json.gz")):
            content = json.loads(text(path))
            family = content.get("family") if isinstance(content, dict) else None
            if family in BY_WORD:
                yield path, family, BY_WORD[family]
            elif family is not None:
                print(f"left out: {path.name} is of a family without an adapter")


def text(path: Path) -> str:
    if path.name.endswith(".gz"):
        return gzip.decompress(path.read_bytes()).decode()
    return path.read_text()


def content(path: Path, adapter):
    return courses.read(text(path)) if adapter is courses else json.loads(text(path))


def name(path: Path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".json").removesuffix(".tim")


def reference(path: Path) -> dict[str, float | None]:
    """The known values of one instance, by name, from `reference.json` beside it."""
    beside = path.parent / "reference.json"
    if not beside.exists():
        return {}
    return json.loads(beside.read_text()).get("instances", {}).get(name(path), {})


def scorer(folder: Path) -> Path | None:
    """The independent script, `bench/score_programme.py` in a folder above the instances."""
    here = Path(__file__).resolve().parents[3] / "shared"
    above = [*folder.resolve().parents, here]
    return next((p for f in above if (p := f / "bench" / "score_programme.py").is_file()), None)
