# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' page of one edition: what is to be done now, the checklist, the logbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labcamp.core.access import may, require
from labcamp.core.door import Request, door
from labcamp.network.models import Person
from labcamp.programme.models import Timetable
from labcamp.series.actions import handover as actions
from labcamp.series.actions import taking
from labcamp.series.models import (
    Area,
    Edition,
    HostTeam,
    LogEntry,
    Occasion,
    Registration,
    RegistrationDesk,
    Series,
    Task,
    TemplateTask,
)
from labcamp.web.answer import SeeOther
from labcamp.web.series import taskfeed
from labcamp.web.series.workforms import (
    ControllerForm,
    LogForm,
    ReplyForm,
    TakeForm,
    TaskForm,
    TendForm,
)

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Line:
    """A task with its day and its pages; `late` and `soon` say how urgent it is."""

    task: Task
    due: date | None
    late: bool
    soon: bool
    url: str
    act: str


@dataclass(frozen=True)
class Step:
    """One thing that matters in this phase of the edition, and where it is done."""

    title: str
    text: str
    url: str
    done: bool


@door(Edition, "edit", find=["slug"])
def workspace(request: Request, edition: Edition) -> HttpResponse:
    return _page(request, edition)


@door(Edition, "edit", find=["slug"], on=["POST"])
def start(request: Request, edition: Edition) -> HttpResponse:
    """Fill the checklist of an edition that began without one."""
    actions.start_handover(edition, by=request.viewer)
    return _back(edition)


@door(Edition, "edit", find=["slug"], on=["POST"])
def add(request: Request, edition: Edition) -> HttpResponse:
    form = TaskForm(request.POST)
    if not form.is_valid():
        return _page(request, edition, 422, new=form)
    task = actions.add_task(edition, form.plan(), by=request.viewer)
    return _back(edition, task)


@door(Edition, "edit", find=["slug"], on=["GET", "POST"])
def task(request: Request, edition: Edition, number: int) -> HttpResponse:
    """Who does a task, what is noted, by when; offered to those who host later, or dropped."""
    found = get_object_or_404(Task.objects.select_related("owner"), edition=edition, pk=number)
    start = {"owner": found.owner_id, "note": found.note, "days_before": found.days_before}
    form = TendForm(request.POST or None, initial=start, team=_team(request, edition))
    if request.method == "POST" and form.is_valid():
        actions.tend_task(found, **form.cleaned_data, by=request.viewer)
        return _back(edition, found)
    status = 422 if request.method == "POST" else 200
    line = _line(found, edition, request.viewer.today)
    context = {"edition": edition, "line": line, "form": form, **_above(edition)}
    return render(request, "series/task.html", context, status=status)


@door(Edition, "edit", find=["slug"], on=["POST"])
def act(request: Request, edition: Edition, number: int) -> HttpResponse:
    """Tick a task, untick it, drop it, or offer it to the template."""
    found = get_object_or_404(Task, edition=edition, pk=number)
    what = request.POST.get("what", "")
    if what == "drop":
        actions.drop_task(found, by=request.viewer)
        return _back(edition)
    if what == "offer":
        actions.offer_to_template(found, by=request.viewer)
    elif what in ("done", "not-done"):
        actions.tick_task(found, done=what == "done", by=request.viewer)
    return _back(edition, found)


@door(Edition, "edit", find=["slug"], on=["GET", "POST"])
def take(request: Request, edition: Edition) -> HttpResponse:
    """Take over from an earlier edition what still fits."""
    others = Edition.objects.visible_to(request.viewer).real().exclude(pk=edition.pk)
    form = TakeForm(request.POST or None, editions=others.order_by("-first_day", "-pk"))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        taking.take_from(edition, said["source"], said["parts"], by=request.viewer)
        return _back(edition)
    status = 422 if request.method == "POST" else 200
    return render(request, "series/take.html", {"edition": edition, "form": form}, status=status)


