# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What hosts and givers have said, for the solver and for the page that lists it.

Sessions that are not offered and slots that are gone drop out here, so nobody else thinks of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from hashlib import blake2b
from itertools import pairwise

from django.db.models import Prefetch, Q

from labcamp.programme.models import (
    ApartGroup,
    Availability,
    Giver,
    OrderStep,
    Proposal,
    Room,
    RoomClosed,
    SessionCondition,
    SessionOrder,
    SlotStance,
)
from labcamp.programme.models.proposal import UNNAMED
from labcamp.series.models import Edition

Titles = dict[int, str]
NO_SLOTS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class GiverRow:
    """Who gives which session; `key` is the one the solver knows the giver by."""

    proposal: int
    person: int | None
    name: str

    @property
    def key(self) -> str:
        return giver_key(self.person, self.name)


@dataclass(frozen=True, slots=True)
class Times:
    """What one giver has said, by the keys of slots; `own`: they said it themselves."""

    cannot: frozenset[int] = NO_SLOTS
    rather: frozenset[int] = NO_SLOTS
    own: bool = False
    version: int = 0

    def stance(self, slot: int) -> str:
        if slot in self.cannot:
            return SlotStance.Stance.CANNOT
        return SlotStance.Stance.RATHER if slot in self.rather else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A giver of offered sessions with what they said; `token` stands for them in an address."""

    key: str
    person: int | None
    name: str
    titles: tuple[str, ...]
    times: Times

    @property
    def token(self) -> str:
        return token_of(self.key)

    @property
    def said(self) -> bool:
        return bool(self.times.cannot or self.times.rather)


@dataclass(frozen=True, slots=True)
class Together:
    """A group or an order with those of its sessions that are offered."""

    pk: int
    name: str
    sessions: tuple[int, ...]

    @property
    def works(self) -> bool:
        return len(self.sessions) > 1


@dataclass(frozen=True, slots=True)
class Held:
    """What the hosts say of one session; `slots` None: every slot will do."""

    parts: int | None = None
    heads: int | None = None
    slots: frozenset[int] | None = None


def giver_key(person: int | None, name: str) -> str:
    """An account by its key, a mere name by its letters."""
    return f"p{person}" if person else f"n{name.casefold()}"


def token_of(key: str) -> str:
    """A short word for a giver in an address: names do not belong there."""
    if key.startswith("p"):
        return key
    return f"n{blake2b(key.encode(), digest_size=8).hexdigest()}"


def giver_rows(edition: Edition) -> list[GiverRow]:
    """Everybody who gives something, in the order of sessions and of their names there."""
    rows = Giver.objects.filter(proposal__edition=edition).exclude(name__in=["", UNNAMED])
    ordered = rows.order_by("proposal__number", "order", "pk")
    return [GiverRow(*row) for row in ordered.values_list("proposal", "person", "name")]


def times_said(edition: Edition, givers: Iterable[GiverRow]) -> dict[str, Times]:
    """What was said for each giver, by key.

    What hosts said of a mere name holds for the account that has been linked to it since, until
    that person says something.
    """
    stances = SlotStance.objects.filter(slot__common=False).order_by("pk")
    rows = Availability.objects.filter(edition=edition)
    said: dict[str, Times] = {}
    for row in rows.prefetch_related(Prefetch("stances", queryset=stances)):
        slots = {stance: set[int]() for stance in SlotStance.Stance}
        for one in row.stances.all():
            slots[SlotStance.Stance(one.stance)].add(one.slot_id)
        said[giver_key(row.person_id, row.name)] = Times(
            frozenset(slots[SlotStance.Stance.CANNOT]),
            frozenset(slots[SlotStance.Stance.RATHER]),
            own=row.person_id is not None and row.by_id == row.person_id,
            version=row.version,
        )
    for giver in givers:
        by_name = said.get(giver_key(None, giver.name))
        if giver.person and by_name and giver.key not in said:
            said[giver.key] = Times(by_name.cannot, by_name.rather)
    return said


def told_givers(edition: Edition) -> list[Told]:
    """Everybody who gives an offered session, by name, with what was said for them."""
    rows = giver_rows(edition)
    said = times_said(edition, rows)
    titles = offered_titles(edition)
    names: dict[str, GiverRow] = {}
    gives: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.proposal in titles:
            names.setdefault(row.key, row)
            gives[row.key].append(titles[row.proposal])
    found = [
        Told(key, row.person, row.name, tuple(gives[key]), said.get(key, Times()))
        for key, row in names.items()
    ]
    return sorted(found, key=lambda told: (told.name.casefold(), told.key))


def own_times(edition: Edition, person: int) -> Told:
    """One person with an account: what they give at this edition, and what was said."""
    key = giver_key(person, "")
    nobody = Told(key, person, "", (), Times())
    return next((told for told in told_givers(edition) if told.key == key), nobody)


def liked_slots(givers: Iterable[str], said: dict[str, Times]) -> frozenset[int]:
    """The slots all givers of a session would rather have, or else those any of them would."""
    wanted = [said[key].rather for key in givers if key in said and said[key].rather]
    if not wanted:
        return NO_SLOTS
    return frozenset.intersection(*wanted) or NO_SLOTS.union(*wanted)


def offered_titles(edition: Edition) -> Titles:
    offered = Proposal.objects.filter(edition=edition, state=Proposal.State.OFFERED)
    return dict(offered.order_by("number").values_list("pk", "title"))


def groups_of(edition: Edition) -> list[Together]:
    offered = Proposal.objects.filter(state=Proposal.State.OFFERED).order_by("number").only("pk")
    groups = ApartGroup.objects.filter(edition=edition)
    found = groups.prefetch_related(Prefetch("sessions", queryset=offered))
    return [Together(g.pk, g.name, tuple(p.pk for p in g.sessions.all())) for g in found]


def orders_of(edition: Edition) -> list[Together]:
    steps = OrderStep.objects.filter(proposal__state=Proposal.State.OFFERED).order_by("position")
    orders = SessionOrder.objects.filter(edition=edition)
    found = orders.prefetch_related(Prefetch("steps", queryset=steps))
    return [Together(o.pk, "", tuple(s.proposal_id for s in o.steps.all())) for o in found]


def held_of(edition: Edition) -> dict[int, Held]:
    """What the hosts say of single sessions, by the session's key."""
    rows = SessionCondition.objects.filter(
        proposal__edition=edition, proposal__state=Proposal.State.OFFERED
    )
    slots: dict[int, set[int]] = defaultdict(set)
    allowed = SessionCondition.slots.through.objects.filter(
        sessioncondition__in=rows, slot__common=False
    )
    for condition, slot in allowed.values_list("sessioncondition", "slot"):
        slots[condition].add(slot)
    return {
        row.proposal_id: Held(
            row.parts, row.heads, frozenset(slots[row.pk]) if row.pk in slots else None
        )
        for row in rows
    }


