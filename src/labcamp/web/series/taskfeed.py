# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The open tasks of an edition as a calendar that a host's own calendar subscribes to.

The address holds a seal and ends with the place in the host team.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse

from labcamp.core.door import Request, door
from labcamp.network.letters import address
from labcamp.publish import calendar
from labcamp.series.models import Edition, HostTeam, Task
from labcamp.web.seals import numbers_in, sealed

SALT = "labcamp.tasks"


def address_of(edition: Edition, person: int) -> str:
    return address(reverse("series:tasks-feed", args=[sealed(SALT, edition.pk, person)]))


@door()
def feed(request: Request, key: str) -> HttpResponse:
    """Every open task with a day, for whoever holds the address and still is in the team."""
    edition = _edition_of(key, request)
    host = urlsplit(settings.ORIGIN).hostname or "localhost"
    page = address(reverse("series:workspace", args=[edition.slug]))
    since = edition.team.order_by("since").values_list("since", flat=True)[0]
    entries = tuple(
        _entry(task, due, host=host, page=page, since=since)
        for task in edition.tasks.filter(done_at=None)
        if (due := task.due(edition.first_day))
    )
    told = calendar.to_ical(
        calendar.Calendar(
            uid=f"tasks-{edition.pk}@{host}",
            name=f"{edition}",
            entries=entries,
            zone=edition.time_zone,
            url=page,
        )
    )
    answer = HttpResponse(told, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _entry(task: Task, due: date, *, host: str, page: str, since: datetime) -> calendar.Entry:
    return calendar.Entry(
        uid=f"task-{task.pk}@{host}",
        sequence=0,
        changed=since,
        start=due,
        end=due + timedelta(days=1),
        title=task.title,
        description=task.about,
        url=f"{page}#task-{task.pk}",
    )


def _edition_of(key: str, request: Request) -> Edition:
    numbers = numbers_in(SALT, key, 2)
    if numbers is None:
        raise Http404
    running = Q(until=None) | Q(until__gt=request.viewer.now)
    place = HostTeam.objects.filter(running, edition=numbers[0], person=numbers[1])
    found = place.select_related("edition").first()
    if found is None or found.edition.state == Edition.State.ARCHIVED:
        raise Http404
    return found.edition
