# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The programme in a frame of another site; and, for hosts, where to find it, walls and doors."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.clickjacking import xframe_options_exempt

from labcamp.core.access import guest
from labcamp.core.door import Request, door
from labcamp.network.letters import address
from labcamp.programme.models import Room
from labcamp.programme.queries import plan
from labcamp.series.models import Edition
from labcamp.web.programme.views import page_of, stamp_of

HEIGHT = 700


@csp_replace({"frame-ancestors": ["*"], "script-src": ["'none'"]})
@xframe_options_exempt
@door(Edition, find=["slug"])
def embed(request: Request, edition: Edition) -> HttpResponse:
    """What guests see, whoever asks: a frame of another site shows nobody's own things."""
    everybody = guest(request.viewer.now)
    if not Edition.objects.visible_to(everybody).filter(pk=edition.pk).exists():
        raise Http404
    as_list = request.GET.get("view") == "list"
    seen = plan.seen(edition, everybody)
    page = page_of(edition, seen, stamp_of(request), as_list=as_list) if seen else None
    context = {
        "edition": edition,
        "plan": page.plan.filled({}) if page else "",
        "days": page.days if page else (),
        "as_list": as_list,
        "look": "",
    }
    return render(request, "programme/embed.html", context)


@door(Edition, "plan", find=["slug"], signed_in=True)
def screens(request: Request, edition: Edition) -> HttpResponse:
    """Addresses for walls, doors and frames, for those who put them up."""
    frame = address(reverse("programme:embed", args=[edition.slug]))
    snippet = (
        f'<iframe src="{frame}" title="{escape(edition)}" width="100%" height="{HEIGHT}" '
        'loading="lazy" style="border:0"></iframe>'
    )
    public = Edition.objects.visible_to(guest(request.viewer.now)).filter(pk=edition.pk).exists()
    context = {
        "edition": edition,
        "rooms": list(Room.objects.filter(edition=edition)),
        "snippet": snippet,
        "public": public,
    }
    return render(request, "programme/screens.html", context)
