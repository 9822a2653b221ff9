# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is looking, once per request."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from labcamp.core.door import Request
from labcamp.series.queries import viewer_and_stamp
from labcamp.web.stampreader import STAMP


class ViewerMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        known = person if person.is_authenticated else None
        mine = cast("Request", request)
        mine.viewer, mine.stamp = viewer_and_stamp(known)
        if mine.stamp is None:
            mine.stamp = _read_at_the_entrance(request)
        answer = self.get_response(request)
        if known is not None:  # no cache on the way may keep what was made for one person
            answer.headers.setdefault("Cache-Control", "private, no-cache")
        return answer


def _read_at_the_entrance(request: HttpRequest) -> int | None:
    """The stamp the front door has read for this request, so that nobody asks twice."""
    known = request.META.get("asgi.scope", {}).get(STAMP)
    return known if isinstance(known, int) else None
