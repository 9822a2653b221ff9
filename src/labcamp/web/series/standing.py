# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""How things stand for one viewer at one edition: the reads behind what is to be done now.

Each part asks only what its role needs, so a guest's page makes few queries; all of them are a
constant number. Nothing here counts what the viewer may not see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from labcamp.core.access import Viewer, may
from labcamp.harvest.models import Material, Report
from labcamp.network.models import ConsentRound, Lab, Person, Steward
from labcamp.network.queries import checks
from labcamp.network.queries.consent import rounds_of
from labcamp.programme.models import Giver, Interest, Planning, Proposal, Timetable
from labcamp.series.models import (
    Contribution,
    Edition,
    HostCall,
    HostTeam,
    KeptSeats,
    LogEntry,
    OfferLab,
    Registration,
    RegistrationDesk,
)
from labcamp.series.todo import NONE, Phase, Role, Some, Standing, phase_of

SOON = timedelta(days=60)  # before a steward's term ends
LATE = timedelta(days=3)  # after its day an edition that is still called planned hangs


@dataclass
class Found:
    """The standing, and the rows whose addresses the page needs."""

    standing: Standing
    own: Registration | None = None
    asked: list[Contribution] = field(default_factory=list)
    sessions: list[Proposal] = field(default_factory=list)
    unchecked: list[Lab] = field(default_factory=list)
    hanging: list[Edition] = field(default_factory=list)


def stand(edition: Edition, viewer: Viewer) -> Found:
    """Everything the table of things to do asks about."""
    programme = _published(edition, viewer)
    phase = phase_of(
        edition.state,
        first_day=edition.first_day,
        last_day=edition.last_day,
        registration=edition.registration_open,
        programme=programme,
        today=viewer.today,
    )
    found = Found(Standing(phase, frozenset()))
    told: dict[str, Any] = {
        "guest": viewer.person is None,
        "day": edition.first_day,
        "registration": edition.registration_open,
        "programme": programme,
        "documented": _documented(edition, viewer),
    }
    roles: set[Role] = set()
    if viewer.person is not None:
        _take_part(edition, viewer, phase, found, told, roles)
        _contribute(edition, viewer, found, told, roles)
        _host(edition, viewer, told, roles)
    if viewer.speaks_for:
        _speak(edition, viewer, found, told, roles)
    if viewer.steward:
        _steward(viewer, found, told, roles)
    if not roles & {Role.PARTICIPANT, Role.HOST}:
        roles.add(Role.JOINING)
    found.standing = Standing(phase, frozenset(roles), **told)
    return found


def _published(edition: Edition, viewer: Viewer) -> bool:
    seen = Timetable.objects.visible_to(viewer).filter(edition=edition)
    return bool(seen.filter(state=Timetable.State.PUBLISHED).exists())


def _documented(edition: Edition, viewer: Viewer) -> bool:
    reports = Report.objects.visible_to(viewer).filter(edition=edition)
    return bool(
        reports.exists() or Material.objects.visible_to(viewer).filter(edition=edition).exists()
    )


def _take_part(
    edition: Edition,
    viewer: Viewer,
    phase: Phase,
    found: Found,
    told: dict[str, Any],
    roles: set[Role],
) -> None:
    own = Registration.objects.filter(edition=edition, person=viewer.person).first()
    if own is None or own.state == Registration.State.GIVEN_BACK:
        return
    roles.add(Role.PARTICIPANT)
    found.own = own
    planning = Planning.objects.filter(edition=edition).first()
    proposals = Proposal.objects.filter(edition=edition, by=viewer.person)
    desk = RegistrationDesk.objects.filter(edition=edition).first()
    ahead = phase in (Phase.BEFORE, Phase.OPEN, Phase.PROGRAMME)
    closes = planning.voting_closes if planning else None
    opens = planning.voting_opens if planning else None
    told |= {
        "place": own.state,
        "accept_by": _day(own.offered_until),
        "may_propose": ahead and may(viewer, "propose", edition),
        "proposed": proposals.exclude(state=Proposal.State.WITHDRAWN).count(),
        "may_mark": ahead
        and own.state == Registration.State.HELD
        and (opens is None or opens <= viewer.now)
        and (closes is None or closes > viewer.now)
        and Proposal.objects.visible_to(viewer)
        .filter(edition=edition, state=Proposal.State.OFFERED)
        .exists(),
        "marks_until": _day(closes),
        "marked": Interest.objects.filter(person=viewer.person, proposal__edition=edition).count(),
        "room": desk is not None and bool(desk.room_link or desk.room_note or desk.own_room),
    }


