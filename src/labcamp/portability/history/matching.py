# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which lab or partner a name in running text means. Pure.

Programmes name an organisation freely: "i.LAB der Bundesanstalt …", "InnoLab_bw, Staatsministerium
…". A name is matched only when one answer is left; otherwise it stays a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from labcamp.network.names import name_key

_BRACKETS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True)
class Called:
    """One organisation and what it is called; `key` is what the caller knows it by."""

    key: int
    name: str
    carrier: str = ""
    others: tuple[str, ...] = ()


@dataclass
class Directory:
    """Organisations of one kind, found by what a text calls them."""

    known: Iterable[Called]
    _by_key: dict[str, list[Called]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.known:
            for name in {one.name, bare(one.name), *one.others}:
                self._by_key.setdefault(name_key(name), []).append(one)

    def find(self, name: str) -> int | None:
        """The organisation called so: as a whole, without brackets, by a part, by its beginning."""
        parts = [name, bare(name), *(part.strip() for part in name.split(","))]
        for part in parts:
            if found := self._one(self._by_key.get(name_key(part), []), name):
                return found
        return self._one(list(self._beginnings(name)), name)

    def _beginnings(self, name: str) -> Iterable[Called]:
        words = name.split()
        for end in range(len(words) - 1, 0, -1):
            yield from self._by_key.get(name_key(" ".join(words[:end])), [])

    def _one(self, candidates: list[Called], name: str) -> int | None:
        """The only candidate, or the only one whose carrier the text names too."""
        distinct = {one.key: one for one in candidates}
        if len(distinct) > 1:
            whole = name_key(name)
            distinct = {k: one for k, one in distinct.items() if _names_carrier(one, whole)}
        return next(iter(distinct)) if len(distinct) == 1 else None


def bare(name: str) -> str:
    """A name without what stands in brackets."""
    return _BRACKETS.sub("", name).strip() or name


def _names_carrier(one: Called, whole: str) -> bool:
    carrier = name_key(one.carrier)
    return bool(carrier) and carrier in whole
