# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' page of a rehearsal: start it, play its day, read its letters, throw it away."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from labcamp.core.access import Refused, may
from labcamp.core.door import Request, door
from labcamp.core.mail.models import Letter
from labcamp.programme.actions import rehearsing
from labcamp.series.actions import rehearsal as actions
from labcamp.series.models import Edition, Registration
from labcamp.web.answer import SeeOther

PAGE = 50


@door(Edition, "edit", find=["slug"], on=["GET", "POST"], related=["rehearses"])
def rehearsal(request: Request, edition: Edition) -> HttpResponse:
    """What a rehearsal is, and the button; while one runs, everything there is to try."""
    if request.method == "POST":
        return _back(rehearsing.start(edition, by=request.viewer))
    running = _running(request, edition)
    if running is None and not may(request.viewer, "rehearse", edition):
        raise Refused("rehearse")
    context = {"edition": edition, "running": running, "days": actions.DAYS}
    if running is not None:
        context |= _figures(running)
    return render(request, "series/rehearsal.html", context)


@door(Edition, "play", find=["slug"], on=["POST"])
def day(request: Request, edition: Edition) -> HttpResponse:
    """The day is now."""
    rehearsing.play_the_day(edition, by=request.viewer)
    return _back(edition)


@door(Edition, "play", find=["slug"])
def letters(request: Request, edition: Edition) -> HttpResponse:
    """What would have been sent, newest first."""
    found = Letter.objects.filter(pile=edition.pile, until=None).order_by("-written_at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"edition": edition, "page": page, "letters": list(page.object_list)}
    return render(request, "series/rehearsal_letters.html", context)


@door(Edition, "throw-away", find=["slug"], on=["GET", "POST"], related=["rehearses"])
def end(request: Request, edition: Edition) -> HttpResponse:
    """Asked once, then it is gone."""
    real = edition.rehearses
    if real is None:
        raise Http404
    if request.method == "POST":
        actions.throw_away(edition, by=request.viewer)
        return SeeOther(reverse("series:workspace", args=[real.slug]))
    context = {"edition": edition, "real": real, **_figures(edition)}
    return render(request, "series/rehearsal_end.html", context)


def _running(request: Request, edition: Edition) -> Edition | None:
    if edition.rehearses_id:
        return edition
    seen = Edition.objects.visible_to(request.viewer)
    return seen.filter(rehearses=edition).first()


def _figures(running: Edition) -> dict[str, int]:
    state = Registration.State
    counts: dict[str, int] = Registration.objects.filter(edition=running).aggregate(
        n_held=Count("pk", filter=Q(state=state.HELD)),
        n_waiting=Count("pk", filter=Q(state__in=[state.WAITING, state.OFFERED])),
        n_here=Count("pk", filter=Q(state=state.HELD, checked_in_at__isnull=False)),
    )
    letters = Letter.objects.filter(pile=running.pile, until=None).count()
    return {**counts, "n_letters": letters, "n_sessions": running.proposals.count()}


def _back(running: Edition) -> HttpResponse:
    return SeeOther(reverse("series:rehearsal", args=[running.slug]))
