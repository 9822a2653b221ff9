# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The outlines of states and cantons on one sheet, for `build_places.py`.

The countries come from separate files, each rounded in its own way. Their vertices are joined
where they mean the same point, the rings are cut into arcs wherever three lines meet, and every arc
is simplified once (Visvalingam and Whyatt, Line generalisation by repeated elimination of points,
1993). So neighbours share their border to the last point and no gap can open between them.
"""

from __future__ import annotations

import heapq
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any

from labcamp.network.places.projection import Lambert

Point = tuple[float, float]
Ring = list[Point]

WIDTH = 1280
MARGIN = 12
PLANE = Lambert(south=46.75, north=54.0, latitude=50.5, longitude=11.0)
SAME_POINT = 0.0014  # degrees: a little more than the sources' own rounding
LEAST_TRIANGLE = 7.0  # square units: what a point must add to an outline to stay
LEAST_ISLAND = 45.0  # square units
LEAST_ROOM = 13.0  # units around a state's letters

# Ids in the source to our codes. Cantons have their own letters; Brandenburg's id is cut short.
_CODES = """
DE.SH=DE-01 DE.HH=DE-02 DE.NI=DE-03 DE.HB=DE-04 DE.NW=DE-05 DE.HE=DE-06 DE.RP=DE-07 DE.BW=DE-08
DE.BY=DE-09 DE.SL=DE-10 DE.BE=DE-11 DE.=DE-12 DE.MV=DE-13 DE.SN=DE-14 DE.ST=DE-15 DE.TH=DE-16
AT.BU=AT-1 AT.KA=AT-2 AT.NO=AT-3 AT.OO=AT-4 AT.SZ=AT-5 AT.ST=AT-6 AT.TR=AT-7 AT.VO=AT-8 AT.WI=AT-9
"""
CODES = dict(pair.split("=") for pair in _CODES.split())


def code_of(identity: str) -> str:
    country = identity[:2]
    if country in ("LI", "LU"):
        return country
    return CODES.get(identity) or f"CH-{identity[3:]}"


def decoded(topology: dict[str, Any]) -> list[Ring]:
    """The arcs of a TopoJSON file as (longitude, latitude)."""
    (wide, high), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for east, north in steps:
            x, y = x + east, y + north
            arc.append((x * wide + left, y * high + low))
        arcs.append(arc)
    return arcs


def rings_of(path: Path) -> Iterator[tuple[str, Ring]]:
    """(our code, ring without its last point) for every ring of a file."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = decoded(topology)
    for thing in next(iter(topology["objects"].values()))["geometries"]:
        polygons = thing["arcs"] if thing["type"] == "MultiPolygon" else [thing["arcs"]]
        for numbers in (ring for polygon in polygons for ring in polygon):
            ring: Ring = []
            for number in numbers:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                ring += arc[1:]
            yield code_of(thing["id"]), ring


def outline(rings: Iterable[tuple[str, Ring]]) -> Iterator[Ring]:
    """The outer rings of many areas taken as one: sides that two areas share fall away."""
    sides = {(a, b) for _, ring in rings for a, b in zip(ring, ring[1:] + ring[:1], strict=True)}
    after = {a: b for a, b in sides if (b, a) not in sides and a != b}
    while after:
        start, point = after.popitem()
        ring = [start]
        while point != start:
            ring.append(point)
            point = after.pop(point)
        yield ring


def joined(rings: list[tuple[str, Ring]]) -> list[tuple[str, Ring]]:
    """The rings with points that are nearly the same made the same, across all files."""
    cells: dict[tuple[int, int], list[Point]] = defaultdict(list)

    def same(point: Point) -> Point:
        column, row = int(point[0] / SAME_POINT), int(point[1] / SAME_POINT)
        near = (
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in cells.get((x, y), ())
        )
        best = min(near, key=lambda o: hypot(o[0] - point[0], o[1] - point[1]), default=None)
        if best and hypot(best[0] - point[0], best[1] - point[1]) < SAME_POINT:
            return best
        cells[column, row].append(point)
        return point

    done = []
    for code, ring in rings:
        points = [same(point) for point in ring]
        done.append(
            (code, [p for p, q in zip(points, points[1:] + points[:1], strict=True) if p != q])
        )
    return done


