# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Versions of a programme as plain values, and whom its sessions touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from labcamp.core.access import Viewer
from labcamp.network.models import Person
from labcamp.programme.models import Giver, Interest, Placement, ProgrammeNews, Proposal, Timetable
from labcamp.programme.news import Stand, Touch, Version
from labcamp.programme.queries.plan import sessions_seen
from labcamp.series.models import Edition, Registration

DRAFT = Timetable.State.DRAFT


def versions(edition: Edition, viewer: Viewer) -> list[Version]:
    """Every published version with the sessions the viewer sees, in the order of publication.

    Two queries. A session that can be seen now can be seen in old versions too.
    """
    found = list(
        Timetable.objects.visible_to(viewer)
        .filter(edition=edition, published_at__isnull=False)
        .exclude(state=DRAFT)
        .order_by("published_at", "number")
        .values_list("pk", "number", "published_at")
    )
    plans: dict[int, dict[int, Stand]] = defaultdict(dict)
    rows = Placement.objects.filter(
        sessions_seen(viewer), timetable__in=[pk for pk, _, _ in found], proposal__isnull=False
    ).values_list("timetable", "proposal", "starts_at", "ends_at", "room__name", "cancelled")
    for timetable, proposal, starts, ends, room, cancelled in rows:
        plans[timetable][proposal] = Stand(starts, ends, room or "", cancelled)
    return [Version(pk, number, at, plans[pk]) for pk, number, at in found if at]


def touches(edition: Edition, person: int | None = None) -> dict[int, list[Touch]]:
    """By person: what they give, and what those with a place firmly want."""
    gives = Giver.objects.filter(
        proposal__edition=edition, person__isnull=False, person__is_active=True
    )
    wants = Interest.objects.filter(
        proposal__edition=edition,
        strength=Interest.Strength.WANT,
        person__is_active=True,
        person__registrations__edition=edition,
        person__registrations__state=Registration.State.HELD,
    )
    if person is not None:
        gives, wants = gives.filter(person=person), wants.filter(person=person)
    found: dict[int, dict[int, Touch]] = defaultdict(dict)
    for key, session, at in wants.values_list("person", "proposal", "at"):
        found[key][session] = Touch(session, at)
    for key, session in gives.values_list("person", "proposal"):
        if key is not None:
            found[key][session] = Touch(session)
    return {key: list(mine.values()) for key, mine in found.items()}


def titles(keys: Collection[int], viewer: Viewer) -> dict[int, tuple[int, str]]:
    """Number and title of sessions the viewer may read, also of those that have no place now."""
    seen = Proposal.objects.visible_to(viewer).filter(pk__in=keys)
    seen = seen.exclude(state=Proposal.State.WITHDRAWN)
    return {pk: (number, title) for pk, number, title in seen.values_list("pk", "number", "title")}


def told(edition: Edition) -> dict[int, int | None]:
    """By person: the version they were last told of."""
    rows = ProgrammeNews.objects.filter(edition=edition)
    return dict(rows.values_list("person", "told"))


def wanted(edition: Edition, person: int) -> bool:
    """Whether somebody wants letters about their sessions; at first everybody does."""
    rows = ProgrammeNews.objects.filter(edition=edition, person=person)
    return rows.values_list("wanted", flat=True).first() is not False


def people(keys: Collection[int]) -> list[Person]:
    return list(Person.objects.filter(pk__in=keys, is_active=True).order_by("pk"))
