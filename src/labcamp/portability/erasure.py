# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Erasing a person: everything that is theirs alone goes, what belongs to labs stays unnamed.

Gone: account, ways to sign in, roles, places and answers, interests, letters, invitations, and
sessions nobody else gives that were drafts or withdrawn, unless others have written their notes.
Staying without a name: what labs have said in consent rounds, and what was written for others to
read (proposals, learnings, reports, the logbook, notes of sessions), since it belongs to labs and
editions. Of places at past editions a number stays, by
level, so that the series' past does not shrink silently.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from labcamp.core.access import Refused, Viewer, system
from labcamp.core.instance import current
from labcamp.core.mail.models import CaughtLetter, Letter
from labcamp.core.record import Fact, record
from labcamp.network.actions import members
from labcamp.network.models import Lab, Membership, Person, Steward, Voice
from labcamp.notes.models import Pad, PadUpdate
from labcamp.portability import facts
from labcamp.programme.actions.proposals import tell_givers
from labcamp.programme.models import Availability, Giver, Proposal
from labcamp.programme.models.proposal import UNNAMED
from labcamp.series.actions import places
from labcamp.series.models import (
    Contribution,
    Edition,
    ErasedPlaces,
    HostTeam,
    Invitation,
    LogEntry,
    Registration,
    RegistrationDesk,
)


class StillNeeded(Exception):
    """The last steward, or the last host of an edition that lies ahead; `what` says which."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Belongings:
    """How much there is: what goes, and what stays without a name."""

    places: int
    roles: int
    letters: int
    voices: int
    texts: int
    notes: int


def belongings(person: Person) -> Belongings:
    """Counts for the person's own eyes, before they decide."""
    return Belongings(
        places=Registration.objects.filter(person=person, edition__rehearses=None).count(),
        roles=Membership.objects.filter(person=person).count(),
        letters=Letter.objects.filter(to=person.email, pile="").count(),
        voices=Voice.objects.filter(person=person).count(),
        texts=Proposal.objects.filter(by=person, edition__rehearses=None).count()
        + LogEntry.objects.filter(by=person).count(),
        notes=Pad.objects.filter(updates__author=person, proposal__edition__rehearses=None)
        .distinct()
        .count(),
    )


@transaction.atomic
def erase(person: Person, *, by: Viewer) -> None:
    """Erase oneself. Raises StillNeeded; places at coming editions go to those who wait."""
    if by.person != person.pk:
        raise Refused("erase")
    person = Person.objects.select_for_update().get(pk=person.pk)
    _not_the_last(person, by)
    _count_past_places(person, by)
    planned = Edition.objects.filter(registrations__person=person, state=Edition.State.PLANNED)
    for edition in planned.order_by("pk").distinct():
        places.give_back(edition, by=by)
    for lab in Lab.objects.filter(memberships__person=person, memberships__until=None):
        members.leave(lab, by=by)
    email = person.email
    _unname(person)
    Invitation.objects.filter(email=email).delete()
    Contribution.objects.filter(email=email).update(email="")
    RegistrationDesk.objects.filter(reply_to=email).update(reply_to="")
    Letter.objects.filter(to=email, sent_at=None).delete()
    Letter.objects.filter(to=email).update(to="", subject="", text="", headers={}, calendar="")
    CaughtLetter.objects.filter(to=email).delete()
    person.delete()
    record(facts.PERSON_ERASED, about=current.instance(), by=system("erasure", by.now))


def _not_the_last(person: Person, by: Viewer) -> None:
    running = Q(until=None) | Q(until__gt=by.now)
    terms = Steward.objects.filter(running, person__is_active=True)
    others = terms.exclude(person=person)
    if terms.filter(person=person).exists() and not others.exists():
        raise StillNeeded("steward")
    mine = HostTeam.objects.filter(running, person=person, edition__state=Edition.State.PLANNED)
    for place in mine.select_related("edition"):
        team = HostTeam.objects.filter(running, edition=place.edition).exclude(person=person)
        if not team.exists():
            raise StillNeeded(str(place.edition))


def _count_past_places(person: Person, by: Viewer) -> None:
    """Keep how many places the erased had at editions that are over, and nothing about them."""
    over = ~Q(edition__state=Edition.State.PLANNED) | Q(edition__first_day__lt=by.today)
    past = Registration.objects.filter(over, person=person, state=Registration.State.HELD)
    for place in past.select_related("lab__level", "edition").order_by("edition"):
        Edition.objects.select_for_update().get(pk=place.edition_id)
        level = place.lab.level if place.lab else None
        count, _new = ErasedPlaces.objects.get_or_create(edition=place.edition, level=level)
        count.places += 1
        count.attended += place.checked_in_at is not None
        count.save()


def _unname(person: Person) -> None:
    """Take the name off what stays, and off what is on record about the person."""
    named = Giver.objects.filter(person=person)
    names = {name.casefold() for name in named.values_list("name", flat=True)}
    Availability.objects.filter(
        name__in=names, edition__in=named.values("proposal__edition")
    ).delete()
    unseen = (Proposal.State.DRAFT, Proposal.State.WITHDRAWN)
    shared = Giver.objects.exclude(person=None).exclude(person=person).values("proposal")
    written = PadUpdate.objects.exclude(author=None).exclude(author=person).values("pad__proposal")
    mine = Proposal.objects.filter(by=person, state__in=unseen)
    mine.exclude(pk__in=shared).exclude(pk__in=written).delete()
    given = list(Proposal.objects.filter(givers__person=person).distinct())
    Giver.objects.filter(person=person).update(name=UNNAMED, person=None)
    for proposal in given:
        tell_givers(proposal, proposal.givers.values_list("name", flat=True))
    kind = ContentType.objects.get_for_model(Person)
    Fact.objects.filter(about_type=kind, about_id=str(person.pk)).update(data={})
