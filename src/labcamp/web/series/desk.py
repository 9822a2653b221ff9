# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' side of registration: who comes, seats kept, questions, the room, check-in."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.access import may
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.core.mail.bounces import came_back
from labcamp.network.models import Lab
from labcamp.series.actions import desk as actions
from labcamp.series.figures import mix_of
from labcamp.series.models import Edition, Question, Registration, RegistrationDesk
from labcamp.web.answer import SeeOther
from labcamp.web.series.placeforms import DeskForm, QuestionForm, SeatsForm
from labcamp.web.stale import both_versions

FIELDS = [
    *("room_link", "room_note", "room_opens_minutes", "accept_hours"),
    *("invited_only", "invite_code", "own_room"),
]


@door(Edition, "edit", find=["slug"], on=["GET", "POST"])
def desk(request: Request, edition: Edition) -> HttpResponse:
    """The room, kept seats and questions on one page, each with a form of its own."""
    if request.method != "POST":
        return _page(request, edition)
    form = DeskForm(request.POST)
    if not form.is_valid():
        return _page(request, edition, 422, desk=form)
    try:
        version = form.cleaned_data["version"]
        actions.set_desk(edition, form.room(), version=version, by=request.viewer)
    except Stale as stale:
        rows = both_versions(form, [n for n in FIELDS if n in form.fields], stale)
        return _page(request, edition, 409, desk=form, stale=rows)
    return SeeOther(reverse("series:desk", args=[edition.slug]))


@door(Edition, "edit", find=["slug"], on=["POST"])
def seats(request: Request, edition: Edition) -> HttpResponse:
    form = SeatsForm(request.POST, labs=_labs(request))
    if form.is_valid():
        try:
            actions.keep_seats(edition, **form.cleaned_data, by=request.viewer)
        except actions.TooManyKept:
            form.add_error("seats", _("The edition does not have so many seats."))
        else:
            return SeeOther(reverse("series:desk", args=[edition.slug]) + "#seats")
    return _page(request, edition, 422, seats=form)


@door(Edition, "edit", find=["slug"], on=["POST"])
def questions(request: Request, edition: Edition) -> HttpResponse:
    form = QuestionForm(request.POST)
    if form.is_valid():
        actions.ask(edition, form.asked(), by=request.viewer)
        return SeeOther(reverse("series:desk", args=[edition.slug]) + "#questions")
    return _page(request, edition, 422, question=form)


@door(Edition, "edit", find=["slug"], on=["POST"])
def drop(request: Request, edition: Edition, number: int) -> HttpResponse:
    question = Question.objects.filter(edition=edition, pk=number).first()
    if question is not None:  # sent twice, it is gone already
        actions.drop_question(question, by=request.viewer)
    return SeeOther(reverse("series:desk", args=[edition.slug]) + "#questions")


@door(Edition, "see-places", find=["slug"])
def coming(request: Request, edition: Edition) -> HttpResponse:
    """Everybody who has or waits for a place, the mix, check-in; ?as=csv for a table."""
    every = (
        Registration.objects.visible_to(request.viewer)
        .filter(edition=edition)
        .exclude(state=Registration.State.GIVEN_BACK)
        .select_related("person", "lab__level")
        .prefetch_related("answers")
        .order_by("person__name", "person__email")
    )
    rows, asked = list(every), list(edition.questions.all())
    if request.GET.get("as") == "csv":
        return _csv(edition, rows, asked)
    held = [row for row in rows if row.state == Registration.State.HELD]
    back = came_back({row.person.email for row in rows})
    for row in rows:
        row.came_back = back.get(row.person.email, "")  # type: ignore[attr-defined]  # for the page
    context = {
        "edition": edition,
        "held": held,
        "offered": [row for row in rows if row.state == Registration.State.OFFERED],
        "waiting": sorted(
            (row for row in rows if row.waiting_since), key=lambda row: (row.waiting_since, row.pk)
        ),
        "here": sum(row.checked_in_at is not None for row in held),
        "mix": mix_of(edition, held),
    }
    return render(request, "series/coming.html", context)


def _csv(edition: Edition, rows: list[Registration], asked: list[Question]) -> HttpResponse:
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow([_("Name"), _("E-mail"), _("Lab"), _("Stage"), *(q.label for q in asked)])
    for row in rows:
        given = {answer.question_id: answer.text for answer in row.answers.all()}
        person, lab = row.person, row.lab.name if row.lab else ""
        told = [person.name, person.email, lab, row.get_state_display()]
        told += [given.get(question.pk, "") for question in asked]
        table.writerow([_harmless(cell) for cell in told])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="anmeldungen-{edition.slug}.csv"'
    return answer


def _harmless(cell: str) -> str:
    """A spreadsheet must not take what somebody typed for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _labs(request: Request) -> object:
    return Lab.objects.visible_to(request.viewer).filter(state=Lab.State.ADMITTED)


def _page(request: Request, edition: Edition, status: int = 200, **forms: object) -> HttpResponse:
    kept = RegistrationDesk.objects.filter(edition=edition).first()
    present = kept or RegistrationDesk(edition=edition)
    start = {name: getattr(present, name) for name in [*FIELDS, "version"]}
    day = edition.last_day or edition.first_day
    context = {
        "edition": edition,
        "desk": DeskForm(initial=start),
        "seats": SeatsForm(labs=_labs(request)),
        "question": QuestionForm(initial={"delete_on": day}),
        "kept": edition.kept_seats.select_related("lab", "level").order_by("pk"),
        "questions": edition.questions.all(),
        "may_see": may(request.viewer, "see-places", edition),
        **forms,
    }
    return render(request, "series/desk.html", context, status=status)
