# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads that pages share; and who is looking."""

from __future__ import annotations

from datetime import datetime

from django.db.models import CharField, Q, Value
from django.utils import timezone

from labcamp.core.access import Viewer, guest
from labcamp.network.models import Lab, Membership, Person, Steward
from labcamp.series.models import HostTeam, Registration


def viewer_for(person: Person | None, now: datetime | None = None) -> Viewer:
    """Everything visibility and rules need to know about somebody, in one query."""
    now = now or timezone.now()
    if person is None or not person.is_authenticated or not person.is_active:
        return guest(now)
    running = Q(until=None) | Q(until__gt=now)
    memberships = Membership.objects.filter(
        running, person=person, lab__state=Lab.State.ADMITTED
    ).values_list("role", "lab_id")
    hosting = HostTeam.objects.filter(running, person=person).values_list(_label("host"), "edition")
    coming = Registration.objects.filter(person=person, state=Registration.State.HELD).values_list(
        _label("coming"), "edition"
    )
    terms = Steward.objects.filter(running, person=person).values_list(_label("steward"), "pk")
    rows = list(memberships.order_by().union(hosting, coming, terms, all=True))
    of = {what: frozenset(pk for w, pk in rows if w == what) for what in {w for w, _ in rows}}
    none: frozenset[int] = frozenset()
    hosts = of.get("host", none)
    speaks = of.get(Membership.Role.COORDINATOR, none)
    return Viewer(
        person=person.pk,
        labs=speaks | of.get(Membership.Role.MEMBER, none),
        speaks_for=speaks,
        editions=hosts | of.get("coming", none),
        hosting=hosts,
        steward="steward" in of,
        now=now,
    )


def _label(text: str) -> Value:
    return Value(text, output_field=CharField())



