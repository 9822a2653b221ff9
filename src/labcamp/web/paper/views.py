# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading the papers of the network."""

from django.http import HttpResponse
from django.shortcuts import render

from labcamp.core.door import Request, door
from labcamp.paper.models import Finding, Paper


@door()
def papers(request: Request) -> HttpResponse:
    found = Paper.objects.visible_to(request.viewer).prefetch_related("findings")
    return render(request, "paper/papers.html", {"papers": found})


@door(Paper, find=["slug"])
def paper(request: Request, paper: Paper) -> HttpResponse:
    findings = Finding.objects.visible_to(request.viewer).filter(paper=paper)
    context = {
        "paper": paper,
        "findings": findings.prefetch_related("topics", "sources"),
        "sources": paper.sources.all(),
    }
    return render(request, "paper/paper.html", context)
