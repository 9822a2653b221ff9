# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Check-in by QR code: the one who comes shows it, a host's telephone opens what it says."""

from __future__ import annotations

import qrcode
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from qrcode.image.svg import SvgPathFillImage

from labcamp.core.access import require
from labcamp.core.door import Request, door
from labcamp.network.letters import address
from labcamp.series.actions import places
from labcamp.series.models import Registration
from labcamp.web.answer import SeeOther
from labcamp.web.series.placekey import place_of


@door()
def picture(request: Request, key: str) -> HttpResponse:
    """The QR code of a place that is held, as a picture on white."""
    own = place_of(key)
    if own is None or own.state != Registration.State.HELD:
        raise Http404
    code = qrcode.make(
        address(reverse("series:check-in-by-code", args=[key])),
        image_factory=SvgPathFillImage,
        box_size=20,
    )
    answer = HttpResponse(code.to_string(), content_type="image/svg+xml")
    add_never_cache_headers(answer)
    return answer


@door(signed_in=True, on=["GET", "POST"])
def check_in(request: Request, key: str) -> HttpResponse:
    """Hosts only: who it is, and the button; a second scan says that the person is here already."""
    place = place_of(key)
    if place is None:
        raise Http404
    require(request.viewer, "see-places", place.edition)
    if request.method == "POST":
        places.check_in(place, here=request.POST.get("here") == "1", by=request.viewer)
        return SeeOther(reverse("series:check-in-by-code", args=[key]))
    return render(request, "series/check_in.html", {"place": place, "edition": place.edition})
