# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why a plan is as it is: per session, per clash, per person, and the price of every change."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .ledger import Ledger
from .measure import attended, expected_heads
from .problem import Place, Plan, Problem, Session, strengths
from .rules import Raster, Rule, Violation, place_rules, places


@dataclass(frozen=True, slots=True)
class Price:
    """What happens if a session moves `to` a place.

    `with_them`: sessions standing there now and where they would go in exchange.
    `breaks`: hard rules the move would newly break (then it is not offered, only explained).
    `lost_wishes`, `points` and `total` are differences, negative when the move helps.
    """

    session: str
    to: Place
    with_them: tuple[tuple[str, Place], ...]
    breaks: tuple[Violation, ...]
    lost_wishes: int
    points: int
    total: int

    @property
    def allowed(self) -> bool:
        return not self.breaks


NOWHERE = Place("", "")
"""Where a session goes in an exchange when the one that takes its place had none."""


def exchange(plan: Plan, session: str, to: Place) -> tuple[tuple[str, Place], ...]:
    """Who must leave `to`, each with the part of the old place that becomes free."""
    home = plan.get(session)
    guests = sorted(
        key
        for key, place in plan.items()
        if key != session and place.room == to.room and set(place.slots) & set(to.slots)
    )
    if home is None or (len(guests) == 1 and len(plan[guests[0]].slots) == len(home.slots)):
        return tuple((guest, home or NOWHERE) for guest in guests)
    free = [slot for slot in home.slots if home.room != to.room or slot not in to.slots]
    places_left = [Place(slot, home.room) for slot in free] + [NOWHERE] * len(guests)
    return tuple(zip(guests, places_left, strict=False))


def price_of_move(problem: Problem, plan: Plan, session: str, to: Place) -> Price:
    """The price of moving one session; who stands there takes its place in exchange."""
    return _price(Ledger(problem), plan, session, to)


def prices(problem: Problem, plan: Plan, session: str) -> tuple[Price, ...]:
    """The price of every other place whose shape fits `session`, the best allowed ones first."""
    ledger = Ledger(problem)
    found = [
        _price(ledger, plan, session, place)
        for place in places(problem, ledger.rules.raster, ledger.rules.sessions[session])
        if place != plan.get(session)
    ]
    return tuple(sorted(found, key=lambda p: (not p.allowed, p.total, p.to)))


def _price(ledger: Ledger, plan: Plan, session: str, to: Place) -> Price:
    guests = exchange(plan, session, to)
    after = {**plan, session: to, **dict(guests)}
    for guest, place in guests:
        if place == NOWHERE:
            del after[guest]
    about = {session, *(guest for guest, _ in guests)}
    old = set(ledger.rules.violations(plan, about))
    breaks = tuple(v for v in ledger.rules.violations(after, about) if v not in old)
    change = ledger.change(plan, after, about)
    return Price(session, to, guests, breaks, *change)


def _session(problem: Problem, key: str) -> Session:
    return next(session for session in problem.sessions if session.key == key)


@dataclass(frozen=True, slots=True)
class WhyHere:
    """Why a session stands where it does.

    `ruled_out`: rule to number of places it forbids; `allowed`: places left by the session's own
    rules. `better`: an allowed move that would cost less, normally None; `next_best`: the
    cheapest place in another slot. `fans` wish for it, `can_come` of them can; `seats` None is no
    limit.
    """

    session: str
    place: Place | None
    pinned: bool
    allowed: int
    ruled_out: Mapping[Rule, int]
    fans: int
    can_come: int
    heads: int
    seats: int | None
    better: Price | None
    next_best: Price | None


def why_here(problem: Problem, plan: Plan, session: str) -> WhyHere:
    """What decides about the place of one session."""
    raster, one = Raster(problem), _session(problem, session)
    broken = [place_rules(problem, raster, one, p) for p in places(problem, raster, one)]
    others = [price for price in prices(problem, plan, session) if price.allowed]
    accounts = [person_account(problem, plan, person) for person in problem.wishes]
    fans = [account for account in accounts if session in account.wishes]
    place = plan.get(session)
    return WhyHere(
        session=session,
        place=place,
        pinned=session in problem.pins,
        allowed=sum(not b for b in broken),
        ruled_out=dict(sorted(Counter(rule for b in broken for rule in b).items())),
        fans=len(fans),
        can_come=sum(session in account.kept for account in fans),
        heads=expected_heads(problem)[session],
        seats=raster.rooms[place.room].seats if place else None,
        better=others[0] if others and others[0].total < 0 else None,
        next_best=next((p for p in others if place is None or p.to.slot != place.slot), None),
    )


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two sessions at the same time: how many wish for both, and how many lose which."""

    one: str
    other: str
    slots: tuple[str, ...]
    both: int
    lose_one: int
    lose_other: int


def side_by_side(problem: Problem, plan: Plan) -> tuple[SideBySide, ...]:
    """Every pair of parallel sessions that somebody wishes to see both of, the dearest first."""
    accounts = [person_account(problem, plan, person) for person in problem.wishes]
    found = []
    keys = sorted(plan)
    for n, one in enumerate(keys):
        for other in keys[n + 1 :]:
            slots = tuple(slot for slot in plan[one].slots if slot in plan[other].slots)
            if not slots:
                continue
            both = [a for a in accounts if one in a.wishes and other in a.wishes]
            lose_one = sum(one not in a.kept for a in both)
            lose_other = sum(other not in a.kept for a in both)
            if both:
                found.append(SideBySide(one, other, slots, len(both), lose_one, lose_other))
    return tuple(sorted(found, key=lambda c: (-c.both, c.one, c.other)))


class LostTo(StrEnum):
    """Why a person cannot keep a wish."""

    OTHER_WISH = "other_wish"
    OWN_SESSION = "own_session"
    NO_PLACE = "no_place"


@dataclass(frozen=True, slots=True)
class LostWish:
    """A wish that cannot be kept, and the sessions it stands against."""

    session: str
    strength: int
    because: LostTo
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What a plan means for one person; `kept` and `lost` together are the `wishes`."""

    person: str
    wishes: Mapping[str, int]
    kept: tuple[str, ...]
    lost: tuple[LostWish, ...]


def person_account(problem: Problem, plan: Plan, person: str) -> Account:
    """Which wishes one person keeps; which are lost, and why."""
    known = {session.key for session in problem.sessions}
    wishes = {s: w for s, w in strengths(problem.wishes.get(person, ())).items() if s in known}
    gives = [s.key for s in problem.sessions if person in s.givers and s.key in plan]
    busy = {slot for key in gives for slot in plan[key].slots}
    kept = attended(plan, wishes, busy)
    lost = tuple(
        _lost(plan, session, wishes[session], gives, kept)
        for session in sorted(wishes)
        if session not in kept
    )
    return Account(person, wishes, kept, lost)


def _lost(
    plan: Plan, session: str, strength: int, gives: list[str], kept: tuple[str, ...]
) -> LostWish:
    if session not in plan:
        return LostWish(session, strength, LostTo.NO_PLACE, ())
    slots = set(plan[session].slots)
    own = tuple(key for key in sorted(gives) if slots & set(plan[key].slots))
    if own:
        return LostWish(session, strength, LostTo.OWN_SESSION, own)
    against = tuple(key for key in kept if slots & set(plan[key].slots))
    return LostWish(session, strength, LostTo.OTHER_WISH, against)
