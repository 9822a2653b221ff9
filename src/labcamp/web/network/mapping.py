# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The map of labs, with the same filters as the list and the same in words beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labcamp.core.door import Request, door
from labcamp.network.places import map as maps
from labcamp.network.places.states import State
from labcamp.network.queries import directory as queries
from labcamp.network.queries.directory import Selection
from labcamp.network.queries.towns import Spread, TownOfLabs, spread
from labcamp.web.network import selection as selections
from labcamp.web.network import towns
from labcamp.web.network.directory import around


@door()
def labs_map(request: Request) -> HttpResponse:
    selection = selections.read(request.GET)
    found = queries.directory(request.viewer, selection, selections.labels())
    where = spread(request.viewer, found.keys)
    drawing = _drawing(where, selection)
    context = {
        **around(found),
        # Every text in the drawing is escaped by the one who draws.
        "svg": SafeString(drawing.svg),
        "shown": drawing.shown,
        "countries": _in_words(where, selection),
        "list_address": reverse("network:labs") + selections.address(selection, sort=False),
        "map_address": reverse("network:map") + selections.address(selection, sort=False),
    }
    return render(request, "network/map.html", context)


def _drawing(where: Spread, selection: Selection) -> maps.Drawing:
    chosen = selection.chosen.get("region", ())
    return maps.draw(
        [_town(town, selection) for town in where.towns],
        maps.regions(
            where.regions,
            href=lambda state: _narrowed(selection, "region", state.code),
            label=_state_label,
            current=chosen[0] if len(chosen) == 1 else "",
        ),
        words=maps.Words(
            title=_("Map of the labs"),
            description=_("States and towns lead to their labs; the list beside it says the same."),
            states=_("States"),
            towns=_("Towns"),
        ),
        elsewhere=where.elsewhere,
    )


def _town(town: TownOfLabs, selection: Selection) -> maps.Town:
    one = town.count == 1
    return maps.Town(
        key=str(town.place_id),
        label=f"{town.town}: {town.lab_name if one else n_labs(town.count)}",
        country=town.country,
        latitude=town.latitude,
        longitude=town.longitude,
        count=town.count,
        href=_address(town, selection),
    )


def _address(town: TownOfLabs, selection: Selection) -> str:
    """A town's only lab itself, or the list of its labs."""
    if town.count == 1:
        return reverse("network:lab", args=[town.lab_slug])
    return _narrowed(selection, "town", str(town.place_id))


def _narrowed(selection: Selection, group: str, value: str) -> str:
    chosen = {**selection.chosen, group: (value,)}
    narrow = replace(selection, chosen=chosen, sort="", page=1)
    return reverse("network:labs") + selections.address(narrow)


def _state_label(state: State, count: int) -> str:
    return f"{towns.region_name(state.code)}: {n_labs(count)}"


def n_labs(count: int) -> str:
    return ngettext("%(n)s lab", "%(n)s labs", count) % {"n": count}


def _in_words(where: Spread, selection: Selection) -> list[dict[str, Any]]:
    """Countries, their states, their towns: everything the drawing shows, and what it cannot."""
    placed = sorted(
        where.towns,
        key=lambda t: (_rank(t.country), towns.region_name(t.region), -t.count, t.town),
    )
    countries = []
    for country, of_country in groupby(placed, key=lambda t: t.country):
        states = [
            _state_in_words(region, list(of_region), selection)
            for region, of_region in groupby(of_country, key=lambda t: t.region)
        ]
        countries.append({"name": towns.country_name(country), "states": states})
    return countries


def _state_in_words(region: str, placed: list[TownOfLabs], selection: Selection) -> dict[str, Any]:
    return {
        "name": towns.region_name(region) if region else "",
        "address": _narrowed(selection, "region", region) if region else "",
        "n": sum(town.count for town in placed),
        "towns": [
            {
                "name": town.town,
                "n": town.count,
                "lab": town.lab_name,
                "address": _address(town, selection),
            }
            for town in placed
            if town.count == 1 or town.town != towns.region_name(region)
        ],
    }


def _rank(country: str) -> tuple[int, str]:
    """Germany, Austria and Switzerland first, the rest by name."""
    known = ("DE", "AT", "CH", "LI", "LU")
    place = known.index(country) if country in known else len(known)
    return place, towns.country_name(country)
