# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' desk: the draft as a whole; begin, undo, do again, publish."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.access import Viewer
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions import timetable as actions
from labcamp.programme.actions import undoing
from labcamp.programme.queries import desk, why
from labcamp.programme.queries.draft import draft_of
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.programme.deskparts import desk_address, desk_page


@door(Edition, "plan", find=["slug"])
def plan(request: Request, edition: Edition) -> HttpResponse:
    return desk_page(request, edition)


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def begin(request: Request, edition: Edition) -> HttpResponse:
    actions.begin_draft(edition, by=request.viewer)
    return SeeOther(desk_address(edition))


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def publish(request: Request, edition: Edition) -> HttpResponse:
    number, mark = _number(request, "number"), request.POST.get("mark", "")
    shown = request.POST.get("despite", "")
    despite = [
        int(key) for key in shown.split(".") if key.isascii() and key.isdigit() and len(key) < 16
    ]
    try:
        version = actions.publish(
            edition, number=number, mark=mark, despite=despite, by=request.viewer
        )
    except (actions.RunsIntoBreak, actions.BreaksConditions):
        return desk_page(request, edition, status=409)
    except actions.NothingToPublish:
        return desk_page(request, edition, trouble="nothing", status=422)
    except Stale:
        draft = draft_of(edition)
        same = draft is not None and draft.number == number
        return desk_page(request, edition, trouble="changed" if same else "stale", status=409)
    messages.success(
        request,
        _("Version %(n)s is published. Those whom a change touches get an e-mail.")
        % {"n": version.number},
    )
    return SeeOther(reverse("programme:programme", args=[edition.slug]))


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def undo(request: Request, edition: Edition) -> HttpResponse:
    return _take(request, edition, undoing.undo, "undone")


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def redo(request: Request, edition: Edition) -> HttpResponse:
    return _take(request, edition, undoing.redo, "done")


def _take(
    request: Request, edition: Edition, action: Callable[..., undoing.Undone], word: str
) -> HttpResponse:
    viewer: Viewer = request.viewer
    try:
        result = action(edition, _number(request, "step"), by=viewer)
    except Stale:
        return desk_page(request, edition, trouble="changed", status=409)
    stayed = f"&stayed={result.stayed}" if result.stayed else ""
    return SeeOther(f"{desk_address(edition)}?{word}={result.step.pk}{stayed}#said")


def _number(request: Request, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Http404
    return int(text)


@door(Edition, "plan", find=["slug"])
def clashes(request: Request, edition: Edition) -> HttpResponse:
    """Which sessions run side by side although somebody wishes for both, as a table."""
    draft = draft_of(edition) or desk.published_of(edition)
    case = why.Case.of(edition, draft) if draft else None
    context = {
        "edition": edition,
        "draft": draft,
        "clashes": why.clashes(case) if case else [],
        "standing": why.standing(case) if case else None,
        "local": ZoneInfo(edition.time_zone),
    }
    return render(request, "programme/clashes.html", context)
