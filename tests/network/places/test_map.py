# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The map: where things lie, and what its SVG holds."""

from __future__ import annotations

import gzip
from math import hypot, isclose
from xml.etree import ElementTree as ET

import pytest

from labcamp.network.places.geometry import sheet
from labcamp.network.places.map import Region, Town, Words, draw, regions
from labcamp.network.places.register import find
from labcamp.network.places.spread import Disc, spread
from labcamp.network.places.states import STATES

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words("Karte", "Wo die Labore sind.", "Länder", "Orte")


def a_town(name="Soest", count=1, **changes):
    place = find(name)[0]
    given = {
        "key": str(place.id),
        "label": f"{place.name}: {count}",
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "count": count,
        "href": f"/labs/?town={place.id}",
    }
    return Town(**{**given, **changes})


def all_states(**counts):
    by_code = {code.replace("_", "-"): count for code, count in counts.items()}
    return regions(
        by_code, href=lambda one: f"/labs/?state={one.code}", label=lambda one, n: f"{one.de}: {n}"
    )


def drawn(towns=(), states=(), **more):
    return draw(towns, states, words=WORDS, **more)


def tree(svg):
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def dots(svg):
    return [
        tuple(float(one.get(name)) for name in ("cx", "cy", "r"))
        for one in tree(svg).iter(f"{SVG}circle")
        if one.get("class") == "lc-map__dot"
    ]


def test_every_link_is_named_by_its_title():
    svg = drawn([a_town("Soest"), a_town("Köln", 3)], all_states(DE_05=4, AT_9=1)).svg
    links = {one.get("href"): one.find(f"{SVG}title").text for one in tree(svg).iter(f"{SVG}a")}

    assert links == {
        "/labs/?state=DE-05": "Nordrhein-Westfalen: 4",
        "/labs/?state=AT-9": "Wien: 1",
        f"/labs/?town={find('Köln')[0].id}": "Köln: 3",
        f"/labs/?town={find('Soest')[0].id}": "Soest: 1",
    }


def test_the_map_itself_has_a_name_and_a_description():
    root = tree(drawn(prefix="labs").svg)

    assert root.get("role") == "group"
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (
        "labs-title",
        "labs-desc",
    )
    assert root.find(f"{SVG}title[@id='labs-title']").text == "Karte"
    assert root.find(f"{SVG}desc[@id='labs-desc']").text == "Wo die Labore sind."


def test_all_states_are_drawn_and_those_without_labs_lead_nowhere():
    root = tree(drawn(states=all_states(DE_05=2)).svg)
    shapes = [one for one in root.iter() if "lc-map__state" in (one.get("class") or "")]

    assert len(shapes) == len(STATES) == 53
    assert [one.get("href") for one in shapes if one.tag == f"{SVG}a"] == ["/labs/?state=DE-05"]


def test_states_that_nobody_told_of_are_land_all_the_same():
    assert len(tree(drawn().svg).findall(f".//{SVG}g[@class='lc-map__state']")) == 53


def test_the_chosen_state_says_so():
    chosen = [
        Region("DE-05", "Nordrhein-Westfalen", 1, "/nw", current=True),
        Region("DE-06", "Hessen", 1, "/he"),
    ]
    links = tree(drawn(states=chosen).svg).iter(f"{SVG}a")

    assert {one.get("href"): one.get("aria-current") for one in links} == {
        "/nw": "true",
        "/he": None,
    }


def test_nothing_in_the_map_needs_more_than_the_strictest_policy():
    svg = drawn([a_town(), a_town("Berlin", 14)], all_states(DE_05=1), short_names=True).svg
    attributes = {name for one in tree(svg).iter() for name in one.attrib}
    tags = {one.tag.removeprefix(SVG) for one in tree(svg).iter()}

    assert tags <= {"svg", "title", "desc", "g", "a", "path", "circle", "text"}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}


