# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading what stays: learnings and challenges, reports, words, sources."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from labcamp.core import search
from labcamp.core.access import may
from labcamp.core.door import Request, door
from labcamp.harvest import queries
from labcamp.harvest.models import Item, Report

FILTERS = ("kind", "phase", "topic")
PER_PAGE = 20


@door()
def items(request: Request) -> HttpResponse:
    """Everything labs learnt and struggle with, to be narrowed and searched."""
    chosen = {name: _values(request, name) for name in FILTERS}
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    found = queries.items(request.viewer, chosen)
    if words:
        answered = search.find(found, words)
        keys = Paginator(answered.ordered, PER_PAGE).get_page(request.GET.get("page"))
        by_key = found.in_bulk(list(keys.object_list))
        page: Page[Any] = keys
        page.object_list = [by_key[pk] for pk in keys.object_list]
    else:
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    groups = queries.item_choices(request.viewer, chosen)
    context = {
        "page": page,
        "facets": [
            _facet("kind", _("What"), groups["kind"]),
            _facet("phase", _("Phase of life"), groups["phase"]),
            _facet("topic", _("Topic"), groups["topic"]),
        ],
        "words": words,
        "how": str(answered.how) if words else "",
    }
    return render(request, "harvest/items.html", context)


def _values(request: Request, name: str) -> list[str]:
    """What the address chooses in a filter; no database takes a NUL."""
    return [value for value in request.GET.getlist(name)[:20] if "\x00" not in value]


def _facet(name: str, label: str, choices: list[queries.Choice]) -> dict[str, object]:
    """A filter as the components take it."""
    options = [{"value": c.key, "name": c.name, "n": c.count, "chosen": c.chosen} for c in choices]
    return {"key": name, "name": label, "options": options, "open": name != "topic"}


@door(Item, find=["key"])
def item(request: Request, item: Item) -> HttpResponse:
    whole = queries.with_lab(Item.objects.visible_to(request.viewer), request.viewer).get(
        pk=item.pk
    )
    context = {"item": whole, "alike": queries.alike(whole, request.viewer)}
    return render(request, "harvest/item.html", context)


@door()
def reports(request: Request) -> HttpResponse:
    page = Paginator(queries.reports(request.viewer), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_write": bool(request.viewer.labs)}
    return render(request, "harvest/reports.html", context)


@door(Report, find=["slug"])
def report(request: Request, report: Report) -> HttpResponse:
    whole = queries.reports(request.viewer).get(pk=report.pk)
    context = {"report": whole, "may_edit": may(request.viewer, "edit", whole)}
    return render(request, "harvest/report.html", context)


@door()
def glossary(request: Request) -> HttpResponse:
    return render(request, "harvest/glossary.html", {"terms": queries.terms()})


@door()
def sources(request: Request) -> HttpResponse:
    found = queries.sources(request.viewer)
    page = Paginator(found, 100).get_page(request.GET.get("page"))
    return render(request, "harvest/sources.html", {"page": page})
