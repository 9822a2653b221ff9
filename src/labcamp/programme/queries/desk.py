# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a host sees at the desk: the draft, sessions without a place, what moves cost."""

from __future__ import annotations

from dataclasses import dataclass

from labcamp.programme.models import Placement, Proposal, Slot, SolverRun, Timetable
from labcamp.programme.queries.plan import Entry
from labcamp.programme.queries.problem import (
    Raster,
    plan_of,
    problem_of,
    raster_of,
    shaped_for,
)
from labcamp.series.models import Edition
from labcamp.solvers.explain import Price, prices


@dataclass(frozen=True, slots=True)
class Without:
    """A session without a place, and why the solver found none (empty: it was not asked)."""

    number: int
    title: str
    rules: tuple[str, ...]
    others: tuple[str, ...]
    relief: tuple[str, ...] = ()

    @property
    def crowded(self) -> bool:
        """Nothing but the room that the others take is in its way."""
        return bool(self.others) and set(self.rules) <= {"taken"}


@dataclass(frozen=True, slots=True)
class Goal:
    """A place a session could go to; `lost` is how many more wishes that loses."""

    slot: Slot
    room: str
    room_key: int
    instead: int
    instead_title: str
    lost: int
    total: int
    rules: tuple[str, ...]

    @property
    def gained(self) -> int:
        return -self.lost

    @property
    def value(self) -> str:
        return f"{self.slot.pk}-{self.room_key}-{self.instead}"


def draft_of(edition: Edition) -> Timetable | None:
    return Timetable.objects.filter(edition=edition, state=Timetable.State.DRAFT).first()


def published_of(edition: Edition) -> Timetable | None:
    return Timetable.objects.filter(edition=edition, state=Timetable.State.PUBLISHED).first()


def draft_entries(draft: Timetable) -> tuple[list[Entry], set[int]]:
    """The draft's entries for the grid, and the numbers of pinned sessions."""
    rows = Placement.objects.filter(timetable=draft).select_related("proposal", "room")
    entries, pinned = [], set()
    for row in rows.order_by("starts_at", "room__order", "pk"):
        session = row.proposal
        entries.append(
            Entry(
                row.pk, row.proposal_id or 0, session.number if session else 0,
                session.title if session else row.title,
                session.givers_told if session else "",
                session.kind if session else "", session.language if session else "",
                session.track if session else "", row.room.name if row.room else "",
                row.room.order if row.room else -1, row.starts_at, row.ends_at, row.day,
                row.cancelled,
            )
        )  # fmt: skip
        if row.pinned and session:
            pinned.add(session.number)
    return entries, pinned


def without_place(edition: Edition, draft: Timetable) -> list[Without]:
    """Offered sessions the draft has no place for."""
    placed = Placement.objects.filter(timetable=draft, proposal__isnull=False).values("proposal")
    rows = Proposal.objects.filter(edition=edition, state=Proposal.State.OFFERED)
    clashes = {key: clash for clash in draft.report.get("clashes", ()) for key in clash["sessions"]}
    titles = dict(Proposal.objects.filter(pk__in=list(clashes)).values_list("pk", "title"))
    found = []
    for pk, number, title in rows.exclude(pk__in=placed).values_list("pk", "number", "title"):
        clash = clashes.get(pk, {})
        others = [titles[key] for key in clash.get("sessions", ()) if key != pk and key in titles]
        rules, relief = clash.get("rules", ()), clash.get("relief", ())
        found.append(Without(number, title, tuple(rules), tuple(others), tuple(relief)))
    return found


def goals(proposal: Proposal, draft: Timetable) -> list[Goal]:
    """Every place the raster offers this session with its price, in the order of time."""
    edition = proposal.edition
    raster = raster_of(edition)
    placements = list(Placement.objects.filter(timetable=draft).select_related("proposal"))
    plan = plan_of(placements, raster)
    problem = shaped_for(problem_of(edition, draft, raster), plan)
    key = str(proposal.pk)
    if key not in {session.key for session in problem.sessions}:
        return []
    titles = {str(p.proposal_id): p.proposal.title for p in placements if p.proposal}
    found = [_goal(price, raster, titles) for price in prices(problem, plan, key) if price.to.slot]
    return sorted(found, key=lambda goal: (goal.slot.starts_at, goal.room_key))


def _goal(price: Price, raster: Raster, titles: dict[str, str]) -> Goal:
    instead = price.with_them[0][0] if price.with_them else "0"
    return Goal(
        slot=raster.slots[price.to.slot],
        room=raster.rooms[price.to.room].name,
        room_key=int(price.to.room),
        instead=int(instead),
        instead_title=titles.get(instead, ""),
        lost=price.lost_wishes,
        total=price.total,
        rules=tuple(sorted({str(violation.rule) for violation in price.breaks})),
    )


def last_run(edition: Edition) -> SolverRun | None:
    return SolverRun.objects.filter(edition=edition).first()
