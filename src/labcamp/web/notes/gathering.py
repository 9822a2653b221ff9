# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""All notes of an edition, for its hosts: which sessions have some, and all of them as one file."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from labcamp.core.door import Request, door
from labcamp.notes import queries
from labcamp.notes.models import Pad
from labcamp.series.models import Edition
from labcamp.web.notes.views import as_attachment
from labcamp.web.notes.words import as_file


@door(Edition, "gather-notes", find=["slug"])
def listing(request: Request, edition: Edition) -> HttpResponse:
    lines = queries.of_edition(edition, request.viewer)
    context = {
        "edition": edition,
        "lines": lines,
        "n_begun": sum(line.length is not None for line in lines),
        "zone": ZoneInfo(edition.time_zone),
    }
    return render(request, "notes/listing.html", context)


@door(Edition, "gather-notes", find=["slug"])
def download(request: Request, edition: Edition) -> HttpResponse:
    """One Markdown file, in the order of the programme."""
    order = [line.number for line in queries.of_edition(edition, request.viewer)]
    pads = Pad.objects.visible_to(request.viewer).filter(proposal__edition=edition)
    found = {pad.proposal.number: pad for pad in pads.select_related("proposal__edition")}
    text = as_file([found[number] for number in order if number in found], edition)
    return as_attachment(text, f"{edition.slug}-notes.md")
