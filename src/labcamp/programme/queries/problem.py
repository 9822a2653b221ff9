# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""An edition's raster, sessions and wishes as the solver's plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from labcamp.programme.models import Interest, Placement, Proposal, Room, Slot, Timetable
from labcamp.programme.queries import conditions
from labcamp.programme.queries.demand import heads_of
from labcamp.series.models import Edition
from labcamp.solvers import rules
from labcamp.solvers import timetable as solver

Plan = dict[str, solver.Place]


@dataclass(frozen=True, slots=True)
class Raster:
    """Slots in which sessions may run, and the rooms, by the keys the solver uses."""

    slots: dict[str, Slot]
    rooms: dict[str, Room]

    def slot_at(self, starts_at: datetime) -> Slot | None:
        """The slot a moment lies in."""
        inside = (s for s in self.slots.values() if s.starts_at <= starts_at < s.ends_at)
        return next(inside, None)


def raster_of(edition: Edition) -> Raster:
    slots = Slot.objects.filter(edition=edition, common=False).order_by("starts_at", "pk")
    rooms = Room.objects.filter(edition=edition).order_by("order", "pk")
    return Raster({str(s.pk): s for s in slots}, {str(r.pk): r for r in rooms})


def problem_of(edition: Edition, draft: Timetable | None, raster: Raster) -> solver.Problem:
    """What is to be placed. Sessions that fell through keep their place from being given away."""
    zone = ZoneInfo(edition.time_zone)
    slots = tuple(_slot(key, slot, zone) for key, slot in raster.slots.items())
    rooms = tuple(
        solver.Room(
            key,
            room.capacity,
            frozenset(map(str.casefold, room.features)),
            frozenset({room.form} - {""}),
        )
        for key, room in raster.rooms.items()
    )
    given = conditions.giver_rows(edition)
    givers = _givers(given)
    said = conditions.times_said(edition, given)
    placements = list(Placement.objects.filter(timetable=draft)) if draft else []
    plan = plan_of(placements, raster)
    gone = {str(p.proposal_id) for p in placements if p.cancelled}
    closed = conditions.closed_of(edition)
    pinned = {str(p.proposal_id) for p in placements if p.pinned} - gone
    return solver.Problem(
        sessions=_sessions(edition, slots, rooms, givers, said),
        slots=slots,
        rooms=rooms,
        wishes=_wishes(edition, givers),
        blocked=frozenset((s, plan[k].room) for k in gone & plan.keys() for s in plan[k].slots)
        | {(str(slot), str(room)) for room, slots_ in closed.items() for slot in slots_},
        unavailable={who: _keys(times.cannot) for who, times in said.items() if times.cannot},
        pins={key: plan[key] for key in pinned if key in plan},
        apart=tuple(_keys(g.sessions) for g in conditions.groups_of(edition) if g.works),
        series=tuple(tuple(map(str, o.sessions)) for o in conditions.orders_of(edition) if o.works),
    )


def plan_of(placements: list[Placement], raster: Raster) -> Plan:
    """The placements as places; what stands outside the raster has none."""
    plan: Plan = {}
    ordered = list(raster.slots.items())
    for placement in placements:
        if placement.proposal_id is None or str(placement.room_id) not in raster.rooms:
            continue
        covered = [
            key
            for key, slot in ordered
            if slot.starts_at < placement.ends_at and placement.starts_at < slot.ends_at
        ]
        if covered:
            place = solver.Place(covered[0], str(placement.room_id), tuple(covered[1:]))
            plan[str(placement.proposal_id)] = place
    return plan


def runs_into_common(
    placements: list[Placement], edition: Edition, raster: Raster
) -> list[Placement]:
    """Which of these sessions a break or another common slot cuts into.

    A session over several slots in a row has the short break between them, as the solver allows.
    """
    common = list(
        Slot.objects.filter(edition=edition, common=True).values_list("starts_at", "ends_at")
    )
    return [
        one
        for one in placements
        if one.proposal_id and not one.cancelled
        and any(begins < one.ends_at and one.starts_at < ends for begins, ends in common)
        and not stands_well(one, edition, raster)
    ]  # fmt: skip


def stands_well(placement: Placement, edition: Edition, raster: Raster) -> bool:
    """Whether a session begins with its slot and ends within the last of its slots in a row."""
    place = plan_of([placement], raster).get(str(placement.proposal_id))
    if place is None:
        return False
    first, last = raster.slots[place.slots[0]], raster.slots[place.slots[-1]]
    inside = placement.starts_at == first.starts_at and placement.ends_at <= last.ends_at
    return inside and in_a_row(place, edition, raster)


