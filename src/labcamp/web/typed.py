# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Typed words survive a sign-in that has ended: for whoever typed them, not for who comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.core.signing import BadSignature, Signer

from labcamp.core.door import Request
from labcamp.core.limits import TooMany, spend
from labcamp.web.client import client_of

KEY = "typed"
FIELD = "typed_by"
LONG = timedelta(hours=2)
MOST_OFTEN = 60
"""So many texts an hour are kept for one network address, which a whole office may share."""


def _signer() -> Signer:
    return Signer(salt="labcamp typed")


def seal(request: Request) -> str:
    """Goes into the form, so that its words can be told to be theirs when nobody is signed in."""
    return _signer().sign(str(request.viewer.somebody))


def put(request: Request, names: Iterable[str], most: int) -> bool:
    """Keep these fields in the browser's session.

    False when nobody is known to have opened the form, or when it is too much or too often.
    """
    now = request.viewer.now
    typed = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in names}
    try:
        person = _signer().unsign(request.POST.get(FIELD, ""))
        spend(f"typed:{client_of(request)}", most=MOST_OFTEN, per=timedelta(hours=1), now=now)
    except (BadSignature, TooMany):
        return False
    if sum(map(len, typed.values())) > most:
        return False
    until = (now + LONG).timestamp()
    request.session[KEY] = {"typed": typed, "by": person, "path": request.path, "until": until}
    return True


def put_by(request: Request) -> dict[str, str]:
    """What was typed into this form before signing in again; given once, and not for long."""
    found = request.session.get(KEY)
    theirs = found and found["by"] == str(request.viewer.somebody)
    if not found or (theirs and found["path"] != request.path):
        return {}
    del request.session[KEY]
    typed: dict[str, str] = found["typed"]
    return typed if theirs and found["until"] >= request.viewer.now.timestamp() else {}
