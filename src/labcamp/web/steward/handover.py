# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Handing over the stewards' office: the checklists of terms that begin or end."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.access import Refused, condition, require
from labcamp.core.door import Request, door
from labcamp.network.models import Person, Steward
from labcamp.series.actions import handover as actions
from labcamp.series.models import Occasion, Series, Task, TemplateTask
from labcamp.web.answer import SeeOther
from labcamp.web.series import taskfeed
from labcamp.web.series.workforms import TendForm, TermTaskForm
from labcamp.web.series.workspace import Line, line_of


@door(signed_in=True)
def handover(request: Request) -> HttpResponse:
    """Every list that runs, and what they begin with."""
    return _page(request)


@door(signed_in=True, on=["POST"])
def add(request: Request, number: int) -> HttpResponse:
    """One more task for one term."""
    term = _term(request, number)
    form = TermTaskForm(request.POST, auto_id=_ids(number))
    if not form.is_valid():
        return _page(request, 422, new=form, new_of=term.pk)
    return _back(actions.add_task(term, form.plan(), by=request.viewer))


@door(signed_in=True, on=["POST"])
def add_to_template(request: Request) -> HttpResponse:
    """A task that every such list begins with from now on."""
    require(request.viewer, "keep-template", Series.objects.first() or Series())
    form = TermTaskForm(request.POST, auto_id=_ids(0))
    if not form.is_valid():
        return _page(request, 422, new=form)
    actions.change_template(None, form.plan(), by=request.viewer)
    return SeeOther(reverse("steward:handover") + "#kept")


@door(signed_in=True, on=["GET", "POST"])
def task(request: Request, number: int) -> HttpResponse:
    """Who does a task, what is noted, by when."""
    found = _task(request, number)
    start = {"owner": found.owner_id, "note": found.note, "days_before": found.days_before}
    form = TendForm(request.POST or None, initial=start, team=_team(request, found))
    form.fields["days_before"].label = _("Days before that day")
    if request.method == "POST" and form.is_valid():
        actions.tend_task(found, **form.cleaned_data, by=request.viewer)
        return _back(found)
    context = {
        "line": _line(found, request.viewer.today),
        "form": form,
        "up": [_("The stewards"), reverse("steward:terms")],
        "list_name": _("Handing the office over"),
        "list_url": reverse("steward:handover"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "series/task.html", context, status=status)


@door(signed_in=True, on=["POST"])
def act(request: Request, number: int) -> HttpResponse:
    """Tick a task, untick it, drop it, or offer it to the template."""
    found = _task(request, number)
    what = request.POST.get("what", "")
    if what == "drop":
        actions.drop_task(found, by=request.viewer)
        return SeeOther(reverse("steward:handover"))
    if what == "offer":
        actions.offer_to_template(found, by=request.viewer)
    elif what in ("done", "not-done"):
        actions.tick_task(found, done=what == "done", by=request.viewer)
    return _back(found)


def _back(found: Task) -> HttpResponse:
    return SeeOther(reverse("steward:handover") + f"#task-{found.pk}")


def _ids(number: int) -> str:
    """The same form stands on the page once for each list: its fields have ids of their own."""
    return f"id_{number}_%s"


def _term(request: Request, number: int) -> Steward:
    return get_object_or_404(Steward.objects.filter(_may(request)), pk=number)


def _may(request: Request) -> Q:
    return condition(request.viewer, "edit", Steward)


def _task(request: Request, number: int) -> Task:
    terms = Steward.objects.filter(_may(request))
    tasks = Task.objects.select_related("term__person", "owner").filter(term__in=terms)
    found = tasks.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _team(request: Request, found: Task) -> list[Person]:
    running = Q(until=None) | Q(until__gt=request.viewer.now) | Q(pk=found.term_id)
    return [one.person for one in Steward.objects.filter(running).select_related("person")]


def _line(found: Task, today: date) -> Line:
    assert found.term is not None
    here = [found.pk]
    url, act = reverse("steward:task", args=here), reverse("steward:task-act", args=here)
    return line_of(found, found.due_in(found.term), today, url=url, act=act)


def _page(
    request: Request, status: int = 200, new: TermTaskForm | None = None, new_of: int = 0
) -> HttpResponse:
    viewer = request.viewer
    terms = Steward.objects.filter(_may(request)).select_related("person")
    if not viewer.steward and not terms.exists():
        raise Refused("edit")
    today = viewer.today
    tasks = Task.objects.filter(term__in=terms).select_related(
        "term__person", "owner", "done_by", "template"
    )
    lists: dict[tuple[int, str], list[Line]] = {}
    for one in tasks.order_by("term", "of", "-days_before", "order", "pk"):
        lists.setdefault((one.term_id or 0, one.of), []).append(_line(one, today))
    templates = TemplateTask.objects.exclude(of=Occasion.EDITION)
    context = {
        "lists": [
            (Occasion(of).label, lines[0].task.term, lines) for (_t, of), lines in lists.items()
        ],
        "kept": [one for one in templates if one.accepted_at] if viewer.steward else [],
        "offered": [one for one in templates if not one.accepted_at] if viewer.steward else [],
        "form": new if new and not new_of else TermTaskForm(auto_id=_ids(0)),
        "add_to": [
            (one, new if new and new_of == one.pk else TermTaskForm(auto_id=_ids(one.pk)))
            for one in terms
            if any(term == one.pk for term, _of in lists)
        ],
        "feed": taskfeed.address_of_terms(viewer.somebody),
    }
    return render(request, "steward/handover.html", context, status=status)
