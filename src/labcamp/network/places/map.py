# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The map of labs as one SVG for a page: states and towns are links with names, no script.

Colours, strokes and sizes of type are in `frontend/css/map.css`. The caller gives every text (and
so the language) and every address; nothing is translated here. All of it is escaped here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from math import hypot, sqrt

from labcamp.network.places.geometry import Sheet, sheet
from labcamp.network.places.spread import Disc, spread
from labcamp.network.places.states import STATES, State

COUNTRIES = frozenset({"DE", "AT", "CH", "LI", "LU"})

# In sheet units. At the map's full width of 40rem two units are one CSS pixel.
_ONE_LAB = 15.0  # radius of a circle for one lab
_LARGEST = 62.0  # no radius is above
_APART = 24.0  # half the distance kept between small circles: 24 CSS pixels for each to be hit
_TARGET = 34.0  # radius of the part that can be hit, where no other circle is near
_GAP = 3.0
_LEASH = 26.0
_ROOM_FOR_NUMBER = 19.0  # a circle below this radius shows no number


@dataclass(frozen=True, slots=True)
class Town:
    """The labs of one town. `label` is the link's whole name: "Soest: 2 Labore".

    `latitude` and `longitude` are degrees, None when unknown; `country` is ISO 3166-1.
    """

    key: str
    label: str
    country: str
    latitude: float | None
    longitude: float | None
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Region:
    """The labs of one state, by our code; an empty `href` makes it plain land with a title."""

    code: str
    label: str
    count: int
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What the map says: its title, a sentence that describes it, and names of its two layers."""

    title: str
    description: str
    states: str
    towns: str


@dataclass(frozen=True, slots=True)
class _Circle:
    town: Town
    x: float
    y: float
    radius: float
    target: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The SVG, and how many of all labs are on it: "76 of 82 shown on the map"."""

    svg: str
    shown: int
    total: int


def regions(
    counts: Mapping[str, int],
    *,
    href: Callable[[State], str],
    label: Callable[[State, int], str],
    current: str = "",
) -> list[Region]:
    """All states of the map with their counts by code; one without labs leads nowhere."""
    return [
        Region(
            one.code,
            label(one, counts.get(one.code, 0)),
            counts.get(one.code, 0),
            href(one) if counts.get(one.code) else "",
            one.code == current,
        )
        for one in STATES
    ]


def draw(
    towns: Iterable[Town],
    states: Iterable[Region],
    *,
    words: Words,
    elsewhere: int = 0,
    prefix: str = "map",
    short_names: bool = False,
) -> Drawing:
    """The map with a circle per town, its area in proportion to the number of labs.

    Towns of other countries, or without a point, are counted but not drawn; `elsewhere` is the
    number of labs without a town. Towns without labs are left out. Circles that would cover each
    other move aside by at most 18 km; what still overlaps lies with the larger below. Ids begin
    with `prefix`, so that two maps fit on one page; ValueError when it is no identifier.
    `short_names` writes the letters of states onto them. The same values give the same text,
    whatever their order.
    """
    if not prefix.isidentifier():
        raise ValueError(f"no beginning of an id: {prefix!r}")
    every = [town for town in towns if town.count > 0]
    here = sorted((town for town in every if _is_on_the_sheet(town)), key=_order)
    paper = sheet()
    circles = _placed(paper, here)
    named = f'aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc"'
    parts = [
        f'<svg class="lc-map" viewBox="0 0 {paper.width} {paper.height}" role="group" {named}>',
        f'<title id="{prefix}-title">{escape(words.title)}</title>',
        f'<desc id="{prefix}-desc">{escape(words.description)}</desc>',
        _land(paper, states, words.states),
        _letters(paper, circles) if short_names else "",
        _layer("towns", words.towns, map(_circle, circles)),
        "</svg>",
    ]
    total = sum(town.count for town in every) + elsewhere
    return Drawing("".join(parts), sum(town.count for town in here), total)


def _is_on_the_sheet(town: Town) -> bool:
    return town.country in COUNTRIES and None not in (town.latitude, town.longitude)


