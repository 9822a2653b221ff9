# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a lab's page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet

from labcamp.core.access import Viewer
from labcamp.core.record import Fact
from labcamp.network import facts
from labcamp.network.models import JoinRequest, Lab, Membership, Vouch
from labcamp.network.names import name_key

# What everybody may read about a lab's past; facts about people are not among it.
HISTORY = (
    facts.LAB_ADMITTED,
    facts.LAB_STATUS_CHANGED,
    facts.LAB_CONFIRMED,
)
ACTS = (
    *("edit", "change-status", "confirm", "choose-audience", "vouch", "admit", "decline"),
    *("join", "leave", "see-members", "manage-members"),
)


@dataclass(frozen=True)
class Event:
    """A line of the public history: what changed and when; never who did it."""

    kind: str
    at: datetime
    data: dict[str, Any]


def named(name: str, viewer: Viewer, *, but: Lab) -> Lab | None:
    """Another lab the viewer sees under this name, spelled more or less so."""
    seen = Lab.objects.visible_to(viewer).exclude(pk=but.pk)
    return seen.filter(name_key=name_key(name)).order_by("pk").first()


def with_acts(lab: Lab, viewer: Viewer) -> tuple[Lab, dict[str, bool]]:
    """The lab with its words and pictures, and what the viewer may do to it; one query."""
    seen = Lab.objects.visible_to(viewer).select_related("level", "phase", "logo", "proposed_by")
    whole = seen.with_grants(viewer, *ACTS).get(pk=lab.pk)
    return whole, {act.replace("-", "_"): getattr(whole, f"may_{act}") for act in ACTS}


def history(lab: Lab) -> list[Event]:
    """The public history, newest first; of confirmations only the last."""
    told = Fact.objects.filter(
        about_type=ContentType.objects.get_for_model(Lab),
        about_id=str(lab.pk),
        kind__in=[kind.name for kind in HISTORY],
    ).order_by("-at", "-pk")
    events: list[Event] = []
    confirmed = False
    for kind, at, data in told.values_list("kind", "at", "data"):
        if kind == facts.LAB_CONFIRMED.name:
            if confirmed:
                continue
            confirmed = True
        events.append(Event(kind.rpartition(".")[2], at, data))
    return events


def members(lab: Lab) -> QuerySet[Membership]:
    """Who belongs to the lab today: coordinators first. For those who may see members only."""
    running = lab.memberships.filter(until=None).select_related("person")
    return running.order_by("role", "since", "pk")


def vouches(lab: Lab) -> QuerySet[Vouch]:
    return lab.vouches.select_related("by_lab").order_by("at", "pk")


def own_request(lab: Lab, viewer: Viewer) -> JoinRequest | None:
    if viewer.person is None:
        return None
    return lab.join_requests.filter(person=viewer.person, outcome="").first()


def may_vouch_for(lab: Lab, viewer: Viewer) -> QuerySet[Lab]:
    """The viewer's labs that have not vouched for this one; labs that have ended vouch no more."""
    mine = Lab.objects.visible_to(viewer).filter(pk__in=viewer.speaks_for)
    mine = mine.exclude(status=Lab.Status.ENDED)
    return mine.exclude(vouched_for__lab=lab).order_by("name_key", "pk")


def related(lab: Lab, viewer: Viewer) -> dict[str, Any]:
    """Successor and predecessors, as far as the viewer sees them."""
    seen = Lab.objects.visible_to(viewer)
    rows = seen.filter(Q(pk=lab.successor_id) | Q(successor=lab)).order_by("name_key", "pk")
    labs = list(rows)
    return {
        "successor": next((one for one in labs if one.pk == lab.successor_id), None),
        "predecessors": [one for one in labs if one.pk != lab.successor_id],
    }


def mine(viewer: Viewer) -> dict[str, Any]:
    """The viewer's labs, proposals and open requests."""
    if viewer.person is None:
        return {"memberships": [], "requests": [], "declined": []}
    running = Membership.objects.filter(person=viewer.person, until=None)
    return {
        "memberships": list(
            running.select_related("lab", "lab__level")
            .exclude(lab__state=Lab.State.DECLINED)
            .annotate(waiting=Count("lab__join_requests", filter=Q(lab__join_requests__outcome="")))
            .order_by("lab__name_key", "pk")
        ),
        "requests": list(
            JoinRequest.objects.filter(person=viewer.person, outcome="").select_related("lab")
        ),
        "declined": list(
            Lab.objects.visible_to(viewer).filter(
                state=Lab.State.DECLINED, proposed_by=viewer.person
            )
        ),
    }
