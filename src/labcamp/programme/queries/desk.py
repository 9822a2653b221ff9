# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a host sees at the desk: the draft, sessions without a place, what moves cost."""

from __future__ import annotations

from dataclasses import dataclass

from labcamp.programme.models import Placement, Proposal, Slot, SolverRun, Timetable
from labcamp.programme.queries import conditions
from labcamp.programme.queries.plan import Entry
from labcamp.programme.queries.problem import raster_of, runs_into_common
from labcamp.programme.queries.seating import Seating
from labcamp.programme.queries.why import Case
from labcamp.series.models import Edition
from labcamp.solvers import timetable as solver
from labcamp.solvers.explain import NOWHERE, Price, prices
from labcamp.solvers.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Without:
    """A session without a place, and why the solver found none (empty: it was not asked)."""

    number: int
    title: str
    kind: str
    rules: tuple[str, ...]
    others: tuple[str, ...]
    relief: tuple[str, ...] = ()
    searched: bool = False
    """The solver looked and found none, but cannot prove what is in the way."""
    groups: tuple[str, ...] = ()

    @property
    def crowded(self) -> bool:
        """Nothing but the room that the others take is in its way."""
        return bool(self.others) and set(self.rules) <= {"taken"}


@dataclass(frozen=True, slots=True)
class Goal:
    """A place a session could go to; `lost` is how many more wishes that loses.

    `seats` is how many more people are then without a seat, of all sessions that move.
    `guests` stand there now and take its old place in exchange.
    """

    slot: Slot
    room: str
    room_key: int
    guests: tuple[int, ...]
    instead_title: str
    lost: int
    total: int
    rules: tuple[str, ...]
    reasons: tuple[tuple[str, str, str], ...] = ()
    """Each rule in the way, whose it is ("": the session's own) and whom it meets: titles."""
    seats: int = 0
    ousts: bool = False
    """Whether the session standing there would be left without a place."""

    @property
    def instead(self) -> bool:
        return bool(self.guests)

    @property
    def gained(self) -> int:
        return -self.lost

    @property
    def seats_gained(self) -> int:
        return -self.seats

    @property
    def value(self) -> str:
        guests = ".".join(map(str, self.guests or (0,)))
        return f"{self.slot.pk}-{self.room_key}-{guests}"


def published_of(edition: Edition) -> Timetable | None:
    return Timetable.objects.filter(edition=edition, state=Timetable.State.PUBLISHED).first()


def was_of(mine: Placement | None) -> str:
    """How a form says where the session stood: "moment room", or nowhere."""
    return f"{mine.starts_at.isoformat()} {mine.room_id}" if mine else ""


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
                row.cancelled, was_of(row),
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
    groups = [group for group in conditions.groups_of(edition) if group.works]
    found = []
    columns = ("pk", "number", "title", "kind")
    for pk, number, title, kind in rows.exclude(pk__in=placed).values_list(*columns):
        clash = clashes.get(pk, {})
        others = [titles[key] for key in clash.get("sessions", ()) if key != pk and key in titles]
        changed = ("changed",) if pk in draft.report.get("left_out", ()) else ()
        rules, relief = clash.get("rules", changed), clash.get("relief", ())
        searched = bool(clash) and not (rules or others)
        tied = tuple(group.name for group in groups if pk in group.sessions) if searched else ()
        found.append(
            Without(number, title, kind, tuple(rules), tuple(others), tuple(relief), searched, tied)
        )
    return found


def in_a_break(draft: Timetable) -> list[tuple[int, int, str]]:
    """Sessions of the draft that a break or fixed point cuts into: key, number, title."""
    placed = Placement.objects.filter(timetable=draft, proposal__isnull=False)
    rows = list(placed.select_related("proposal").order_by("starts_at", "proposal__number"))
    found = runs_into_common(rows, draft.edition, raster_of(draft.edition))
    return [(p.proposal.pk, p.proposal.number, p.proposal.title) for p in found if p.proposal]


def goals(proposal: Proposal, draft: Timetable) -> list[Goal]:
    """Every slot and room to begin in, with its price or what is in the way, in order of time."""
    return goals_in(Case.of(proposal.edition, draft), proposal)


def goals_in(case: Case, proposal: Proposal) -> list[Goal]:
    key = str(proposal.pk)
    if key not in case.asked:
        return []
    titles, seating = _titles_of(case), Seating.of(case.problem)
    found = [
        _goal(price, case, titles, seating)
        for price in prices(case.moving(key), case.plan, key)
        if price.to.slot
    ]
    found += _too_narrow(case, key)
    return sorted(found, key=lambda goal: (goal.slot.starts_at, goal.room_key))


def _too_narrow(case: Case, key: str) -> list[Goal]:
    """Where the slots in a row that the session needs do not begin."""
    shape = str(solver.Rule.SHAPE)
    return [
        Goal(slot, room.name, room.pk, (), "", 0, 0, (shape,), ((shape, "", ""),))
        for slot in case.raster.slots.values()
        for room in case.raster.rooms.values()
        if case.place(key, slot, room) is None
    ]


def _titles_of(case: Case) -> dict[str, str]:
    rows = Proposal.objects.filter(pk__in=[int(key) for key in {*case.plan, *case.asked}])
    return {str(pk): title for pk, title in rows.values_list("pk", "title")}


def price_of_leaving(proposal: Proposal, case: Case) -> int | None:
    """How many more wishes are lost when the session has no place."""
    key = str(proposal.pk)
    if key not in case.plan:
        return None
    without = {other: place for other, place in case.plan.items() if other != key}
    return Ledger(case.problem).change(case.plan, without, {key})[0]


def _goal(price: Price, case: Case, titles: dict[str, str], seating: Seating) -> Goal:
    guests, raster = [guest for guest, _ in price.with_them], case.raster
    return Goal(
        slot=raster.slots[price.to.slot],
        room=raster.rooms[price.to.room].name,
        room_key=int(price.to.room),
        guests=tuple(map(int, guests)),
        instead_title=" / ".join(titles.get(guest, "") for guest in guests),
        lost=price.lost_wishes,
        total=price.total,
        rules=_rules(price),
        reasons=_reasons(price, titles),
        seats=seating.change(price, case.plan),
        ousts=_ousts(price),
    )


def _rules(price: Price) -> tuple[str, ...]:
    """What the move would break; of several sessions none is left without a place."""
    broken = {str(violation.rule) for violation in price.breaks}
    return tuple(sorted(broken | ({"taken"} if _crowded(price) else set())))


def _reasons(price: Price, titles: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    """The rules with the sessions they are about: in an exchange it may be the other one."""
    found = {("taken", "", ""): None} if _crowded(price) else {}
    for violation in price.breaks:
        first, *others = sorted(violation.sessions, key=lambda key: key != price.session)
        whose = "" if first == price.session else titles.get(first, "")
        found[str(violation.rule), whose, titles.get(others[0], "") if others else ""] = None
    return tuple(found)


def _crowded(price: Price) -> bool:
    return len(price.with_them) > 1 and _ousts(price)


def _ousts(price: Price) -> bool:
    return any(place == NOWHERE for _, place in price.with_them)


def last_run(edition: Edition) -> SolverRun | None:
    return SolverRun.objects.filter(edition=edition).first()
