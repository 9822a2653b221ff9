# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom to invite so that the mix is right: labs of levels, states and phases nobody comes from.

`gaps` is pure. The order within a gap is fair and stable: it depends on edition and lab only, so
the same labs are not first at every edition, and a reload changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from labcamp.core.access import Viewer
from labcamp.network.models import Lab, Membership
from labcamp.series.models import Edition, EditionRole, Invitation, Part, Registration

MOST = 5


@dataclass(frozen=True)
class Known:
    """What of a lab counts for the mix; keys, "" for what nobody knows."""

    pk: int
    name: str
    slug: str
    level: str
    region: str
    phase: str
    first_time: bool


@dataclass(frozen=True)
class Gap:
    """Something that is missing: its group and key in the directory, a few labs, and how many."""

    group: str
    key: str
    labs: tuple[Known, ...]
    n: int


def gaps(
    labs: Sequence[Known], coming: Collection[int], *, seed: int, most: int = MOST
) -> list[Gap]:
    """What is missing among the labs that come, with labs that would fill it; first-timers last."""
    here = [lab for lab in labs if lab.pk in coming]
    others = sorted((lab for lab in labs if lab.pk not in coming), key=lambda lab: _turn(seed, lab))
    found = []
    for group in ("level", "region", "phase"):
        present = {getattr(lab, group) for lab in here}
        missing = sorted({getattr(lab, group) for lab in others} - present - {""})
        for key in missing:
            fill = [lab for lab in others if getattr(lab, group) == key]
            found.append(Gap(group, key, tuple(fill[:most]), len(fill)))
    new = [lab for lab in others if lab.first_time]
    if new:
        found.append(Gap("first", "", tuple(new[:most]), len(new)))
    return found


def _turn(seed: int, lab: Known) -> tuple[str, int]:
    return hashlib.sha256(f"{seed}:{lab.pk}".encode()).hexdigest(), lab.pk


def whom_to_invite(edition: Edition, viewer: Viewer) -> tuple[list[Gap], frozenset[int]]:
    """The gaps among labs the viewer may see, and which labs are on the list of the invited.

    Only labs that somebody speaks for are named: the others nobody could invite.
    """
    speaking = Membership.objects.filter(role=Membership.Role.COORDINATOR, until=None)
    labs = Lab.objects.visible_to(viewer).filter(
        state=Lab.State.ADMITTED, pk__in=speaking.values("lab")
    )
    states = [Registration.State.HELD, Registration.State.OFFERED, Registration.State.WAITING]
    counted = Q(edition__in=Edition.objects.visible_to(viewer).real()) | Q(edition=edition)
    places = Registration.objects.exclude(lab=None).filter(counted, state__in=states)
    rows = list(places.values_list("edition", "lab"))
    coming = {lab for at, lab in rows if at == edition.pk}
    before = {lab for at, lab in rows if at != edition.pk}
    for told in (EditionRole, Part):
        earlier = told.objects.exclude(lab=None).filter(counted).exclude(edition=edition)
        before |= set(earlier.values_list("lab", flat=True))
    known = [
        Known(
            lab.pk, lab.name, lab.slug, lab.level.key if lab.level else "", lab.region,
            lab.phase.key if lab.phase else "", lab.pk not in before,
        )
        for lab in labs.exclude(status=Lab.Status.ENDED).select_related("level", "phase")
    ]  # fmt: skip
    invited = Invitation.objects.filter(edition=edition).exclude(lab=None)
    return (
        gaps(known, coming, seed=edition.pk),
        frozenset(invited.values_list("lab", flat=True)),
    )