def crossings(rings: list[tuple[str, Ring]]) -> set[Point]:
    """Points at which more or fewer than two lines meet."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for _, ring in rings:
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            neighbours[a].add(b)
            neighbours[b].add(a)
    return {point for point, near in neighbours.items() if len(near) != 2}


def pieces(ring: Ring, cuts: set[Point]) -> Iterator[Ring]:
    """The ring cut at the crossings; a ring without any begins at its smallest point."""
    at = [i for i, point in enumerate(ring) if point in cuts] or [ring.index(min(ring))]
    turned = ring[at[0] :] + ring[: at[0] + 1]
    marks = [i - at[0] for i in at] + [len(ring)]
    for begin, end in pairwise(marks):
        yield turned[begin : end + 1]


def triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def simplified(arc: Ring, least: float) -> Ring:
    """The arc without points whose triangle with their neighbours is below `least`."""
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    sizes = {i: triangle(arc[i - 1], arc[i], arc[i + 1]) for i in range(1, len(arc) - 1)}
    heap = [(size, i) for i, size in sizes.items()]
    heapq.heapify(heap)
    smallest_left = 4 if arc[0] == arc[-1] else 2
    while heap and len(sizes) + 2 > smallest_left:
        size, i = heapq.heappop(heap)
        if sizes.get(i) != size:
            continue
        if size >= least:
            break
        del sizes[i]
        left, right = before[i], after[i]
        after[left], before[right] = right, left
        for j in (left, right):
            if j in sizes:
                sizes[j] = max(size, triangle(arc[before[j]], arc[j], arc[after[j]]))
                heapq.heappush(heap, (sizes[j], j))
    return [point for i, point in enumerate(arc) if i in sizes or i in (0, len(arc) - 1)]


def area(ring: Ring) -> float:
    turn = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in turn)) / 2


def sheet(rings: list[tuple[str, Ring]]) -> tuple[Lambert, int]:
    """The projection that fills WIDTH but for the margins, and the height that follows."""
    points = [PLANE.point(lat, lon) for _, ring in rings for lon, lat in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    scale = (WIDTH - 2 * MARGIN) / (right - left)
    plane = Lambert(
        PLANE.south,
        PLANE.north,
        PLANE.latitude,
        PLANE.longitude,
        round(scale, 3),
        round(left * scale - MARGIN, 2),
        round(top * scale - MARGIN, 2),
    )
    return plane, round((bottom - top) * scale + 2 * MARGIN)


def label_point(rings: list[Ring]) -> Point | None:
    """The point inside the largest ring that is farthest from every border, on a grid of 40.

    None when not even that has room for two letters.
    """
    largest = max(rings, key=area)
    xs, ys = [x for x, _ in largest], [y for _, y in largest]
    sides = [(a, b) for ring in rings for a, b in zip(ring, ring[1:] + ring[:1], strict=True)]

    def room(point: Point) -> float:
        x, y = point
        inside = sum(
            (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            for a, b in sides
        )
        if inside % 2 == 0:
            return -1.0
        # A label is wider than high: room to the sides counts less.
        return min(hypot((a[0] - x) / 1.6, a[1] - y) for a, _ in sides)

    grid = [
        (min(xs) + (max(xs) - min(xs)) * i / 40, min(ys) + (max(ys) - min(ys)) * j / 40)
        for i in range(1, 40)
        for j in range(1, 40)
    ]
    best = max(grid, key=lambda point: (room(point), point))
    return best if room(best) >= LEAST_ROOM else None


def steps(arc: Ring) -> list[int]:
    """Whole numbers: the first point, then the way from each point to the next."""
    points = [(round(x), round(y)) for x, y in arc]
    flat = list(points[0])
    for (x, y), (to_x, to_y) in pairwise(points):
        if (to_x, to_y) != (x, y):
            flat += [to_x - x, to_y - y]
    return flat


def all_rings(folder: Path) -> list[tuple[str, Ring]]:
    rings = [
        pair for name in ("deu", "aut", "che") for pair in rings_of(folder / f"{name}.topo.json")
    ]
    for name in ("lie", "lux"):
        parts = list(rings_of(folder / f"{name}.topo.json"))
        rings += [(parts[0][0], ring) for ring in outline(parts)]
    return joined(rings)


def build_map(folder: Path) -> dict[str, Any]:
    """What `map.json` holds; `geometry.py` describes it."""
    rings = all_rings(folder)
    plane, height = sheet(rings)
    cuts = crossings(rings)
    arcs: list[list[int]] = []
    numbers: dict[tuple[Point, ...], int] = {}
    states: dict[str, list[list[int]]] = defaultdict(list)
    drawn: dict[str, list[Ring]] = defaultdict(list)
    for code, ring in sorted(rings, key=lambda pair: pair[0]):
        on_sheet = [plane.point(lat, lon) for lon, lat in ring]
        if area(on_sheet) < LEAST_ISLAND and not cuts & set(ring):
            continue
        drawn[code].append(on_sheet)
        sides = []
        for piece in pieces(ring, cuts):
            backwards = tuple(reversed(piece)) < tuple(piece)
            key = tuple(reversed(piece)) if backwards else tuple(piece)
            if key not in numbers:
                numbers[key] = len(arcs)
                points = [plane.point(lat, lon) for lon, lat in key]
                arcs.append(steps(simplified(points, LEAST_TRIANGLE)))
            sides.append(~numbers[key] if backwards else numbers[key])
        states[code].append(sides)
    middles = {code: label_point(found) for code, found in drawn.items()}
    labels = {code: [round(n) for n in point] for code, point in middles.items() if point}
    projection = {
        name: getattr(plane, name)
        for name in ("south", "north", "latitude", "longitude", "scale", "left", "top")
    }
    size = {"width": WIDTH, "height": height}
    return {"projection": projection, **size, "arcs": arcs, "states": states, "labels": labels}
