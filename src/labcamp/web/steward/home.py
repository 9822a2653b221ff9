# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that waits for a steward, on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from labcamp.core.access import require
from labcamp.core.door import Request, door
from labcamp.core.instance import current
from labcamp.network.queries import checks
from labcamp.series.models import Hint


@door(signed_in=True)
def home(request: Request) -> HttpResponse:
    require(request.viewer, "set-up", current.instance())
    context = {
        "n_proposals": checks.proposals(request.viewer).count(),
        "n_overdue": checks.overdue(request.viewer).count(),
        "n_silent": checks.uncoordinated(request.viewer).count(),
        "n_hints": Hint.objects.count(),
    }
    return render(request, "steward/home.html", context)
