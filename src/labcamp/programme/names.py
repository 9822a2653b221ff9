# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether two ways to write a name mean one person: with a title, a lab or only the first name."""

from __future__ import annotations

import re
from collections.abc import Collection

WORD = re.compile(r"[\w’'-]+")


def alike(one: str, other: str) -> bool:
    """Whether all words of one name are in the other: "Kim Muster" and "Dr. Kim Muster (Labor)"."""
    some, more = _words(one), _words(other)
    return bool(some and more) and (some <= more or more <= some)


def only_alike(name: str, names: Collection[str]) -> str | None:
    """The one of `names` that can mean the same person; None when there is none, or several."""
    found = [other for other in names if other.casefold() == name.casefold()]
    found = found or [other for other in names if alike(name, other)]
    return found[0] if len(found) == 1 else None


def rewritten(before: Collection[str], now: Collection[str]) -> dict[str, str]:
    """By new name: the old one it stands for, where both sides have no other choice."""
    gone, come = [n for n in before if n not in now], [n for n in now if n not in before]
    pairs = {new: only_alike(new, gone) for new in come}
    return {new: old for new, old in pairs.items() if old and only_alike(old, come) == new}


def _words(name: str) -> frozenset[str]:
    return frozenset(WORD.findall(name.casefold()))
