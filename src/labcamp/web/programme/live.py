# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The programme at this moment: what runs and what comes, on phones, walls and doors.

These pages say the time, so what is kept of them at the entrance lasts until the next full minute
(`Expires`, read by `web/keeping.py`). `?part=1` is the part that changes, for the script that asks
again; it has a tag, so most of the time the answer is "unchanged".
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import qrcode
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from qrcode.image.svg import SvgPathFillImage

from labcamp.core.access import Viewer
from labcamp.core.door import Request, door
from labcamp.network.letters import address
from labcamp.programme.actions.timetable import DAY_BEGINS, day_of
from labcamp.programme.models import Room
from labcamp.programme.moments import Phase, board, day_at
from labcamp.programme.queries import news, plan
from labcamp.programme.queries.plan import Entry
from labcamp.series.models import Edition
from labcamp.web.programme import told
from labcamp.web.programme.kept import Keep
from labcamp.web.programme.views import stamp_of

ROWS = 5
"""So many rooms fit a wall at once."""
MINUTE = timedelta(minutes=1)
ENTRIES: Keep[list[Entry]] = Keep()


@door(Edition, find=["slug"])
def now(request: Request, edition: Edition) -> HttpResponse:
    """What runs now and what comes next, room by room."""
    context = _at_this_moment(request, edition)
    part = "programme/parts/now.html" if _part(request) else "programme/now.html"
    return _until_the_minute(request, render(request, part, context))


@door(Edition, find=["slug"])
def wall(request: Request, edition: Edition) -> HttpResponse:
    """The same for a screen in a corridor; `?look=dark` or `light` overrules the screen's own."""
    context = _at_this_moment(request, edition)
    rooms = context["board"].rooms if context["board"] else ()
    look = request.GET.get("look", "")
    context |= {
        "pages": [rooms[n : n + ROWS] for n in range(0, len(rooms), ROWS)],
        "quiet": not any(room.running for room in rooms),
        "look": look if look in ("dark", "light") else "",
        "short": address(edition.get_absolute_url()).partition("://")[2].rstrip("/"),
    }
    part = "programme/parts/wall.html" if _part(request) else "programme/wall.html"
    return _until_the_minute(request, render(request, part, context))


@door(Edition, find=["slug"])
def room(request: Request, edition: Edition, room: int) -> HttpResponse:
    """The sign at a door: one room's day, with what runs now and what was moved away today."""
    found = Room.objects.filter(edition=edition, pk=room).first()
    if found is None:
        raise Http404
    entries, moment = _entries(request, edition), request.viewer.now
    here = [entry for entry in entries if entry.room == found.name]
    days = sorted({entry.day for entry in here})
    day = _day_asked(request, days) or day_at(here, moment) or (days[-1] if days else None)
    gone = _gone(edition, request.viewer, found, entries, day)
    if not (here or gone or _hosts(request.viewer, edition)):
        raise Http404  # a room in which a reader sees nothing is none of theirs
    context = _clock(edition, moment) | {
        "room": found,
        "days": days,
        "day": day,
        "entries": _on_the_door(entries, found.name, day),
        "gone": gone,
        "running": [e.pk for e in here if e.starts_at <= moment < e.ends_at],
        "past": [e.pk for e in entries if e.ends_at <= moment],
        "look": "",
    }
    part = "programme/parts/door.html" if _part(request) else "programme/door.html"
    return _until_the_minute(request, render(request, part, context))


@door(Edition, find=["slug"])
def doors(request: Request, edition: Edition) -> HttpResponse:
    """The signs of all doors, for printing at once: by day, one sheet for each room in use."""
    entries = _entries(request, edition)
    rooms = Room.objects.filter(edition=edition).values_list("name", flat=True)
    used = {(entry.day, entry.room) for entry in entries}
    days = sorted({entry.day for entry in entries if entry.room})
    sheets = [(day, name) for day in days for name in rooms if (day, name) in used]
    context = {
        "edition": edition,
        "zone": ZoneInfo(edition.time_zone),
        "sheets": [(day, name, _on_the_door(entries, name, day)) for day, name in sheets],
    }
    return render(request, "programme/doors.html", context)


def _on_the_door(entries: list[Entry], room: str, day: date | None) -> list[Entry]:
    """What the sign of a room says of a day: its sessions, and breaks as they are for everybody."""
    here = [e for e in entries if e.day == day and (e.room == room or not (e.room or e.number))]
    return sorted(here, key=lambda entry: entry.starts_at)


def _gone(
    edition: Edition, viewer: Viewer, room: Room, entries: list[Entry], day: date | None
) -> list[Entry]:
    """What was to be in the room on its day, was moved away on this one and is not over yet."""
    zone = ZoneInfo(edition.time_zone)
    today = day_of(viewer.now, edition.time_zone)
    began = datetime.combine(today, time(), zone) + DAY_BEGINS
    once = news.once_in(edition, viewer, room, day or today, began)
    return [
        entry
        for entry in entries
        if entry.proposal in once
        and entry.room != room.name
        and not entry.cancelled
        and entry.ends_at > viewer.now
    ]


@door(Edition, find=["slug"])
def code(request: Request, edition: Edition) -> HttpResponse:
    """The way to the programme as a picture to scan."""
    goal = address(reverse("programme:programme", args=[edition.slug]))
    picture = qrcode.make(goal, image_factory=SvgPathFillImage, box_size=20, border=2)
    return HttpResponse(picture.to_string(), content_type="image/svg+xml")


def _part(request: Request) -> bool:
    return "part" in request.GET


def _hosts(viewer: Viewer, edition: Edition) -> bool:
    return viewer.steward or edition.pk in viewer.hosting


def _entries(request: Request, edition: Edition) -> list[Entry]:
    stamp = stamp_of(request)
    seen = plan.seen(edition, request.viewer)
    if seen is None:
        return []
    return ENTRIES.get((edition.pk, seen, stamp), lambda: plan.entries(seen))


def _clock(edition: Edition, moment: datetime) -> dict[str, Any]:
    zone = ZoneInfo(edition.time_zone)
    return {
        "edition": edition,
        "zone": zone,
        "moment": moment.astimezone(zone).replace(tzinfo=None),
        "language": get_language(),
    }


def _at_this_moment(request: Request, edition: Edition) -> dict[str, Any]:
    moment = request.viewer.now
    entries = _entries(request, edition)
    found = board(entries, moment, day_of(moment, edition.time_zone)) if entries else None
    waits = found.resumes if found and found.phase is not Phase.ON else None
    return _clock(edition, moment) | {
        "board": found,
        "waits": told.wait_words(waits - moment) if waits else "",
        "hosting": _hosts(request.viewer, edition),
    }


def _day_asked(request: Request, days: list[date]) -> date | None:
    asked = request.GET.get("day", "")
    return next((day for day in days if day.isoformat() == asked), None)


def _until_the_minute(request: Request, response: HttpResponse) -> HttpResponse:
    """Right until the next full minute; a part that is as it was is not sent again."""
    moment = request.viewer.now
    response["Expires"] = http_date((moment.replace(second=0, microsecond=0) + MINUTE).timestamp())
    response["Cache-Control"] = ("public" if request.viewer.guest else "private") + ", no-cache"
    patch_vary_headers(response, ["Cookie"])
    if not _part(request):
        return response
    tag = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    if tag in request.headers.get("if-none-match", "").replace("W/", ""):
        unchanged = HttpResponseNotModified()
        for name in ("Expires", "Cache-Control", "Vary"):
            unchanged[name] = response[name]
        response = unchanged
    response["ETag"] = tag
    return response
