# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Changing the series: editions, hints about gaps."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.access import require
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.network.models import Lab
from labcamp.series.actions import editions as actions
from labcamp.series.models import Edition, Hint, Series
from labcamp.web.answer import SeeOther
from labcamp.web.series.forms import EditionForm, HintForm, NewEditionForm
from labcamp.web.stale import both_versions

FIELDS = [name for name in EditionForm.base_fields if name != "version"]


@door(signed_in=True, on=["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """A new edition, or an old one that nobody had written down (?number=7)."""
    require(request.viewer, "add-edition", Series.objects.first() or Series())
    labs = Lab.objects.visible_to(request.viewer).filter(state=Lab.State.ADMITTED)
    number = request.GET.get("number", "")
    start = {"number": number if number.isdigit() else None, "audience": "hosts", "language": "de"}
    form = NewEditionForm(request.POST or None, initial=start, labs=labs)
    if request.method == "POST" and form.is_valid():
        hosts = tuple(form.cleaned_data["hosts"])
        try:
            edition = actions.add_edition(
                form.about_edition(), slug=form.slug(), hosts=hosts, by=request.viewer
            )
        except actions.NumberTaken:
            form.add_error("number", _("There is an edition of this number or name already."))
        else:
            return SeeOther(edition.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return render(request, "series/new.html", {"form": form}, status=status)


@door(Edition, "edit", find=["slug"], on=["GET", "POST"])
def edit(request: Request, edition: Edition) -> HttpResponse:
    start = {name: getattr(edition, name) for name in [*FIELDS, "version"]}
    form = EditionForm(request.POST or None, initial=start)
    context = {"form": form, "edition": edition}
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            changed = actions.change_edition(
                edition, form.about_edition(), version=version, by=request.viewer
            )
        except actions.NumberTaken:
            form.add_error("number", _("There is an edition of this number already."))
        except Stale as stale:
            context["stale"] = both_versions(form, FIELDS, stale)
            return render(request, "series/edit.html", context, status=409)
        else:
            return SeeOther(changed.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return render(request, "series/edit.html", context, status=status)


@door(signed_in=True, on=["GET", "POST"])
def gap(request: Request, number: int) -> HttpResponse:
    """A gap of the series: what is missing, and the way to fill it."""
    series = get_object_or_404(Series.objects.prefetch_related("gap_sources"))
    if Edition.objects.visible_to(request.viewer).filter(number=number).exists():
        return redirect("series:edition", str(number))
    form = HintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.give_hint(form.cleaned_data["text"], number=number, by=request.viewer)
        return SeeOther(reverse("series:gap", args=[number]) + "?thanks=1")
    context = {"form": form, "number": number, "series": series}
    status = 422 if request.method == "POST" else 200
    return render(request, "series/gap.html", context, status=status)


@door(signed_in=True)
def hints(request: Request) -> HttpResponse:
    require(request.viewer, "read-hints", Series.objects.first() or Series())
    return render(request, "series/hints.html", {"hints": Hint.objects.select_related("by")})
