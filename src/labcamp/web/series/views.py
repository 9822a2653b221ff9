# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading the series: the trail of editions, one edition, the next one, the partners."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from labcamp.core.access import may
from labcamp.core.door import Request, door
from labcamp.core.instance import current
from labcamp.harvest import queries as harvest
from labcamp.programme.models import Timetable
from labcamp.series import queries
from labcamp.series.models import Edition, Partner, Registration, Series
from labcamp.web.series import facts_of
from labcamp.web.series.placekey import path_of


@door()
def series(request: Request) -> HttpResponse:
    """The whole series: its baton trail with the gaps, its numbers, what it is for."""
    known = Series.objects.prefetch_related("sources", "gap_sources").first()
    editions = queries.editions_of(request.viewer)
    context = {
        "series": known,
        "trail": queries.trail(editions, known),
        "figures": facts_of.figures(editions),
        "next": queries.next_edition(request.viewer),
        "may_add": request.viewer.steward,
    }
    return render(request, "series/series.html", context)


@door(Edition, find=["slug"])
def edition(request: Request, edition: Edition) -> HttpResponse:
    """One edition with everything known about it, and what is not."""
    everyone = queries.editions_of(request.viewer, also=edition.pk)
    whole = next(e for e in everyone if e.pk == edition.pk)
    numbered = [e for e in everyone if e.state != Edition.State.CALLED_OFF or e is whole]
    places = queries.places(whole, request.viewer) if whole.registration_open else None
    own = places["own"] if places else None
    context = {
        "edition": whole,
        "around": facts_of.neighbours(whole, numbered),
        "roles": facts_of.grouped_roles(whole),
        "facts": facts_of.facts(whole),
        "materials": harvest.materials(whole, request.viewer),
        "reports": harvest.reports(request.viewer).filter(edition=whole),
        "sources": whole.sources.all(),
        "places": places,
        "place_url": path_of(own) if isinstance(own, Registration) else "",
        "may_see": may(request.viewer, "see-places", whole),
        "may_edit": may(request.viewer, "edit", whole),
        "may_ask_hosts": may(request.viewer, "ask-hosts", whole)
        or may(request.viewer, "give-baton-back", whole),
        "may_offer_input": may(request.viewer, "offer-input", whole),
        "may_plan": may(request.viewer, "plan", whole),
        "may_add_material": may(request.viewer, "add-material", whole),
        "has_programme": Timetable.objects.visible_to(request.viewer)
        .filter(edition=whole, state=Timetable.State.PUBLISHED)
        .exists(),
        "may_register": whole.registration_open and may(request.viewer, "register", whole),
        "jsonld": facts_of.as_jsonld(whole, request),
    }
    return render(request, "series/edition.html", context)


@door()
def next_edition(request: Request) -> HttpResponse:
    """One address for "the next edition": leads there, or says that the baton is free."""
    coming = queries.next_edition(request.viewer)
    if coming is not None:
        return redirect("series:edition", coming.slug)
    known = Series.objects.first() or Series(name=current.instance().name)
    context = {"series": known, "last": facts_of.last(queries.editions_of(request.viewer))}
    return render(request, "series/next.html", context)


@door()
def partners(request: Request) -> HttpResponse:
    everyone = Partner.objects.prefetch_related("sources")
    groups = [
        (label, [p for p in everyone if p.kind == kind]) for kind, label in Partner.Kind.choices
    ]
    return render(request, "series/partners.html", {"groups": [g for g in groups if g[1]]})
