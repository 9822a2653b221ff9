# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the pages of an edition say, gathered from what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from labcamp.publish import jsonld
from labcamp.series.models import Edition, EditionRole


def figures(editions: Sequence[Edition]) -> list[tuple[str, str]]:
    """(number, what it counts) for the head of the series page; only what is evidenced."""
    held = [e for e in editions if e.state in (Edition.State.HELD, Edition.State.ARCHIVED)]
    highest = max((e.number for e in held if e.number), default=len(held))
    hosts = {role.name for e in held for role in e.carriers}
    years = sorted({int(e.date_told[:4]) for e in held if e.date_told})
    found = [
        (str(highest), _("editions held")),
        (str(len(held)), _("of them documented")),
        (str(len(hosts)), _("hosts and organisers")),
    ]
    if years:
        found.append((f"{years[0]}–{years[-1]}", _("years on record")))
    return found


HOSTS = (EditionRole.Role.HOST, EditionRole.Role.COHOST, EditionRole.Role.ORGANISER)


def grouped_roles(edition: Edition) -> list[tuple[str, list[EditionRole]]]:
    """Roles by kind, in the order hosts, organisers, supporters, moderation."""
    every = list(edition.roles.all())
    groups = [
        (str(label), [r for r in every if r.role == role])
        for role, label in EditionRole.Role.choices
    ]
    return [(label, roles) for label, roles in groups if roles]


def facts(edition: Edition) -> list[tuple[str, str]]:
    """(what, value) for the list beside an edition; unknown things are named, not skipped."""
    unknown = _("unknown")
    rows = [
        (_("Time"), _time(edition) or unknown),
        (_("Format"), edition.get_form_display() or unknown),
        (_("People"), _people(edition) or unknown),
        (_("Labs and units"), edition.units_note or str(edition.units or "") or unknown),
    ]
    if edition.form != Edition.Form.ONLINE or edition.place:
        rows.insert(2, (_("Place"), edition.place or unknown))
    if edition.tool:
        rows.append((_("Tool"), edition.tool))
    if edition.state == Edition.State.PLANNED:
        rows = [row for row in rows if row[1] != unknown]
        if edition.seats:
            rows.append((_("Seats"), str(edition.seats)))
    return [(str(what), str(value)) for what, value in rows]


def _time(edition: Edition) -> str:
    if edition.begins is None:
        return ""
    if edition.ends is None:
        return _("from %(begins)s") % {"begins": f"{edition.begins:%H:%M}"}
    return _("%(begins)s to %(ends)s") % {
        "begins": f"{edition.begins:%H:%M}",
        "ends": f"{edition.ends:%H:%M}",
    }


def _people(edition: Edition) -> str:
    if edition.people_note:
        return edition.people_note
    low, high = edition.people_min, edition.people_max
    if low and high and low != high:
        return f"{low}–{high}"
    return str(low or high or "")


def neighbours(edition: Edition, editions: Sequence[Edition]) -> dict[str, Edition | None]:
    """The edition before and after in time."""
    order = sorted(editions, key=lambda e: e.date_told or str(e.first_day or "9"))
    at = next(i for i, e in enumerate(order) if e.pk == edition.pk)
    return {
        "before": order[at - 1] if at else None,
        "after": order[at + 1] if at + 1 < len(order) else None,
    }


def last(editions: Sequence[Edition]) -> Edition | None:
    held = [e for e in editions if e.state != Edition.State.PLANNED]
    return max(held, key=lambda e: e.date_told or str(e.first_day or ""), default=None)


def _moment(edition: Edition, clock: Any, day: date | None) -> datetime | date | None:
    if day is None or clock is None:
        return day
    return datetime.combine(day, clock, ZoneInfo(edition.time_zone))


ATTENDANCE = {
    Edition.Form.ONLINE: jsonld.Attendance.ONLINE,
    Edition.Form.ON_SITE: jsonld.Attendance.ON_SITE,
    Edition.Form.HYBRID: jsonld.Attendance.BOTH,
}


def as_jsonld(edition: Edition, request: HttpRequest) -> SafeString | str:
    """The edition for search engines; "" while nobody knows its day."""
    start = _moment(edition, edition.begins, edition.first_day)
    end = _moment(edition, edition.ends, edition.last_day or edition.first_day)
    if start is None or end is None:
        return ""
    address = request.build_absolute_uri(edition.get_absolute_url())
    places = [jsonld.place(name=edition.place)] if edition.place else []
    if edition.form == Edition.Form.ONLINE:
        places = [jsonld.online_place(url=address)]
    node = jsonld.event(
        name=str(edition),
        url=address,
        start=start,
        end=end,
        description=edition.theme,
        language=edition.language,
        attendance=ATTENDANCE.get(Edition.Form(edition.form), jsonld.Attendance.ONLINE)
        if edition.form
        else jsonld.Attendance.ONLINE,
        status=jsonld.EventStatus.CANCELLED
        if edition.state == Edition.State.CALLED_OFF
        else jsonld.EventStatus.SCHEDULED,
        locations=places,
        organizers=[
            jsonld.organization(name=r.name) for r in edition.roles.all() if r.role in HOSTS
        ],
    )
    return mark_safe(jsonld.script_text(jsonld.document(node)))
