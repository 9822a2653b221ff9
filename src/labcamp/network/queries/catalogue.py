# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""All admitted labs as bits, for counting: kept in memory until the instance's stamp moves.

Every value of every facet is one long number with a bit per lab, in the order of their names. What
somebody sees is such a number too, asked of the database at every request; a count is the number of
bits both have. So nothing is counted that the viewer does not see, and counting is cheap.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from django.db import transaction

from labcamp.core.instance.models import Level, Phase, Topic
from labcamp.core.record import stamp
from labcamp.network.models import Lab

COLUMNS = {
    "level": "level_id",
    "phase": "phase_id",
    "status": "status",
    "country": "country",
    "region": "region",
    "size": "town_size",
}
_ZEROS_AND_ONES = bytes.maketrans(b"01", b"\x00\x01")
_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


@dataclass(frozen=True)
class Catalogue:
    """Labs by name, their towns and places in that order, and the bits of each value."""

    stamp: int
    by_name: Sequence[int]
    towns: Sequence[int | None]
    places: Mapping[int, int]
    bits: Mapping[str, Mapping[str, int]]
    words: Mapping[str, Mapping[str, Level | Phase | Topic]]

    def bits_of(self, keys: Iterable[int]) -> int:
        """One bit for each of these labs; keys of others are left out."""
        flags = bytearray(len(self.by_name))
        places = self.places
        for key in keys:
            if (place := places.get(key)) is not None:
                flags[place] = 1
        return _number(flags)

    def keys_of(self, bits: int) -> list[int]:
        """The labs that have a bit, by name."""
        return list(compress(self.by_name, _flags(bits)))

    def any_of(self, group: str, values: Iterable[str]) -> int:
        """The bits of labs that have one of the values; towns, being many, are looked through."""
        if group == "town":
            wanted = {int(value) for value in values if value.isascii() and value.isdecimal()}
            return _number(bytearray(town in wanted for town in self.towns))
        known = self.bits.get(group, {})
        found = 0
        for value in values:
            found |= known.get(value, 0)
        return found


_lock = threading.Lock()
_kept: Catalogue | None = None


def catalogue() -> Catalogue:
    """The catalogue of this moment: one small query, or six in all after a change.

    Inside a transaction, which may see what nobody else does, it is made anew and not kept.
    """
    global _kept  # noqa: PLW0603 - the process keeps one copy
    now = stamp()
    alone = transaction.get_connection().in_atomic_block
    present = _kept
    if present is None or present.stamp != now or alone:
        present = _read(now)
        if not alone:
            with _lock:
                _kept = present
    return present


def forget(**_signal: object) -> None:
    """Drop what is kept: after a migration or a flush stamps may begin anew."""
    global _kept  # noqa: PLW0603 - the process keeps one copy
    with _lock:
        _kept = None


def _read(now: int) -> Catalogue:
    words: dict[str, dict[str, Level | Phase | Topic]] = {
        "level": {str(word.pk): word for word in Level.objects.all()},
        "phase": {str(word.pk): word for word in Phase.objects.all()},
        "topic": {str(word.pk): word for word in Topic.objects.all()},
    }
    admitted = Lab.objects.filter(state=Lab.State.ADMITTED)
    rows = admitted.order_by("name_key", "pk").values_list("pk", "place_id", *COLUMNS.values())
    columns = list(zip(*rows, strict=True)) or [()] * (len(COLUMNS) + 2)
    by_name = columns[0]
    places = {key: place for place, key in enumerate(by_name)}
    bits = {
        group: _bits_by_value(enumerate(column), len(by_name))
        for group, column in zip(COLUMNS, columns[2:], strict=True)
    }
    pairs = Lab.topics.through.objects.values_list("lab_id", "topic_id")
    placed = ((places[lab], topic) for lab, topic in pairs if lab in places)
    bits["topic"] = _bits_by_value(placed, len(by_name))
    return Catalogue(
        stamp=now,
        by_name=by_name,
        towns=columns[1],
        places=places,
        bits={group: _by_key(found, words.get(group)) for group, found in bits.items()},
        words={group: {w.key: w for w in words[group].values()} for group in words},
    )


def _by_key(
    bits: dict[str, int], words: Mapping[str, Level | Phase | Topic] | None
) -> dict[str, int]:
    """Numbers of levels, phases and topics become their keys."""
    if words is None:
        return bits
    return {words[number].key: found for number, found in bits.items()}


def _bits_by_value(pairs: Iterable[tuple[int, object]], many: int) -> dict[str, int]:
    flags: dict[object, bytearray] = {}
    for place, value in pairs:
        own = flags.get(value)
        if own is None:
            own = flags[value] = bytearray(many)
        own[place] = 1
    return {str(value): _number(own) for value, own in flags.items() if value not in (None, "")}


def _number(flags: bytearray) -> int:
    """Bit n is set where flags[n] is 1."""
    return int(flags[::-1].translate(_DIGITS) or b"0", 2)


def _flags(bits: int) -> Iterator[int]:
    return iter(f"{bits:b}"[::-1].encode().translate(_ZEROS_AND_ONES))
