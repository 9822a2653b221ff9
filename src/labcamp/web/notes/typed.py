# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody typed survives: an ended sign-in, a place given back, an edition in the archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from labcamp.core.door import Request
from labcamp.core.limits import TooMany, spend
from labcamp.notes.actions import MOST
from labcamp.web.client import client_of

KEY = "typed-notes"
LONG = timedelta(hours=2)
MOST_OFTEN = 60
"""So many texts an hour are kept for one network address, which a whole office may share."""
FIELDS = ("text", "read_at", "token")
View = Callable[..., HttpResponse]


def kept(view: View) -> View:
    """Give the words back where the door turns them away.

    Whoever has to sign in again finds them in the form afterwards; whoever may write no more reads
    them on a page to copy them from. Whether there is such a pad does not show.
    """

    @wraps(view)
    def entered(request: Request, **kwargs: Any) -> HttpResponse:
        typed = request.POST.get("text", "") if request.method == "POST" else ""
        try:
            answer = view(request, **kwargs)
        except Http404:
            if not typed:
                raise
            return _to_copy(request, typed, 404)
        turned_away = typed and answer.status_code in (302, 403)
        if turned_away and not (answer.status_code == 302 and _put(request, typed)):
            return _to_copy(request, typed, 403)
        return answer

    return entered


def put_by(request: Request) -> dict[str, str] | None:
    """What was typed into this form before signing in again; given once, and not for long."""
    found = request.session.get(KEY)
    if not found or found["path"] != request.path:
        return None
    del request.session[KEY]
    if found["until"] < request.viewer.now.timestamp():
        return None
    return {name: found[name] for name in FIELDS}


def _put(request: Request, typed: str) -> bool:
    """Keep the words in the browser's session; False when they are too many or too often."""
    text, now = typed.replace("\r\n", "\n"), request.viewer.now
    try:
        spend(f"typed:{client_of(request)}", most=MOST_OFTEN, per=timedelta(hours=1), now=now)
    except TooMany:
        return False
    if len(text) > MOST:
        return False
    rest = {name: request.POST.get(name, "")[:40] for name in FIELDS}
    until = (now + LONG).timestamp()
    request.session[KEY] = {**rest, "text": text, "path": request.path, "until": until}
    return True


def _to_copy(request: Request, typed: str, status: int) -> HttpResponse:
    return render(request, "notes/typed.html", {"typed": typed}, status=status)
