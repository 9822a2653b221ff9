# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a proposal to a member of the network: vouching, admitting, declining."""

from __future__ import annotations

from django.db import transaction

from labcamp.core.access import Audience, Refused, Viewer, require
from labcamp.core.instance.models import Instance
from labcamp.core.record import record
from labcamp.network import facts
from labcamp.network.actions.labs import audience_of
from labcamp.network.models import Lab, Vouch


@transaction.atomic
def vouch(lab: Lab, *, for_lab: Lab, by: Viewer) -> Lab:
    """One member lab's word for a proposed lab; the last one needed admits it.

    `for_lab` is the lab in whose name `by` speaks. A second word of the same lab changes nothing.
    """
    lab = Lab.objects.select_for_update().get(pk=lab.pk)
    if lab.state == Lab.State.ADMITTED:
        return lab
    require(by, "vouch", lab)
    ended = for_lab.status == Lab.Status.ENDED
    if for_lab.pk not in by.speaks_for or for_lab.pk == lab.pk or ended:
        raise Refused("vouch")
    _, new = Vouch.objects.get_or_create(
        lab=lab, by_lab=for_lab, defaults={"person_id": by.person, "at": by.now}
    )
    if new:
        record(facts.LAB_VOUCHED_FOR, about=lab, by=by, lab=for_lab.pk)
    if lab.vouches.count() >= _needed():
        _admit(lab, by, how="vouches")
    return lab


@transaction.atomic
def admit(lab: Lab, *, by: Viewer) -> Lab:
    """A steward's decision; a second click changes nothing."""
    lab = Lab.objects.select_for_update().get(pk=lab.pk)
    if lab.state != Lab.State.ADMITTED:
        require(by, "admit", lab)
        _admit(lab, by, how="stewards")
    return lab


@transaction.atomic
def decline(lab: Lab, *, why: str, by: Viewer) -> Lab:
    """Say no, with the reason; from then on only whoever proposed the lab sees it."""
    lab = Lab.objects.select_for_update().get(pk=lab.pk)
    if lab.state != Lab.State.DECLINED:
        require(by, "decline", lab)
        lab.state, lab.audience = Lab.State.DECLINED, Audience.AUTHOR
        lab.declined_at, lab.declined_why = by.now, why
        lab.save(update_fields=["state", "audience", "declined_at", "declined_why"])
        record(facts.LAB_DECLINED, about=lab, by=by)
    return lab


def _admit(lab: Lab, by: Viewer, *, how: str) -> None:
    lab.state, lab.admitted_at = Lab.State.ADMITTED, by.now
    lab.audience = audience_of(lab)
    lab.checked_at = by.now
    lab.save(update_fields=["state", "admitted_at", "audience", "checked_at"])
    record(facts.LAB_ADMITTED, about=lab, by=by, how=how)


def _needed() -> int:
    instance = Instance.objects.filter(pk=1).first() or Instance()
    return instance.vouches_needed
