# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a view ends: the part for htmx, 303 for everybody else, 422 when something was wrong."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from labcamp.core.door import Request


class SeeOther(HttpResponseRedirect):
    status_code = 303


def answer(
    request: Request, template: str, *, to: str, form: Any = None, **context: Any
) -> HttpResponse:
    """Answer a POST: `template` with errors (422), its part for htmx, or 303 `to`.

    `template` may name a part ("x.html#part"); without htmx the whole "x.html" is rendered when
    the form has errors, so nothing typed is lost.
    """
    htmx = bool(getattr(request, "htmx", False))
    if form is not None and not form.is_valid():
        name = template if htmx else template.partition("#")[0]
        return render(request, name, {"form": form, **context}, status=422)
    if htmx and "#" in template:
        return render(request, template, {"form": form, **context})
    return SeeOther(to)
