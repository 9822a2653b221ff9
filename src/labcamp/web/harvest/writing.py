# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing what stays: reports of labs, materials of editions."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from labcamp.core.access import Refused
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.core.files import actions as files
from labcamp.harvest import actions
from labcamp.harvest.models import Report
from labcamp.network.models import Lab
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.harvest.forms import EditReportForm, MaterialForm, NewReportForm
from labcamp.web.stale import both_versions

REPORT_FIELDS = ["title", "teaser", "text", "url", "language", "audience"]


@door(signed_in=True, on=["GET", "POST"])
def new_report(request: Request) -> HttpResponse:
    labs = Lab.objects.allowed(request.viewer, "report")
    if not labs.exists():
        raise Refused("report", _("Reports are written by members of a lab."))
    form = NewReportForm(
        request.POST or None,
        labs=labs,
        editions=Edition.objects.visible_to(request.viewer).real(),
        initial={"language": "de", "audience": "lab", "edition": request.GET.get("edition")},
    )
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        report = actions.write_report(
            form.words(),
            lab=known["lab"],
            edition=known["edition"],
            token=known["token"],
            by=request.viewer,
        )
        return SeeOther(report.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return render(request, "harvest/write.html", {"form": form}, status=status)


@door(Report, "edit", find=["slug"], on=["GET", "POST"])
def edit_report(request: Request, report: Report) -> HttpResponse:
    start = {name: getattr(report, name) for name in [*REPORT_FIELDS, "version"]}
    form = EditReportForm(request.POST or None, initial=start)
    context = {"form": form, "report": report}
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            report = actions.change_report(report, form.words(), version=version, by=request.viewer)
        except Stale as stale:
            context["stale"] = both_versions(form, REPORT_FIELDS, stale)
            return render(request, "harvest/write.html", context, status=409)
        return SeeOther(report.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return render(request, "harvest/write.html", context, status=status)


@door(Edition, "add-material", find=["slug"], on=["GET", "POST"])
def add_material(request: Request, edition: Edition) -> HttpResponse:
    form = MaterialForm(
        request.POST or None, request.FILES or None, initial={"audience": "edition"}
    )
    if request.method == "POST" and form.is_valid():
        known = dict(form.cleaned_data)
        file, alt = known.pop("file"), known.pop("alt")
        try:
            upload = file and files.store(
                file, by=request.viewer, alt=alt, licence=known["licence"]
            )
        except files.NotStored as wrong:
            form.add_error("file", str(wrong))
        else:
            actions.add_material(edition, **known, upload=upload or None, by=request.viewer)
            return SeeOther(edition.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "edition": edition}
    return render(request, "harvest/add_material.html", context, status=status)
