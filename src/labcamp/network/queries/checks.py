# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which labs need somebody's attention."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from labcamp.core.access import Viewer, VisibleQuerySet
from labcamp.network.models import JoinRequest, Lab, Membership

YEAR = timedelta(days=365)
_COORDINATED = Exists(
    Membership.objects.filter(lab=OuterRef("pk"), role=Membership.Role.COORDINATOR, until=None)
)


def unconfirmed(now: datetime) -> VisibleQuerySet[Lab]:
    """Admitted labs, not ended, that nobody has confirmed for a year."""
    looked = Q(checked_at__lt=now - YEAR) | Q(checked_at=None, admitted_at__lt=now - YEAR)
    labs: VisibleQuerySet[Lab] = Lab.objects.filter(looked, state=Lab.State.ADMITTED)
    return labs.exclude(status=Lab.Status.ENDED)


def due_for_the_question(now: datetime) -> QuerySet[Lab]:
    """Those of them with coordinators who have not been asked within this year."""
    not_asked = Q(asked_at=None) | Q(asked_at__lt=now - YEAR)
    return unconfirmed(now).filter(_COORDINATED, not_asked)


def overdue(viewer: Viewer) -> QuerySet[Lab]:
    """Unconfirmed labs the viewer sees, the longest unconfirmed first."""
    return (
        unconfirmed(viewer.now)
        .visible_to(viewer)
        .order_by(Coalesce("checked_at", "admitted_at"), "pk")
    )


def proposals(viewer: Viewer) -> QuerySet[Lab]:
    """Proposals that wait for vouches or a decision, the oldest first."""
    labs = Lab.objects.visible_to(viewer).filter(state=Lab.State.PROPOSED)
    return labs.select_related("level", "proposed_by").order_by("proposed_at", "pk")


def uncoordinated(viewer: Viewer) -> QuerySet[Lab]:
    """Admitted labs, not ended, for which nobody speaks."""
    labs = Lab.objects.visible_to(viewer).filter(~_COORDINATED, state=Lab.State.ADMITTED)
    return labs.exclude(status=Lab.Status.ENDED).order_by("name_key", "pk")


def open_requests(viewer: Viewer) -> QuerySet[JoinRequest]:
    """Requests to join that wait for an answer of the viewer, as coordinator or as steward."""
    waiting = JoinRequest.objects.filter(outcome="").select_related("lab", "person")
    if viewer.steward:
        orphaned = Lab.objects.filter(~_COORDINATED)
        return waiting.filter(Q(lab__in=orphaned) | Q(lab__in=viewer.speaks_for))
    return waiting.filter(lab__in=viewer.speaks_for)
