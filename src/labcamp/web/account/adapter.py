# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the sign-in library meets the house: its letters, its words, whom the employer sends."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from labcamp.core.instance import current
from labcamp.core.mail.post import post
from labcamp.core.mail.text import letter
from labcamp.network.actions import person as people
from labcamp.web.answer import SeeOther


class AccountAdapter(DefaultAccountAdapter):
    """One kind of letter leaves: the one with the code."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": gettext_lazy("This is not the code we sent. Please check it."),
        "too_many_login_attempts": gettext_lazy(
            "The code was wrong three times. Please ask for a new one."
        ),
        "rate_limited": gettext_lazy("That was too often. Please try again in a few minutes."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter with the code; other letters of the library have no use here."""
        if template_prefix != "account/email/login_code":
            return
        name = current.instance().name
        words = {"code": context["code"], "instance": name, "minutes": 15}
        text = letter(
            [render_to_string("account/code_letter.txt", words)],
            sender=name,
            address=settings.ORIGIN,
            why=_("You get this letter because this address was entered for signing in."),
        )
        with transaction.atomic():
            post(
                email,
                _("%(code)s is your sign-in code for %(instance)s") % words,
                text,
                kind="sign-in code",
                key=f"code:{secrets.token_hex(16)}",
                language=get_language() or "de",
                until=timezone.now() + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
            )

    def add_message(  # type: ignore[no-untyped-def]  # noqa: ANN201 - the library's signature
        self, request, level, message_template=None, message_context=None, extra_tags="",
        message=None,
    ):  # fmt: skip
        """Only what went wrong is said; what went well is seen."""
        if level >= messages.WARNING and message:
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True


class SocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: an address the employer has verified is the person of that address."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        verified = [a.email for a in sociallogin.email_addresses if a.verified]
        if not verified:
            self._turn_away(
                request,
                _("Your employer's sign-in did not confirm your e-mail address. "
                  "Please sign in with a code instead."),
            )  # fmt: skip
        if not sociallogin.is_existing:
            person = people.known_or_new(verified[0])
            if not person.is_active:
                self._turn_away(request, _("This account is closed."))
            told = sociallogin.account.extra_data
            name = str((told.get("userinfo") or told).get("name") or "")[:120]
            if name and not person.name:
                person.name = name
                person.save(update_fields=["name"])
            sociallogin.connect(request, person)

    def on_authentication_error(  # type: ignore[no-untyped-def]  # noqa: ANN201
        self,
        request,
        provider,
        error=None,
        exception=None,
        extra_context=None,
    ):
        """Cancelled or failed over there: said here, and the code is still a way in."""
        self._turn_away(
            request, _("Signing in over there did not work. You can sign in with a code.")
        )

    def _turn_away(self, request: HttpRequest, sentence: str) -> None:
        messages.error(request, sentence)
        raise ImmediateHttpResponse(SeeOther(reverse("account:sign-in")))
