# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The directory's choices as they stand in an address, and their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labcamp.network.models import Lab
from labcamp.network.queries.directory import GROUPS, SORTS, Selection
from labcamp.web.network import towns

STATUS = {
    Lab.Status.ACTIVE: gettext_lazy("active"),
    Lab.Status.PLANNED: gettext_lazy("planned"),
    Lab.Status.PAUSED: gettext_lazy("paused"),
    Lab.Status.ENDED: gettext_lazy("ended"),
    Lab.Status.UNKNOWN: gettext_lazy("not known"),
}
# How a status looks: see parts/status.html.
STATUS_LOOK = {
    Lab.Status.ACTIVE: "good",
    Lab.Status.PLANNED: "plan",
    Lab.Status.PAUSED: "wait",
    Lab.Status.ENDED: "off",
    Lab.Status.UNKNOWN: "unknown",
}


def facet_name(group: str) -> str:
    return {
        "level": _("Level"),
        "country": _("Country"),
        "region": _("State"),
        "size": _("Size of town"),
        "town": _("Town"),
        "phase": _("Phase of life"),
        "topic": _("Topic"),
        "status": _("Status"),
    }[group]


def sort_names(*, searching: bool) -> list[tuple[str, str]]:
    names = [("name", _("By name")), ("newest", _("Newest first"))]
    return [("best", _("Best match first")), *names] if searching else names


def labels() -> Mapping[str, Callable[[str], str]]:
    """How values are called that are not levels, phases or topics."""
    return {
        "status": lambda value: str(STATUS.get(value, value)),  # type: ignore[call-overload]
        "country": towns.country_name,
        "region": towns.region_name,
        "size": towns.size_name,
        "town": towns.town_name,
    }


def read(query: QueryDict) -> Selection:
    """The selection of an address; what makes no sense in it is left out."""
    chosen = {g: tuple(dict.fromkeys(v for v in query.getlist(g) if v))[:40] for g in GROUPS}
    sort = query.get("sort", "")
    page = query.get("page", "1")
    return Selection(
        text=" ".join(query.get("q", "").replace("\x00", "").split())[:200],
        chosen={g: values for g, values in chosen.items() if values},
        sort=sort if sort in SORTS else "",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def address(selection: Selection, *, sort: bool = True) -> str:
    """The selection as a query string without its page, "?…" or "" when nothing is chosen."""
    query = QueryDict(mutable=True)
    if selection.text:
        query["q"] = selection.text
    for group, values in selection.chosen.items():
        query.setlist(group, list(values))
    if sort and selection.sort:
        query["sort"] = selection.sort
    return f"?{query.urlencode()}" if query else ""
