# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the desk's page shows; views of several modules render it, with something more to say."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from labcamp.core.door import Request
from labcamp.programme.actions import undoing
from labcamp.programme.actions.timetable import Spot
from labcamp.programme.changes import changes_between
from labcamp.programme.models import DraftStep, Placement, Proposal, Room, Slot, Timetable
from labcamp.programme.models.planning import RUNNING
from labcamp.programme.queries import desk, why
from labcamp.programme.queries.broken import broken_in
from labcamp.programme.queries.conditions import number_of_conditions
from labcamp.programme.queries.draft import draft_of, mark_of
from labcamp.programme.queries.proposals import may_count, planning_of
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.programme import told
from labcamp.web.programme.deskgrid import desk_of
from labcamp.web.programme.grid import days_of
from labcamp.web.programme.steptold import Names, step_told


def desk_page(
    request: Request, edition: Edition, *, status: int = 200, **more: object
) -> HttpResponse:
    return render(
        request, "programme/plan_desk.html", _desk(request, edition) | more, status=status
    )


def desk_address(edition: Edition) -> str:
    return reverse("programme:plan", args=[edition.slug])


def back_to_desk(edition: Edition, step: DraftStep | None) -> HttpResponse:
    """To the desk, which says first what the step did."""
    address = desk_address(edition)
    return SeeOther(f"{address}?done={step.pk}#said" if step else address)


def _desk(request: Request, edition: Edition) -> dict[str, object]:
    """Everything on the hosts' desk."""
    draft, published = draft_of(edition), desk.published_of(edition)
    zone = ZoneInfo(edition.time_zone)
    offered = Proposal.objects.filter(edition=edition, state=Proposal.State.OFFERED)
    slots = list(Slot.objects.filter(edition=edition).order_by("starts_at", "pk"))
    rooms = list(Room.objects.filter(edition=edition))
    context = {
        "edition": edition,
        "draft": draft,
        "published": published,
        "mark": mark_of(draft),
        "planning": (planning := planning_of(edition)),
        "counted": may_count(edition, request.viewer, planning),
        "slots": sum(not slot.common for slot in slots),
        "rooms": len(rooms),
        "proposals": offered.count(),
        "conditions": number_of_conditions(edition),
        "placed": 0,
        "local": zone,
        **run_of(edition, request.viewer.now),
        **_steps(request, edition),
    }
    if draft is not None:
        context |= _draft(edition, draft, slots, rooms)
    if published is None and not context["placed"]:
        context["missing"] = _missing(context)
        context["changes"] = _coming_changes(draft, published) if published else None
    return context


def _missing(desk: dict[str, object]) -> str:
    """What has to be there before a first timetable can be made; empty: all of it."""
    words = {"slots": "slots", "rooms": "rooms", "proposals": "sessions"}
    return next((word for key, word in words.items() if not desk[key]), "")


def _draft(
    edition: Edition, draft: Timetable, slots: list[Slot], rooms: list[Room]
) -> dict[str, object]:
    zone, words = ZoneInfo(edition.time_zone), told.words(edition)
    entries, pinned = desk.draft_entries(draft)
    case = why.Case.of(edition, draft)
    rastered = any(not slot.common for slot in slots) and bool(rooms)
    return {
        "board": desk_of(entries, slots, rooms, zone, words) if rastered else None,
        "days": [] if rastered else days_of(entries, zone, words),
        "pinned": pinned,
        "without": desk.without_place(edition, draft),
        "rule_words": told.rule_words(),
        "cut": (cut := desk.in_a_break(draft)),
        "broken": (broken := broken_in(case)),
        "despite": ".".join(
            dict.fromkeys(str(key) for key in [*(one[0] for one in cut), *(b.key for b in broken)])
        ),
        "left_out": len(draft.report.get("left_out", ())),
        "placed": sum(bool(entry.number) for entry in entries),
        "zone": told.zone_words(entries[0].starts_at, zone) if entries else "",
        "standing": why.standing(case),
        "outside": sum(str(e.proposal) in case.asked.keys() - case.plan.keys() for e in entries),
    }


def _steps(request: Request, edition: Edition) -> dict[str, object]:
    """What could be undone and done again, and what the last click did."""
    undo, redo = undoing.next_undo(edition), undoing.next_redo(edition)
    names = Names.of(edition, [undo, redo])
    said: dict[str, object] = {
        "undo": step_told(undo, names),
        "redo": step_told(redo, names),
        "said": None,
        "stayed": _number(request.GET.get("stayed", "")),
    }
    undo_told, redo_told = said["undo"], said["redo"]
    if undo is not None and request.GET.get("done") == str(undo.pk):
        said["said"] = undo_told
    elif redo is not None and request.GET.get("undone") == str(redo.pk):
        said["unsaid"] = redo_told
    return said


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def run_of(edition: Edition, now: datetime) -> dict[str, object]:
    """The last run, whether it goes on, and whether it will come to no end any more."""
    run = desk.last_run(edition)
    lost = run is not None and run.is_lost(now)
    running = run is not None and run.state in RUNNING and not lost
    return {"run": run, "running": running, "run_lost": lost}


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


def spot_of(words: str) -> Spot | None:
    """Where the form says the session was; `desk.was_of` the other way round."""
    moment, _, room = words.partition(" ")
    try:
        return Spot(datetime.fromisoformat(moment), int(room)) if moment else None
    except ValueError:
        raise Http404 from None


def proposal_of(edition: Edition, number: int) -> Proposal:
    """A session of this edition that may stand in a timetable."""
    shown = Proposal.objects.filter(state__in=Proposal.PLACEABLE).select_related("edition")
    return get_object_or_404(shown, edition=edition, number=number)