def test_two_maps_on_one_page_share_no_id():
    one, other = (
        {here.get("id") for here in tree(drawn([a_town()], prefix=prefix).svg).iter()} - {None}
        for prefix in ("map", "small")
    )

    assert one == {"map-title", "map-desc"}
    assert one.isdisjoint(other)


@pytest.mark.parametrize("prefix", ["", "a b", '"><', "1x"])
def test_a_beginning_of_ids_that_is_none_is_refused(prefix):
    with pytest.raises(ValueError, match="id"):
        drawn(prefix=prefix)


def test_texts_and_addresses_are_escaped():
    nasty = '"><script>alert(1)</script>&'
    words = Words(nasty, nasty, nasty, nasty)
    svg = draw(
        [a_town(label=nasty, href=nasty)],
        [Region("DE-05", nasty, 1, nasty)],
        words=words,
    ).svg

    assert "<script" not in svg
    links = list(tree(svg).iter(f"{SVG}a"))
    assert [one.get("href") for one in links] == [nasty, nasty]
    assert [one.find(f"{SVG}title").text for one in links] == [nasty, nasty]


def test_the_order_of_what_is_given_does_not_matter():
    towns = [a_town("Soest"), a_town("Köln", 2), a_town("Düsseldorf", 2), a_town("Wien", 5)]
    states = all_states(DE_05=5, AT_9=5)

    assert drawn(towns, states) == drawn(towns[::-1], states[::-1])


def test_labs_off_the_map_are_counted():
    abroad = a_town("Soest", 3, country="NL")
    nowhere = a_town("Köln", 2, latitude=None)
    none = a_town("Wien", 0)

    result = drawn([a_town("Berlin", 14), abroad, nowhere, none], elsewhere=4)

    assert (result.shown, result.total) == (14, 23)
    assert len(dots(result.svg)) == 1


def test_areas_are_in_proportion_and_the_largest_is_lowest():
    circles = dots(drawn([a_town("Soest"), a_town("Wien", 4), a_town("Berlin", 9)]).svg)
    radii = [radius for _, _, radius in circles]

    assert radii == sorted(radii, reverse=True)
    assert [round(radius**2 / radii[-1] ** 2) for radius in radii] == [9, 4, 1]


def test_no_circle_outgrows_the_map():
    radii = [radius for _, _, radius in dots(drawn([a_town("Berlin", 5000), a_town()]).svg)]

    assert radii[0] <= 62


def test_numbers_are_written_where_there_is_room():
    root = tree(drawn([a_town("Soest"), a_town("Berlin", 14)]).svg)

    assert [one.text for one in root.iter(f"{SVG}text")] == ["14"]


def test_letters_of_states_leave_room_for_circles():
    free, crowded = (
        {one.text for one in tree(drawn(towns, short_names=True).svg).iter(f"{SVG}text")}
        for towns in ([], [a_town("Hannover", 50), a_town("Verden", 50)])
    )

    assert {"NW", "BY", "NÖ", "TI", "NI"} <= free
    assert "NI" not in crowded


def test_what_can_be_hit_is_24_pixels_wide_at_full_size():
    towns = [a_town(name) for name in ("Soest", "Arnsberg", "Iserlohn", "Salzkotten", "Gütersloh")]
    circles = tree(drawn(towns).svg).findall(f".//{SVG}circle[@class='lc-map__target']")

    # Two units are one pixel, so that a radius in units is a width in pixels.
    assert min(float(one.get("r")) for one in circles) >= 24


