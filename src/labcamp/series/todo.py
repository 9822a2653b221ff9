# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is to be done now at an edition, by role and phase. Pure: values in, values out.

One table, `THINGS`, says for whom and when a thing matters, when it is done and by which day. It
knows neither words nor addresses; the page adds them (`web/series/todo.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Phase(Enum):
    """Where an edition stands, as far as it changes what people do."""

    BEFORE = "before"
    OPEN = "open"
    PROGRAMME = "programme"
    DAY = "day"
    AFTER = "after"
    ARCHIVED = "archived"
    CALLED_OFF = "called-off"


class Role(Enum):
    """What somebody is to an edition; one person may be several."""

    JOINING = "joining"
    PARTICIPANT = "participant"
    CONTRIBUTOR = "contributor"
    COORDINATOR = "coordinator"
    HOST = "host"
    FORMER_HOST = "former-host"
    STEWARD = "steward"


@dataclass(frozen=True)
class Some:
    """How many of something, and the nearest day among them."""

    n: int = 0
    day: date | None = None


NONE = Some()


@dataclass(frozen=True)
class Standing:
    """How things stand for one person at one edition."""

    phase: Phase
    roles: frozenset[Role]
    guest: bool = False
    day: date | None = None
    registration: bool = False
    programme: bool = False
    documented: bool = False
    # participant
    place: str = ""
    accept_by: date | None = None
    may_propose: bool = False
    proposed: int = 0
    may_mark: bool = False
    marks_until: date | None = None
    marked: int = 0
    room: bool = False
    # contributor
    asked: int = 0
    confirmed: int = 0
    gives: int = 0
    needs_open: int = 0
    # coordinator
    answers: Some = NONE
    calls: Some = NONE
    offered: int = 0
    kept: int = 0
    colleagues: int = 0
    unchecked: int = 0
    # host
    tasks: Some = NONE
    parts: int = 0
    wrote_log: bool = False
    # steward
    running_calls: Some = NONE
    rounds: Some = NONE
    hanging: int = 0
    terms: Some = NONE


@dataclass(frozen=True)
class Item:
    """One thing to do, or done: for which role, by which day, and how many of it."""

    role: Role
    key: str
    done: bool
    due: date | None = None
    n: int = 0


Says = Callable[[Standing], bool]


@dataclass(frozen=True)
class Thing:
    """One line of the table."""

    role: Role
    key: str
    phases: frozenset[Phase]
    when: Says = lambda _s: True
    done: Says = lambda _s: False
    due: Callable[[Standing], date | None] = lambda _s: None
    n: Callable[[Standing], int] = lambda _s: 0


P, R = Phase, Role
AHEAD = frozenset({P.BEFORE, P.OPEN, P.PROGRAMME})
UP_TO_THE_DAY = AHEAD | {P.DAY}
PAST = frozenset({P.AFTER, P.ARCHIVED})
ALWAYS = UP_TO_THE_DAY | PAST
EVER = ALWAYS | {P.CALLED_OFF}
SHOWN = frozenset({P.PROGRAMME, P.DAY})
AFTER = frozenset({P.AFTER})

THINGS = (
    Thing(R.JOINING, "sign-in", ALWAYS, when=lambda s: s.guest),
    Thing(R.JOINING, "wait-for-registration", AHEAD, when=lambda s: not s.registration),
    Thing(R.JOINING, "register", AHEAD, when=lambda s: s.registration, due=lambda s: s.day),
    Thing(R.JOINING, "read-programme", SHOWN, when=lambda s: s.programme),
    Thing(R.JOINING, "read-what-stays", PAST, when=lambda s: s.documented),
    Thing(R.PARTICIPANT, "accept", UP_TO_THE_DAY, when=lambda s: s.place == "offered",
          due=lambda s: s.accept_by),
    Thing(R.PARTICIPANT, "waiting", UP_TO_THE_DAY, when=lambda s: s.place == "waiting"),
    Thing(R.PARTICIPANT, "place", UP_TO_THE_DAY, when=lambda s: s.place == "held",
          done=lambda s: s.place == "held", due=lambda s: s.day),
    Thing(R.PARTICIPANT, "propose", AHEAD, when=lambda s: s.may_propose or s.proposed > 0,
          done=lambda s: s.proposed > 0, n=lambda s: s.proposed),
    Thing(R.PARTICIPANT, "mark", AHEAD, when=lambda s: s.may_mark or s.marked > 0,
          done=lambda s: s.marked > 0, due=lambda s: s.marks_until, n=lambda s: s.marked),
    Thing(R.PARTICIPANT, "my-programme", SHOWN, when=lambda s: s.programme),
    Thing(R.PARTICIPANT, "room", SHOWN | {P.OPEN}, when=lambda s: s.room and s.place == "held",
          due=lambda s: s.day),
    Thing(R.PARTICIPANT, "read-what-stays", PAST, when=lambda s: s.documented),
    Thing(R.PARTICIPANT, "tell-learnt", AFTER),
    Thing(R.CONTRIBUTOR, "confirm", UP_TO_THE_DAY, when=lambda s: s.asked + s.confirmed > 0,
          done=lambda s: s.asked == 0, n=lambda s: s.asked),
    Thing(R.CONTRIBUTOR, "needs", UP_TO_THE_DAY, when=lambda s: s.gives > 0,
          done=lambda s: s.needs_open == 0, due=lambda s: s.day),
    Thing(R.CONTRIBUTOR, "times", SHOWN, when=lambda s: s.programme and s.gives > 0,
          due=lambda s: s.day),
    Thing(R.CONTRIBUTOR, "hand-in", AFTER),
    Thing(R.COORDINATOR, "answers", EVER, when=lambda s: s.answers.n > 0,
          due=lambda s: s.answers.day, n=lambda s: s.answers.n),
    Thing(R.COORDINATOR, "offer-to-host", EVER, when=lambda s: s.calls.n + s.offered > 0,
          done=lambda s: s.offered > 0, due=lambda s: s.calls.day),
    Thing(R.COORDINATOR, "offer-input", AHEAD),
    Thing(R.COORDINATOR, "lab-comes", UP_TO_THE_DAY, when=lambda s: s.kept + s.colleagues > 0,
          done=lambda s: s.colleagues >= s.kept, n=lambda s: s.kept),
    Thing(R.COORDINATOR, "check-profile", EVER, when=lambda s: s.unchecked > 0,
          n=lambda s: s.unchecked),
    Thing(R.HOST, "checklist", ALWAYS - {P.ARCHIVED}, done=lambda s: s.tasks.n == 0,
          due=lambda s: s.tasks.day, n=lambda s: s.tasks.n),
    Thing(R.HOST, "ask-for-inputs", AHEAD, done=lambda s: s.parts > 0, n=lambda s: s.parts),
    Thing(R.HOST, "open-registration", AHEAD, done=lambda s: s.registration),
    Thing(R.HOST, "publish-programme", UP_TO_THE_DAY, done=lambda s: s.programme),
    Thing(R.HOST, "check-in", frozenset({P.DAY}), due=lambda s: s.day),
    Thing(R.HOST, "collect", AFTER, done=lambda s: s.documented),
    Thing(R.HOST, "logbook", AFTER, done=lambda s: s.wrote_log),
    Thing(R.HOST, "read-what-stays", frozenset({P.ARCHIVED}), when=lambda s: s.documented),
    Thing(R.FORMER_HOST, "logbook", EVER, done=lambda s: s.wrote_log),
    Thing(R.FORMER_HOST, "hand-over", AHEAD),
    Thing(R.FORMER_HOST, "read-edition", EVER),
    Thing(R.STEWARD, "running-calls", EVER, when=lambda s: s.running_calls.n > 0,
          due=lambda s: s.running_calls.day, n=lambda s: s.running_calls.n),
    Thing(R.STEWARD, "rounds", EVER, when=lambda s: s.rounds.n > 0,
          due=lambda s: s.rounds.day, n=lambda s: s.rounds.n),
    Thing(R.STEWARD, "hanging", EVER, when=lambda s: s.hanging > 0, n=lambda s: s.hanging),
    Thing(R.STEWARD, "terms", EVER, when=lambda s: s.terms.n > 0,
          due=lambda s: s.terms.day, n=lambda s: s.terms.n),
    Thing(R.STEWARD, "desk", EVER),
)  # fmt: skip


def phase_of(
    state: str,
    *,
    first_day: date | None,
    last_day: date | None,
    registration: bool,
    programme: bool,
    today: date,
) -> Phase:
    """Where an edition stands today. A programme counts more than open registration."""
    ended = {"called-off": P.CALLED_OFF, "archived": P.ARCHIVED, "held": P.AFTER}.get(state)
    if ended is not None:
        return ended
    if first_day is not None and first_day <= today:
        return P.DAY if today <= (last_day or first_day) else P.AFTER
    if programme:
        return P.PROGRAMME
    return P.OPEN if registration else P.BEFORE


def items(standing: Standing) -> list[Item]:
    """What applies, in the order of the table; open things with a day first within a role."""
    found = [
        Item(one.role, one.key, one.done(standing), one.due(standing), one.n(standing))
        for one in THINGS
        if one.role in standing.roles and standing.phase in one.phases and one.when(standing)
    ]
    order = list(Role)
    far = date.max
    return sorted(found, key=lambda i: (order.index(i.role), i.done, i.due or far))
