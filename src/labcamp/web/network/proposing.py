# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proposing a lab, changing its profile, its logo."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.network.actions import labs as actions
from labcamp.network.actions.labs import Where
from labcamp.network.models import Lab
from labcamp.network.queries.duplicates import Duplicate, likely_duplicates
from labcamp.web.answer import SeeOther
from labcamp.web.logo import choose
from labcamp.web.network.forms import EditForm, LabForm, ProposalForm, as_initial

WHERE = tuple(Where.__dataclass_fields__)
COMPARED = (
    *("name", "carrier", "level", "town", "ags", "phase", "founded", "description"),
    *("offers", "seeks", "website"),
)


@door(signed_in=True, on=["GET", "POST"])
def propose(request: Request) -> HttpResponse:
    """One form; then the likely duplicates; then it is filed."""
    if request.method != "POST":
        return _form_page(request, ProposalForm())
    if "find" in request.POST:
        return _form_page(request, ProposalForm(initial=as_initial(ProposalForm, request.POST)))
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    profile = form.profile()
    if not form.cleaned_data["anyway"]:
        found = likely_duplicates(
            request.viewer, name=profile.name, website=profile.website, town=profile.where.town
        )
        if found and not any(_is_sent_again(one, request) for one in found):
            context = {"form": form, "duplicates": found, "typed": _typed(request)}
            return render(request, "network/duplicates.html", context)
    lab = actions.propose(
        profile, wants_public=form.cleaned_data["wants_public"], by=request.viewer
    )
    return SeeOther(lab.get_absolute_url() + "?proposed=1")


@door(Lab, "edit", find=["slug"], on=["GET", "POST"], related=["level", "phase"])
def edit(request: Request, lab: Lab) -> HttpResponse:
    """The profile; when somebody saved meanwhile, both versions."""
    present = where_of(lab)
    if request.method != "POST":
        return _edit_page(request, EditForm(initial=_start(lab), present=present), lab)
    if "find" in request.POST:
        start = as_initial(EditForm, request.POST)
        return _edit_page(request, EditForm(initial=start, present=present), lab)
    form = EditForm(request.POST, present=present)
    if not form.is_valid():
        return _edit_page(request, form, lab, status=422)
    try:
        actions.edit(lab, form.profile(), version=form.cleaned_data["version"], by=request.viewer)
    except Stale as stale:
        return _stale_page(request, form, cast("Lab", stale.present))
    return SeeOther(reverse("network:lab", args=[lab.slug]) + "?saved=1")


def where_of(lab: Lab) -> Where:
    return Where(**{name: getattr(lab, name) for name in WHERE})


def _is_sent_again(found: Duplicate, request: Request) -> bool:
    """The form was sent twice: the action answers with the lab that is there already."""
    lab = found.lab
    mine = lab.state == Lab.State.PROPOSED and lab.proposed_by_id == request.viewer.person
    return mine and found.why == "name"


def _form_page(request: Request, form: ProposalForm, *, status: int = 200) -> HttpResponse:
    return render(request, "network/propose.html", {"form": form}, status=status)


def _edit_page(
    request: Request,
    form: EditForm,
    lab: Lab,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {"form": form, "lab": lab}
    return render(request, "network/edit.html", context, status=status)


def _stale_page(request: Request, form: EditForm, present: Lab) -> HttpResponse:
    """Both versions; the form takes the present one's number, so saving again decides."""
    rows = _differences(present, form)
    data = cast("QueryDict", form.data).copy()
    data["version"] = str(present.version)
    form.data = data
    return _edit_page(request, form, present, status=409, stale=rows)


def _start(lab: Lab) -> dict[str, Any]:
    plain = {name: getattr(lab, name) for name in COMPARED}
    return {
        **plain,
        "level": lab.level.key,
        "phase": lab.phase.key if lab.phase else "",
        "topics": [topic.key for topic in lab.topics.all()],
        "version": lab.version,
    }


def _typed(request: Request) -> list[tuple[str, str]]:
    """Everything typed, for hidden fields: the second step sends it again."""
    skipped = ("csrfmiddlewaretoken", "anyway", "find")
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in skipped
        for value in values
    ]


def _differences(present: Lab, form: LabForm) -> list[tuple[Any, Any, Any]]:
    """Rows of what differs: the label, as it is now, as it was typed."""
    rows = []
    for name in COMPARED:
        typed = form.cleaned_data[name]
        if name == "ags":
            typed = form.cleaned_data["where"].ags
        if getattr(present, name) != typed:
            rows.append((form.fields[name].label, getattr(present, name) or "–", typed or "–"))
    now = {topic.name for topic in present.topics.all()}
    wanted = {topic.name for topic in form.cleaned_data["topics"]}
    if now != wanted:
        label = form.fields["topics"].label
        rows.append((label, ", ".join(sorted(now)) or "–", ", ".join(sorted(wanted)) or "–"))
    return rows


@door(Lab, "edit", find=["slug"], on=["GET", "POST"], related=["logo"])
def logo(request: Request, lab: Lab) -> HttpResponse:
    """The lab's picture beside its name."""
    return choose(
        request,
        name=lab.name,
        present=lab.logo,
        keep=lambda picture: actions.set_logo(lab, picture, by=request.viewer),
        to=lab.get_absolute_url(),
    )