def in_a_row(place: solver.Place, edition: Edition, raster: Raster) -> bool:
    """Whether the solver could give out these slots together."""
    zone = ZoneInfo(edition.time_zone)
    slots = tuple(_slot(key, slot, zone) for key, slot in raster.slots.items())
    rows = rules.Raster(solver.Problem((), slots, ()))
    return rows.row(place.slot, len(place.slots)) == place.slots


def slots_taken(placements: list[Placement], edition: Edition) -> set[int]:
    """How many slots of the raster they take: one number when all take as many."""
    return {len(place.slots) for place in plan_of(placements, raster_of(edition)).values()}


def span_of(place: solver.Place, raster: Raster, minutes: int) -> tuple[datetime, datetime]:
    """From when to when a session runs there; one of several slots has them all to the end."""
    first, last = raster.slots[place.slots[0]], raster.slots[place.slots[-1]]
    if len(place.slots) > 1:
        return first.starts_at, last.ends_at
    return first.starts_at, min(first.starts_at + timedelta(minutes=minutes), last.ends_at)


def shaped_for(problem: solver.Problem, plan: Plan) -> solver.Problem:
    """The same problem with each session as long as it stands in the plan, for prices."""
    lengths = {slot.key: slot.minutes for slot in problem.slots}
    sessions = tuple(
        replace(
            s,
            parts=len(plan[s.key].slots),
            minutes=min(s.minutes, *(lengths[slot] for slot in plan[s.key].slots)),
        )
        if s.key in plan
        else s
        for s in problem.sessions
    )
    return replace(problem, sessions=sessions)


def _slot(key: str, slot: Slot, zone: ZoneInfo) -> solver.Slot:
    local = slot.starts_at.astimezone(zone)
    minutes = int((slot.ends_at - slot.starts_at).total_seconds() // 60)
    return solver.Slot(key, local.toordinal(), local.hour * 60 + local.minute, minutes)


def _sessions(
    edition: Edition,
    slots: tuple[solver.Slot, ...],
    rooms: tuple[solver.Room, ...],
    givers: dict[int, set[str]],
    said: dict[str, conditions.Times],
) -> tuple[solver.Session, ...]:
    longest = max((slot.minutes for slot in slots), default=1)
    known = frozenset[str]().union(*(room.features for room in rooms))
    held = conditions.held_of(edition)
    offered = Proposal.objects.filter(edition=edition, state=Proposal.State.OFFERED)
    heads = heads_of(edition)
    found = []
    for pk, minutes, needs, form, track in offered.order_by("number").values_list(
        "pk", "minutes", "needs", "form", "track"
    ):
        words = {word.strip().casefold() for word in needs.split(",")}
        of_hosts = held.get(pk, conditions.Held())
        parts, least = _length(minutes, longest, of_hosts.parts)
        session = solver.Session(
            key=str(pk),
            givers=frozenset(givers.get(pk, ())),
            needs=known & words,
            form=form,
            heads=heads.get(pk) if of_hosts.heads is None else of_hosts.heads,
            minutes=least,
            parts=parts,
            slots=None if of_hosts.slots is None else _keys(of_hosts.slots),
            liked=_keys(conditions.liked_slots(givers.get(pk, ()), said)),
            topic=track,
        )
        found.append(session)
    return tuple(found)


def _length(minutes: int, longest: int, parts: int | None) -> tuple[int, int]:
    """How many slots in a row, and how long each must at least be.

    What the hosts say holds: a session they give one slot is as long as that slot allows.
    """
    if parts is not None:
        return parts, 0
    return (1, minutes) if minutes <= longest else (-(-minutes // longest), 0)


def _keys(numbers: Iterable[int]) -> frozenset[str]:
    return frozenset(map(str, numbers))


def _givers(rows: Iterable[conditions.GiverRow]) -> dict[int, set[str]]:
    """Who gives what: an account by its key, a mere name by its letters."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        found[row.proposal].add(row.key)
    return found


def _wishes(edition: Edition, givers: dict[int, set[str]]) -> dict[str, dict[str, int]]:
    """What each person or code would attend; "not for me" is an answer, but no wish."""
    wishes: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Interest.objects.filter(
        proposal__edition=edition,
        proposal__state=Proposal.State.OFFERED,
        strength__gt=Interest.Strength.NOT,
    )
    columns = ("person", "code", "proposal", "strength")
    for person, code, proposal, strength in rows.values_list(*columns):
        who = f"p{person}" if person else f"c{code}"
        if who not in givers.get(proposal, ()):
            wishes[who][str(proposal)] = strength
    return dict(wishes)
