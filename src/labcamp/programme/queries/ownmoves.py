# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a giver may move a published session of their own, and why a wish could not be kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from labcamp.programme.models import Placement, Planning, Proposal, Timetable
from labcamp.programme.queries.desk import Goal, goals
from labcamp.programme.queries.proposals import planning_of
from labcamp.programme.queries.why import Case
from labcamp.solvers.explain import prices

NIGHT = timedelta(hours=4)


def free_places(
    proposal: Proposal, version: Timetable, mine: Placement | None, now: datetime
) -> list[Goal]:
    """Free places of the published `version` that break no rule and lie ahead, as the hosts allow.

    `mine` is where it stands; None: it has no place yet and may take any.
    """
    planning = planning_of(version.edition)
    if mine is None:
        allowed, whole = planning.flow == Planning.Flow.GRID, True
    else:
        allowed = planning.own_moves != Planning.OwnMoves.NONE
        whole = planning.own_moves == Planning.OwnMoves.ANY
    if not allowed:
        return []
    zone = ZoneInfo(version.edition.time_zone)

    def day_of(moment: datetime) -> date:
        return (moment.astimezone(zone) - NIGHT).date()

    return [
        goal
        for goal in goals(proposal, version)
        if not goal.rules
        and not goal.instead
        and goal.slot.starts_at > now
        and (whole or mine is None or day_of(goal.slot.starts_at) == day_of(mine.starts_at))
    ]


def cheapest_elsewhere(version: Timetable, proposals: list[Proposal]) -> dict[int, int]:
    """How many more wishes each would lose at its cheapest other time; only where there is one."""
    if not proposals:
        return {}
    case = Case.of(version.edition, version)
    found = {}
    for proposal in proposals:
        key = str(proposal.pk)
        if key not in case.plan:
            continue
        at = case.plan[key].slot
        lost = [
            price.lost_wishes
            for price in prices(case.moving(key), case.plan, key)
            if price.allowed and price.to.slot != at
        ]
        if lost:
            found[proposal.pk] = min(lost)
    return found
