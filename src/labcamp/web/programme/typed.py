# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A proposal that was typed survives a sign-in that has ended meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from labcamp.core.door import Request
from labcamp.web.programme.forms import ProposalForm
from labcamp.web.typed import put

MOST = 12_000
View = Callable[..., HttpResponse]


def typed_kept(view: View) -> View:
    """Keep the words while somebody signs in again."""

    @wraps(view)
    def entered(request: Request, **kwargs: Any) -> HttpResponse:
        answer = view(request, **kwargs)
        if request.method == "POST" and answer.status_code == 302 and request.viewer.guest:
            put(request, ProposalForm.base_fields, MOST)
        return answer

    return entered
