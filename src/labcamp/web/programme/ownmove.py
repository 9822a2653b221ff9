# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A giver's page: the free places their session could take or go to.

Each has its price, once marking has ended: a price tells what others want.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from labcamp.core.access import may, require
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions.ownmove import move_own
from labcamp.programme.actions.timetable import NotInTheProgramme
from labcamp.programme.models import Proposal, Room, Slot
from labcamp.programme.queries.desk import published_of, was_of
from labcamp.programme.queries.ownmoves import free_places
from labcamp.programme.queries.proposals import marking_over, planning_of
from labcamp.programme.queries.session import place_of
from labcamp.web.answer import SeeOther
from labcamp.web.programme.deskparts import spot_of
from labcamp.web.programme.forms import PlaceForm

FIND = ("edition__slug", "number")


@door(Proposal, on=["GET", "POST"], find=FIND, signed_in=True, related=["edition", "by"])
def move(request: Request, proposal: Proposal) -> HttpResponse:
    """For its givers, where the hosts let them; the same form again finds its work done."""
    form = PlaceForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and may(request.viewer, "edit", proposal) and _stands_there(request, proposal, form):
        return SeeOther(proposal.get_absolute_url())
    require(request.viewer, "move_own", proposal)
    if sent:
        try:
            _move(request, proposal, form)
        except Stale:
            return _page(request, proposal, status=409, stale=True)
        except NotInTheProgramme:
            raise Http404 from None
        messages.success(request, _("The session has its new place; it is published already."))
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


def _stands_there(request: Request, proposal: Proposal, form: PlaceForm) -> bool:
    mine, goal = place_of(proposal, request.viewer), form.cleaned_data["goal"]
    if mine is None or goal is None or mine.room_id != goal[1]:
        return False
    return Slot.objects.filter(pk=goal[0], starts_at=mine.starts_at).exists()


def _page(
    request: Request, proposal: Proposal, *, status: int = 200, **more: object
) -> HttpResponse:
    version = published_of(proposal.edition)
    if version is None:
        raise Http404
    version.edition = proposal.edition
    mine = place_of(proposal, request.viewer)
    planning = planning_of(proposal.edition)
    context = {
        "edition": proposal.edition,
        "proposal": proposal,
        "mine": mine,
        "was": was_of(mine) if mine else "",
        "places": free_places(proposal, version, mine, request.viewer.now),
        "blind": not marking_over(planning, request.viewer),
        "same_day": planning.own_moves == planning.OwnMoves.DAY,
        "local": ZoneInfo(proposal.edition.time_zone),
        **more,
    }
    return render(request, "programme/own_move.html", context, status=status)
