# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The programme and one session as structured data."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from labcamp.core.access import Audience
from labcamp.core.text import markdown
from labcamp.programme.models import Placement, Proposal
from labcamp.programme.queries.plan import Entry
from labcamp.publish import jsonld
from labcamp.series.models import Edition

ATTENDANCE = {
    Edition.Form.ONLINE: jsonld.Attendance.ONLINE,
    Edition.Form.ON_SITE: jsonld.Attendance.ON_SITE,
    Edition.Form.HYBRID: jsonld.Attendance.BOTH,
}


def address(edition: Edition, rest: str = "") -> str:
    return f"{settings.ORIGIN}/edition/{edition.slug}/{rest}"


def programme_jsonld(edition: Edition, entries: list[Entry], zone: ZoneInfo) -> SafeString:
    """The edition with its span; each session speaks for itself on its own page."""
    if edition.audience != Audience.PUBLIC:
        return mark_safe("")
    node = _edition_node(edition)
    node |= jsonld.event(
        name=str(edition),
        start=min(e.starts_at for e in entries).astimezone(zone),
        end=max(e.ends_at for e in entries).astimezone(zone),
        url=address(edition, "programme/"),
        ident=address(edition),
        attendance=_attendance(edition),
        locations=_locations(edition),
    )
    return mark_safe(jsonld.script_text(jsonld.document(node)))


def session_jsonld(proposal: Proposal, place: Placement, zone: ZoneInfo) -> SafeString:
    """One session as an event within its edition; nothing for what is not public."""
    if proposal.audience != Audience.PUBLIC:
        return mark_safe("")
    edition = proposal.edition
    status = jsonld.EventStatus
    node = jsonld.event(
        name=proposal.title,
        start=place.starts_at.astimezone(zone),
        end=place.ends_at.astimezone(zone),
        url=address(edition, f"session/{proposal.number}/"),
        ident=address(edition, f"session/{proposal.number}/"),
        description=markdown.plain(proposal.abstract or proposal.description, 300),
        language=proposal.language,
        status=status.CANCELLED if place.cancelled else status.SCHEDULED,
        attendance=_attendance(edition),
        locations=_locations(edition),
        part_of=_edition_node(edition),
    )
    return mark_safe(jsonld.script_text(jsonld.document(node)))


def _edition_node(edition: Edition) -> jsonld.Node:
    return {"@type": "Event", "@id": address(edition), "name": str(edition)}


def _attendance(edition: Edition) -> jsonld.Attendance:
    if not edition.form:
        return jsonld.Attendance.ON_SITE if edition.place else jsonld.Attendance.ONLINE
    return ATTENDANCE[Edition.Form(edition.form)]


def _locations(edition: Edition) -> list[jsonld.Node]:
    found = [jsonld.place(name=edition.place)] if edition.place else []
    if edition.form != Edition.Form.ON_SITE:
        found.append(jsonld.online_place(url=address(edition)))
    return found
