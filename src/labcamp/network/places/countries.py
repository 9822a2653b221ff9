# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Countries labs come from: Europe, and a few from which innovation labs are known.

Source of the letters: ISO 3166-1 alpha-2; XK is the code the European Union uses for Kosovo. German
names are those in official use in Germany (Auswärtiges Amt, Verzeichnis der Staatennamen).
"""

from __future__ import annotations

from dataclasses import dataclass

from labcamp.core.text.german import fold


@dataclass(frozen=True, slots=True)
class Country:
    """One country with its ISO 3166-1 letters and two names."""

    code: str
    de: str
    en: str

    def name(self, language: str = "de") -> str:
        """The English name for "en" and its variants, the German one for any other language."""
        return self.en if language.lower().split("-")[0] == "en" else self.de


_NAMES = """
DE Deutschland|Germany
AT Österreich|Austria
CH Schweiz|Switzerland
LI Liechtenstein|Liechtenstein
LU Luxemburg|Luxembourg
AD Andorra|Andorra
AL Albanien|Albania
AM Armenien|Armenia
AU Australien|Australia
AZ Aserbaidschan|Azerbaijan
BA Bosnien und Herzegowina|Bosnia and Herzegovina
BE Belgien|Belgium
BG Bulgarien|Bulgaria
BR Brasilien|Brazil
BY Belarus|Belarus
CA Kanada|Canada
CL Chile|Chile
CO Kolumbien|Colombia
CY Zypern|Cyprus
CZ Tschechien|Czechia
DK Dänemark|Denmark
EE Estland|Estonia
ES Spanien|Spain
FI Finnland|Finland
FR Frankreich|France
GB Vereinigtes Königreich|United Kingdom
GE Georgien|Georgia
GR Griechenland|Greece
HR Kroatien|Croatia
HU Ungarn|Hungary
IE Irland|Ireland
IL Israel|Israel
IN Indien|India
IS Island|Iceland
IT Italien|Italy
JP Japan|Japan
KR Südkorea|South Korea
LT Litauen|Lithuania
LV Lettland|Latvia
MC Monaco|Monaco
MD Moldau|Moldova
ME Montenegro|Montenegro
MK Nordmazedonien|North Macedonia
MT Malta|Malta
MX Mexiko|Mexico
NL Niederlande|Netherlands
NO Norwegen|Norway
NZ Neuseeland|New Zealand
PL Polen|Poland
PT Portugal|Portugal
RO Rumänien|Romania
RS Serbien|Serbia
RU Russland|Russia
SE Schweden|Sweden
SG Singapur|Singapore
SI Slowenien|Slovenia
SK Slowakei|Slovakia
SM San Marino|San Marino
TR Türkei|Türkiye
UA Ukraine|Ukraine
US Vereinigte Staaten|United States
VA Vatikanstadt|Vatican City
XK Kosovo|Kosovo
ZA Südafrika|South Africa
"""

COUNTRIES: tuple[Country, ...] = tuple(
    Country(line[:2], *line[3:].split("|")) for line in _NAMES.strip().splitlines()
)
_BY_CODE = {one.code: one for one in COUNTRIES}
_BY_NAME = {fold(name): one for one in COUNTRIES for name in (one.code, one.de, one.en)}


def country(code: str) -> Country | None:
    """The country with these ISO 3166-1 letters, in capitals, or None when we list no such one."""
    return _BY_CODE.get(code)


def country_named(text: str) -> Country | None:
    """The country with this German or English name or these letters, case and accents aside."""
    return _BY_NAME.get(fold(text.strip()))
