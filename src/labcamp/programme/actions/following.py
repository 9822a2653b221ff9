# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeping the programme as wide as its edition."""

from __future__ import annotations

from django.db import transaction

from labcamp.core.access import Audience, Viewer, require
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions.locks import locked_edition
from labcamp.programme.models import Proposal, Timetable
from labcamp.series.models import Edition

UNSEEN = (Proposal.State.DRAFT, Proposal.State.WAITING, Proposal.State.WITHDRAWN)


@transaction.atomic
def follow_audience(edition: Edition, *, by: Viewer) -> int:
    """Give offered sessions and published versions the edition's audience; how many changed."""
    edition = locked_edition(edition.pk)
    require(by, "plan", edition)
    told = Proposal.objects.filter(edition=edition).exclude(state__in=UNSEEN)
    offered = told.exclude(state=Proposal.State.MERGED, audience=Audience.HOSTS)
    shown = Timetable.objects.filter(edition=edition).exclude(state=Timetable.State.DRAFT)
    wide = {"audience": edition.audience}
    changed: int = offered.exclude(**wide).update(**wide) + shown.exclude(**wide).update(**wide)
    if changed:
        record(facts.AUDIENCE_FOLLOWED, about=edition, by=by, changed=changed)
    return changed
