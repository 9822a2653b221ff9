# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Legal pages, the way to report a barrier, and the stewards' settings."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from labcamp.core.access import require
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.core.instance import actions, current
from labcamp.core.instance.models import LegalPage, Level, Phase, Topic
from labcamp.core.limits import TooMany
from labcamp.network.letters import stewards
from labcamp.web.answer import SeeOther
from labcamp.web.client import client_of
from labcamp.web.instance.forms import BarrierForm, LegalForm, SetupForm, WordForm
from labcamp.web.logo import choose
from labcamp.web.stale import both_versions

WORDS: dict[str, actions.Word] = {"topic": Topic, "phase": Phase, "level": Level}
SETUP_FIELDS = [name for name in SetupForm.base_fields if name != "version"]


@door()
def legal(request: Request, slug: str) -> HttpResponse:
    page = get_object_or_404(LegalPage, slug=slug)
    english = get_language() == "en"
    context = {
        "page": page,
        "title": (english and page.title_en) or page.title_de,
        "text": (english and page.text_en) or page.text_de,
        "text_language": "en" if english and page.text_en else "de",
    }
    return render(request, "instance/legal.html", context)


@door(on=["GET", "POST"])
def barrier(request: Request) -> HttpResponse:
    """A form of its own page, so that pages for guests carry no token.

    Reports go to the instance's contact; where none is set yet, to the stewards.
    """
    contact = current.instance().contact
    to = [contact] if contact else [steward.email for steward in stewards()]
    if not to:
        return render(request, "instance/barrier.html", {"form": None})
    start = {"page": request.GET.get("page", "")[:300]}
    form = BarrierForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            client = client_of(request)
            words = form.cleaned_data
            actions.report_barrier(**words, to=to, client=client, by=request.viewer)
        except TooMany:
            form.add_error(None, _("That were many reports in an hour. Please try again later."))
            return render(request, "instance/barrier.html", {"form": form}, status=429)
        return SeeOther(reverse("instance:thanks"))
    status = 422 if request.method == "POST" else 200
    return render(request, "instance/barrier.html", {"form": form}, status=status)


@door()
def thanks(request: Request) -> HttpResponse:
    return render(request, "instance/thanks.html")


@door(signed_in=True, on=["GET", "POST"])
def settings_page(request: Request) -> HttpResponse:
    instance = current.instance()
    require(request.viewer, "set-up", instance)
    start = {name: getattr(instance, name) for name in [*SETUP_FIELDS, "version"]}
    form = SetupForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_up(form.setup(), version=form.cleaned_data["version"], by=request.viewer)
        except Stale as stale:
            rows = both_versions(form, SETUP_FIELDS, stale)
            context = {"form": form, "stale": rows, "legal": current.kept().legal}
            return render(request, "instance/settings.html", context, status=409)
        return SeeOther(reverse("instance:settings") + "?saved=1")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "legal": current.kept().legal}
    return render(request, "instance/settings.html", context, status=status)


@door(signed_in=True, on=["GET", "POST"])
def logo(request: Request) -> HttpResponse:
    instance = current.instance()
    require(request.viewer, "set-up", instance)
    return choose(
        request,
        name=instance.name,
        present=instance.logo,
        keep=lambda picture: actions.set_logo(picture, by=request.viewer),
        to=reverse("instance:settings"),
    )


@door(signed_in=True, on=["GET", "POST"])
def edit_legal(request: Request, slug: str) -> HttpResponse:
    require(request.viewer, "set-up", current.instance())
    page = get_object_or_404(LegalPage, slug=slug)
    names = ["title_de", "text_de", "title_en", "text_en"]
    start = {name: getattr(page, name) for name in [*names, "version"]}
    form = LegalForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_legal_page(page, **form.cleaned_data, by=request.viewer)
        except Stale as stale:
            context = {"form": form, "stale": both_versions(form, names, stale), "page": page}
            return render(request, "instance/edit_legal.html", context, status=409)
        return SeeOther(reverse("instance:legal", args=[slug]))
    status = 422 if request.method == "POST" else 200
    return render(request, "instance/edit_legal.html", {"form": form, "page": page}, status=status)


@door(signed_in=True, on=["GET", "POST"])
def words(request: Request) -> HttpResponse:
    """Levels, phases and topics as data: the list and one form for adding and renaming."""
    require(request.viewer, "set-up", current.instance())
    form = WordForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        word = form.cleaned_data
        actions.name_word(
            WORDS[word["kind"]],
            key=word["key"],
            name_de=word["name_de"],
            name_en=word["name_en"],
            by=request.viewer,
        )
        return SeeOther(reverse("instance:words") + "?saved=1")
    lists = [(kind, name, WORDS[kind].objects.all()) for kind, name in WordForm.KINDS]
    status = 422 if request.method == "POST" else 200
    return render(request, "instance/words.html", {"form": form, "lists": lists}, status=status)
