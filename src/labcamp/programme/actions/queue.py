# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What hosts do with proposals that were handed in: take, park, send back."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from labcamp.core.access import Audience, Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions.locks import locked_proposal
from labcamp.programme.actions.proposals import off_the_draft, save_state, show
from labcamp.programme.actions.raster import locked_planning
from labcamp.programme.models import Planning, Proposal
from labcamp.series.models import Edition

WAITING, OFFERED, PARKED = Proposal.State.WAITING, Proposal.State.OFFERED, Proposal.State.PARKED


@transaction.atomic
def choose_flow(edition: Edition, flow: str, *, by: Viewer) -> Planning:
    """Where proposals go that are handed in from now on; those that wait go on waiting."""
    planning = locked_planning(edition, by)
    if planning.flow != flow:
        planning.flow = Planning.Flow(flow)
        planning.save(update_fields=["flow"])
        record(facts.FLOW_CHOSEN, about=edition, by=by, flow=flow)
    return planning


@transaction.atomic
def take(proposal: Proposal, *, by: Viewer) -> Proposal:
    """Put it on the list of proposals, from the queue or from the parking area."""
    proposal = _locked(proposal, by, OFFERED, (WAITING, PARKED))
    if proposal.state != OFFERED:
        show(proposal, by)
        save_state(proposal)
        record(facts.PROPOSAL_TAKEN, about=proposal, by=by)
    return proposal


@transaction.atomic
def park(proposal: Proposal, *, by: Viewer) -> Proposal:
    """Keep it in sight but out of the timetable; a published one drops it with the next version."""
    proposal = _locked(proposal, by, PARKED, (WAITING, OFFERED))
    if proposal.state != PARKED:
        proposal.state, proposal.audience = PARKED, proposal.edition.audience
        save_state(proposal)
        off_the_draft(proposal)
        record(facts.PROPOSAL_PARKED, about=proposal, by=by)
    return proposal


@transaction.atomic
def send_back(proposal: Proposal, words: str, *, by: Viewer) -> Proposal:
    """Give a waiting proposal back to those who give it, with a sentence; it is a draft again."""
    draft = Proposal.State.DRAFT
    proposal = _locked(proposal, by, draft, (WAITING,))
    if proposal.state != draft:
        proposal.state, proposal.audience, proposal.reply = draft, Audience.AUTHOR, words
        save_state(proposal)
        record(facts.PROPOSAL_SENT_BACK, about=proposal, by=by)
    return proposal


def _locked(proposal: Proposal, by: Viewer, goal: str, starts: Collection[str]) -> Proposal:
    """The row as it is now, for hosts; Stale when it is neither there yet nor can get there."""
    require(by, "plan", proposal.edition)
    proposal = locked_proposal(proposal)
    if proposal.state != goal and proposal.state not in starts:
        raise Stale(proposal)
    return proposal
