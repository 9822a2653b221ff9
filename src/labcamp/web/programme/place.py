# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""One session at the desk: where it could go for which price, why it is here, pin, cancel."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions import theday, undoing
from labcamp.programme.actions import timetable as actions
from labcamp.programme.models import Placement, Proposal, Room, Slot, Timetable
from labcamp.programme.queries import desk, why
from labcamp.programme.queries.draft import draft_of
from labcamp.programme.queries.proposals import may_count, planning_of
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.programme import told
from labcamp.web.programme.deskparts import back_to_desk, proposal_of, spot_of
from labcamp.web.programme.forms import PlaceForm


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def place(request: Request, edition: Edition, number: int) -> HttpResponse:
    """Move one session: every place with what it costs; the form also takes it off."""
    proposal = proposal_of(edition, number)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _move(request, proposal, form)
        except Stale:
            return _page(request, proposal, status=409, stale=True)
        except actions.DoesNotFit:
            form.add_error("goal", _("There are not enough slots in a row. Please choose another."))
            return _page(request, proposal, form=form, status=422)
        return back_to_desk(edition, undoing.next_undo(edition))
    return _page(request, proposal, form=form, status=422 if request.method == "POST" else 200)


def _move(request: Request, proposal: Proposal, form: PlaceForm) -> None:
    goal = form.cleaned_data["goal"]
    was = spot_of(form.cleaned_data["was"])
    slot = room = None
    instead: frozenset[int] = frozenset()
    if goal is not None:
        slot = get_object_or_404(Slot, edition=proposal.edition, common=False, pk=goal[0])
        room = get_object_or_404(Room, edition=proposal.edition, pk=goal[1])
        instead = goal[2]
    actions.move(proposal, slot=slot, room=room, was=was, instead=instead, by=request.viewer)


def _mine(draft: Timetable | None, proposal: Proposal) -> Placement | None:
    if draft is None:
        return None
    placed = Placement.objects.filter(timetable=draft, proposal=proposal)
    return placed.select_related("room").first()


def _page(
    request: Request, proposal: Proposal, *, status: int = 200, **more: object
) -> HttpResponse:
    edition = proposal.edition
    draft = draft_of(edition)
    mine = _mine(draft, proposal)
    case = why.Case.of(edition, draft) if draft else None
    goals = desk.goals_in(case, proposal) if case else []
    fitting = [goal for goal in goals if not goal.rules]
    context = {
        "edition": edition,
        "proposal": proposal,
        "draft": draft,
        "mine": mine,
        "was": desk.was_of(mine),
        "fitting": fitting,
        "unfit": [goal for goal in goals if goal.rules],
        "best": sorted(fitting, key=lambda goal: _nearness(goal, mine))[:3],
        "why": why.why(proposal, case) if case and mine else None,
        "parts": case.asked[key].parts if case and (key := str(proposal.pk)) in case.asked else 1,
        "counted": may_count(edition, request.viewer, planning_of(edition)),
        "rule_words": told.rule_words(),
        "local": ZoneInfo(edition.time_zone),
        "in_public": Placement.objects.filter(
            timetable__edition=edition, timetable__state="published", proposal=proposal
        ).first(),
        **more,
    }
    return render(request, "programme/place.html", context, status=status)


def _nearness(goal: desk.Goal, mine: Placement | None) -> tuple[object, ...]:
    """Cheap before dear, free before taken, near in time before far."""
    begins = goal.slot.starts_at
    away = abs(begins - mine.starts_at) if mine else timedelta()
    return goal.total, bool(goal.instead), away, begins, goal.room_key


@door(Edition, "plan", find=["slug"])
def prices(request: Request, edition: Edition, number: int) -> HttpResponse:
    """What every place would cost this session, for the script that aims; the words are ours."""
    proposal = proposal_of(edition, number)
    draft = draft_of(edition)
    if draft is None:
        raise Http404
    case, mine = why.Case.of(edition, draft), _mine(draft, proposal)
    zone = ZoneInfo(edition.time_zone)
    counted = may_count(edition, request.viewer, planning_of(edition))
    goals = {
        f"{goal.slot.pk}-{goal.room_key}": _goal_told(goal, zone, counted=counted)
        for goal in desk.goals_in(case, proposal)
    }
    answer: dict[str, object] = {"goals": goals}
    off = desk.price_of_leaving(proposal, case) if mine else None
    if off is not None:
        answer["off"] = {"value": "off", "sort": _sort(off), "short": _short(off),
                         "text": _("without a place") + ", " + _lost_told(off)}  # fmt: skip
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def _goal_told(goal: desk.Goal, zone: ZoneInfo, *, counted: bool) -> dict[str, str]:
    begins = goal.slot.starts_at.astimezone(zone).replace(tzinfo=None)
    where = f"{date_format(begins, 'D H:i')}, {goal.room}"
    if goal.rules:
        because = "; ".join(
            told.here_words(rule, other, whose) for rule, whose, other in goal.reasons
        )
        said = _("not possible: %(because)s") % {"because": because}
        return {"value": "", "sort": "no", "short": "×", "text": f"{where}: {said}"}
    said = render_to_string("programme/parts/price.html", {"g": goal, "counted": counted}).strip()
    short = _short(goal.lost) + (" ⇄" if goal.instead else "")
    if goal.seats > 0:
        words = _("%(n)s without a seat") if counted else _("seats missing")
        short += " " + words % {"n": goal.seats}
    # The part is rendered for a page; as a value it is plain text again.
    text = f"{where}: {_plain(said)}"
    return {
        "value": goal.value,
        "sort": _sort(goal.lost or goal.seats),
        "short": short,
        "text": text,
    }


def _plain(rendered: str) -> str:
    return unescape(rendered)


def _lost_told(lost: int) -> str:
    goal = {"lost": lost, "gained": -lost, "instead": 0, "only": True, "seats": 0}
    return _plain(render_to_string("programme/parts/price.html", {"g": goal}).strip())


def _sort(lost: int) -> str:
    return "worse" if lost > 0 else "better" if lost < 0 else "same"


def _short(lost: int) -> str:
    return f"+{lost}" if lost > 0 else f"−{-lost}" if lost < 0 else "±0"


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def pin(request: Request, edition: Edition, number: int) -> HttpResponse:
    pinned, was = request.POST.get("pinned") == "1", spot_of(request.POST.get("was", ""))
    proposal = proposal_of(edition, number)
    try:
        actions.pin(proposal, pinned=pinned, was=was, by=request.viewer)
    except Stale:
        return _page(request, proposal, status=409, stale=True)
    return SeeOther(reverse("programme:place", args=[edition.slug, number]))


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def cancel(request: Request, edition: Edition, number: int) -> HttpResponse:
    """On the day: the session falls through, or takes place after all; seen by all at once."""
    cancelled = request.POST.get("cancelled") == "1"
    proposal = proposal_of(edition, number)
    try:
        if cancelled:
            actions.set_cancelled(proposal, cancelled=True, by=request.viewer)
        else:
            theday.bring_back_now(proposal, by=request.viewer)
    except theday.PlaceTaken:
        return _page(request, proposal, status=409, stale=True)
    except actions.NotInTheProgramme:
        raise Http404 from None
    return SeeOther(reverse("programme:session", args=[edition.slug, number]))
