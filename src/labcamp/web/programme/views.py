# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The programme everybody of the edition's audience reads, and one session of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from labcamp.core import record
from labcamp.core.access import may
from labcamp.core.door import Request, door
from labcamp.notes import queries as notes
from labcamp.programme.models import Interest, Proposal, Timetable
from labcamp.programme.queries import plan
from labcamp.programme.queries.proposals import renumbered
from labcamp.programme.queries.session import around, place_of
from labcamp.series.models import Edition
from labcamp.web.programme import fresh, told
from labcamp.web.programme.grid import days_of
from labcamp.web.programme.jsonld import programme_jsonld, session_jsonld
from labcamp.web.programme.kept import MARK, Keep, Pieces
from labcamp.web.programme.merging import merging_of


@dataclass(frozen=True, slots=True)
class Page:
    """What the programme page says to everybody who sees the same sessions."""

    top: str
    plan: Pieces
    jsonld: str
    days: tuple[date, ...]


PAGES: Keep[Page] = Keep()


def stamp_of(request: Request) -> int:
    """The stamp, read once per request."""
    if request.stamp is None:
        request.stamp = record.stamp()
    return request.stamp


@door(Edition, find=["slug"])
def programme(request: Request, edition: Edition) -> HttpResponse:
    """The published plan; what the reader marked for themselves is set into the kept text."""
    viewer = request.viewer
    as_list = request.GET.get("view") == "list"
    stamp = stamp_of(request)
    seen = plan.seen(edition, viewer)
    context = {
        "edition": edition,
        "hosting": edition.pk in viewer.hosting or viewer.steward,
        "coming": edition.pk in viewer.editions,
        "as_list": as_list,
    }
    if seen is None:
        return render(request, "programme/empty.html", context)
    page = page_of(edition, seen, stamp, as_list=as_list)
    marked = plan.marks(edition, viewer)
    changed = fresh.fresh_for(request, edition, seen)
    words = _mark_words(marked)
    for key, word in fresh.mark_words(changed.words if changed else {}).items():
        words[key] = word + words.get(key, "")
    context |= {"page": page, "plan": page.plan.filled(words), "marked": len(marked)}
    context["fresh"] = changed
    return render(request, "programme/programme.html", context)


def page_of(edition: Edition, seen: plan.Seen, stamp: int, *, as_list: bool) -> Page:
    """The page for everybody who sees these sessions, in the language of the request."""
    key = (edition.pk, seen, stamp, get_language(), as_list)
    return PAGES.get(key, lambda: _page(edition, seen, as_list=as_list))


def _mark_words(marked: dict[int, int]) -> dict[int, str]:
    words = {
        Interest.Strength.WANT: format_html('<span class="lc-mine">★ {}</span> ', _("wanted")),
        Interest.Strength.MAYBE: format_html('<span class="lc-mine">☆ {}</span> ', _("maybe")),
    }
    return {key: words[Interest.Strength(strength)] for key, strength in marked.items()}


def _page(edition: Edition, seen: plan.Seen, *, as_list: bool) -> Page:
    zone = ZoneInfo(edition.time_zone)
    entries = plan.entries(seen)
    days = days_of(entries, zone, told.words(edition))
    timetable = Timetable.objects.get(pk=seen.timetable)
    context = {
        "edition": edition,
        "days": days,
        "mark": MARK,
        "as_list": as_list,
        "timetable": timetable,
        "zone": told.zones_words(entries[0].starts_at, entries[-1].starts_at, zone),
        "changes": told.changes(timetable, entries, zone),
        "sessions": sum(day.sessions for day in days),
        "rooms": len({entry.room for entry in entries if entry.room}),
    }
    text = render_to_string("programme/plan.html", context)
    top = render_to_string("programme/top.html", context)
    jsonld = programme_jsonld(edition, entries, zone)
    return Page(top, Pieces.of(text), jsonld, tuple(day.date for day in days))


@door(
    Proposal,
    find=["edition__slug", "number"],
    related=["edition", "by", "merged_into"],
    moved=renumbered,
)
def session(request: Request, proposal: Proposal) -> HttpResponse:
    """One session with its place, its words, who gives it, and what runs beside it."""
    viewer, edition = request.viewer, proposal.edition
    if not Edition.objects.visible_to(viewer).filter(pk=edition.pk).exists():
        raise Http404
    place = place_of(proposal, viewer)
    zone = ZoneInfo(edition.time_zone)
    context = {
        "edition": edition,
        "proposal": proposal,
        "place": place,
        "zone": told.zone_words(place.starts_at, zone) if place else "",
        "moment": place.starts_at.astimezone(zone).isoformat() if place else "",
        "begins": _clock(place.starts_at, zone) if place else None,
        "ends": _clock(place.ends_at, zone) if place else None,
        "givers": list(proposal.givers.select_related("lab")),
        "around": around(place, viewer) if place else None,
        "local": zone,
        "strength": _own_strength(proposal, request),
        "may_mark": may(viewer, "mark", proposal),
        "mark_url": f"{proposal.get_absolute_url()}interest/",
        "merging": merging_of(proposal, viewer),
        "notes": notes.ways(proposal, viewer),
        "may_edit": may(viewer, "edit", proposal),
        "may_move": may(viewer, "move_own", proposal),
        "may_change": place is not None and may(viewer, "plan", edition),
        "language_name": told.language_names().get(proposal.language, proposal.language),
        "jsonld": session_jsonld(proposal, place, zone) if place else "",
    }
    return render(request, "programme/session.html", context)


def _clock(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _own_strength(proposal: Proposal, request: Request) -> int | None:
    if request.viewer.person is None:
        return None
    mine = Interest.objects.filter(proposal=proposal, person=request.viewer.person)
    return mine.values_list("strength", flat=True).first()
