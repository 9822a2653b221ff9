# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The host team of one edition: who joins, who leaves. Its rights end with the place in it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from labcamp.core.access import Viewer, require
from labcamp.core.limits import spend
from labcamp.core.record import record
from labcamp.network.actions.person import known_or_new
from labcamp.network.models import Lab, Person
from labcamp.series import facts
from labcamp.series.models import Edition, HostTeam

INVITATIONS = 30  # letters one person may cause in an hour
HOUR = timedelta(hours=1)


class LastHost(Exception):
    """An edition that is planned keeps at least one person in its host team."""


@transaction.atomic
def join_host_team(edition: Edition, person: Person, *, lab: Lab | None, by: Viewer) -> HostTeam:
    """Give somebody the host rights of this one edition; once only."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "add-to-team", edition)
    place, new = HostTeam.objects.get_or_create(
        edition=edition, person=person, until=None, defaults={"lab": lab, "since": by.now}
    )
    if new:
        record(facts.HOST_JOINED, about=edition, by=by, place=place.pk)
    return place


def invite_to_team(edition: Edition, email: str, *, lab: Lab | None, by: Viewer) -> HostTeam:
    """Take an address into the team; whoever signs in with it has the rights.

    Whether somebody has an account under the address cannot be told from the answer. Raises
    TooMany after 30 addresses in an hour: each of them gets a letter.
    """
    require(by, "add-to-team", edition)
    address = email.strip().lower()
    known = HostTeam.objects.filter(edition=edition, person__email=address, until=None).first()
    if known is not None:
        return known
    spend(f"host-team:{by.somebody}", most=INVITATIONS, per=HOUR, now=by.now)
    with transaction.atomic():
        return join_host_team(edition, known_or_new(address), lab=lab, by=by)


@transaction.atomic
def leave_host_team(place: HostTeam, *, by: Viewer) -> HostTeam:
    """End somebody's place from now on; ended twice it stays as it was. Raises LastHost."""
    edition = Edition.objects.select_for_update().get(pk=place.edition_id)
    require(by, "edit", edition)
    place = HostTeam.objects.get(pk=place.pk)
    if place.until is not None:
        return place
    others = HostTeam.objects.filter(Q(until=None) | Q(until__gt=by.now), edition=edition)
    if edition.state == Edition.State.PLANNED and not others.exclude(pk=place.pk).exists():
        raise LastHost
    place.until = max(by.now, place.since)
    place.save(update_fields=["until"])
    record(facts.HOST_LEFT, about=edition, by=by, place=place.pk)
    return place
