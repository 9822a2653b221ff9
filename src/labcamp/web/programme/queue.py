# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' page for what was handed in: queue, list of proposals, parking area."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions import queue as actions
from labcamp.programme.models import Planning, Proposal
from labcamp.programme.queries.proposals import gist, planning_of
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.programme.proposalforms import FlowForm, SortForm

SHOWN = (Proposal.State.WAITING, Proposal.State.OFFERED, Proposal.State.PARKED)


@door(Edition, "plan", find=["slug"], signed_in=True)
def queue(request: Request, edition: Edition) -> HttpResponse:
    return _page(request, edition)


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def flow(request: Request, edition: Edition) -> HttpResponse:
    """Whether hosts look at proposals before everybody does."""
    form = FlowForm(request.POST)
    if not form.is_valid():
        raise Http404
    actions.choose_flow(edition, form.cleaned_data["flow"], by=request.viewer)
    return SeeOther(_address(edition))


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def sort(request: Request, edition: Edition, number: int) -> HttpResponse:
    """Take or park with one click; sending back has a page of its own for the sentence."""
    rows = Proposal.objects.filter(Q(number=number) | Q(earlier=number), edition=edition).exclude(
        state__in=[Proposal.State.DRAFT, Proposal.State.WITHDRAWN]
    )
    proposal = rows.select_related("edition").first()
    if proposal is None:
        return _page(request, edition, status=409, moved=True)
    form = SortForm(request.POST or None, initial={"what": "send-back"})
    if request.method != "POST" or not form.is_valid():
        context = {"edition": edition, "proposal": proposal, "form": form}
        status = 422 if request.method == "POST" else 200
        return render(request, "programme/send_back.html", context, status=status)
    try:
        _sort(form, proposal, request)
    except Stale:
        return _page(request, edition, status=409, moved=True)
    return SeeOther(_address(edition))


def _sort(form: SortForm, proposal: Proposal, request: Request) -> None:
    match form.cleaned_data["what"]:
        case "take":
            actions.take(proposal, by=request.viewer)
        case "park":
            actions.park(proposal, by=request.viewer)
        case _:
            actions.send_back(proposal, form.cleaned_data["words"], by=request.viewer)


def _page(request: Request, edition: Edition, status: int = 200, **more: object) -> HttpResponse:
    rows = Proposal.objects.filter(edition=edition, state__in=SHOWN).order_by("number")
    told = [(row, gist(row.abstract)) for row in rows]
    columns = [[pair for pair in told if pair[0].state == state] for state in SHOWN]
    planning = planning_of(edition)
    context = {
        "edition": edition,
        "waiting": columns[0],
        "offered": columns[1],
        "parked": columns[2],
        "flow": planning.flow,
        "flows": Planning.Flow.choices,
        "reads_waiting": edition.pk in request.viewer.hosting,
        **more,
    }
    return render(request, "programme/queue.html", context, status=status)


def _address(edition: Edition) -> str:
    return reverse("programme:queue", args=[edition.slug])
