# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sheet of the map: outlines of states as SVG paths, and where a place lies on it.

`data/map.json` holds the sheet's `width` and `height` in its own units, the `projection` (see
`projection.Lambert`), `arcs` (whole numbers: first point, then the step to each next one), `states`
(code to rings, a ring being numbers of arcs, ~n for arc n walked backwards) and `labels` (code to
the point with most room around it, where there is room for letters). Source: Natural
Earth, see `data/NOTICE.md`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from labcamp.network.places.projection import Lambert

Points = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Sheet:
    """The drawn outlines, in sheet units with y downwards; about 0.7 km are one unit.

    `outlines`: code to the `d` of an SVG path, to be filled by the even-odd rule. `frontiers`: the
    `d` of the lines between two countries, `borders` of those between two states of one country.
    """

    width: int
    height: int
    plane: Lambert
    outlines: dict[str, str]
    frontiers: str
    borders: str
    labels: dict[str, tuple[int, int]]


def _points(steps: list[int]) -> Points:
    x = y = 0
    points = []
    for east, south in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + east, y + south
        points.append((x, y))
    return tuple(points)


def _path(points: Points, *, closed: bool) -> str:
    """The shortest relative path through the points; a minus sign also divides numbers."""
    (x, y), *rest = points
    parts = [f"M{x} {y}"]
    if closed and len(points) > 1:
        rest.pop()
    for i, (to_x, to_y) in enumerate(rest):
        east, south = to_x - x, to_y - y
        parts.append(("l" if i == 0 else "" if east < 0 else " ") + f"{east}")
        parts.append(f"{south}" if south < 0 else f" {south}")
        x, y = to_x, to_y
    return "".join(parts) + ("z" if closed else "")


def _ring(numbers: list[int], arcs: list[Points]) -> Points:
    points: list[tuple[int, int]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return tuple(points)


def _sides(states: dict[str, list[list[int]]]) -> dict[int, list[str]]:
    """Arc to the codes of the states on its sides: one at the sea and towards other countries."""
    sides: dict[int, list[str]] = {}
    for code, rings in states.items():
        for number in (number for ring in rings for number in ring):
            sides.setdefault(max(number, ~number), []).append(code)
    return sides


@cache
def sheet() -> Sheet:
    """The sheet as it is committed; read once, about 60 kB."""
    told = json.loads((files("labcamp.network.places") / "data" / "map.json").read_text("utf-8"))
    arcs = [_points(steps) for steps in told["arcs"]]
    frontiers: list[str] = []
    borders: list[str] = []
    for number, codes in sorted(_sides(told["states"]).items()):
        if len(codes) == 2 and codes[0] != codes[1]:
            between_countries = codes[0][:2] != codes[1][:2]
            line = _path(arcs[number], closed=False)
            (frontiers if between_countries else borders).append(line)
    return Sheet(
        width=told["width"],
        height=told["height"],
        plane=Lambert(**told["projection"]),
        outlines={
            code: "".join(_path(_ring(ring, arcs), closed=True) for ring in rings)
            for code, rings in told["states"].items()
        },
        frontiers="".join(frontiers),
        borders="".join(borders),
        labels={code: (x, y) for code, (x, y) in told["labels"].items()},
    )
