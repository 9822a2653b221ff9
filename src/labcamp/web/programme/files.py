# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The programme as files: calendars, schedule.xml, schedule.json. No language, no cookies."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from labcamp.core.access import Audience
from labcamp.core.door import Request, door
from labcamp.core.text import markdown
from labcamp.portability.schedule import schedule_of
from labcamp.programme.models import Proposal
from labcamp.programme.queries import plan
from labcamp.programme.queries.export import Session, published_sessions
from labcamp.publish import calendar, schedule
from labcamp.series.models import Edition
from labcamp.web.programme.jsonld import address
from labcamp.web.programme.kept import Keep
from labcamp.web.programme.views import stamp_of

CALENDAR = "text/calendar; charset=utf-8"
XML = "application/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"

FILES: Keep[bytes | None] = Keep()


@door(Edition, find=["slug"])
def ical(request: Request, edition: Edition) -> HttpResponse:
    """Every session as an appointment, those that fell through as cancelled ones."""
    return _file(request, edition, CALENDAR, lambda: _calendar(edition, request))


@door(Proposal, find=["edition__slug", "number"], related=["edition"])
def session_ical(request: Request, proposal: Proposal) -> HttpResponse:
    edition = proposal.edition
    if not Edition.objects.visible_to(request.viewer).filter(pk=edition.pk).exists():
        raise Http404
    return _answer(request, _calendar(edition, request, proposal.number), CALENDAR, edition)


@door(Edition, find=["slug"])
def schedule_xml(request: Request, edition: Edition) -> HttpResponse:
    return _file(request, edition, XML, lambda: _written(request, edition, schedule.to_xml))


@door(Edition, find=["slug"])
def schedule_json(request: Request, edition: Edition) -> HttpResponse:
    return _file(request, edition, JSON, lambda: _written(request, edition, schedule.to_json))


def _file(
    request: Request, edition: Edition, kind: str, make: Callable[[], bytes | None]
) -> HttpResponse:
    """The file for what the viewer sees, made once for everybody who sees the same."""
    stamp = stamp_of(request)
    seen = plan.seen(edition, request.viewer)
    if seen is None:
        raise Http404
    body = FILES.get((edition.pk, seen, stamp, kind), make)
    return _answer(request, body, kind, edition)


def _written(
    request: Request, edition: Edition, write: Callable[[schedule.Schedule], bytes]
) -> bytes | None:
    found = schedule_of(edition, request.viewer)
    return write(found) if found else None


def _answer(request: Request, body: bytes | None, kind: str, edition: Edition) -> HttpResponse:
    if body is None:
        raise Http404
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    asked = request.headers.get("if-none-match", "").split(",")
    fresh = etag in [tag.strip().removeprefix("W/") for tag in asked]
    response = HttpResponseNotModified() if fresh else HttpResponse(body, content_type=kind)
    response["ETag"] = etag
    public = edition.audience == Audience.PUBLIC and request.viewer.guest
    response["Cache-Control"] = "public, no-cache" if public else "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def _calendar(edition: Edition, request: Request, number: int | None = None) -> bytes | None:
    found = published_sessions(edition, request.viewer, number=number, whole=False)
    if found is None or not found.sessions:
        return None
    zone = ZoneInfo(edition.time_zone)
    entries = tuple(
        entry_of(s, edition, zone, found.timetable.published_at) for s in found.sessions
    )
    title = found.sessions[0].title if number is not None else str(edition)
    return calendar.to_ical(
        calendar.Calendar(
            uid=f"edition-{edition.slug}@{host()}" + (f"-{number}" if number else ""),
            name=title,
            entries=entries,
            zone=edition.time_zone,
            language=edition.language or "de",
            url=address(edition, "programme/"),
        )
    )


def entry_of(
    session: Session, edition: Edition, zone: ZoneInfo, published_at: datetime | None
) -> calendar.Entry:
    words = [session.givers_told, markdown.plain(session.abstract, 600)]
    status = calendar.Status
    return calendar.Entry(
        uid=f"{session.guid}@{host()}",
        sequence=session.sequence,
        changed=published_at or session.starts_at,
        start=session.starts_at.astimezone(zone),
        end=session.ends_at.astimezone(zone),
        title=session.title,
        description="\n\n".join(word for word in words if word),
        location=", ".join(word for word in (session.room, edition.place) if word),
        url=address(edition, f"session/{session.number}/"),
        status=status.CANCELLED if session.cancelled else status.CONFIRMED,
        language=session.language,
    )


def host() -> str:
    return urlsplit(settings.ORIGIN).hostname or "localhost"
