# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The usual afternoon: one form, and beside it what becomes of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from labcamp.core.access import require
from labcamp.core.door import Request, door
from labcamp.core.instance.models import Level
from labcamp.network.models import Lab
from labcamp.series.actions import afternoon as afternoons
from labcamp.series.actions.editions import NumberTaken
from labcamp.series.invented import RealAddress
from labcamp.series.models import Edition, Series
from labcamp.web.answer import SeeOther
from labcamp.web.series.inputforms import INPUTS, AfternoonForm, NewAfternoonForm
from labcamp.web.series.inputs import labs_to_ask


@door(signed_in=True, on=["GET", "POST"])
def new_afternoon(request: Request) -> HttpResponse:
    """A new edition of the usual kind, public with registration in one step."""
    require(request.viewer, "add-edition", Series.objects.first() or Series())
    highest = Edition.objects.visible_to(request.viewer).real().order_by("-number")
    highest = highest.exclude(number=None)
    number = (highest.values_list("number", flat=True).first() or 0) + 1
    labs = labs_to_ask(request)
    form = NewAfternoonForm(request.POST or None, initial={"number": number}, labs=labs)
    if request.method == "POST" and not request.htmx and form.is_valid():
        host = form.cleaned_data["host"]
        try:
            made = afternoons.new_afternoon(
                form.cleaned_data["number"], form.plan(), host=host, by=request.viewer
            )
        except NumberTaken:
            form.add_error("number", _("There is an edition of this number already."))
        else:
            return SeeOther(made.get_absolute_url())
    return _page(request, form, {})


@door(Edition, "edit", find=["slug"], on=["GET", "POST"])
def afternoon(request: Request, edition: Edition) -> HttpResponse:
    """Fill an edition one hosts with the usual afternoon."""
    start = {
        "theme": edition.theme,
        "day": edition.first_day,
        "begins": edition.begins,
        "ends": edition.ends,
        "seats": edition.seats,
        "confidentiality": edition.confidentiality,
    }
    known = {name: value for name, value in start.items() if value}
    form = AfternoonForm(request.POST or None, initial=known, labs=labs_to_ask(request))
    if request.method == "POST" and not request.htmx and form.is_valid():
        try:
            afternoons.make_afternoon(edition, form.plan(), by=request.viewer)
        except RealAddress as real:
            form.add_error(None, real.reason)
        else:
            return SeeOther(edition.get_absolute_url())
    return _page(request, form, {"edition": edition})


def _page(request: Request, form: AfternoonForm, context: dict[str, object]) -> HttpResponse:
    """The form and its preview; a script asks for the preview alone, and nothing is saved."""
    context |= {"form": form, "steps": _steps(form), "mix": _mix(form)}
    if request.htmx:
        return render(request, "series/afternoon.html#preview", context)
    status = 422 if request.method == "POST" else 200
    return render(request, "series/afternoon.html", context, status=status)


def _steps(form: AfternoonForm) -> list[tuple[object, object, str]]:
    """What the times in the form make of the afternoon; nothing when they make none."""
    try:
        begins, ends = (form.fields[n].clean(form[n].value()) for n in ("begins", "ends"))
        return list(afternoons.steps(begins, ends, INPUTS))
    except (ValidationError, ValueError):
        return []


def _mix(form: AfternoonForm) -> list[tuple[Level, list[Lab]]]:
    """Every level with the labs chosen for the inputs."""
    chosen = [form.chosen(lab) for _n, _title, lab, _email in form.inputs]
    return [
        (level, [lab for lab in chosen if lab is not None and lab.level_id == level.pk])
        for level in Level.objects.all()
    ]
