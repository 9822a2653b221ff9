# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Invitations from a list, and letters of the hosts to a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from labcamp.core.access import Refused, Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.network.models import Lab, Membership
from labcamp.series import facts
from labcamp.series.invented import only_invented
from labcamp.series.models import Edition, Invitation, Mailing


@dataclass(frozen=True)
class Guest:
    """One line of a list of invitations."""

    email: str
    name: str = ""
    lab: Lab | None = None


@transaction.atomic
def invite(edition: Edition, guests: Sequence[Guest], *, by: Viewer) -> int:
    """Put people on the list of the invited; how many are new. No letter goes out by that.

    Raises RealAddress in a rehearsal.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "see-places", edition)
    only_invented(edition, [one.email for one in guests])
    told = [one.email for one in guests]
    edition.invitations.filter(email__in=told, by_lab=True).update(by_lab=False)
    known = set(edition.invitations.values_list("email", flat=True))
    new = {one.email: one for one in guests if one.email not in known}
    Invitation.objects.bulk_create(
        Invitation(
            edition=edition, email=email, name=one.name, lab=one.lab, at=by.now, by_id=by.person
        )
        for email, one in new.items()
    )
    if new:
        record(facts.PEOPLE_INVITED, about=edition, by=by, many=len(new))
    return len(new)


@transaction.atomic
def invite_labs(edition: Edition, labs: Sequence[Lab], *, by: Viewer) -> int:
    """Put those who speak for these labs on the list; hosts read the lab, not the address.

    A rehearsal, whose letters its hosts read, invites nobody real.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "see-places", edition)
    if edition.rehearses_id:
        return 0
    known = set(edition.invitations.values_list("email", flat=True))
    seen = Lab.objects.visible_to(by).filter(pk__in=[lab.pk for lab in labs])
    speaking = Membership.objects.filter(
        lab__in=seen, role=Membership.Role.COORDINATOR, until=None, person__is_active=True
    )
    new = {
        one.person.email: one.lab
        for one in speaking.select_related("person", "lab").order_by("pk")
        if one.person.email not in known
    }
    Invitation.objects.bulk_create(
        Invitation(edition=edition, email=email, lab=lab, by_lab=True, at=by.now, by_id=by.person)
        for email, lab in new.items()
    )
    if new:
        record(facts.PEOPLE_INVITED, about=edition, by=by, many=len(new))
    return len(new)


@transaction.atomic
def take_off(invitation: Invitation, *, by: Viewer) -> None:
    edition = Edition.objects.select_for_update().get(pk=invitation.edition_id)
    require(by, "see-places", edition)
    Invitation.objects.filter(pk=invitation.pk).delete()


@transaction.atomic
def draft(
    edition: Edition,
    mailing: Mailing | None,
    *,
    group: str,
    subject: str,
    text: str,
    version: int = 0,
    by: Viewer,
) -> Mailing:
    """Keep a letter that is not sent yet. Raises Stale; Refused once it has been sent."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "see-places", edition)
    kept = Mailing.objects.get(pk=mailing.pk) if mailing else Mailing(edition=edition, at=by.now)
    if kept.sent_at is not None:
        raise Refused("send")
    if mailing is not None and kept.version != version:
        raise Stale(kept)
    kept.group, kept.subject, kept.text, kept.by_id = group, subject, text, by.person
    kept.version += 1 if mailing else 0
    kept.save()
    return kept


@transaction.atomic
def send(mailing: Mailing, *, total: int, by: Viewer) -> Mailing:
    """Hand the letter to the background, once; a second click changes nothing."""
    edition = Edition.objects.select_for_update().get(pk=mailing.edition_id)
    require(by, "see-places", edition)
    mailing = Mailing.objects.get(pk=mailing.pk)
    if mailing.sent_at is None:
        mailing.sent_at, mailing.total, mailing.by_id = by.now, total, by.person
        mailing.save(update_fields=["sent_at", "total", "by"])
        record(facts.MAILING_SENT, about=edition, by=by, mailing=mailing.pk)
    return mailing


@transaction.atomic
def try_on_myself(mailing: Mailing, *, by: Viewer) -> None:
    """A test letter to whoever asks for it."""
    edition = Edition.objects.select_for_update().get(pk=mailing.edition_id)
    require(by, "see-places", edition)
    record(facts.MAILING_TRIED, about=edition, by=by, mailing=mailing.pk)
