# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may propose, mark interest and plan."""

from django.db.models import Q

from labcamp.core.access import EVERYONE, NOBODY, Viewer, rule
from labcamp.programme.models import Giver, Placement, Planning, Proposal, Timetable
from labcamp.programme.models.proposal import merged_from
from labcamp.series.models import Edition

COMING = Q(state=Edition.State.PLANNED)
CLOSED_TO_PROPOSALS = Q(planning__proposals_open=False)


@rule(Edition, "plan")
def hosts_plan_their_own_edition(viewer: Viewer) -> Q:
    """Days, rooms, timetable: the edition's host team and stewards; the keeper's commands."""
    if viewer.steward or viewer.system:
        return EVERYONE
    return Q(pk__in=viewer.hosting) & ~Q(state=Edition.State.ARCHIVED)


@rule(Edition, "say-times")
def givers_say_when_they_can(viewer: Viewer) -> Q:
    """Whoever gives a session with their account, of their own times, while it lies ahead."""
    if viewer.person is None:
        return NOBODY
    given = Giver.objects.filter(person=viewer.person, proposal__state=Proposal.State.OFFERED)
    return Q(pk__in=given.values("proposal__edition")) & COMING


@rule(Edition, "propose")
def participants_and_members_propose(viewer: Viewer) -> Q:
    """While the edition lies ahead and takes proposals; its hosts may until it is archived."""
    if viewer.system:
        return EVERYONE
    if viewer.person is None:
        return NOBODY
    theirs = EVERYONE if viewer.member else Q(pk__in=viewer.editions)
    return hosts_plan_their_own_edition(viewer) | (theirs & COMING & ~CLOSED_TO_PROPOSALS)


def _own(person: int) -> Q:
    """Proposals somebody has made or gives, or that one of theirs went into."""
    given = Giver.objects.filter(person=person).values("proposal")
    return Q(by=person) | Q(pk__in=given) | Q(pk__in=merged_from(person))


@rule(Proposal, "withdraw")
def givers_and_hosts_withdraw_a_proposal(viewer: Viewer) -> Q:
    """Whoever proposed it or gives it, at any time; the hosts what has been handed in."""
    if viewer.steward or viewer.system:
        return EVERYONE
    if viewer.person is None:
        return NOBODY
    handed_in = Q(edition__in=viewer.hosting) & ~Q(state=Proposal.State.DRAFT)
    return (_own(viewer.person) | handed_in) & ~Q(edition__state=Edition.State.ARCHIVED)


@rule(Proposal, "edit")
def givers_and_hosts_change_a_proposal(viewer: Viewer) -> Q:
    """The same people, the hosts for slips of the pen; what was merged is changed where it went."""
    return givers_and_hosts_withdraw_a_proposal(viewer) & ~Q(state=Proposal.State.MERGED)


@rule(Proposal, "cancel")
def hosts_and_givers_say_that_a_session_falls_through(viewer: Viewer) -> Q:
    """The hosts; whoever gives it, once it is in the published programme and till it is over."""
    if viewer.steward or viewer.system:
        return EVERYONE
    if viewer.person is None:
        return NOBODY
    ahead = Placement.objects.filter(
        timetable__state=Timetable.State.PUBLISHED,
        proposal__isnull=False,
        ends_at__gt=viewer.now,
    )
    theirs = (
        _own(viewer.person)
        & Q(pk__in=ahead.values("proposal"))
        & Q(state__in=Proposal.PLACEABLE, edition__state=Edition.State.PLANNED)
    )
    hosted = Q(edition__in=viewer.hosting) & ~Q(edition__state=Edition.State.ARCHIVED)
    return hosted | theirs


@rule(Proposal, "mark")
def participants_mark_interest_while_the_vote_is_open(viewer: Viewer) -> Q:
    """Once per person; an edition without a set window takes marks as long as it lies ahead.

    Whoever gives a session is there anyhow and is not asked.
    """
    if viewer.person is None or not viewer.editions:
        return NOBODY
    given = Giver.objects.filter(person=viewer.person).values("proposal")
    opens, closes = "edition__planning__voting_opens", "edition__planning__voting_closes"
    return (
        Q(edition__in=viewer.editions, state=Proposal.State.OFFERED)
        & Q(edition__state=Edition.State.PLANNED)
        & ~Q(pk__in=given)
        & (Q(**{f"{opens}__isnull": True}) | Q(**{f"{opens}__lte": viewer.now}))
        & (Q(**{f"{closes}__isnull": True}) | Q(**{f"{closes}__gt": viewer.now}))
    )


@rule(Proposal, "move_own")
def givers_move_their_own_session_where_the_hosts_let_them(viewer: Viewer) -> Q:
    """A published session of one's own while the edition lies ahead; what is pinned stays.

    One without a place may take a free one where proposals go straight into the programme.
    """
    if viewer.person is None:
        return NOBODY
    own = _own(viewer.person)
    placed = Placement.objects.filter(proposal__isnull=False)
    running = placed.filter(timetable__state=Timetable.State.PUBLISHED, cancelled=False)
    pinned = placed.filter(pinned=True).exclude(timetable__state=Timetable.State.SUPERSEDED)
    allowed = Planning.objects.exclude(own_moves=Planning.OwnMoves.NONE)
    moves = Q(edition__in=allowed.values("edition"), pk__in=running.values("proposal")) & ~Q(
        pk__in=pinned.values("proposal")
    )
    published = Timetable.objects.filter(state=Timetable.State.PUBLISHED)
    placed_now = placed.filter(timetable__in=published.values("pk"))
    straight = Planning.objects.filter(flow=Planning.Flow.GRID)
    takes = (
        Q(edition__in=straight.values("edition"))
        & Q(edition__in=published.values("edition"))
        & ~Q(pk__in=placed_now.values("proposal"))
    )
    return (
        own
        & Q(state=Proposal.State.OFFERED, edition__state=Edition.State.PLANNED)
        & (moves | takes)
    )
