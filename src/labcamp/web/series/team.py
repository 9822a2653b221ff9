# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The host team of an edition: who is in it, taking somebody in, taking somebody off."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.access import Refused
from labcamp.core.door import Request, door
from labcamp.core.limits import TooMany
from labcamp.network.models import Lab
from labcamp.series.actions import team as actions
from labcamp.series.models import Edition, HostTeam
from labcamp.web.answer import SeeOther
from labcamp.web.series.forms import TeamForm


@door(Edition, "edit", find=["slug"], on=["GET", "POST"])
def team(request: Request, edition: Edition) -> HttpResponse:
    """The team with a form that takes an address in."""
    labs = Lab.objects.visible_to(request.viewer).filter(state=Lab.State.ADMITTED)
    form = TeamForm(request.POST or None, labs=labs)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        email, lab = form.cleaned_data["email"], form.cleaned_data["lab"]
        try:
            actions.invite_to_team(edition, email, lab=lab, by=request.viewer)
        except Refused:
            form.add_error("email", _("A rehearsal has the team of the edition it rehearses."))
        except TooMany:
            form.add_error("email", _("That were many addresses in an hour. Try again later."))
            status = 429
        else:
            return SeeOther(reverse("series:team", args=[edition.slug]))
    return _page(request, edition, status, form=form)


@door(Edition, "edit", find=["slug"], on=["POST"])
def end(request: Request, edition: Edition, number: int) -> HttpResponse:
    """Take somebody off; whoever took themselves off may no longer see the team."""
    place = get_object_or_404(HostTeam, edition=edition, pk=number)
    try:
        actions.leave_host_team(place, by=request.viewer)
    except actions.LastHost:
        labs = Lab.objects.visible_to(request.viewer).filter(state=Lab.State.ADMITTED)
        return _page(request, edition, 422, form=TeamForm(labs=labs), last=True)
    if place.person_id == request.viewer.person and not request.viewer.steward:
        return SeeOther(reverse("home:start"))
    return SeeOther(reverse("series:team", args=[edition.slug]))


def _page(request: Request, edition: Edition, status: int, **more: object) -> HttpResponse:
    places = HostTeam.objects.filter(edition=edition).select_related("person", "lab")
    context = {
        "edition": edition,
        "hosts": places.filter(until=None).order_by("since", "pk"),
        "former": places.exclude(until=None).order_by("-until", "pk")[:50],
        **more,
    }
    return render(request, "series/team.html", context, status=status)
