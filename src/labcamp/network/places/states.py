# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The states of Germany and Austria, the cantons of Switzerland, Liechtenstein and Luxembourg.

Our code of a state is the country's letters, a hyphen and the key its own statistics use: the
first two digits of the AGS in Germany ("DE-05"), the first digit of the municipality number in
Austria ("AT-9"), the canton's letters in Switzerland ("CH-ZH"). Liechtenstein and Luxembourg stand
for themselves ("LI", "LU").

Sources: ISO 3166-2 for DE, AT and CH; AGS after Destatis, Gemeindeverzeichnis
(https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/); Austrian
keys after Statistik Austria, Gliederung Österreichs in Gemeinden.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from labcamp.core.text.german import fold


@dataclass(frozen=True, slots=True)
class State:
    """One state. `others` are further names under which it is found, such as the official French.

    `code` is ours, at most 5 characters; `iso` is ISO 3166-2, for LI and LU ISO 3166-1.
    """

    code: str
    country: str
    iso: str
    de: str
    en: str
    others: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The letters used on a map: "NW", "ZH"; in Austria the usual abbreviations."""
        return _AUSTRIAN_LETTERS.get(self.code) or self.iso.rpartition("-")[2]

    def name(self, language: str = "de") -> str:
        """The English name for "en" and its variants, the German one for any other language."""
        return self.en if language.lower().split("-")[0] == "en" else self.de


_AUSTRIAN_LETTERS = {
    f"AT-{number}": letters
    for number, letters in enumerate(("B", "K", "NÖ", "OÖ", "S", "ST", "T", "V", "W"), start=1)
}

# key, ISO letters, German, English, further names
_GERMAN = (
    ("01", "SH", "Schleswig-Holstein", "Schleswig-Holstein"),
    ("02", "HH", "Hamburg", "Hamburg"),
    ("03", "NI", "Niedersachsen", "Lower Saxony"),
    ("04", "HB", "Bremen", "Bremen"),
    ("05", "NW", "Nordrhein-Westfalen", "North Rhine-Westphalia", "NRW"),
    ("06", "HE", "Hessen", "Hesse"),
    ("07", "RP", "Rheinland-Pfalz", "Rhineland-Palatinate", "RLP"),
    ("08", "BW", "Baden-Württemberg", "Baden-Württemberg"),
    ("09", "BY", "Bayern", "Bavaria", "Freistaat Bayern"),
    ("10", "SL", "Saarland", "Saarland"),
    ("11", "BE", "Berlin", "Berlin"),
    ("12", "BB", "Brandenburg", "Brandenburg"),
    ("13", "MV", "Mecklenburg-Vorpommern", "Mecklenburg-Western Pomerania"),
    ("14", "SN", "Sachsen", "Saxony", "Freistaat Sachsen"),
    ("15", "ST", "Sachsen-Anhalt", "Saxony-Anhalt"),
    ("16", "TH", "Thüringen", "Thuringia", "Freistaat Thüringen"),
)
_AUSTRIAN = (
    ("1", "1", "Burgenland", "Burgenland"),
    ("2", "2", "Kärnten", "Carinthia"),
    ("3", "3", "Niederösterreich", "Lower Austria"),
    ("4", "4", "Oberösterreich", "Upper Austria"),
    ("5", "5", "Salzburg", "Salzburg", "Land Salzburg"),
    ("6", "6", "Steiermark", "Styria"),
    ("7", "7", "Tirol", "Tyrol"),
    ("8", "8", "Vorarlberg", "Vorarlberg"),
    ("9", "9", "Wien", "Vienna"),
)
_SWISS = (
    ("AG", "AG", "Aargau", "Aargau", "Argovie"),
    ("AI", "AI", "Appenzell Innerrhoden", "Appenzell Innerrhoden"),
    ("AR", "AR", "Appenzell Ausserrhoden", "Appenzell Ausserrhoden"),
    ("BE", "BE", "Bern", "Bern", "Berne"),
    ("BL", "BL", "Basel-Landschaft", "Basel-Landschaft", "Baselland", "Basel-Land"),
    ("BS", "BS", "Basel-Stadt", "Basel-Stadt", "Bâle-Ville"),
    ("FR", "FR", "Freiburg", "Fribourg"),
    ("GE", "GE", "Genf", "Geneva", "Genève"),
    ("GL", "GL", "Glarus", "Glarus"),
    ("GR", "GR", "Graubünden", "Grisons", "Grigioni", "Grischun"),
    ("JU", "JU", "Jura", "Jura"),
    ("LU", "LU", "Luzern", "Lucerne"),
    ("NE", "NE", "Neuenburg", "Neuchâtel"),
    ("NW", "NW", "Nidwalden", "Nidwalden"),
    ("OW", "OW", "Obwalden", "Obwalden"),
    ("SG", "SG", "St. Gallen", "St. Gallen", "Sankt Gallen", "Saint-Gall"),
    ("SH", "SH", "Schaffhausen", "Schaffhausen"),
    ("SO", "SO", "Solothurn", "Solothurn", "Soleure"),
    ("SZ", "SZ", "Schwyz", "Schwyz"),
    ("TG", "TG", "Thurgau", "Thurgau", "Thurgovie"),
    ("TI", "TI", "Tessin", "Ticino"),
    ("UR", "UR", "Uri", "Uri"),
    ("VD", "VD", "Waadt", "Vaud"),
    ("VS", "VS", "Wallis", "Valais"),
    ("ZG", "ZG", "Zug", "Zug", "Zoug"),
    ("ZH", "ZH", "Zürich", "Zurich"),
)


def _of(country: str, rows: Iterable[tuple[str, ...]]) -> list[State]:
    return [
        State(f"{country}-{key}", country, f"{country}-{iso}", de, en, tuple(others))
        for key, iso, de, en, *others in rows
    ]


STATES: tuple[State, ...] = (
    *_of("DE", _GERMAN),
    *_of("AT", _AUSTRIAN),
    *_of("CH", _SWISS),
    State("LI", "LI", "LI", "Liechtenstein", "Liechtenstein"),
    State("LU", "LU", "LU", "Luxemburg", "Luxembourg", ("Lëtzebuerg",)),
)
_BY_CODE = {state.code: state for state in STATES}


def state(code: str) -> State | None:
    """The state with our code ("DE-05", "AT-9", "CH-ZH", "LI"), or None."""
    return _BY_CODE.get(code)


def states_of(country: str) -> tuple[State, ...]:
    """The states of a country by its ISO 3166-1 letters, in the order of their codes."""
    return tuple(one for one in STATES if one.country == country)


def _spelt(text: str) -> str:
    """A name without signs and accents: "St. Gallen" and "st gallen" are the same."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


def _all_names() -> dict[tuple[str, str], State]:
    found: dict[tuple[str, str], State] = {}
    for one in STATES:
        canton = f"Kanton {one.de}" if one.country == "CH" else one.de
        names = (one.code, one.iso, one.de, one.en, canton, *one.others)
        for key in map(_spelt, names):
            found.setdefault((one.country, key), one)
            found.setdefault(("", key), one)
    return found


_BY_NAME = _all_names()


def named(text: str, country: str = "") -> State | None:
    """The state called so in German, English or officially, or by our code or ISO 3166-2; or None.

    Case, accents and signs do not matter: "nordrhein westfalen", "NRW", "Geneve", "DE-NW". Without
    a country the first of DE, AT, CH, LI, LU answers; no two of their names are alike but
    "Luxemburg" and no name of a state.
    """
    return _BY_NAME.get((country.upper(), _spelt(text)))
