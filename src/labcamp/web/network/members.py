# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who belongs to a lab: asking, answering, roles, leaving; and the viewer's own labs."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from labcamp.core.door import Request, door
from labcamp.network.actions import members as actions
from labcamp.network.models import Lab, Membership
from labcamp.network.queries import consent
from labcamp.network.queries import lab as queries
from labcamp.web.answer import SeeOther
from labcamp.web.network.forms import JoinForm, RoleForm


@door(signed_in=True)
def mine(request: Request) -> HttpResponse:
    """My labs, my proposals, my open requests."""
    context = {**queries.mine(request.viewer), "owed": consent.owed_by(request.viewer)}
    return render(request, "network/mine.html", context)


@door(Lab, find=["slug"], on=["GET", "POST"], signed_in=True)
def join(request: Request, lab: Lab) -> HttpResponse:
    """Ask to belong to a lab; who belongs already or has asked is told so."""
    asked = queries.own_request(lab, request.viewer)
    belongs = lab.memberships.filter(person=request.viewer.person, until=None).exists()
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (asked or belongs):
        return SeeOther(lab.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        actions.ask_to_join(lab, text=form.cleaned_data["text"], by=request.viewer)
        return SeeOther(lab.get_absolute_url() + "?asked=1")
    context = {"lab": lab, "form": form, "asked": asked, "belongs": belongs}
    status = 422 if request.method == "POST" else 200
    return render(request, "network/join.html", context, status=status)


@door(Lab, find=["slug"], on=["POST"], signed_in=True)
def withdraw(request: Request, lab: Lab) -> HttpResponse:
    actions.withdraw(lab, by=request.viewer)
    return SeeOther(lab.get_absolute_url())


@door(Lab, "manage-members", find=["slug"])
def members(request: Request, lab: Lab) -> HttpResponse:
    """The coordinators' page: requests, roles, former members."""
    former = lab.memberships.exclude(until=None).select_related("person")
    context = {
        "lab": lab,
        "requests": lab.join_requests.filter(outcome="").select_related("person"),
        "members": queries.members(lab),
        "former": former.order_by("-until", "pk")[:50],
    }
    return render(request, "network/members.html", context)


@door(Lab, "manage-members", find=["slug"], on=["POST"])
def answer_request(request: Request, lab: Lab, number: int) -> HttpResponse:
    asked = get_object_or_404(lab.join_requests, pk=number)
    if request.POST.get("answer") == "accept":
        actions.accept(asked, role=_role(request), by=request.viewer)
    else:
        actions.turn_down(asked, by=request.viewer)
    return SeeOther(reverse("network:members", args=[lab.slug]))


@door(Lab, "manage-members", find=["slug"], on=["POST"])
def change_role(request: Request, lab: Lab, number: int) -> HttpResponse:
    """Make somebody coordinator or member, hand over to them, or end their role."""
    held = get_object_or_404(lab.memberships.select_related("person"), pk=number)
    what = request.POST.get("what")
    try:
        if what == "hand-over":
            actions.hand_over(lab, held.person, by=request.viewer)
        elif what == "remove":
            actions.remove(lab, held.person, by=request.viewer)
        else:
            actions.give_role(lab, held.person, role=_role(request), by=request.viewer)
    except actions.NotAMember:
        raise Http404 from None
    return SeeOther(_after(request, lab))


@door(Lab, "leave", find=["slug"], on=["GET", "POST"])
def leave(request: Request, lab: Lab) -> HttpResponse:
    """Says first what follows: for the last coordinator, that the stewards are told."""
    if request.method == "POST":
        actions.leave(lab, by=request.viewer)
        return SeeOther(reverse("network:mine"))
    coordinators = queries.members(lab).filter(role=Membership.Role.COORDINATOR)
    others = coordinators.exclude(person=request.viewer.person)
    own = lab.memberships.filter(person=request.viewer.person, until=None).first()
    coordinates = own is not None and own.role == Membership.Role.COORDINATOR
    context = {"lab": lab, "last": coordinates and not others.exists()}
    return render(request, "network/leave.html", context)


def _role(request: Request) -> str:
    form = RoleForm(request.POST)
    return form.cleaned_data["role"] if form.is_valid() else Membership.Role.MEMBER


def _after(request: Request, lab: Lab) -> str:
    """Who handed everything over sees the lab; who still coordinates, its members."""
    running = lab.memberships.filter(person=request.viewer.person, until=None).first()
    stays = running is not None and running.role == Membership.Role.COORDINATOR
    if stays or request.viewer.steward:
        return reverse("network:members", args=[lab.slug])
    return lab.get_absolute_url()
