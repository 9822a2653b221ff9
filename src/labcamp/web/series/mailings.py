# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Invitations from a list with a preview, and letters of the hosts to a group."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.core.mail.post import Progress, progress
from labcamp.network.models import Lab
from labcamp.network.names import name_key
from labcamp.series import guestlist
from labcamp.series.actions import mailings as actions
from labcamp.series.invented import why_not
from labcamp.series.models import Edition, Invitation, Mailing
from labcamp.web.answer import SeeOther
from labcamp.web.series.mailforms import ListForm, MailingForm
from labcamp.web.series.mailletters import key_of, recipients
from labcamp.web.stale import both_versions

FIELDS = ["group", "subject", "text"]


@dataclass(frozen=True)
class Checked:
    """A line of the list with what would become of it; `problem` is empty when it is right."""

    row: guestlist.Row
    guest: actions.Guest
    known: bool
    problem: str


@door(Edition, "see-places", find=["slug"], on=["GET", "POST"])
def invitations(request: Request, edition: Edition) -> HttpResponse:
    """Paste or upload a list, look at what it says, then take it over: all of it or nothing."""
    form = ListForm(request.POST or None, request.FILES or None)
    checked: list[Checked] = []
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            checked = _check(edition, guestlist.read(form.cleaned_data["text"]), request)
        except ValueError:
            form.add_error("text", _("Please take fewer than 2,000 lines at once."))
        else:
            right = bool(checked) and not any(one.problem for one in checked)
            if right and request.POST.get("what") == "take":
                actions.invite(edition, [one.guest for one in checked], by=request.viewer)
                return SeeOther(reverse("series:invitations", args=[edition.slug]))
            status = 200 if right else 422
            form = ListForm(initial={"text": form.cleaned_data["text"]})
    context = {
        "edition": edition,
        "form": form,
        "checked": checked,
        "n_wrong": sum(bool(one.problem) for one in checked),
        "invited": _invited(edition),
    }
    return render(request, "series/invitations.html", context, status=status)


@door(Edition, "see-places", find=["slug"], on=["POST"])
def take_off(request: Request, edition: Edition, number: int) -> HttpResponse:
    actions.take_off(get_object_or_404(Invitation, edition=edition, pk=number), by=request.viewer)
    return SeeOther(reverse("series:invitations", args=[edition.slug]))


@door(Edition, "see-places", find=["slug"], on=["GET", "POST"])
def mailings(request: Request, edition: Edition) -> HttpResponse:
    """Drafts and sent letters; a form for a new one."""
    form = MailingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in FIELDS}
        made = actions.draft(edition, None, **said, by=request.viewer)
        return SeeOther(reverse("series:mailing", args=[edition.slug, made.pk]))
    every = list(edition.mailings.select_related("by")[:100])
    context = {
        "edition": edition,
        "form": form,
        "drafts": [one for one in every if one.sent_at is None],
        "sent": [(one, progress(key_of(one))) for one in every if one.sent_at is not None][:20],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "series/mailings.html", context, status=status)


@door(Edition, "see-places", find=["slug"], on=["GET", "POST"])
def mailing(request: Request, edition: Edition, number: int) -> HttpResponse:
    """One letter: change the draft, look at it, try it on oneself, send it, see how far it is."""
    found = get_object_or_404(Mailing, edition=edition, pk=number)
    here = reverse("series:mailing", args=[edition.slug, found.pk])
    start = {name: getattr(found, name) for name in [*FIELDS, "version"]}
    what = request.POST.get("what", "")
    form = MailingForm(request.POST if what == "save" else None, initial=start)
    context: dict[str, Any] = {"edition": edition, "mailing": found, "form": form}
    status = 200
    if what == "try":
        actions.try_on_myself(found, by=request.viewer)
        return SeeOther(f"{here}?tried=1")
    if what == "send":
        actions.send(found, total=len(recipients(found)), by=request.viewer)
        return SeeOther(here)
    if what == "save":
        status = 422
    if what == "save" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.draft(
                edition, found, **{name: said[name] for name in FIELDS},
                version=said["version"] or 0, by=request.viewer,
            )  # fmt: skip
        except Stale as stale:
            context["stale"] = both_versions(form, FIELDS, stale)
            status = 409
        else:
            return SeeOther(here)
    people = recipients(found) if found.sent_at is None else []
    context |= {"n_people": len(people), "first": people[:5], "progress": _shown(found)}
    return render(request, "series/mailing.html", context, status=status)


def _shown(mailing: Mailing) -> Progress:
    """How far it is; an address asked through a lab stays hidden behind the lab's name."""
    said = progress(key_of(mailing))
    asked = mailing.edition.invitations.filter(by_lab=True).select_related("lab")
    labs = {one.email: one.lab.name if one.lab else "–" for one in asked}
    return replace(
        said,
        refused=[labs.get(to, to) for to in said.refused],
        bounced=[(labs.get(to, to), why) for to, why in said.bounced],
    )


def _invited(edition: Edition) -> list[tuple[Invitation, bool]]:
    """Everybody on the list, and whether they have registered."""
    here = set(
        edition.registrations.exclude(state="given-back").values_list("person__email", flat=True)
    )
    return [(one, one.email in here) for one in edition.invitations.select_related("lab")]


def _check(edition: Edition, rows: list[guestlist.Row], request: Request) -> list[Checked]:
    admitted = Lab.objects.visible_to(request.viewer).filter(state=Lab.State.ADMITTED)
    labs = {lab.name_key: lab for lab in admitted}
    known = set(edition.invitations.filter(by_lab=False).values_list("email", flat=True))
    seen: set[str] = set()
    checked = []
    for row in rows:
        email = row.email.lower()
        lab = labs.get(name_key(row.lab)) if row.lab else None
        problem = _problem(email, row, lab, seen) or why_not(edition, email)
        seen.add(email)
        checked.append(
            Checked(row, actions.Guest(email, row.name[:120], lab), email in known, problem)
        )
    return checked


def _problem(email: str, row: guestlist.Row, lab: Lab | None, seen: set[str]) -> str:
    try:
        validate_email(email)
    except ValidationError:
        return _("This is not an e-mail address.")
    if email in seen:
        return _("This address is on the list twice.")
    if row.lab and lab is None:
        return _("No lab of this name is in the directory.")
    return ""
