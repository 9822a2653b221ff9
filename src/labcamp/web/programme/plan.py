# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' desk: solve, move, pin, publish, cancel."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions import solving
from labcamp.programme.actions import timetable as actions
from labcamp.programme.changes import changes_between
from labcamp.programme.models import Placement, Proposal, Room, Slot, SolverRun, Timetable
from labcamp.programme.queries import desk
from labcamp.programme.queries.proposals import planning_of
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.programme import told
from labcamp.web.programme.forms import PlaceForm, SolveForm
from labcamp.web.programme.grid import days_of


@door(Edition, "plan", find=["slug"])
def plan(request: Request, edition: Edition) -> HttpResponse:
    return render(request, "programme/plan_desk.html", _desk(edition))


def _desk(edition: Edition, **more: object) -> dict[str, object]:
    """Everything on the hosts' desk."""
    draft, published = desk.draft_of(edition), desk.published_of(edition)
    entries, pinned = desk.draft_entries(draft) if draft else ([], set())
    zone = ZoneInfo(edition.time_zone)
    proposals = Proposal.objects.filter(edition=edition)
    return {
        "edition": edition,
        "draft": draft,
        "published": published,
        "days": days_of(entries, zone, told.words(edition)),
        "pinned": pinned,
        "without": desk.without_place(edition, draft) if draft else [],
        "rule_words": told.rule_words(),
        "planning": planning_of(edition),
        "slots": Slot.objects.filter(edition=edition, common=False).count(),
        "rooms": Room.objects.filter(edition=edition).count(),
        "proposals": proposals.filter(state=Proposal.State.OFFERED).count(),
        "placed": sum(bool(entry.number) for entry in entries),
        "changes": _coming_changes(draft, published) if draft and published else None,
        "zone": told.zone_words(entries[0].starts_at, zone) if entries else "",
        "local": zone,
        **_run(edition),
        **more,
    }


def _coming_changes(draft: Timetable, published: Timetable) -> int:
    """How many sessions are not where the published version has them."""
    rows = [
        list(
            Placement.objects.filter(timetable=one, proposal__isnull=False)
            .exclude(proposal__state=Proposal.State.WITHDRAWN)
            .select_related("proposal", "room")
        )
        for one in (published, draft)
    ]
    return len(changes_between(*rows))


def _run(edition: Edition) -> dict[str, object]:
    run = desk.last_run(edition)
    running = run is not None and run.state in solving.RUNNING
    return {"run": run, "running": running}


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def solve(request: Request, edition: Edition) -> HttpResponse:
    """Have the solver run; a page without script reloads to see how far it is."""
    form = SolveForm(request.POST)
    gently = form.is_valid() and form.cleaned_data["gently"]
    kind = SolverRun.Kind.GENTLY if gently else SolverRun.Kind.ANEW
    try:
        solving.ask(edition, by=request.viewer, kind=kind)
    except solving.NothingToSolve as nothing:
        context = _desk(edition, missing=nothing.missing)
        return render(request, "programme/plan_desk.html", context, status=422)
    return SeeOther(_desk_address(edition) + "#solver")


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def stop(request: Request, edition: Edition) -> HttpResponse:
    run = desk.last_run(edition)
    if run is not None:
        solving.stop(run, by=request.viewer)
    return SeeOther(_desk_address(edition) + "#solver")


