# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A proposal that was typed survives a sign-in that has ended meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpResponse

from labcamp.core.door import Request
from labcamp.core.limits import TooMany, spend
from labcamp.web.client import client_of
from labcamp.web.programme.forms import ProposalForm

KEY = "typed-proposal"
LONG = timedelta(hours=2)
MOST = 12_000
MOST_OFTEN = 60
"""So many texts an hour are kept for one network address, which a whole office may share."""
View = Callable[..., HttpResponse]


def typed_kept(view: View) -> View:
    """Keep the words in the browser's session while somebody signs in again."""

    @wraps(view)
    def entered(request: Request, **kwargs: Any) -> HttpResponse:
        answer = view(request, **kwargs)
        if request.method == "POST" and answer.status_code == 302 and request.viewer.guest:
            _put(request)
        return answer

    return entered


def put_by(request: Request) -> dict[str, str]:
    """What was typed into this form before signing in again; given once, and not for long."""
    found = request.session.get(KEY)
    if not found or found["path"] != request.path:
        return {}
    del request.session[KEY]
    typed: dict[str, str] = found["typed"]
    return typed if found["until"] >= request.viewer.now.timestamp() else {}


def _put(request: Request) -> None:
    now = request.viewer.now
    typed = {name: request.POST.get(name, "") for name in ProposalForm.base_fields}
    if sum(map(len, typed.values())) > MOST or not typed["title"]:
        return
    try:
        spend(f"typed:{client_of(request)}", most=MOST_OFTEN, per=timedelta(hours=1), now=now)
    except TooMany:
        return
    request.session[KEY] = {"typed": typed, "path": request.path, "until": (now + LONG).timestamp()}
