# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Structured data for search engines: schema.org as JSON-LD (https://schema.org/Event).

Each function gives one node as a dictionary without empty fields; `document` joins nodes, and
`script_text` makes the text of a `<script type="application/ld+json">`.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from labcamp.publish.schedule.text import legal

Node = dict[str, object]

_CONTEXT = "https://schema.org"
_NOTHING: tuple[object, ...] = (None, "", [], {})
# What could end or confuse the script element the text stands in.
_UNSAFE = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


class EventStatus(StrEnum):
    SCHEDULED = "EventScheduled"
    CANCELLED = "EventCancelled"
    POSTPONED = "EventPostponed"
    RESCHEDULED = "EventRescheduled"


class Attendance(StrEnum):
    ON_SITE = "OfflineEventAttendanceMode"
    ONLINE = "OnlineEventAttendanceMode"
    BOTH = "MixedEventAttendanceMode"


def organization(*, name: str, url: str = "", logo: str = "", ident: str = "") -> Node:
    """A lab, a network or a host."""
    return _node("Organization", {"@id": ident, "name": name, "url": url, "logo": logo})


def place(
    *, name: str, street: str = "", postcode: str = "", town: str = "", country: str = ""
) -> Node:
    """Where people meet; `country` is a two-letter code."""
    said = {
        "streetAddress": street,
        "postalCode": postcode,
        "addressLocality": town,
        "addressCountry": country,
    }
    address = _node("PostalAddress", said) if any(said.values()) else None
    return _node("Place", {"name": name, "address": address})


def online_place(*, url: str) -> Node:
    """Where people meet online: a public page, never the room link itself."""
    return _node("VirtualLocation", {"url": url})


def event(
    *,
    name: str,
    start: datetime | date,
    end: datetime | date,
    url: str = "",
    ident: str = "",
    description: str = "",
    image: str = "",
    language: str = "",
    status: EventStatus = EventStatus.SCHEDULED,
    attendance: Attendance = Attendance.ON_SITE,
    locations: Iterable[Mapping[str, object]] = (),
    organizers: Iterable[Mapping[str, object]] = (),
    part_of: Mapping[str, object] | None = None,
    parts: Iterable[Mapping[str, object]] = (),
    free: bool | None = None,
) -> Node:
    """An edition or a session; `part_of` is the series or the edition it belongs to.

    Moments are written with their offset; ValueError for one that has none.
    """
    if isinstance(start, datetime) and start.utcoffset() is None:
        raise ValueError("A moment without a time zone.")
    return _node(
        "Event",
        {
            "@id": ident,
            "name": name,
            "startDate": start.isoformat(),
            "endDate": end.isoformat(),
            "eventStatus": f"{_CONTEXT}/{status}",
            "eventAttendanceMode": f"{_CONTEXT}/{attendance}",
            "url": url,
            "description": description,
            "image": image,
            "inLanguage": language,
            "isAccessibleForFree": free,
            "location": _one_or_many(locations),
            "organizer": _one_or_many(organizers),
            "superEvent": part_of,
            "subEvent": list(parts),
        },
    )


def event_series(
    *,
    name: str,
    url: str = "",
    ident: str = "",
    description: str = "",
    organizers: Iterable[Mapping[str, object]] = (),
    editions: Iterable[Mapping[str, object]] = (),
) -> Node:
    """The series with its editions."""
    return _node(
        "EventSeries",
        {
            "@id": ident,
            "name": name,
            "url": url,
            "description": description,
            "organizer": _one_or_many(organizers),
            "subEvent": list(editions),
        },
    )


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> Node:
    """The way to a page: name and absolute address of each step, the last without one if ""."""
    steps = [
        _node("ListItem", {"position": place, "name": name, "item": url})
        for place, (name, url) in enumerate(trail, 1)
    ]
    return _node("BreadcrumbList", {"itemListElement": steps})


def reference(ident: str) -> Node:
    """A node said elsewhere in the same document, by its `ident`."""
    return {"@id": ident}


def document(*nodes: Mapping[str, object]) -> Node:
    """One node, or several as a graph, with the vocabulary named."""
    if len(nodes) == 1:
        return {"@context": _CONTEXT, **nodes[0]}
    return {"@context": _CONTEXT, "@graph": [dict(node) for node in nodes]}


def script_text(data: Mapping[str, object]) -> str:
    """JSON that may stand inside a script element as it is: no `<`, `>`, `&`, U+2028 or U+2029."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return legal(text).translate(_UNSAFE)


def _node(kind: str, said: Mapping[str, object]) -> Node:
    """The node with its type, without what is not said."""
    return {"@type": kind} | {key: value for key, value in said.items() if value not in _NOTHING}


def _one_or_many(nodes: Iterable[Mapping[str, object]]) -> object:
    found = [dict(node) for node in nodes]
    return found[0] if len(found) == 1 else found
