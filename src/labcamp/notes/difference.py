# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody changed in a text, as few small pieces: strings in, pieces out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

LARGE = 250_000
"""Comparing takes time by how many pairs of parts are alike; beyond so many, and for more parts
than fit into a real text, the whole stretch is replaced."""
PARTS = 20_000

_WORDS = re.compile(r"\w+|\W")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of the old text give way to `words`."""

    start: int
    end: int
    words: str


def pieces(old: str, new: str) -> list[Piece]:
    """What turns `old` into `new`, from front to back, never overlapping; nothing when equal.

    Lines are compared first, then the words of lines that differ, so that two people who changed
    two words of one line have touched two places.
    """
    before, rest_old, rest_new = _trimmed(old, new)
    lines = _compared(rest_old.splitlines(keepends=True), rest_new.splitlines(keepends=True))
    found = []
    for at, gone, come in lines:
        inner, less, more = _trimmed(gone, come)
        start = before + at + inner
        words = _compared(_WORDS.findall(less), _WORDS.findall(more))
        found += [Piece(start + n, start + n + len(out), into) for n, out, into in words]
    return found


def _trimmed(old: str, new: str) -> tuple[int, str, str]:
    """How much both begin with, and what is left of each without the same beginning and end."""
    start = _alike(old, new)
    old, new = old[start:], new[start:]
    end = _alike(old[::-1], new[::-1])
    return start, old[: len(old) - end], new[: len(new) - end]


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """(place in characters, what goes, what comes) for every stretch of parts that differs."""
    times, again = Counter(old), Counter(new)
    if max(len(old), len(new)) > PARTS or sum(times[one] * again[one] for one in times) > LARGE:
        yield 0, "".join(old), "".join(new)
        return
    place, seen = 0, 0
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        place += sum(map(len, old[seen:a]))
        seen = a
        yield place, "".join(old[a:b]), "".join(new[c:d])
