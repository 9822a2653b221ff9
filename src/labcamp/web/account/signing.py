# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in by a code, signing out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.views import ConfirmLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from labcamp.core.door import Request, door
from labcamp.core.limits import TooMany, spend
from labcamp.network.actions import person as people
from labcamp.web.account.forms import AddressForm
from labcamp.web.answer import SeeOther
from labcamp.web.client import client_of, key_of

PER_ADDRESS = 6
PER_CLIENT = 40
WINDOW = timedelta(hours=1)


def own_path(request: Request) -> str:
    """Where to go afterwards: `next` when it is a path of this site, else the start page."""
    wanted: str = request.POST.get("next", "") or request.GET.get("next", "")
    own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if own else reverse("home:start")


@door(on=["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """One form and one way for everybody: known and unknown addresses cannot be told apart."""
    if request.viewer.person is not None:
        return SeeOther(own_path(request))
    form = AddressForm(request.POST or None)
    context = {"form": form, "next": own_path(request), "sso": sso_name()}
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        try:
            spend_codes(request, email)
        except TooMany as limit:
            again = f"{localtime(limit.again_at):%H:%M}"
            form.add_error(
                None,
                _("That was too often. Please try again after %(time)s.") % {"time": again},
            )
            return render(request, "account/sign_in.html", context, status=429)
        person = people.known_or_new(email)
        LoginCodeVerificationProcess.initiate(
            request=request, user=person if person.is_active else None, email=email
        )
        return SeeOther(_code_address(own_path(request)))
    status = 422 if request.method == "POST" else 200
    answer = render(request, "account/sign_in.html", context, status=status)
    add_never_cache_headers(answer)
    return answer


def sso_name() -> str:
    return settings.ENV.oidc.get("name") or _("single sign-on") if settings.ENV.oidc else ""


def _code_address(goal: str) -> str:
    return f"{reverse('account:code')}?{urlencode({'next': goal})}"


def spend_codes(request: Request, email: str) -> None:
    """One code less for this client and this address; raises TooMany.

    The client comes first: one over its limit must not use up other people's codes.
    """
    now = request.viewer.now
    spend(f"code-from:{client_of(request)}", most=PER_CLIENT, per=WINDOW, now=now)
    spend(f"code-to:{key_of(email)}", most=PER_ADDRESS, per=WINDOW, now=now)


class CodeForm(ConfirmLoginCodeForm):
    """The code, with words of ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code from the letter")
        field.widget.attrs |= {
            "autocomplete": "one-time-code",
            "autofocus": True,
            "autocapitalize": "characters",
            "spellcheck": "false",
        }
        field.widget.attrs.pop("placeholder", None)


class CodeView(ConfirmLoginCodeView):
    template_name = "account/code.html"
    form_class = CodeForm

    def get_form_class(self) -> Any:
        found = super().get_form_class()
        return CodeForm if found is not CodeForm and "code" in found.base_fields else found

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)
        if answer.status_code == 200:
            answer.status_code = 422
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["address"] = self._process.state.get("email", "")
        context["next"] = own_path(self.request)
        context["may_resend"] = self._process.can_resend
        return context


_code_view = CodeView.as_view()


@door(on=["GET", "POST"])
def code(request: Request) -> HttpResponse:
    """Enter the code. An expired or used-up one leads back to the start, with words."""
    if request.viewer.person is not None:
        return SeeOther(own_path(request))
    answer: HttpResponse = _code_view(request)
    if request.user.is_authenticated:
        return _welcome(request)
    goal = answer.headers.get("Location", "")
    if goal.startswith(reverse("account_request_login_code")):
        if not len(messages.get_messages(request)):
            messages.warning(request, _("This code is no longer valid. Please ask for a new one."))
        return SeeOther(f"{reverse('account:sign-in')}?{urlencode({'next': own_path(request)})}")
    if hasattr(answer, "render"):
        answer.render()
    return answer


def _welcome(request: Request) -> HttpResponse:
    """Those who come for the first time may say their name; all others go where they wanted."""
    goal = own_path(request)
    if request.session.pop("first_time", False):
        return SeeOther(f"{reverse('account:welcome')}?{urlencode({'next': goal})}")
    return SeeOther(goal)


@door(on=["GET", "POST"], signed_in=True)
def sign_out(request: Request) -> HttpResponse:
    if request.method == "POST":
        logout(request)
        return SeeOther(reverse("home:start"))
    return render(request, "account/sign_out.html")
