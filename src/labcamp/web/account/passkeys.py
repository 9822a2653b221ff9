# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passkeys: a further way in for those who like it. The code by mail always works."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth, flows
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labcamp.core.door import Request, door
from labcamp.core.instance import current
from labcamp.core.limits import TooMany, spend
from labcamp.network.models import Person
from labcamp.web.account.signing import own_path
from labcamp.web.answer import SeeOther
from labcamp.web.client import client_of

# A passkey is added or removed only soon after signing in, so that an open browser is not enough.
FRESH = timedelta(days=1)
PER_CLIENT = 60
WINDOW = timedelta(hours=1)
GARBLED = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


class PasskeyAdapter(DefaultMFAAdapter):
    """What the library asks about passkeys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This passkey was not accepted. Please try again."),
    }

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """A passkey is a way in of its own, never a second step after the code."""
        return False

    def _get_site_name(self) -> str:
        return current.instance().name


class Answer(forms.JSONField):
    """What the browser answered; numbers and depths that JSON's reader refuses are garbled, too."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as garbled:
            raise forms.ValidationError(
                PasskeyAdapter.error_messages["incorrect_code"]
            ) from garbled


class PasskeyForm(AddWebAuthnForm):
    """A name and what the browser answered; always a passkey that signs in on its own."""

    name = forms.CharField(
        label=gettext_lazy("Name of the passkey"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("So that you recognise it later, such as “phone”."),
    )
    passwordless = None
    credential = Answer(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": _("My passkey")}
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = _(
            "Your browser did not answer with a passkey. Please try again."
        )

    def clean_name(self) -> str:
        return self.cleaned_data["name"] or _("My passkey")

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        try:
            return super().clean()  # type: ignore[no-any-return]
        except GARBLED as garbled:
            raise get_adapter().validation_error("incorrect_code") from garbled


class SignInForm(LoginWebAuthnForm):
    credential = Answer(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except GARBLED as garbled:
            raise forms.ValidationError(
                PasskeyAdapter.error_messages["incorrect_code"]
            ) from garbled


def _mine(request: Request) -> Any:
    return Authenticator.objects.filter(
        user=cast("Person", request.user), type=Authenticator.Type.WEBAUTHN
    ).order_by("created_at")


def _fresh(request: Request) -> bool:
    """Whether this browser signed in lately."""
    here = UserSession.objects.filter(
        user=cast("Person", request.user), session_key=request.session.session_key
    )
    return bool(here.filter(created_at__gt=request.viewer.now - FRESH).exists())


@door(signed_in=True)
def passkeys(request: Request) -> HttpResponse:
    return render(request, "account/passkeys.html", {"passkeys": _mine(request)})


@door(on=["GET", "POST"], signed_in=True)
def add(request: Request) -> HttpResponse:
    """The browser makes the passkey; we keep its public half and the name."""
    person = cast("Person", request.user)
    if not _fresh(request):
        return _sign_in_again(request)
    form = PasskeyForm(request.POST or None, user=person)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            flows.add_authenticator(
                request,
                name=form.cleaned_data["name"],
                credential=form.cleaned_data["credential"],
            )
        return SeeOther(reverse("account:passkeys"))
    context = {"form": form, "options": auth.begin_registration(person, passwordless=True)}
    status = 422 if request.method == "POST" else 200
    return render(request, "account/passkey_add.html", context, status=status)


@door(on=["GET", "POST"], signed_in=True)
def remove(request: Request, pk: int) -> HttpResponse:
    passkey = _mine(request).filter(pk=pk).first()
    if passkey is None:
        raise Http404
    if not _fresh(request):
        return _sign_in_again(request)
    if request.method == "POST":
        with transaction.atomic():
            flows.remove_authenticator(request, passkey)
        return SeeOther(reverse("account:passkeys"))
    return render(request, "account/passkey_remove.html", {"passkey": passkey})


def _sign_in_again(request: Request) -> HttpResponse:
    return render(request, "account/passkey_again.html", status=403)


@door(on=["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """GET hands the browser a challenge, POST takes its answer. Both are asked for by script."""
    if request.viewer.person is not None:
        return SeeOther(own_path(request))
    if request.method != "POST":
        return _challenge(request)
    form = SignInForm(request.POST)
    try:
        _spend(request)
        if form.is_valid():
            return _enter(request, form.cleaned_data["credential"])
        sentence = _("This passkey was not accepted. Sign in with a code instead.")
    except TooMany:
        sentence = _("That was too often. Please sign in with a code.")
    messages.error(request, sentence)
    return SeeOther(f"{reverse('account:sign-in')}?{urlencode({'next': own_path(request)})}")


def _challenge(request: Request) -> HttpResponse:
    if request.headers.get("X-Requested-With") != "XMLHttpRequest":
        return SeeOther(reverse("account:sign-in"))
    answer = JsonResponse(auth.begin_authentication(user=None))
    add_never_cache_headers(answer)
    return answer


def _enter(request: Request, passkey: Authenticator) -> HttpResponse:
    goal = own_path(request)
    try:
        answer = flows.perform_passwordless_login(request, passkey, Login(user=passkey.user))
    except ImmediateHttpResponse as turned_away:
        answer = turned_away.response
    if request.user.is_authenticated:
        return SeeOther(goal)
    return cast("HttpResponse", answer)


def _spend(request: Request) -> None:
    spend(f"passkey-from:{client_of(request)}", most=PER_CLIENT, per=WINDOW, now=request.viewer.now)
