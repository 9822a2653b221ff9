# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Versions of a programme as plain values, and whom its sessions touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from labcamp.core.access import Viewer, guest
from labcamp.network.models import Person
from labcamp.programme.models import (
    Giver,
    Interest,
    Placement,
    ProgrammeNews,
    Proposal,
    Room,
    Timetable,
)
from labcamp.programme.news import News, Stand, Touch, Version, differences
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
    plans = _plans(viewer, [pk for pk, _, _ in found])
    return [Version(pk, number, at, plans[pk]) for pk, number, at in found if at]


def _plans(viewer: Viewer, versions: list[int]) -> dict[int, dict[int, Stand]]:
    """By version: where every session stands that the viewer sees."""
    plans: dict[int, dict[int, Stand]] = defaultdict(dict)
    rows = Placement.objects.filter(
        sessions_seen(viewer), timetable__in=versions, proposal__isnull=False
    ).values_list("timetable", "proposal", "starts_at", "ends_at", "room__name", "cancelled")
    for timetable, proposal, starts, ends, room, cancelled in rows:
        plans[timetable][proposal] = Stand(starts, ends, room or "", cancelled)
    return plans


def once_in(
    edition: Edition, viewer: Viewer, room: Room, day: date, since: datetime
) -> frozenset[int]:
    """Sessions that stood in a room on that day in a version that counted at `since` or later.

    One query; only what the viewer sees. Sessions that still stand there are among them.
    """
    shown = Timetable.objects.visible_to(viewer).filter(edition=edition).exclude(state=DRAFT)
    earlier = shown.filter(published_at__lte=since).order_by("-published_at", "-number")
    later = shown.filter(published_at__gt=since)
    rows = Placement.objects.filter(
        sessions_seen(viewer),
        Q(timetable__in=earlier.values("pk")[:1]) | Q(timetable__in=later.values("pk")),
        room=room,
        day=day,
        proposal__isnull=False,
    )
    return frozenset(pk for pk in rows.values_list("proposal", flat=True) if pk)


@dataclass(frozen=True, slots=True)
class Since:
    """What is different between the version a person knows and the present one."""

    number: int
    published_at: datetime
    news: list[News]


def last_seen(edition: Edition, viewer: Viewer) -> int | None:
    """The key of the version the viewer looked at last, in one query; None: none yet."""
    if viewer.person is None:
        return None
    rows = ProgrammeNews.objects.filter(edition=edition, person=viewer.person)
    return rows.values_list("seen", flat=True).first()


def since(edition: Edition, viewer: Viewer, known: int, present: int) -> Since | None:
    """The differences of two versions, as far as the viewer sees them, in two queries."""
    shown = Timetable.objects.visible_to(viewer).filter(edition=edition, pk=known)
    old = shown.values_list("number", "published_at").first()
    if old is None or old[1] is None:
        return None
    plans = _plans(viewer, [known, present])
    return Since(old[0], old[1], differences(plans[known], plans[present]))


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


def titles_for_all(edition: int, numbers: Collection[int]) -> dict[int, str]:
    """By number: titles of sessions that everybody may read, for pages kept for several readers."""
    seen = Proposal.objects.visible_to(guest()).filter(edition=edition, number__in=numbers)
    return dict(seen.exclude(state=Proposal.State.WITHDRAWN).values_list("number", "title"))


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
