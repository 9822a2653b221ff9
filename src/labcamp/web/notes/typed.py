# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody typed survives: an ended sign-in, a place given back, an edition in the archive."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from labcamp.core.door import Request
from labcamp.notes.actions import MOST

KEY = "typed-notes"
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
        if typed and answer.status_code == 302:
            _put(request, typed)
        elif typed and answer.status_code == 403:
            return _to_copy(request, typed, 403)
        return answer

    return entered


def put_by(request: Request) -> dict[str, str] | None:
    """What was typed into this form before signing in again; given once."""
    found = request.session.get(KEY)
    if not found or found["path"] != request.path:
        return None
    del request.session[KEY]
    return {name: found[name] for name in FIELDS}


def _put(request: Request, typed: str) -> None:
    if len(typed) <= MOST:
        words = {name: request.POST.get(name, "")[:MOST] for name in FIELDS}
        words["text"] = typed.replace("\r\n", "\n")
        request.session[KEY] = {**words, "path": request.path}


def _to_copy(request: Request, typed: str, status: int) -> HttpResponse:
    return render(request, "notes/typed.html", {"typed": typed}, status=status)
