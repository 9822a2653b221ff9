# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Inputs of an edition: asking labs by letter, offers of labs, the mix."""

from __future__ import annotations

from collections import Counter

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from labcamp.core.access import system
from labcamp.core.door import Request, door
from labcamp.core.instance.models import Level
from labcamp.core.limits import TooMany
from labcamp.network.models import Lab
from labcamp.series.actions import contributions as actions
from labcamp.series.invented import RealAddress
from labcamp.series.models import Contribution, Edition, Part
from labcamp.web.answer import SeeOther
from labcamp.web.seals import number_in, sealed
from labcamp.web.series.inputforms import (
    AnswerForm,
    AskForm,
    OfferInputForm,
)
from labcamp.web.templatetags.told import in_language

SALT = "labcamp.input"
STATE = Contribution.State


def path_of(asked: Contribution) -> str:
    return reverse("series:input", args=[sealed(SALT, asked.pk)])


@door(Edition, "edit", find=["slug"], on=["GET", "POST"])
def inputs(request: Request, edition: Edition) -> HttpResponse:
    """Who was asked, who offers, who has confirmed, and how the levels mix."""
    form = AskForm(request.POST or None, labs=labs_to_ask(request))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.ask_for_input(edition, **said, by=request.viewer)
        except RealAddress as real:
            form.add_error("email", real.reason)
        except TooMany:
            form.add_error("email", _("That were many addresses in an hour. Try again later."))
            status = 429
        else:
            return SeeOther(reverse("series:inputs", args=[edition.slug]))
    every = list(edition.contributions.select_related("lab__level", "by"))
    context = {
        "edition": edition,
        "form": form,
        "waiting": [(one, path_of(one)) for one in every if one.state == STATE.ASKED],
        "offered": [one for one in every if one.state == STATE.OFFERED],
        "declined": [one for one in every if one.state == STATE.DECLINED],
        **_mix(edition),
    }
    return render(request, "series/inputs.html", context, status=status)


@door(Edition, "edit", find=["slug"], on=["POST"])
def answer_offer(request: Request, edition: Edition, number: int) -> HttpResponse:
    offered = get_object_or_404(Contribution, edition=edition, pk=number)
    joins = request.POST.get("joins") == "yes"
    actions.answer_offer(offered, joins=joins, by=request.viewer)
    return SeeOther(reverse("series:inputs", args=[edition.slug]))


@door(Edition, "offer-input", find=["slug"], on=["GET", "POST"], signed_in=True)
def offer(request: Request, edition: Edition) -> HttpResponse:
    """A member of a lab offers an input."""
    own = Lab.objects.visible_to(request.viewer).filter(pk__in=request.viewer.labs)
    form = OfferInputForm(request.POST or None, labs=own.order_by("name_key"))
    if request.method == "POST" and form.is_valid():
        actions.offer_input(edition, **form.cleaned_data, by=request.viewer)
        return SeeOther(reverse("series:offer-input", args=[edition.slug]) + "?thanks=1")
    mine = edition.contributions.filter(by=request.viewer.person)
    context = {"edition": edition, "form": form, "mine": mine.exclude(state=STATE.ASKED)}
    status = 422 if request.method == "POST" else 200
    return render(request, "series/offer_input.html", context, status=status)


@door(on=["GET", "POST"])
def asked(request: Request, key: str) -> HttpResponse:
    """The asked side's answer, by the address in its letter; opening it changes nothing."""
    number = number_in(SALT, key)
    every = Contribution.objects.select_related("edition", "lab")
    found = every.filter(pk=number).first() if number is not None else None
    if found is None or found.state == STATE.OFFERED:
        raise Http404
    joins = request.POST.get("joins") == "yes"
    form = AnswerForm(request.POST or None, initial={"title": found.title}, needs_title=joins)
    over = found.edition.state != Edition.State.PLANNED
    if request.method == "POST" and not over and form.is_valid():
        title = form.cleaned_data["title"]
        actions.answer_question(found, title=title, joins=joins, by=system("input"))
        return SeeOther(path_of(found))
    context = {"asked": found, "edition": found.edition, "form": form, "over": over}
    status = 409 if over and request.method == "POST" else 422 if request.method == "POST" else 200
    page = render(request, "series/input.html", context, status=status)
    add_never_cache_headers(page)
    page["X-Robots-Tag"] = "noindex"
    return page


def labs_to_ask(request: Request) -> list[Lab]:
    """Labs of the network that may be asked for an input, as far as the viewer sees them."""
    admitted = Lab.objects.visible_to(request.viewer).filter(state=Lab.State.ADMITTED)
    living = admitted.exclude(status=Lab.Status.ENDED)
    return list(living.select_related("level").order_by("name_key"))


def _mix(edition: Edition) -> dict[str, object]:
    """Confirmed inputs by level, levels that are missing, and labs that contribute first time."""
    parts = list(edition.parts.select_related("lab", "level"))
    counted = Counter(part.level_id for part in parts)
    levels = list(Level.objects.all())
    labs = [part.lab_id for part in parts if part.lab_id]
    elsewhere = Part.objects.filter(lab__in=labs, edition__rehearses=None).exclude(
        edition__in=[edition.pk, edition.rehearses_id or 0]
    )
    before = set(elsewhere.values_list("lab", flat=True))
    return {
        "parts": parts,
        "levels": [(in_language(one, "name"), counted[one.pk]) for one in levels],
        "n_first": len({lab for lab in labs if lab not in before}),
    }
