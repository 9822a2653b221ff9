# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The start page: what this is, what comes next, what is there."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from labcamp.core.door import Request, door
from labcamp.web.home import queries


@door()
def start(request: Request) -> HttpResponse:
    viewer = request.viewer
    trail, series, ahead = queries.relay(viewer)
    shares = queries.shares(viewer)
    context = {
        "trail": trail,
        "series": series,
        "ahead": ahead,
        "shares": shares,
        "labs": sum(share.count for share in shares),
        "learnt": queries.learnt(viewer),
        "reports": queries.reports(viewer),
        "papers": queries.papers(viewer),
    }
    return render(request, "home/start.html", context)
