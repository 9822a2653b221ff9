# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The baton of one edition: asking hosts who are silent, their answer, giving it back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from labcamp.core.access import Refused, may
from labcamp.core.door import Request, door
from labcamp.series.actions import takeover as actions
from labcamp.series.models import Edition, Takeover
from labcamp.web.answer import SeeOther
from labcamp.web.series.batonforms import ReasonForm


@door(Edition, find=["slug"], on=["GET", "POST"], signed_in=True)
def takeover(request: Request, edition: Edition) -> HttpResponse:
    """One form: hosts give the baton back, others ask them whether they still carry it."""
    viewer = request.viewer
    hosts, asks = may(viewer, "give-baton-back", edition), may(viewer, "ask-hosts", edition)
    if not hosts and not asks:
        raise Refused("ask-hosts")
    form = ReasonForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        act = actions.give_back if hosts else actions.ask_hosts
        act(edition, reason=form.cleaned_data["reason"], by=viewer)
        return SeeOther(reverse("series:takeover" if asks else "series:baton",
                                args=[edition.slug] if asks else []))  # fmt: skip
    running = edition.takeovers.filter(answered_at=None, freed_at=None).first()
    context = {
        "edition": edition,
        "form": form,
        "hosts": hosts,
        "running": running,
        "past": edition.takeovers.exclude(answered_at=None, freed_at=None)[:20],
        "days": actions.ANSWER.days,
        "overlap": actions.OVERLAP.days,
    }
    return render(request, "series/takeover.html", context, status=status)


@door(Edition, find=["slug"], on=["POST"], signed_in=True)
def still_carry(request: Request, edition: Edition, number: int) -> HttpResponse:
    asked = get_object_or_404(Takeover, edition=edition, pk=number)
    actions.still_carry(asked, by=request.viewer)
    return SeeOther(reverse("series:takeover", args=[edition.slug]))
