# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The demo's ready-made sign-in links and the letters it caught. Neither exists anywhere else."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from labcamp.core.door import Request, door
from labcamp.core.mail.models import CaughtLetter
from labcamp.network.models import Person
from labcamp.web.answer import SeeOther

SALT = "labcamp demo sign-in"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def demo_link(person: Person) -> str:
    """The path by which anybody signs in as an invented person of the demo."""
    return reverse("account:demo", args=[signing.dumps(person.pk, salt=SALT)])


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404


@door(on=["GET", "POST"])
def demo(request: Request, token: str) -> HttpResponse:
    """A page with one button, so that nothing that merely looks at links signs anybody in."""
    _only_in_the_demo()
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    person = get_object_or_404(Person, pk=pk, is_active=True)
    if request.method == "POST":
        login(request, person, backend=BACKEND)
        UserSession.objects.create_from_request(request)
        return SeeOther(reverse("home:start"))
    return render(request, "account/demo.html", {"person": person})


@door()
def mailbox(request: Request) -> HttpResponse:
    _only_in_the_demo()
    return render(request, "account/mailbox.html", {"letters": CaughtLetter.objects.all()[:100]})


@door()
def letter(request: Request, pk: int) -> HttpResponse:
    _only_in_the_demo()
    found = get_object_or_404(CaughtLetter, pk=pk)
    return render(request, "account/letter.html", {"letter": found})