def _order(town: Town) -> tuple[int, str, str]:
    return -town.count, town.key, town.href


def _link(href: str, kind: str, label: str, inside: str, *, mark: str = "") -> str:
    """A link named by its title; without an address, a group so named. `mark` is an attribute."""
    tag, to = ("a", f' href="{escape(href)}"') if href else ("g", "")
    return f'<{tag} class="{kind}"{to}{mark}><title>{escape(label)}</title>{inside}</{tag}>'


def _layer(kind: str, name: str, parts: Iterable[str]) -> str:
    inside = "".join(parts)
    return f'<g class="lc-map__{kind}" role="group" aria-label="{escape(name)}">{inside}</g>'


def _land(paper: Sheet, states: Iterable[Region], name: str) -> str:
    """The states of Germany first, then the lines between them."""
    told = {region.code: region for region in states}
    shapes = []
    for code in (one.code for one in STATES if one.code in paper.outlines):
        region = told.get(code) or Region(code, code, 0)
        outline = f'<path d="{paper.outlines[code]}"/>'
        kind = "lc-map__state" + (" lc-map__state--with" if region.count else "")
        mark = ' aria-current="true"' if region.current else ""
        if not region.href and not region.count:
            mark += ' aria-hidden="true"'  # its title is a help for the mouse and no more
        shapes.append(_link(region.href, kind, region.label, outline, mark=mark))
    lines = (
        f'<path class="lc-map__border" d="{paper.borders}"/>'
        f'<path class="lc-map__frontier" d="{paper.frontiers}"/>'
    )
    return _layer("land", name, shapes) + lines


def _letters(paper: Sheet, circles: list[_Circle]) -> str:
    """The letters of the states whose middle no circle covers."""
    shown = []
    for one in STATES:
        x, y = paper.labels.get(one.code, (0, 0))
        free = (abs(c.x - x) > c.radius + 22 or abs(c.y - y) > c.radius + 14 for c in circles)
        if one.code in paper.labels and all(free):
            shown.append(f'<text x="{x}" y="{y}">{one.short}</text>')
    return f'<g class="lc-map__letters" aria-hidden="true">{"".join(shown)}</g>'


def _radius(count: int, most: int) -> float:
    """Sheet units; the area is in proportion to the count, the largest is at most _LARGEST."""
    return min(_ONE_LAB, _LARGEST / sqrt(most)) * sqrt(count)


def _placed(paper: Sheet, towns: list[Town]) -> list[_Circle]:
    """The towns' circles, the largest first and so below the others.

    What can be hit reaches no farther than half way to the next circle's middle.
    """
    most = max((town.count for town in towns), default=1)
    radii = [_radius(town.count, most) for town in towns]
    discs = []
    for town, radius in zip(towns, radii, strict=True):
        x, y = paper.plane.point(town.latitude or 0.0, town.longitude or 0.0)
        discs.append(Disc(x, y, max(radius, _APART), weight=float(town.count)))
    centres = spread(tuple(discs), gap=_GAP, leash=_LEASH)
    circles = []
    for town, radius, (x, y) in zip(towns, radii, centres, strict=True):
        near = sorted(hypot(x - to_x, y - to_y) for to_x, to_y in centres)[1:2]
        free = near[0] / 2 if near else _TARGET
        circles.append(_Circle(town, x, y, radius, max(radius, min(free, _TARGET))))
    return circles


def _circle(circle: _Circle) -> str:
    town, place = circle.town, f'cx="{circle.x:.0f}" cy="{circle.y:.0f}"'
    shapes = ""
    if circle.target > circle.radius:
        shapes = f'<circle class="lc-map__target" {place} r="{circle.target:.0f}"/>'
    shapes += f'<circle class="lc-map__dot" {place} r="{circle.radius:.1f}"/>'
    if circle.radius >= _ROOM_FOR_NUMBER:
        middle = f'x="{circle.x:.0f}" y="{circle.y:.0f}"'
        shapes += f'<text aria-hidden="true" {middle}>{town.count}</text>'
    return _link(town.href, "lc-map__town", town.label, shapes)