def test_the_map_is_small_even_when_full():
    names = ["Soest", "Köln", "Berlin", "Hamburg", "München", "Wien", "Graz", "Bern", "Zürich"]
    towns = [a_town(name, 2, href="/de/labs/?town=1234567&level=kommune") for name in names * 6]
    svg = drawn(towns, all_states(**{one.code.replace("-", "_"): 9 for one in STATES})).svg

    assert len(svg.encode()) <= 60_000
    assert len(gzip.compress(svg.encode())) <= 22_000


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("Berlin", "DE-11"), ("Potsdam", "DE-12"), ("Bremen", "DE-04"), ("Saarbrücken", "DE-10")),
        *(("Hamburg", "DE-02"), ("Wien", "AT-9"), ("Basel", "CH-BS"), ("Vaduz", "LI")),
        *(("München", "DE-09"), ("Luxemburg", "LU"), ("Zug", "CH-ZG"), ("Innsbruck", "AT-7")),
    ],
)
def test_a_town_lies_within_its_state_and_no_other(name, code):
    place = find(name)[0]
    x, y = sheet().plane.point(place.latitude, place.longitude)

    assert [one for one, path in sheet().outlines.items() if inside(path, x, y)] == [code]


def rings(path):
    for part in path.split("M")[1:]:
        numbers = part.rstrip("z").replace("l", " ").replace("-", " -").split()
        pairs = list(zip(map(int, numbers[::2]), map(int, numbers[1::2]), strict=True))
        x = y = 0
        ring = []
        for east, south in pairs:
            x, y = x + east, y + south
            ring.append((x, y))
        yield ring


def inside(path, x, y):
    crossed = 0
    for ring in rings(path):
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                crossed += 1
    return crossed % 2 == 1


def coasts():
    """Areas of the loops made of sides that only one state has; a gap would count negative."""
    sides = {}
    for path in sheet().outlines.values():
        for ring in rings(path):
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
                sides.setdefault(frozenset((a, b)), []).append((a, b))
    onward = dict(side[0] for side in sides.values() if len(side) == 1)
    while onward:
        start, point = onward.popitem()
        loop = [start]
        while point != start:
            loop.append(point)
            point = onward.pop(point)
        turns = zip(loop, loop[1:] + loop[:1], strict=True)
        yield sum(a[0] * b[1] - b[0] * a[1] for a, b in turns) / 2


def test_no_gap_is_open_between_states_or_countries():
    areas = sorted(coasts())

    assert areas[0] > 0  # the smallest island
    assert areas[-1] > 1_000_000  # all the rest is one piece of land
    assert areas[-2] < 3_000  # Rügen


def test_the_sheet_keeps_true_proportions():
    """Two places 100 km apart to the north and to the east lie equally far apart, within 2 %."""
    plane = sheet().plane
    here = plane.point(50.0, 10.0)
    north, east = plane.point(50.899, 10.0), plane.point(50.0, 11.3985)
    up, right = (hypot(there[0] - here[0], there[1] - here[1]) for there in (north, east))

    assert isclose(up, right, rel_tol=0.02)
    assert north[1] < here[1]
    assert east[0] > here[0]


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(91, 0), (-1, 0), (50, 181), (float("nan"), 0)]
)
def test_a_place_off_the_globe_is_refused(latitude, longitude):
    with pytest.raises(ValueError, match="no place"):
        sheet().plane.point(latitude, longitude)


def test_discs_step_aside_but_not_farther_than_the_leash():
    discs = [Disc(0, 0, 10), Disc(0, 0, 10), Disc(5, 0, 10, weight=9)]
    centres = spread(tuple(discs), gap=2, leash=30)
    pairs = [(0, 1), (0, 2), (1, 2)]

    assert all(hypot(*_between(centres[a], centres[b])) >= 21.9 for a, b in pairs)
    assert hypot(*_between(centres[2], (5, 0))) < hypot(*_between(centres[0], (0, 0)))
    tight = spread(tuple(discs), gap=2, leash=3)
    starts = [(disc.x, disc.y) for disc in discs]
    assert all(hypot(*_between(a, b)) <= 3.001 for a, b in zip(tight, starts, strict=True))


def test_discs_with_room_stay_where_they_are():
    assert spread((Disc(0, 0, 10), Disc(50, 0, 10)), gap=2, leash=9) == ((0, 0), (50, 0))
    assert spread((), gap=2, leash=9) == ()


def _between(one, other):
    return one[0] - other[0], one[1] - other[1]
