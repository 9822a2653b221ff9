# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The door of a page: finds the thing among what the viewer sees, asks the rule, hands it over.

Not seen is 404, in the words of a missing page. Seen but not allowed is 403 with the reason, or
the way to sign in for a guest. A URL without a door fails `tests/house/test_doors.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse

from labcamp.core.access import Refused, Viewer, condition, may


class Request(HttpRequest):
    """A request after the middleware: it knows who is looking.

    `stamp` is the instance's at the beginning of the request, None for a guest: not yet read.
    """

    viewer: Viewer
    stamp: int | None
    htmx: Any


@dataclass(frozen=True)
class Door:
    """What a view lets in: kept on the view as `__door__`, read by the house tests."""

    model: type[models.Model] | None
    act: str
    on: Sequence[str]
    signed_in: bool


View = Callable[..., HttpResponse]
Moved = Callable[[Viewer, dict[str, Any]], dict[str, Any] | None]


def door(
    model: type[models.Model] | None = None,
    act: str = "see",
    *,
    on: Sequence[str] = ("GET",),
    find: Sequence[str] = ("pk",),
    signed_in: bool = False,
    related: Sequence[str] = (),
    moved: Moved | None = None,
) -> Callable[[View], View]:
    """Open a view to those who may.

    `model` and `find` say what the URL names (the URL's keyword arguments in `find` are the
    lookups); `act` is asked of the rules ("see" needs none); `on` lists the methods; `related`
    is fetched along with the thing; `moved` knows where a thing that is not found went, if the
    viewer may know: other values for the same arguments. Without a model the page is open to
    everybody, or with `signed_in` to everybody who has signed in.
    """
    methods = tuple(on)

    def wrap(view: View) -> View:
        @wraps(view)
        def entered(request: Request, **kwargs: Any) -> HttpResponse:
            if request.method not in methods and not (
                request.method == "HEAD" and "GET" in methods
            ):
                return HttpResponseNotAllowed(methods)
            if signed_in and request.viewer.person is None:
                return _ask_to_sign_in(request)
            thing = None
            try:
                if model is None:
                    return view(request, **kwargs)
                lookups = {k: kwargs.pop(k) for k in find}
                thing = _found(model, request.viewer, lookups, related)
                if thing is None:
                    return _lead_on(request, moved, lookups, kwargs)
                _ask_the_rule(request.viewer, act, thing)
                return view(request, thing, **kwargs)
            except Refused as refused:
                return refuse(request, refused, thing)

        entered.__door__ = Door(model, act, methods, signed_in)  # type: ignore[attr-defined]
        return entered

    return wrap


def _ask_the_rule(viewer: Viewer, act: str, thing: models.Model) -> None:
    """Raise Refused unless the viewer may do this; whoever found a thing may see it."""
    if act != "see" and not may(viewer, act, thing):
        raise Refused(act)


def _found(
    model: type[models.Model], viewer: Viewer, lookups: dict[str, Any], related: Sequence[str]
) -> models.Model | None:
    things = model._default_manager.visible_to(viewer)  # type: ignore[attr-defined]
    if related:
        things = things.select_related(*related)
    return things.filter(**lookups).first()  # type: ignore[no-any-return]


def _lead_on(
    request: Request, moved: Moved | None, lookups: dict[str, Any], rest: dict[str, Any]
) -> HttpResponse:
    """To the address the thing has now, on the same page; 404 where there is none.

    A form that is sent goes along, so that nothing typed is lost.
    """
    now = moved(request.viewer, lookups) if moved else None
    if now is None or request.resolver_match is None:
        raise Http404
    sent = request.method not in ("GET", "HEAD")
    to = reverse(request.resolver_match.view_name, kwargs={**lookups, **now, **rest})
    return HttpResponseRedirect(to, preserve_request=sent)


def refuse(request: Request, refused: Refused, thing: models.Model | None) -> HttpResponse:
    """403 with its reason; a guest is asked to sign in and comes back to the same page."""
    if request.viewer.person is None:
        return _ask_to_sign_in(request)
    context = {"reason": refused.reason, "act": refused.act, "thing": thing}
    return render(request, "403.html", context, status=403)


def _ask_to_sign_in(request: Request) -> HttpResponse:
    """Where a part of a page was asked for, the whole page goes to sign in."""
    part = "hx-request" in request.headers
    whole = request.method in ("GET", "HEAD") and not part
    target = request.get_full_path() if whole else _came_from(request)
    answer = redirect_to_login(target, login_url=reverse("account:sign-in"))
    return HttpResponse(status=204, headers={"HX-Redirect": answer.url}) if part else answer


def _came_from(request: Request) -> str:
    """After a form that needs signing in one returns to the page that held it."""
    referer = request.headers.get("referer", "")
    own = f"{request.scheme}://{request.get_host()}"
    return referer.removeprefix(own) if referer.startswith(own + "/") else "/"


__all__ = ["Door", "Request", "condition", "door", "refuse"]
