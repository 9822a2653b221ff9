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
from labcamp.web.typed import put

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
        if turned_away and not (answer.status_code == 302 and put(request, FIELDS, MOST)):
            return _to_copy(request, typed, 403)
        return answer

    return entered


def _to_copy(request: Request, typed: str, status: int) -> HttpResponse:
    return render(request, "notes/typed.html", {"typed": typed}, status=status)
