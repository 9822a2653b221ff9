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
from django.utils.translation import gettext as _

from labcamp.core.access import condition
from labcamp.core.door import Request, door
from labcamp.network.letters import address
from labcamp.network.models import Person, Steward
from labcamp.publish import calendar
from labcamp.series.models import Edition, HostTeam, Task
from labcamp.series.queries import viewer_for
from labcamp.web.seals import renewable, renewable_in

SALT = "labcamp.tasks"
TERMS = "labcamp.steward-tasks"


def address_of(edition: Edition, person: int) -> str:
    key = renewable(SALT, Person.objects.get(pk=person), edition.pk)
    return address(reverse("series:tasks-feed", args=[key]))


def address_of_terms(person: int) -> str:
    key = renewable(TERMS, Person.objects.get(pk=person))
    return address(reverse("series:steward-tasks-feed", args=[key]))


@door()
def feed(request: Request, key: str) -> HttpResponse:
    """Every open task with a day, for whoever holds the address and still is in the team."""
    edition = _edition_of(key, request)
    since = edition.team.order_by("since").values_list("since", flat=True)[0]
    page = address(reverse("series:workspace", args=[edition.slug]))
    open_tasks = edition.tasks.filter(done_at=None)
    entries = tuple(
        _entry(task, due, page=page, since=since)
        for task in open_tasks
        if (due := task.due(edition.first_day))
    )
    return _answer(f"tasks-{edition.pk}", f"{edition}", entries, page, edition.time_zone)


@door()
def terms_feed(request: Request, key: str) -> HttpResponse:
    """The same for the handover of the stewards' office, while one may keep it."""
    found = renewable_in(TERMS, key, 0)
    if found is None:
        raise Http404
    viewer = viewer_for(found[1], request.viewer.now)
    terms = Steward.objects.filter(condition(viewer, "edit", Steward))
    if not terms.exists():
        raise Http404
    page = address(reverse("steward:handover"))
    tasks = Task.objects.filter(term__in=terms, done_at=None).select_related("term")
    entries = tuple(
        _entry(task, due, page=page, since=task.term.since)
        for task in tasks
        if task.term and (due := task.due_in(task.term))
    )
    return _answer("steward-tasks", _("Stewards"), entries, page, settings.TIME_ZONE)


def _answer(
    uid: str, name: str, entries: tuple[calendar.Entry, ...], page: str, zone: str
) -> HttpResponse:
    told = calendar.to_ical(
        calendar.Calendar(uid=f"{uid}@{_host()}", name=name, entries=entries, zone=zone, url=page)
    )
    answer = HttpResponse(told, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _host() -> str:
    return urlsplit(settings.ORIGIN).hostname or "localhost"


def _entry(task: Task, due: date, *, page: str, since: datetime) -> calendar.Entry:
    return calendar.Entry(
        uid=f"task-{task.pk}@{_host()}",
        sequence=0,
        changed=since,
        start=due,
        end=due + timedelta(days=1),
        title=task.title,
        description=task.about,
        url=f"{page}#task-{task.pk}",
    )


def _edition_of(key: str, request: Request) -> Edition:
    known = renewable_in(SALT, key, 1)
    if known is None:
        raise Http404
    numbers, person = known
    running = Q(until=None) | Q(until__gt=request.viewer.now)
    place = HostTeam.objects.filter(running, edition=numbers[0], person=person)
    found = place.select_related("edition").first()
    if found is None or found.edition.state == Edition.State.ARCHIVED:
        raise Http404
    return found.edition
