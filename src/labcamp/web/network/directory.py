# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The directory of labs as list, map and file."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.door import Request, door
from labcamp.network.models import Lab
from labcamp.network.queries import directory as queries
from labcamp.network.queries.directory import Directory, Facet
from labcamp.web.network import selection as selections
from labcamp.web.network import towns
from labcamp.web.network.selection import STATUS, STATUS_LOOK

OPEN_FACETS = ("level",)


@door()
def labs(request: Request) -> HttpResponse:
    """All labs the viewer sees, to be narrowed, searched, ordered and taken along."""
    selection = selections.read(request.GET)
    found = queries.directory(request.viewer, selection, selections.labels())
    context = {
        **around(found),
        "labs": [dressed(lab) for lab in found.labs],
        "page": Paginator(found.keys, queries.PAGE).get_page(found.page),
        "sorts": selections.sort_names(searching=bool(selection.text)),
        "sort": selection.sort or ("best" if selection.text else "name"),
        "list_address": reverse("network:labs") + selections.address(selection),
        "map_address": reverse("network:map") + selections.address(selection, sort=False),
        "file_address": reverse("network:download") + selections.address(selection),
    }
    return render(request, "network/labs.html", context)


@door()
def download(request: Request) -> HttpResponse:
    """The same selection as a table file, as spreadsheets of German offices open it."""
    keys = queries.chosen_labs(request.viewer, selections.read(request.GET))
    by_key = (
        Lab.objects.visible_to(request.viewer)
        .select_related("level", "phase")
        .prefetch_related("topics")
        .in_bulk(keys)
    )
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow(_HEAD())
    for key in keys:
        if key in by_key:
            table.writerow([_safe(cell) for cell in _line(request, by_key[key])])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("labs")}.csv"'
    return response


def dressed(lab: Lab) -> Lab:
    """The lab with its status in words and looks, for templates."""
    lab.status_word = STATUS[Lab.Status(lab.status)]  # type: ignore[attr-defined]
    lab.status_look = STATUS_LOOK[Lab.Status(lab.status)]  # type: ignore[attr-defined]
    lab.where = towns.place_line(lab)  # type: ignore[attr-defined]
    return lab


def _any_chosen(facet: Facet) -> bool:
    return any(option.chosen for option in facet.options)


def around(found: Directory) -> dict[str, Any]:
    """What list and map share: the words, the facets, what is chosen."""
    return {
        "q": found.selection.text,
        "how": str(found.how or ""),
        "total": found.total,
        "facets": [
            {
                "key": facet.group,
                "name": selections.facet_name(facet.group),
                "open": facet.group in OPEN_FACETS or _any_chosen(facet),
                "options": [
                    {"value": o.value, "name": o.label, "n": o.count, "chosen": o.chosen}
                    for o in facet.options
                ],
            }
            for facet in found.facets
            if facet.options
        ],
        "narrowed": bool(found.selection.chosen or found.selection.text),
    }


def _HEAD() -> list[str]:  # noqa: N802 - a constant in the language of the page
    return [
        *(_("Name"), _("Carrier"), _("Level"), _("Town"), _("State"), _("Country")),
        *(_("Status"), _("As of"), _("Phase of life"), _("Topics"), _("Website"), _("Page")),
    ]


def _line(request: Request, lab: Lab) -> list[str]:
    return [
        *(lab.name, lab.carrier, lab.level.name, lab.town),
        *(towns.region_name(lab.region), towns.country_name(lab.country)),
        *(str(STATUS[Lab.Status(lab.status)]), lab.status_as_of),
        lab.phase.name if lab.phase else "",
        ", ".join(topic.name for topic in lab.topics.all()),
        *(lab.website, request.build_absolute_uri(lab.get_absolute_url())),
    ]


def _safe(cell: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
