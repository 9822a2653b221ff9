# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Having the solver run, following and stopping it; its alternatives side by side."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions import alternatives, solving, undoing
from labcamp.programme.models import SolverRun
from labcamp.programme.queries import desk, variants
from labcamp.programme.queries.draft import draft_of
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.programme.deskparts import back_to_desk, desk_address, desk_page, run_of

Kind = SolverRun.Kind


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def solve(request: Request, edition: Edition) -> HttpResponse:
    """Have the solver run; a page without script reloads to see how far it is."""
    kind = Kind.GENTLY if request.POST.get("gently") == "on" else Kind.ANEW
    return _ask(request, edition, kind, desk_address(edition) + "#solver")


def _ask(request: Request, edition: Edition, kind: str, to: str) -> HttpResponse:
    mark = request.POST.get("mark", "")
    try:
        solving.ask(edition, by=request.viewer, kind=kind, mark=mark)
    except solving.NothingToSolve as nothing:
        return desk_page(request, edition, missing=nothing.missing, status=422)
    except Stale:
        return desk_page(request, edition, trouble="changed", status=409)
    return SeeOther(to)


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def stop(request: Request, edition: Edition) -> HttpResponse:
    """End the run the page showed; one that another host has begun since goes on."""
    run = desk.last_run(edition)
    if run is not None and request.POST.get("run") == str(run.pk):
        solving.stop(run, by=request.viewer)
    if run is not None and run.kind == Kind.ALTERNATIVES:
        return SeeOther(_variants_address(edition))
    return SeeOther(desk_address(edition) + "#solver")


@door(Edition, "plan", find=["slug"])
def progress(request: Request, edition: Edition) -> HttpResponse:
    """The row that says how far the solver is; asks again by itself while it runs."""
    context = {"edition": edition, **run_of(edition, request.viewer.now), "part": True}
    response = render(request, "programme/parts/progress.html", context)
    if not context["running"] and request.htmx:
        response["HX-Refresh"] = "true"
    return response


def _variants_address(edition: Edition) -> str:
    return reverse("programme:variants", args=[edition.slug])


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def compare(request: Request, edition: Edition) -> HttpResponse:
    """Up to three plans side by side; the button has them computed."""
    if request.method == "POST":
        return _ask(request, edition, Kind.ALTERNATIVES, _variants_address(edition))
    return _compared(request, edition)


def _compared(request: Request, edition: Edition, status: int = 200) -> HttpResponse:
    run, draft = variants.last_of(edition), draft_of(edition)
    compared = variants.compared(edition, draft, run) if run and draft else None
    context = {
        "edition": edition,
        "draft": draft,
        "variants_run": run,
        "compared": compared,
        "stale": status == 409,
        "local": ZoneInfo(edition.time_zone),
        **run_of(edition, request.viewer.now),
    }
    return render(request, "programme/variants.html", context, status=status)


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def take(request: Request, edition: Edition, run: int, number: int) -> HttpResponse:
    """Make one of them the draft."""
    found = SolverRun.objects.filter(edition=edition, kind=Kind.ALTERNATIVES, pk=run).first()
    if found is None or not 1 <= number <= len(found.found):
        raise Http404
    try:
        alternatives.take(found, number - 1, by=request.viewer)
    except Stale:
        return _compared(request, edition, status=409)
    return back_to_desk(edition, undoing.next_undo(edition))
