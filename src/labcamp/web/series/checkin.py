# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Check-in: by QR code, which a host's telephone opens, or on the list, which works offline too."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import qrcode
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from qrcode.image.svg import SvgPathFillImage

from labcamp.core.access import require
from labcamp.core.door import Request, door
from labcamp.network.letters import address
from labcamp.series.actions import arrivals
from labcamp.series.models import Edition, Registration
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
        arrivals.check_in(place, here=request.POST.get("here") == "1", by=request.viewer)
        return SeeOther(reverse("series:check-in-by-code", args=[key]))
    return render(request, "series/check_in.html", {"place": place, "edition": place.edition})


MOST = 500  # ticks in one letter of a browser
HELD = Registration.State.HELD


@door(Edition, "see-places", find=["slug"])
def list_(request: Request, edition: Edition) -> HttpResponse:
    """Everybody who has a place, with one large button each; a script keeps it going offline."""
    held = list(_held(edition).select_related("person", "lab"))
    held.sort(key=lambda place: ((place.person.name or place.person.email).casefold(), place.pk))
    rows = [(place, _since(place, edition)) for place in held]
    here = sum(bool(since) for _, since in rows)
    context = {"edition": edition, "rows": rows, "here": here}
    answer = render(request, "series/check_in_list.html", context)
    add_never_cache_headers(answer)
    return answer


@door(Edition, "see-places", find=["slug"], on=["POST"])
def tick(request: Request, edition: Edition, number: int) -> HttpResponse:
    """The same for one place by a plain form."""
    place = get_object_or_404(Registration, edition=edition, pk=number)
    arrivals.check_in(place, here=request.POST.get("here") == "1", by=request.viewer)
    return SeeOther(reverse("series:check-in-list", args=[edition.slug]) + f"#place-{number}")


@door(Edition, "see-places", find=["slug"], on=["POST"])
def ticks(request: Request, edition: Edition) -> HttpResponse:
    """Ticks a browser has kept, and since when everybody is here, in answer.

    Instead of its moment a tick says how long ago it was: clocks of telephones go wrong.
    """
    try:
        noted = [_tick(told, request) for told in _told(request)]
    except (ValueError, TypeError, KeyError, OverflowError):
        return JsonResponse({"error": "unreadable"}, status=400)
    if noted:
        arrivals.note(edition, noted, by=request.viewer)
    places = {place.pk: _since(place, edition) for place in _held(edition).only("checked_in_at")}
    return JsonResponse({"taken": [one.key for one in noted], "places": places})


def _told(request: Request) -> list[dict[str, Any]]:
    told = json.loads(request.body)["ticks"]
    if not isinstance(told, list) or len(told) > MOST:
        raise ValueError
    return told


def _tick(told: dict[str, Any], request: Request) -> arrivals.Tick:
    ago = timedelta(milliseconds=max(0, int(told["ago"])))
    place, here, key = told["place"], told["here"], told["key"]
    if not isinstance(here, bool) or not isinstance(place, int) or not 0 < len(str(key)) <= 40:
        raise ValueError
    if not 0 < place < 2**63:
        raise ValueError
    return arrivals.Tick(place, here, request.viewer.now - min(ago, arrivals.KEPT), str(key))


def _held(edition: Edition) -> QuerySet[Registration]:
    return Registration.objects.filter(edition=edition, state=HELD)


def _since(place: Registration, edition: Edition) -> str:
    """Since when somebody is here, by the clocks of the edition; "" for not here."""
    if place.checked_in_at is None:
        return ""
    return f"{timezone.localtime(place.checked_in_at, ZoneInfo(edition.time_zone)):%H:%M}"