@door(Edition, "plan", find=["slug"])
def progress(request: Request, edition: Edition) -> HttpResponse:
    """The row that says how far the solver is; asks again by itself while it runs."""
    context = {"edition": edition, **_run(edition), "part": True}
    response = render(request, "programme/parts/progress.html", context)
    if not context["running"] and request.htmx:
        response["HX-Refresh"] = "true"
    return response


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def begin(request: Request, edition: Edition) -> HttpResponse:
    actions.begin_draft(edition, by=request.viewer)
    return SeeOther(_desk_address(edition))


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def publish(request: Request, edition: Edition) -> HttpResponse:
    number = request.POST.get("number", "")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Http404
    try:
        actions.publish(edition, number=int(number), by=request.viewer)
    except actions.NothingToPublish:
        context = _desk(edition, trouble="nothing")
        return render(request, "programme/plan_desk.html", context, status=422)
    except Stale:
        context = _desk(edition, trouble="stale")
        return render(request, "programme/plan_desk.html", context, status=409)
    return SeeOther(reverse("programme:programme", args=[edition.slug]))


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def place(request: Request, edition: Edition, number: int) -> HttpResponse:
    """Move one session: every place with what it costs; the form also takes it off."""
    proposal = _proposal(edition, number)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _move(request, proposal, form)
        except Stale:
            context = _place_context(edition, proposal, stale=True)
            return render(request, "programme/place.html", context, status=409)
        return SeeOther(f"{_desk_address(edition)}#s{number}")
    status = 422 if request.method == "POST" else 200
    context = _place_context(edition, proposal, form=form)
    return render(request, "programme/place.html", context, status=status)


def _move(request: Request, proposal: Proposal, form: PlaceForm) -> None:
    goal = form.cleaned_data["goal"]
    was = _spot(form.cleaned_data["was"])
    slot = room = None
    instead = 0
    if goal is not None:
        slot = get_object_or_404(Slot, edition=proposal.edition, common=False, pk=goal[0])
        room = get_object_or_404(Room, edition=proposal.edition, pk=goal[1])
        instead = goal[2]
    actions.move(
        proposal, slot=slot, room=room, was=was, instead=instead or None, by=request.viewer
    )


def _spot(words: str) -> actions.Spot | None:
    """Where the form says the session was: "moment room", or nowhere."""
    moment, _, room = words.partition(" ")
    try:
        return actions.Spot(datetime.fromisoformat(moment), int(room)) if moment else None
    except ValueError:
        raise Http404 from None


def _place_context(edition: Edition, proposal: Proposal, **more: object) -> dict[str, object]:
    draft = desk.draft_of(edition)
    mine = None
    if draft is not None:
        placed = Placement.objects.filter(timetable=draft, proposal=proposal)
        mine = placed.select_related("room").first()
    goals = desk.goals(proposal, draft) if draft else []
    fitting = [goal for goal in goals if not goal.rules]
    best = sorted(fitting, key=lambda goal: _nearness(goal, mine))[:3]
    return {
        "edition": edition,
        "proposal": proposal,
        "draft": draft,
        "mine": mine,
        "was": f"{mine.starts_at.isoformat()} {mine.room_id}" if mine else "",
        "fitting": fitting,
        "unfit": len(goals) - len(fitting),
        "best": best,
        "local": ZoneInfo(edition.time_zone),
        "in_public": Placement.objects.filter(
            timetable__edition=edition, timetable__state="published", proposal=proposal
        ).first(),
        **more,
    }


def _nearness(goal: desk.Goal, mine: Placement | None) -> tuple[object, ...]:
    """Cheap before dear, free before taken, near in time before far."""
    begins = goal.slot.starts_at
    away = abs(begins - mine.starts_at) if mine else timedelta()
    return goal.total, bool(goal.instead), away, begins, goal.room_key


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def pin(request: Request, edition: Edition, number: int) -> HttpResponse:
    pinned = request.POST.get("pinned") == "1"
    actions.pin(_proposal(edition, number), pinned=pinned, by=request.viewer)
    return SeeOther(reverse("programme:place", args=[edition.slug, number]))


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def cancel(request: Request, edition: Edition, number: int) -> HttpResponse:
    """On the day: the session falls through, or takes place after all; seen by all at once."""
    cancelled = request.POST.get("cancelled") == "1"
    try:
        actions.set_cancelled(_proposal(edition, number), cancelled=cancelled, by=request.viewer)
    except actions.NotInTheProgramme:
        raise Http404 from None
    return SeeOther(reverse("programme:session", args=[edition.slug, number]))


def _proposal(edition: Edition, number: int) -> Proposal:
    """A session of this edition that nobody has withdrawn."""
    shown = Proposal.objects.exclude(state=Proposal.State.WITHDRAWN).select_related("edition")
    return get_object_or_404(shown, edition=edition, number=number)


def _desk_address(edition: Edition) -> str:
    return reverse("programme:plan", args=[edition.slug])
