# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The start page: what this is, what comes next, what is there."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from labcamp.core.door import Request, door


@door()
def start(request: Request) -> HttpResponse:
    return render(request, "home/start.html", {})
