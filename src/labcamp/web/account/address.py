# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Another e-mail address for one's account, once a code that was sent to it is entered."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import cast

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from labcamp.core.door import Request, door
from labcamp.core.instance import current
from labcamp.core.limits import TooMany, spend
from labcamp.core.mail.post import post
from labcamp.core.mail.text import letter
from labcamp.network.actions import person as people
from labcamp.network.models import Person
from labcamp.web.account.forms import CodeOnlyForm, NewAddressForm
from labcamp.web.account.signing import spend_codes
from labcamp.web.answer import SeeOther

VALID = timedelta(minutes=15)
TRIES = 3
WAITING = "new_address"  # the session's key: address, proof, ident, until


@door(on=["GET", "POST"], signed_in=True)
def address(request: Request) -> HttpResponse:
    """Ask for another address. The answer is the same whoever it belongs to."""
    form = NewAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        try:
            spend_codes(request, email)
        except TooMany as limit:
            again = f"{localtime(limit.again_at):%H:%M}"
            form.add_error(
                None, _("That was too often. Please try again after %(time)s.") % {"time": again}
            )
            return render(request, "account/address.html", {"form": form}, status=429)
        _send(request, email)
        return SeeOther(reverse("account:address-code"))
    status = 422 if request.method == "POST" else 200
    return render(request, "account/address.html", {"form": form}, status=status)


@door(on=["GET", "POST"], signed_in=True)
def code(request: Request) -> HttpResponse:
    """Enter the code. Three wrong ones, or a quarter of an hour, and a new one is needed."""
    waiting = request.session.get(WAITING)
    if waiting is None or datetime.fromisoformat(waiting["until"]) < request.viewer.now:
        return _start_again(request, _("This code is no longer valid. Please ask for a new one."))
    form = CodeOnlyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            spend(f"address:{waiting['ident']}", most=TRIES, per=VALID, now=request.viewer.now)
        except TooMany:
            return _start_again(
                request, _("The code was wrong three times. Please ask for a new one.")
            )
        if constant_time_compare(waiting["proof"], _proof(waiting, form.cleaned_data["code"])):
            return _move(request, waiting["address"])
        form.add_error("code", _("This is not the code we sent. Please check it."))
    context = {"form": form, "address": waiting["address"]}
    status = 422 if request.method == "POST" else 200
    return render(request, "account/address_code.html", context, status=status)


def _send(request: Request, email: str) -> None:
    name, sent = current.instance().name, get_adapter().generate_login_code()
    until = request.viewer.now + VALID
    waiting = {"address": email, "ident": secrets.token_hex(8), "until": until.isoformat()}
    request.session[WAITING] = {**waiting, "proof": _proof(waiting, sent)}
    words = {"code": sent, "instance": name, "minutes": 15}
    with transaction.atomic():
        post(
            email,
            _("%(code)s confirms your new address for %(instance)s") % words,
            letter(
                [render_to_string("account/address_letter.txt", words)],
                sender=name,
                address=settings.ORIGIN,
            ),
            kind="address code",
            key=f"address:{waiting['ident']}",
            language=get_language() or "de",
            until=until,
        )


def _proof(waiting: dict[str, str], entered: str) -> str:
    """What the session keeps instead of the code."""
    plain = "".join(filter(str.isalnum, entered)).upper()
    return salted_hmac(f"labcamp.{WAITING}.{waiting['ident']}", plain).hexdigest()


def _move(request: Request, to: str) -> HttpResponse:
    del request.session[WAITING]
    try:
        people.change_address(cast("Person", request.user), to, by=request.viewer)
    except people.AddressTaken:
        return _start_again(
            request, _("Another account has this address. Sign in there, or take another one.")
        )
    return SeeOther(reverse("account:settings") + "?saved=1")


def _start_again(request: Request, sentence: str) -> HttpResponse:
    request.session.pop(WAITING, None)
    messages.error(request, sentence)
    return SeeOther(reverse("account:address"))
