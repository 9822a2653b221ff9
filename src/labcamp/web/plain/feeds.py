# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Atom feeds of what everybody may read."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from labcamp.core.access import guest
from labcamp.core.door import Request, door
from labcamp.core.instance import current
from labcamp.core.text.markdown import render as markdown
from labcamp.harvest import queries
from labcamp.harvest.models import Report
from labcamp.publish import feeds

MOST = 30
START = datetime(2020, 5, 26, tzinfo=UTC)  # a feed without entries still needs a moment


@door()
def reports(request: Request) -> HttpResponse:
    """Reports of labs, newest first; what a guest may read, whoever asks."""
    found = list(queries.reports(guest(request.viewer.now))[:MOST])
    name = current.instance().name
    entries = tuple(_entry(report, name) for report in found)
    feed = feeds.Feed(
        id=settings.ORIGIN + reverse("plain:reports-feed"),
        title=f"{name}: Berichte",
        url=settings.ORIGIN + reverse("plain:reports-feed"),
        page=settings.ORIGIN + reverse("harvest:reports"),
        author=name,
        updated=found[0].changed_at if found else START,
        items=entries,
    )
    return HttpResponse(feeds.to_atom(feed), content_type="application/atom+xml; charset=utf-8")


def _entry(report: Report, name: str) -> feeds.Item:
    address = settings.ORIGIN + report.get_absolute_url()
    return feeds.Item(
        id=address,
        title=report.title,
        url=address,
        updated=report.changed_at,
        published=report.at,
        author=report.lab.name if report.lab else name,
        summary=report.teaser,
        html=str(markdown(report.text)) if report.text else "",
        language=report.language,
    )
