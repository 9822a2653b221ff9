# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The own account: introduction, settings, places where one is signed in."""

from __future__ import annotations

import re
from typing import cast

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.door import Request, door
from labcamp.core.mail.bounces import came_back
from labcamp.network.actions import person as people
from labcamp.network.models import Membership, Person
from labcamp.web.account.forms import IntroductionForm
from labcamp.web.account.signing import own_path
from labcamp.web.answer import SeeOther


@door(on=["GET", "POST"], signed_in=True)
def welcome(request: Request) -> HttpResponse:
    """The first time: say a name, or go on."""
    return _introduce(request, "account/welcome.html", to=own_path(request))


@door(on=["GET", "POST"], signed_in=True)
def settings(request: Request) -> HttpResponse:
    return _introduce(request, "account/settings.html", to=reverse("account:settings") + "?saved=1")


@door(on=["POST"], signed_in=True)
def renew_calendars(request: Request) -> HttpResponse:
    """New secret calendar addresses; the old ones stop at once."""
    people.renew_calendars(cast("Person", request.user), by=request.viewer)
    return SeeOther(reverse("account:settings") + "?renewed=1#calendars")


def _introduce(request: Request, template: str, *, to: str) -> HttpResponse:
    person = cast("Person", request.user)
    start = {"name": person.name, "language": person.language}
    form = IntroductionForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        people.introduce(person, **form.cleaned_data, by=request.viewer)
        return SeeOther(to)
    roles = Membership.objects.filter(person=person, until=None).select_related("lab")
    context = {
        "form": form,
        "next": own_path(request),
        "memberships": roles,
        "came_back": came_back([person.email]).get(person.email, ""),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)


@door(on=["GET", "POST"], signed_in=True)
def sessions(request: Request) -> HttpResponse:
    """Where one is signed in; each can be ended, or all of them."""
    person = cast("Person", request.user)
    if request.method == "POST":
        return _end(request, person)
    found = sorted(
        UserSession.objects.purge_and_list(person), key=lambda s: s.created_at, reverse=True
    )
    rows = [{"session": s, "words": device(s.user_agent), "here": s.is_current()} for s in found]
    return render(request, "account/sessions.html", {"rows": rows})


def _end(request: Request, person: Person) -> HttpResponse:
    mine = UserSession.objects.filter(user=person)
    if request.POST.get("all"):
        for session in mine:
            session.end()
        logout(request)
        return SeeOther(reverse("home:start"))
    chosen = request.POST.get("session", "")
    session = mine.filter(pk=chosen).first() if re.fullmatch(r"[0-9]{1,18}", chosen) else None
    if session is None:
        raise Http404
    here = session.is_current()
    session.end()
    if here:
        logout(request)
    return SeeOther(reverse("home:start") if here else reverse("account:sessions"))


BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device(agent: str) -> str:
    """The browser and system somebody would recognise, out of a User-Agent header."""

    def first(table: tuple[tuple[str, str], ...]) -> str:
        return next((name for mark, name in table if mark in agent), "")

    known = [name for name in (first(BROWSERS), first(SYSTEMS)) if name]
    return ", ".join(known) or re.sub(r"[^\w ./-]", "", agent)[:40] or _("unknown device")
