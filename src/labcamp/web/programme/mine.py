# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""My programme: what I marked or give, what runs at the same time, and all of it as a calendar."""

from __future__ import annotations

from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from labcamp.core.door import Request, door
from labcamp.network.letters import address
from labcamp.network.models import Person
from labcamp.notes import queries as notes
from labcamp.programme.models import Proposal, Timetable
from labcamp.programme.queries import news as queries_news
from labcamp.programme.queries import own, plan
from labcamp.programme.queries.export import published_sessions
from labcamp.programme.queries.ownmoves import cheapest_elsewhere
from labcamp.programme.queries.proposals import marking_over, planning_of
from labcamp.publish import calendar
from labcamp.series.models import Edition
from labcamp.series.queries import viewer_for
from labcamp.web.programme import fresh
from labcamp.web.programme.files import CALENDAR, entry_of, host
from labcamp.web.programme.kept import Keep
from labcamp.web.programme.views import stamp_of
from labcamp.web.seals import renewable, renewable_in

SALT = "labcamp.my-programme"
COSTS: Keep[dict[int, int]] = Keep()


@door(Edition, find=["slug"], signed_in=True)
def mine(request: Request, edition: Edition) -> HttpResponse:
    """One's own programme, day by day."""
    viewer = request.viewer
    seen = plan.seen(edition, viewer)
    entries = plan.entries(seen) if seen else []
    marked = plan.marks(edition, viewer)
    given = own.given_by(edition, viewer)
    chosen = own.own_plan(entries, marked, given)
    key = _key(edition, viewer.somebody)
    blind = not marking_over(planning_of(edition), viewer)
    context = {
        "edition": edition,
        "zone": ZoneInfo(edition.time_zone),
        "fresh": fresh.fresh_for(request, edition, seen) if seen else None,
        "plan": chosen,
        "blind": blind,
        "lost": _reasons(request, seen, chosen, blind=blind),
        "movable": _movable(edition, request),
        "days": [
            (day, list(some)) for day, some in groupby(chosen.choices, key=lambda c: c.entry.day)
        ],
        "with_notes": notes.begun(edition, viewer),
        "missing": own.not_in_plan(edition, viewer, given.union(marked), entries),
        "given": given,
        "feed": address(reverse("plain:my-programme", args=[key])),
        "changes_feed": address(reverse("plain:my-changes", args=[key])),
        "published": seen is not None,
        "letters": queries_news.wanted(edition, viewer.somebody),
    }
    return render(request, "programme/mine.html", context)


def _movable(edition: Edition, request: Request) -> frozenset[int]:
    """Sessions the hosts let their giver move."""
    own = Proposal.objects.allowed(request.viewer, "move_own").filter(edition=edition)
    return frozenset(own.values_list("pk", flat=True))


def _reasons(
    request: Request, seen: plan.Seen | None, chosen: own.OwnPlan, *, blind: bool
) -> list[tuple[own.Lost, int | None]]:
    """Each lost wish with what its cheapest other time would have cost all the others.

    While marking goes on nothing is computed: a cost tells what others want.
    """
    if seen is None or not chosen.lost:
        return []
    if blind:
        return [(lost, None) for lost in chosen.lost]
    keys = tuple(lost.entry.proposal for lost in chosen.lost)
    costs = COSTS.get((seen.timetable, stamp_of(request), keys), lambda: _costs(seen, keys))
    return [(lost, costs.get(lost.entry.proposal)) for lost in chosen.lost]


def _costs(seen: plan.Seen, keys: tuple[int, ...]) -> dict[int, int]:
    version = Timetable.objects.select_related("edition").get(pk=seen.timetable)
    return cheapest_elsewhere(version, list(Proposal.objects.filter(pk__in=keys)))


@door()
def feed(request: Request, key: str) -> HttpResponse:
    """The same as a calendar to subscribe to, for whoever holds the secret address."""
    found = renewable_in(SALT, key, 1)
    if found is None:
        raise Http404
    numbers, person = found
    viewer = viewer_for(person, request.viewer.now)
    edition = Edition.objects.visible_to(viewer).filter(pk=numbers[0]).first()
    if edition is None:
        raise Http404
    answer = HttpResponse(_calendar(edition, person), content_type=CALENDAR)
    add_never_cache_headers(answer)
    return answer


def _calendar(edition: Edition, person: Person) -> bytes:
    viewer = viewer_for(person)
    seen = plan.seen(edition, viewer)
    entries = plan.entries(seen) if seen else []
    marked, gives = plan.marks(edition, viewer), own.given_by(edition, viewer)
    numbers = {c.entry.number for c in own.own_plan(entries, marked, gives).choices}
    found = published_sessions(edition, viewer, whole=False)
    sessions = [s for s in found.sessions if s.number in numbers] if found else []
    zone = ZoneInfo(edition.time_zone)
    published_at = found.timetable.published_at if found else None
    return calendar.to_ical(
        calendar.Calendar(
            uid=f"mine-{edition.pk}-{person.pk}@{host()}",
            name=f"{edition} ★",
            entries=tuple(entry_of(one, edition, zone, published_at) for one in sessions),
            zone=edition.time_zone,
            language=edition.language or "de",
        )
    )


def _key(edition: Edition, person: int) -> str:
    return renewable(SALT, Person.objects.get(pk=person), edition.pk)
