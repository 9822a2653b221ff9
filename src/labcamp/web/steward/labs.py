# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What stewards look after: proposals, unconfirmed profiles, labs nobody speaks for."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from labcamp.core.access import require
from labcamp.core.door import Request, door
from labcamp.core.instance import current
from labcamp.network.actions import admission
from labcamp.network.models import Lab
from labcamp.network.queries import checks
from labcamp.network.queries.duplicates import likely_duplicates
from labcamp.network.queries.lab import vouches
from labcamp.web.answer import SeeOther
from labcamp.web.network.directory import dressed
from labcamp.web.network.forms import DeclineForm

SHOWN = 50


@door(signed_in=True)
def labs(request: Request) -> HttpResponse:
    """Everything about labs that waits for a steward."""
    instance = current.instance()
    require(request.viewer, "set-up", instance)
    overdue, silent = checks.overdue(request.viewer), checks.uncoordinated(request.viewer)
    context = {
        "proposals": checks.proposals(request.viewer).annotate(n_vouches=Count("vouches")),
        "needed": instance.vouches_needed,
        "requests": checks.open_requests(request.viewer),
        "overdue": overdue[:SHOWN],
        "n_overdue": overdue.count(),
        "silent": silent[:SHOWN],
        "n_silent": silent.count(),
    }
    return render(request, "steward/labs.html", context)


@door(Lab, find=["slug"], on=["GET", "POST"], signed_in=True)
def decide(request: Request, lab: Lab) -> HttpResponse:
    """One proposal with its likely duplicates: admit it, or decline it with the reason."""
    require(request.viewer, "set-up", current.instance())
    if lab.state != Lab.State.PROPOSED:
        return SeeOther(lab.get_absolute_url())
    answer = request.POST.get("answer")
    if answer == "admit":
        admission.admit(lab, by=request.viewer)
        return SeeOther(reverse("steward:labs") + "?done=admitted")
    form = DeclineForm(request.POST if answer == "decline" else None)
    if answer == "decline" and form.is_valid():
        admission.decline(lab, why=form.cleaned_data["why"], by=request.viewer)
        return SeeOther(reverse("steward:labs") + "?done=declined")
    context = {
        "lab": dressed(lab),
        "form": form,
        "vouches": vouches(lab),
        "needed": current.instance().vouches_needed,
        "duplicates": likely_duplicates(
            request.viewer, name=lab.name, website=lab.website, town=lab.town, but=lab.pk
        ),
    }
    return render(request, "steward/lab.html", context, status=422 if answer else 200)
