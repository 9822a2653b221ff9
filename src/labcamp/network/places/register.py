# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register of towns in Germany, Austria, Switzerland, Liechtenstein and Luxembourg.

Source: GeoNames (https://www.geonames.org/, CC BY 4.0), cut and corrected by
`tools/build_places.py`; see `data/NOTICE.md`. It holds municipalities and, outside the large towns,
villages that belong to one. Populations are GeoNames' and some are years old: good enough for a
class of size, not for statistics.

`data/towns.txt.gz` has a line per town, the most populous first: GeoNames id, name, further names
divided by ";", our state code, latitude, longitude, population, and the keys to be searched for,
each between two "|" and with "_" between its words; fields are divided by tabs. The lines stay one
block of bytes (about 1 MB) that is searched as it is, so that nothing is built when it is loaded.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from labcamp.core.text.german import fold

_NO_LETTER = re.compile(r"[\W_]+")
# How the words that link names are shortened: "Neustadt a. d. Aisch", "St. Ingbert".
_LONG_FORMS = (
    (re.compile(r"\ba d (?=.)"), "an der "),
    (re.compile(r"\bi d (?=.)"), "in der "),
    (re.compile(r"\bv d (?=.)"), "vor der "),
    (re.compile(r"\bob d (?=.)"), "ob der "),
    (re.compile(r"\ba (?=.)"), "am "),
    (re.compile(r"\bb (?=.)"), "bei "),
    (re.compile(r"\bi (?=.)"), "in "),
    (re.compile(r"\b(?:st|saint|sainte|ste) (?=.)"), "sankt "),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One town of the register.

    `latitude` and `longitude` are degrees (WGS 84, within some 10 m of the point GeoNames gives),
    `population` is people, 0 when unknown. `state` is our code (see `states`), `country` is
    ISO 3166-1.
    """

    id: int
    name: str
    others: tuple[str, ...]
    state: str
    latitude: float
    longitude: float
    population: int

    @property
    def country(self) -> str:
        return self.state[:2]


def key_of(name: str) -> str:
    """The name as it is searched: folded, words divided by one space, short forms written out.

    "Müllheim", "muellheim" and "MULLHEIM" are one; "St. Gallen" is "sankt gallen" and "Neustadt
    a.d. Aisch" is "neustadt an der aisch". A name without letters and digits gives "".
    """
    key = _NO_LETTER.sub(" ", fold(name)).strip()
    for short, long in _LONG_FORMS:
        key = short.sub(long, key)
    return key


@cache
def _block() -> bytes:
    packed = (files("labcamp.network.places") / "data" / "towns.txt.gz").read_bytes()
    return b"\n" + gzip.decompress(packed)


def _place_around(at: int) -> tuple[int, Place]:
    """The place on whose line the byte `at` stands, and where that line ends."""
    block = _block()
    end = block.index(b"\n", at)
    row = block[block.rindex(b"\n", 0, at) + 1 : end].decode()
    number, name, others, state, latitude, longitude, population, _ = row.split("\t")
    also = tuple(others.split(";")) if others else ()
    place = Place(
        int(number), name, also, state, float(latitude), float(longitude), int(population)
    )
    return end, place


def _having(piece: str) -> Iterator[Place]:
    """The places whose line holds `piece`, the most populous first, each once."""
    block, wanted = _block(), piece.encode()
    at = block.find(wanted)
    while at >= 0:
        end, place = _place_around(at)
        yield place
        at = block.find(wanted, end)


def find(text: str, country: str | None = None, limit: int = 10) -> list[Place]:
    """At most `limit` towns of which one name begins with `text`; [] for no letter or digit.

    Umlauts may be written any way ("Muenchen", "Munchen", "münchen"). Towns that are called
    exactly so come first, then those whose name begins so, then those in whose name a later word
    begins so ("Homburg" finds Bad Homburg), each from the most populous down. `country` (ISO
    3166-1 letters) keeps to one country.
    """
    key = key_of(text).replace(" ", "_")
    if not key or limit < 1:
        return []
    found: dict[int, Place] = {}
    for piece in (f"|{key}|", f"|{key}", f"_{key}"):
        for place in _having(piece):
            if country is None or place.country == country:
                found.setdefault(place.id, place)
            if len(found) >= limit:
                return list(found.values())
    return list(found.values())


def by_id(geoname_id: int) -> Place | None:
    """The town with this GeoNames id, or None when the register has no such one."""
    at = _block().find(b"\n%d\t" % geoname_id)
    return _place_around(at + 1)[1] if at >= 0 else None


def resolve(name: str, state: str = "", country: str = "") -> Place | None:
    """The one town called so in that state (our code) and country; None for none or for several.

    For imports: every name in the register counts, spelling as in `find`, an empty state or country
    means any. A town whose own name it is goes before one that is also called so; of several, one
    ten times as populous as the next is meant ("Weiden" in Bavaria). Anything less clear is None,
    for a wrong town is worse than none.
    """
    key = key_of(name).replace(" ", "_")
    if not key:
        return None
    called = [
        place
        for place in _having(f"|{key}|")
        if state in ("", place.state) and country in ("", place.country)
    ]
    own = [place for place in called if key_of(place.name).replace(" ", "_") == key]
    return _clear(own) or (None if own else _clear(called))


def _clear(places: list[Place]) -> Place | None:
    if not places:
        return None
    first, *rest = places
    return first if not rest or first.population >= 10 * max(1, rest[0].population) else None


# From which population on a class begins, the largest first.
_CLASSES = (
    (500_000, "metropolis"),
    (100_000, "large"),
    (20_000, "medium"),
    (5_000, "small"),
    (1, "rural"),
)
SIZE_CLASSES: tuple[str, ...] = tuple(name for _, name in reversed(_CLASSES))
SIZE_NAMES = {
    "rural": ("Landgemeinde (unter 5.000)", "Rural municipality (under 5,000)"),
    "small": ("Kleinstadt (5.000 bis unter 20.000)", "Small town (5,000 to under 20,000)"),
    "medium": ("Mittelstadt (20.000 bis unter 100.000)", "Medium town (20,000 to under 100,000)"),
    "large": ("Großstadt (100.000 bis unter 500.000)", "City (100,000 to under 500,000)"),
    "metropolis": ("Metropole (ab 500.000)", "Metropolis (500,000 and more)"),
}


def size_class(population: int) -> str:
    """The class of a town with so many people, one of SIZE_CLASSES; "" for 0, which is unknown.

    rural: below 5,000; small: below 20,000; medium: below 100,000; large: below 500,000;
    metropolis: 500,000 and more. ValueError below 0. Source: the limits of 5,000, 20,000 and
    100,000 are those of the BBSR's types of towns and municipalities (Stadt- und Gemeindetypen,
    https://www.bbsr.bund.de/BBSR/DE/forschung/raumbeobachtung/Raumabgrenzungen/); that its types
    also ask for a central function is left aside here, the limit of 500,000 is ours.
    """
    if population < 0:
        raise ValueError("no town has fewer than 0 people")
    return next((name for least, name in _CLASSES if population >= least), "")


def size_name(size: str, language: str = "de") -> str:
    """What the class is called; KeyError for none of SIZE_CLASSES."""
    german, english = SIZE_NAMES[size]
    return english if language.lower().split("-")[0] == "en" else german


def check_ags(text: str, state: str = "") -> str:
    """The AGS as eight digits, spaces taken out; ValueError when it cannot be one.

    The Amtlicher Gemeindeschlüssel has two digits for the state, one for the region, two for the
    district and three for the municipality. Only the form is checked: eight digits, a state
    01 to 16, and that of `state` (our code, "DE-05") if one is given; for a state outside of
    Germany no AGS exists. Source: Destatis, Gemeindeverzeichnis, Erläuterungen.
    """
    digits = "".join(text.split())
    if not re.fullmatch(r"[0-9]{8}", digits):
        raise ValueError("an AGS has eight digits")
    if not 1 <= int(digits[:2]) <= 16:
        raise ValueError("an AGS begins with 01 to 16 for the state")
    if state and state != f"DE-{digits[:2]}":
        raise ValueError("the AGS belongs to another state")
    return digits