def _contribute(
    edition: Edition, viewer: Viewer, found: Found, told: dict[str, Any], roles: set[Role]
) -> None:
    """Inputs asked from one's address or offered by oneself, and sessions one gives."""
    address = Person.objects.filter(pk=viewer.somebody).values("email")
    offered = Q(by=viewer.person, email="", lab__in=viewer.labs, state="confirmed")
    mine = offered | Q(email__in=address)
    inputs = list(edition.contributions.filter(mine))
    sessions = Giver.objects.filter(person=viewer.person, proposal__edition=edition)
    given = Proposal.objects.filter(pk__in=sessions.values("proposal"))
    found.sessions = list(given.exclude(state=Proposal.State.WITHDRAWN).order_by("number"))
    found.asked = [one for one in inputs if one.state == Contribution.State.ASKED]
    confirmed = sum(one.state == Contribution.State.CONFIRMED for one in inputs)
    if not (found.asked or confirmed or found.sessions):
        return
    roles.add(Role.CONTRIBUTOR)
    told |= {
        "asked": len(found.asked),
        "confirmed": confirmed,
        "gives": len(found.sessions),
        "needs_open": sum(not one.needs for one in found.sessions),
    }


def _host(edition: Edition, viewer: Viewer, told: dict[str, Any], roles: set[Role]) -> None:
    hosting = edition.pk in viewer.hosting
    if not hosting:
        if not HostTeam.objects.filter(edition=edition, person=viewer.person).exists():
            return
        roles.add(Role.FORMER_HOST)
    told["wrote_log"] = LogEntry.objects.filter(edition=edition, by=viewer.person).exists()
    if hosting:
        roles.add(Role.HOST)
        days = edition.tasks.filter(done_at=None)
        told["tasks"] = _some([task.due(edition.first_day) for task in days])
        told["parts"] = edition.parts.count()


def _speak(
    edition: Edition, viewer: Viewer, found: Found, told: dict[str, Any], roles: set[Role]
) -> None:
    roles.add(Role.COORDINATOR)
    owed = [line.round.closes_at for line in rounds_of(viewer) if line.owing]
    open_calls = HostCall.objects.visible_to(viewer).filter(state=HostCall.State.OPEN)
    offers = OfferLab.objects.filter(lab__in=viewer.speaks_for, offer__call__in=open_calls)
    kept = KeptSeats.objects.filter(edition=edition, lab__in=viewer.speaks_for)
    come = Registration.objects.visible_to(viewer).filter(
        edition=edition, lab__in=viewer.speaks_for, state=Registration.State.HELD
    )
    found.unchecked = list(checks.overdue(viewer).filter(pk__in=viewer.speaks_for))
    told |= {
        "answers": _some([_day(one) for one in owed]),
        "calls": _some([_day(one) for one in open_calls.values_list("offers_until", flat=True)]),
        "offered": offers.exclude(offer__state="withdrawn").count(),
        "kept": sum(kept.values_list("seats", flat=True)),
        "colleagues": come.count(),
        "unchecked": len(found.unchecked),
    }


def _steward(viewer: Viewer, found: Found, told: dict[str, Any], roles: set[Role]) -> None:
    """The whole series, not one edition: stewards look after all of it."""
    roles.add(Role.STEWARD)
    calls = HostCall.objects.exclude(ended_at__isnull=False)
    rounds = ConsentRound.objects.visible_to(viewer).filter(state=ConsentRound.State.OPEN)
    terms = Steward.objects.filter(until__gt=viewer.now, until__lte=viewer.now + SOON)
    team = HostTeam.objects.filter(Q(until=None) | Q(until__gt=viewer.now))
    today = viewer.today
    hangs = Q(last_day__lt=today - LATE) | Q(last_day=None, first_day__lt=today - LATE)
    found.hanging = list(
        Edition.objects.visible_to(viewer)
        .real()
        .filter(hangs | ~Q(pk__in=team.values("edition")), state=Edition.State.PLANNED)
        .order_by("first_day", "pk")
    )
    told |= {
        "running_calls": _some([_day(d) for d in calls.values_list("offers_until", flat=True)]),
        "rounds": _some([_day(d) for d in rounds.values_list("closes_at", flat=True)]),
        "terms": _some([_day(d) for d in terms.values_list("until", flat=True)]),
        "hanging": len(found.hanging),
    }


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _some(days: Iterable[date | None]) -> Some:
    every = list(days)
    return Some(len(every), min((d for d in every if d), default=None)) if every else NONE