def closed_of(edition: Edition) -> dict[int, frozenset[int]]:
    """The slots in which each room cannot be used; rooms that are always free are left out."""
    rows = RoomClosed.objects.filter(room__edition=edition, slot__common=False)
    found: dict[int, set[int]] = defaultdict(set)
    for room, slot in rows.values_list("room", "slot"):
        found[room].add(slot)
    return {room: frozenset(slots) for room, slots in found.items()}


def circle_through(orders: Iterable[tuple[int, ...]]) -> list[int]:
    """Sessions that would have to run before themselves, as one round; empty when there is none."""
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for order in orders:
        for first, then in pairwise(order):
            sorter.add(then, first)
    try:
        sorter.prepare()
    except CycleError as circle:
        return list(circle.args[1])
    return []


def features_of(edition: Edition) -> frozenset[str]:
    """What some room of the edition is said to have, in small letters."""
    lists = Room.objects.filter(edition=edition).values_list("features", flat=True)
    return frozenset(word.casefold() for features in lists for word in features)


def has_both_forms(edition: Edition) -> bool:
    """Whether it makes a difference where a session takes place."""
    if edition.form == Edition.Form.HYBRID:
        return True
    forms = Room.objects.filter(edition=edition).exclude(form="")
    return forms.order_by().values("form").distinct().count() > 1


def number_of_conditions(edition: Edition) -> int:
    """How many things somebody has said that the timetable has to respect."""
    offered = Proposal.objects.filter(edition=edition, state=Proposal.State.OFFERED)
    said = SlotStance.objects.filter(availability__edition=edition, slot__common=False)
    return (
        said.values("availability").distinct().count()
        + ApartGroup.objects.filter(edition=edition).count()
        + SessionOrder.objects.filter(edition=edition).count()
        + RoomClosed.objects.filter(room__edition=edition).values("room").distinct().count()
        + offered.filter(~Q(form="") | ~Q(needs="") | Q(condition__isnull=False)).count()
    )
