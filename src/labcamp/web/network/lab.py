# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A lab's page and what is decided about it: whether it works, who sees it, who vouches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.door import Request, door
from labcamp.core.instance import current
from labcamp.harvest.models import Item, Report
from labcamp.network.actions import admission, labs, status
from labcamp.network.models import Lab
from labcamp.network.queries import lab as queries
from labcamp.network.queries.checks import YEAR
from labcamp.series.models import Edition, EditionRole, Part
from labcamp.web.answer import SeeOther
from labcamp.web.network.directory import dressed
from labcamp.web.network.forms import StatusForm


@door(Lab, find=["slug"])
def lab(request: Request, lab: Lab) -> HttpResponse:
    """Everything the viewer may know about the lab, and what they may do."""
    viewer = request.viewer
    lab, may = queries.with_acts(lab, viewer)
    context: dict[str, Any] = {
        "lab": dressed(lab),
        "may": may,
        "topics": lab.topics.all(),
        "other_names": lab.other_names.all(),
        "history": queries.history(lab),
        "sources": lab.sources.all(),
        "checked": checked(lab, viewer.now),
        **queries.related(lab, viewer),
        **_in_the_series(lab, request),
        **_harvested(lab, request),
    }
    if viewer.person is not None:
        context |= _for_people(lab, request, may)
    return render(request, "network/lab.html", context)


def checked(lab: Lab, now: datetime) -> str:
    """Whether somebody looked within the year: "fresh", "old", or "" when that is no question."""
    if lab.state != Lab.State.ADMITTED or lab.status == Lab.Status.ENDED:
        return ""
    return "fresh" if lab.checked_at and lab.checked_at >= now - YEAR else "old"


def _in_the_series(lab: Lab, request: Request) -> dict[str, Any]:
    seen = Edition.objects.visible_to(request.viewer).real()
    roles = EditionRole.objects.filter(lab=lab, edition__in=seen).select_related("edition")
    parts = Part.objects.filter(lab=lab, edition__in=seen).select_related("edition")
    return {
        "roles": list(roles.order_by("edition__first_day", "edition__date_told", "order", "pk")),
        "parts": list(parts.order_by("edition__first_day", "edition__date_told", "order", "pk")),
    }


def _harvested(lab: Lab, request: Request) -> dict[str, Any]:
    items = Item.objects.visible_to(request.viewer).filter(lab=lab).order_by("kind", "pk")
    told = list(items)
    return {
        "learnings": [item for item in told if item.kind == Item.Kind.LEARNING],
        "challenges": [item for item in told if item.kind == Item.Kind.CHALLENGE],
        "reports": list(
            Report.objects.visible_to(request.viewer).filter(lab=lab).order_by("-at", "pk")[:6]
        ),
    }


def _for_people(lab: Lab, request: Request, may: dict[str, bool]) -> dict[str, Any]:
    """What only those who signed in see: members, vouches, their own request."""
    viewer = request.viewer
    proposed = lab.state == Lab.State.PROPOSED
    return {
        "members": queries.members(lab) if may["see_members"] else None,
        "asked": queries.own_request(lab, viewer),
        "vouches": queries.vouches(lab) if proposed else [],
        "needed": current.instance().vouches_needed if proposed else 0,
        "vouchers": list(queries.may_vouch_for(lab, viewer)) if may["vouch"] else [],
        "waiting": lab.join_requests.filter(outcome="").count() if may["manage_members"] else 0,
        "mine": lab.proposed_by_id == viewer.person,
    }


@door(Lab, "confirm", find=["slug"], on=["POST"])
def confirm(request: Request, lab: Lab) -> HttpResponse:
    """Still right: one click."""
    status.confirm(lab, by=request.viewer)
    return SeeOther(lab.get_absolute_url() + "?confirmed=1")


@door(Lab, "change-status", find=["slug"], on=["GET", "POST"], related=["successor"])
def change_status(request: Request, lab: Lab) -> HttpResponse:
    start = {
        "status": lab.status,
        "how": lab.ended_how,
        "successor": lab.successor.name if lab.successor else "",
    }

    def find(name: str) -> Lab | None:
        return queries.named(name, request.viewer, but=lab)

    sent = request.POST if request.method == "POST" else None
    form = StatusForm(sent, initial=start, find=find)
    if request.method == "POST" and form.is_valid():
        try:
            status.change_status(lab, form.change(), by=request.viewer)
        except status.Circular:
            form.add_error("successor", _("That lab is itself followed by this one."))
        else:
            return SeeOther(lab.get_absolute_url() + "?saved=1")
    code = 422 if request.method == "POST" else 200
    return render(request, "network/status.html", {"form": form, "lab": lab}, status=code)


@door(Lab, "choose-audience", find=["slug"], on=["POST"])
def choose_audience(request: Request, lab: Lab) -> HttpResponse:
    """The lab's own choice of who sees its profile."""
    labs.choose_audience(lab, public=request.POST.get("audience") == "public", by=request.viewer)
    return SeeOther(lab.get_absolute_url() + "?saved=1")


@door(Lab, find=["slug"], on=["POST"], signed_in=True)
def vouch(request: Request, lab: Lab) -> HttpResponse:
    """Vouch in the name of one of the labs one speaks for.

    Whoever clicks again after the lab was admitted meanwhile just lands on its page.
    """
    mine = Lab.objects.visible_to(request.viewer).filter(pk__in=request.viewer.speaks_for)
    mine = mine.exclude(status=Lab.Status.ENDED)
    chosen = request.POST.get("for_lab", "")
    for_lab = mine.filter(slug=chosen).first() if chosen else mine.order_by("name_key").first()
    admission.vouch(lab, for_lab=for_lab or lab, by=request.viewer)
    return SeeOther(reverse("network:lab", args=[lab.slug]) + "?vouched=1")
