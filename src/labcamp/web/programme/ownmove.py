# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A giver's page: the free places their session could go to, each with its price."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions.ownmove import move_own
from labcamp.programme.actions.timetable import NotInTheProgramme
from labcamp.programme.models import Proposal, Room, Slot
from labcamp.programme.queries.ownmoves import free_places
from labcamp.programme.queries.proposals import planning_of
from labcamp.programme.queries.session import place_of
from labcamp.web.answer import SeeOther
from labcamp.web.programme.deskparts import spot_of, was_of
from labcamp.web.programme.forms import PlaceForm

FIND = ("edition__slug", "number")


@door(
    Proposal, "move_own", on=["GET", "POST"], find=FIND, signed_in=True, related=["edition", "by"]
)
def move(request: Request, proposal: Proposal) -> HttpResponse:
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _move(request, proposal, form)
        except Stale:
            return _page(request, proposal, status=409, stale=True)
        except NotInTheProgramme:
            raise Http404 from None
        return SeeOther(proposal.get_absolute_url())
    return _page(request, proposal, form=form, status=422 if request.method == "POST" else 200)


def _move(request: Request, proposal: Proposal, form: PlaceForm) -> None:
    goal = form.cleaned_data["goal"]
    if goal is None:
        raise Http404
    slot = get_object_or_404(Slot, edition=proposal.edition, common=False, pk=goal[0])
    room = get_object_or_404(Room, edition=proposal.edition, pk=goal[1])
    was = spot_of(form.cleaned_data["was"])
    move_own(proposal, slot=slot, room=room, was=was, by=request.viewer)


def _page(
    request: Request, proposal: Proposal, *, status: int = 200, **more: object
) -> HttpResponse:
    mine = place_of(proposal, request.viewer)
    if mine is None:
        raise Http404
    planning = planning_of(proposal.edition)
    context = {
        "edition": proposal.edition,
        "proposal": proposal,
        "mine": mine,
        "was": was_of(mine),
        "places": free_places(mine, planning, request.viewer.now),
        "same_day": planning.own_moves == planning.OwnMoves.DAY,
        "local": ZoneInfo(proposal.edition.time_zone),
        **more,
    }
    return render(request, "programme/own_move.html", context, status=status)
