# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is counted and expected for each offered session of an edition."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from labcamp.programme.estimate import Answer, Demand, demand
from labcamp.programme.models import Giver, Interest, Proposal
from labcamp.series.models import Edition


def demand_of(edition: Edition) -> dict[int, Demand]:
    """By proposal. Those who give a session are there anyway and do not count as its guests."""
    offered = Proposal.objects.filter(edition=edition, state=Proposal.State.OFFERED)
    appeared = dict(offered.values_list("pk", Coalesce("offered_at", "at")))
    gives = Giver.objects.filter(proposal=OuterRef("proposal"), person=OuterRef("person"))
    rows = Interest.objects.filter(
        ~Exists(gives), proposal__edition=edition, proposal__state=Proposal.State.OFFERED
    ).values_list("person", "code", "proposal", "strength", "at")
    answers = [
        Answer(f"p{person}" if person else f"c{code}", proposal, strength, at)
        for person, code, proposal, strength, at in rows
    ]
    return demand(appeared, answers)


def heads_of(edition: Edition) -> dict[int, int]:
    """Seats each offered session will need, for the solver."""
    return {proposal: one.estimated for proposal, one in demand_of(edition).items()}
