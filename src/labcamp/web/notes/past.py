# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Earlier states of a pad, to read and to bring back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.notes import actions, queries
from labcamp.notes.models import Pad
from labcamp.web.answer import SeeOther
from labcamp.web.notes.views import FIND, RELATED
from labcamp.web.notes.words import shared

AT_ONCE = 50


@door(Pad, find=FIND, related=RELATED)
def history(request: Request, pad: Pad) -> HttpResponse:
    """Who changed the pad when, the newest first; names only as far as the viewer may know them."""
    pages = Paginator(queries.history(pad), AT_ONCE)
    page = pages.get_page(request.GET.get("page"))
    people = [one.author for one in page]
    names = queries.names(pad.edition, people, request.viewer)
    rows = [(one, names.get(one.author or 0, ""), _mine(one, request)) for one in page]
    context = {**shared(request, pad), "page": page, "rows": rows, "template": actions.TEMPLATE}
    return render(request, "notes/history.html", context)


def _mine(one: queries.State, request: Request) -> bool:
    return one.author is not None and one.author == request.viewer.person


@door(Pad, find=FIND, related=RELATED)
def state(request: Request, pad: Pad, sequence: int) -> HttpResponse:
    return _state_page(request, pad, sequence)


@door(Pad, "write", find=FIND, on=["POST"], signed_in=True, related=RELATED)
def bring_back(request: Request, pad: Pad, sequence: int) -> HttpResponse:
    """The earlier text becomes the present one, as a new state; shown again if others wrote."""
    seen = request.POST.get("seen", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
        raise Http404
    try:
        actions.bring_back(pad, sequence, seen=int(seen), by=request.viewer)
    except actions.NeverRead as wrong:
        raise Http404 from wrong
    except Stale as stale:
        return _state_page(request, stale.present, sequence, status=409)  # type: ignore[arg-type]  # it is the pad
    messages.success(
        request, _("Brought back. What stood here before is among the earlier states.")
    )
    return SeeOther(pad.get_absolute_url())


def _state_page(request: Request, pad: Pad, sequence: int, *, status: int = 200) -> HttpResponse:
    row = pad.updates.filter(sequence=sequence).first()
    if row is None:
        raise Http404
    names = queries.names(pad.edition, [row.author_id], request.viewer)
    context = {
        **shared(request, pad),
        "row": row,
        "name": names.get(row.author_id or 0, ""),
        "mine": row.author_id is not None and row.author_id == request.viewer.person,
        "template": actions.TEMPLATE,
        "text": queries.text_at(pad, sequence),
        "present": sequence == pad.sequence,
        "stale": status == 409,
    }
    return render(request, "notes/state.html", context, status=status)