@door(Edition, "write-log", find=["slug"], on=["GET", "POST"], signed_in=True)
def log(request: Request, edition: Edition) -> HttpResponse:
    """Write down what those who host next should know."""
    form = LogForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.write_log(edition, form.cleaned_data["text"], by=request.viewer)
        return SeeOther(reverse("series:logbook"))
    status = 422 if request.method == "POST" else 200
    return render(request, "series/log.html", {"edition": edition, "form": form}, status=status)


@door()
def logbook(request: Request) -> HttpResponse:
    """What hosts of all editions wrote down, newest first."""
    entries = LogEntry.objects.visible_to(request.viewer).filter(
        edition__in=Edition.objects.visible_to(request.viewer).real()
    )
    context = {"entries": entries.select_related("edition", "by")[:300]}
    return render(request, "series/logbook.html", context)


@door(Edition, "edit", find=["slug"], on=["GET", "POST"])
def data(request: Request, edition: Edition) -> HttpResponse:
    """Who is responsible for the data, and the record of what is processed."""
    present = edition.controllers.filter(until=None).first()
    start = {"name": present.name, "contact": present.contact} if present else {}
    more: dict[str, Any] = {}
    if "reply_to" in request.POST:
        more["replies"] = replies = ReplyForm(request.POST)
        if replies.is_valid():
            actions.set_reply_to(edition, replies.cleaned_data["reply_to"], by=request.viewer)
            return SeeOther(reverse("series:data", args=[edition.slug]) + "#replies")
    form = ControllerForm(None if more else request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.name_controller(
            edition, name=said["name"], contact=said["contact"], by=request.viewer
        )
        return SeeOther(reverse("series:data", args=[edition.slug]))
    desk = RegistrationDesk.objects.filter(edition=edition).first()
    replies = more.get("replies") or ReplyForm(initial={"reply_to": desk.reply_to if desk else ""})
    status = 422 if request.method == "POST" else 200
    registered = Registration.objects.visible_to(request.viewer).filter(edition=edition)
    context = {
        "edition": edition,
        "form": form,
        "replies": replies,
        "desk": desk,
        "controllers": edition.controllers.all(),
        "questions": edition.questions.all(),
        "n_people": registered.exclude(state=Registration.State.GIVEN_BACK).count(),
    }
    return render(request, "series/data.html", context, status=status)


@door(signed_in=True, on=["GET", "POST"])
def template(request: Request) -> HttpResponse:
    """Stewards keep the checklist that every edition begins with."""
    series = Series.objects.first() or Series()
    require(request.viewer, "keep-template", series)
    form = TaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_template(None, form.plan(), by=request.viewer)
        return SeeOther(reverse("series:template"))
    status = 422 if request.method == "POST" else 200
    tasks = TemplateTask.objects.filter(of=Occasion.EDITION)
    tasks = tasks.select_related("offered_from").annotate(used=Count("tasks"))
    context = {
        "form": form,
        "kept": [one for one in tasks if one.accepted_at],
        "offered": [one for one in tasks if not one.accepted_at],
    }
    return render(request, "series/template.html", context, status=status)


@door(signed_in=True, on=["POST"])
def answer_template(request: Request, number: int) -> HttpResponse:
    """Take an offered task over, or take one off the template."""
    found = get_object_or_404(TemplateTask, pk=number)
    accept = request.POST.get("answer") == "accept"
    actions.answer_offered(found, accept=accept, by=request.viewer)
    ours = found.of == Occasion.EDITION
    return SeeOther(reverse("series:template" if ours else "steward:handover") + "#kept")


def _back(edition: Edition, task: Task | None = None) -> HttpResponse:
    place = f"#task-{task.pk}" if task else "#list"
    return SeeOther(reverse("series:workspace", args=[edition.slug]) + place)


def _above(edition: Edition) -> dict[str, object]:
    """The pages above a task, for its breadcrumb."""
    return {
        "up": [edition, edition.get_absolute_url()],
        "list_name": _("Hosting"),
        "list_url": reverse("series:workspace", args=[edition.slug]),
    }


def _team(request: Request, edition: Edition) -> list[Person]:
    running = Q(until=None) | Q(until__gt=request.viewer.now)
    team = HostTeam.objects.filter(running, edition=edition).select_related("person")
    return [one.person for one in team.order_by("since", "pk")]


def _line(task: Task, edition: Edition, today: date) -> Line:
    here = [edition.slug, task.pk]
    url, act = reverse("series:task", args=here), reverse("series:task-act", args=here)
    return line_of(task, task.due(edition.first_day), today, url=url, act=act)


def line_of(task: Task, due: date | None, today: date, *, url: str, act: str) -> Line:
    ahead = due is not None and not task.done_at
    return Line(
        task,
        due,
        late=bool(ahead and due and due < today),
        soon=bool(ahead and due and today <= due <= today + SOON),
        url=url,
        act=act,
    )


def _page(request: Request, edition: Edition, status: int = 200, **more: Any) -> HttpResponse:
    today = request.viewer.today
    tasks = edition.tasks.select_related("owner", "done_by", "template")
    lines = [_line(task, edition, today) for task in tasks]
    areas = sorted(lines, key=lambda line: list(Area).index(Area(line.task.area)))
    viewer = request.viewer
    context = {
        "edition": edition,
        "steps": _steps(request, edition),
        "pressing": [line for line in lines if line.late or line.soon],
        "areas": [
            (Area(area).label, list(some)) for area, some in groupby(areas, lambda x: x.task.area)
        ],
        "n_done": sum(line.task.done_at is not None for line in lines),
        "n_tasks": len(lines),
        "days": (edition.first_day - today).days if edition.first_day else None,
        "new": TaskForm(),
        "feed": taskfeed.address_of(edition, viewer.person) if viewer.person else "",
        "may_log": may(viewer, "write-log", edition),
        "may_gather": may(viewer, "gather-notes", edition),
        **more,
    }
    return render(request, "series/workspace.html", context, status=status)


def _steps(request: Request, edition: Edition) -> list[Step]:
    """What this edition needs in its phase: before the day, and afterwards."""
    slug = edition.slug
    if edition.state != Edition.State.PLANNED:
        return []
    running = Q(until=None) | Q(until__gt=request.viewer.now)
    team = HostTeam.objects.filter(running, edition=edition).count()
    held = Registration.objects.filter(edition=edition, state=Registration.State.HELD).count()
    published = Timetable.objects.visible_to(request.viewer).filter(
        edition=edition, state=Timetable.State.PUBLISHED
    )
    inputs = edition.parts.count()
    known = bool(edition.first_day and edition.theme)
    responsible = edition.controllers.filter(until=None).exists()
    return [
        Step(
            _("Theme and day"),
            _("Both are on the page.") if known else _("Still open: theme or day."),
            reverse("series:edit", args=[slug]),
            known,
        ),
        Step(
            _("Host team"),
            ngettext("%(n)s person", "%(n)s people", team) % {"n": team},
            reverse("series:team", args=[slug]),
            team > 1,
        ),
        Step(
            _("Responsible for the data"),
            _("Entered.") if responsible else _("Not entered yet."),
            reverse("series:data", args=[slug]),
            responsible,
        ),
        Step(
            _("Inputs"),
            ngettext("%(n)s has been confirmed.", "%(n)s have been confirmed.", inputs)
            % {"n": inputs},
            reverse("series:inputs", args=[slug]),
            inputs > 0,
        ),
        Step(
            _("Registration"),
            ngettext("Open, %(n)s person comes.", "Open, %(n)s people come.", held) % {"n": held}
            if edition.registration_open
            else _("Not open yet."),
            reverse("series:desk", args=[slug]),
            edition.registration_open,
        ),
        Step(
            _("Programme"),
            _("Published.") if published.exists() else _("Not published yet."),
            reverse("programme:plan", args=[slug]),
            published.exists(),
        ),
    ]
