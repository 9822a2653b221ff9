# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows: the solver after it was asked for, audiences after an edition's."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labcamp.core import jobs
from labcamp.core.access import system
from labcamp.core.record import Fact, after
from labcamp.network.letters import address, write
from labcamp.network.models import Person
from labcamp.programme import facts, letters
from labcamp.programme.actions import alternatives, following, solving
from labcamp.programme.models import Placement, Proposal, Room, SolverRun, Timetable
from labcamp.series import facts as series_facts
from labcamp.series.models import Edition, HostTeam


@after(facts.SOLVER_ASKED)
@jobs.takes_long
def run_solver(fact_id: int) -> None:
    """May run twice: a run that has ended stays ended, and the same seed gives the same plan."""
    asked = Fact.objects.get(pk=fact_id).data
    run = SolverRun.objects.select_related("edition").filter(pk=asked["run"]).first()
    if run is None:
        return
    work = alternatives.run_asked if run.kind == SolverRun.Kind.ALTERNATIVES else solving.run_asked
    work(run, by=system("solver"))


@after(
    facts.PROPOSAL_TAKEN,
    facts.PROPOSAL_PARKED,
    facts.PROPOSAL_SENT_BACK,
    facts.PROPOSALS_MERGED,
    facts.PROPOSALS_PARTED,
)
def tell_the_givers(fact_id: int) -> None:
    """May run twice: a letter is written once per change and person."""
    letters.tell_givers(Fact.objects.get(pk=fact_id))


@after(facts.PROPOSAL_WITHDRAWN)
def tell_who_gave_what_was_withdrawn(fact_id: int) -> None:
    """May run twice: a letter is written once per change and person."""
    letters.tell_of_withdrawal(Fact.objects.get(pk=fact_id))


@after(series_facts.EDITION_CHANGED)
def follow_the_edition(fact_id: int) -> None:
    """May run twice: the audience is already the edition's."""
    edition = Edition.objects.filter(pk=Fact.objects.get(pk=fact_id).about_id).first()
    if edition is not None:
        following.follow_audience(edition, by=system("programme"))


@after(facts.SESSION_MOVED_BY_GIVER, facts.SESSION_PLACED_BY_GIVER)
def tell_the_hosts_what_a_giver_did(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once. Who did it needs no letter."""
    fact = Fact.objects.get(pk=fact_id)
    proposal = Proposal.objects.select_related("edition").filter(pk=fact.about_id).first()
    if proposal is None or proposal.state == Proposal.State.WITHDRAWN:
        return
    edition, before = proposal.edition, fact.data["before"]
    if before:
        subject = _("A session of %(edition)s has been moved by its giver")
        what = _("the giver has moved a session of %(edition)s, within what you allow:")
    else:
        subject = _("A new session stands in the programme of %(edition)s")
        what = _("a session has taken a free place in the programme of %(edition)s:")
    write(
        _hosts_but(fact, edition),
        subject,
        [
            _("Hello,"),
            what,
            "%(title)s",
            "%(before)s → %(after)s" if before else "%(after)s",
            _("It is published. At the hosts’ desk you can move it again or pin it:"),
            "%(desk)s",
        ],
        kind="programme",
        key=f"own-move:{fact.pk}",
        edition=str(edition),
        title=proposal.title,
        before=_spot(before, edition) if before else "",
        after=_spot(fact.data["after"], edition),
        desk=address(reverse("programme:place", args=[edition.slug, proposal.number])),
    )


@after(facts.PROPOSAL_WITHDRAWN, facts.SESSION_CANCELLED)
def tell_the_hosts_of_a_gap(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once. Hosts who did it know.

    What was withdrawn is not named any more; the letter says where its place was.
    """
    fact = Fact.objects.get(pk=fact_id)
    placed = Placement.objects.filter(
        timetable__state=Timetable.State.PUBLISHED, proposal=int(fact.about_id)
    )
    gap = placed.select_related("proposal__edition").first()
    if gap is None or gap.proposal is None or fact.person_id is None:
        return
    edition, withdrawn = gap.proposal.edition, fact.kind == facts.PROPOSAL_WITHDRAWN.name
    if not gap.cancelled and gap.proposal.state != Proposal.State.WITHDRAWN:
        return  # it takes place after all
    if HostTeam.objects.filter(edition=edition, person=fact.person_id, until=None).exists():
        return
    if withdrawn:
        subject = _("A session of %(edition)s has been withdrawn")
        what = _("a session of %(edition)s has been withdrawn. Its place is free now:")
    else:
        subject = _("A session of %(edition)s does not take place")
        what = _("a session of %(edition)s has been cancelled by those who give it:")
    write(
        _hosts_but(fact, edition),
        subject,
        [
            _("Hello,"),
            what,
            *(() if withdrawn else ("%(title)s",)),
            "%(place)s",
            _("Here you can put another session there in seconds:"),
            "%(today)s",
        ],
        kind="programme",
        key=f"gap:{fact.pk}",
        edition=str(edition),
        title="" if withdrawn else gap.proposal.title,
        place=_spot([gap.starts_at.isoformat(), gap.room_id], edition),
        today=address(reverse("programme:today", args=[edition.slug]) + f"?day={gap.day}"),
    )


def _hosts_but(fact: Fact, edition: Edition) -> QuerySet[Person]:
    """The edition's hosts without the one who did it."""
    team = HostTeam.objects.filter(Q(until=None) | Q(until__gt=fact.at), edition=edition)
    hosts = Person.objects.filter(pk__in=team.values("person"), is_active=True)
    return hosts.exclude(pk=fact.person_id or 0).order_by("pk")


def _spot(told: list[Any], edition: Edition) -> str:
    moment = datetime.fromisoformat(str(told[0])).astimezone(ZoneInfo(edition.time_zone))
    room = Room.objects.filter(edition=edition, pk=told[1]).first()
    return f"{moment:%d.%m. %H:%M}, {room or '–'}"
