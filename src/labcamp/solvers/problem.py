# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a timetable has to respect, as plain frozen values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

Wish = Mapping[str, int] | Collection[str]

WANT = 2
MAYBE = 1


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A stretch of time that every room shares; `start` is the minute of its day."""

    key: str
    day: int = 0
    start: int = 0
    minutes: int = 60


@dataclass(frozen=True, slots=True)
class Room:
    """Where sessions happen; no `seats` means room for everybody, no `forms` means any form."""

    key: str
    seats: int | None = None
    features: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Session:
    """One thing to place.

    `form` is a word rooms know, such as "online" or "onsite", or empty when any room will do.
    `heads` are the people expected; when None, everybody who wishes for it counts.
    `minutes` is the least length of each slot it is given, `parts` how many slots in a row.
    `slots` are the only ones allowed (None: all), `liked` those the givers would rather have.
    """

    key: str
    givers: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    form: str = ""
    heads: int | None = None
    minutes: int = 0
    parts: int = 1
    slots: frozenset[str] | None = None
    liked: frozenset[str] = frozenset()
    topic: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A slot and a room; `more` are the further slots of a session that needs several."""

    slot: str
    room: str
    more: tuple[str, ...] = ()

    @property
    def slots(self) -> tuple[str, ...]:
        return (self.slot, *self.more)


Plan = Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each shortcoming costs; all are whole numbers, 0 switches one off.

    `wish`: per lost point of a wish; `seat`: per person without a seat; `liked`: a session
    outside the slots its givers asked for; `topic`: two sessions of one topic side by side.
    """

    wish: int = 10
    seat: int = 1
    liked: int = 5
    topic: int = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything `solve` needs to know. Keys are unique within their kind.

    `apart`: groups of sessions of which no two may run at the same time.
    `series`: sessions that must follow each other in this order.
    `longest_gap`: minutes between two slots that still count as "in a row" on the same day.
    """

    sessions: tuple[Session, ...]
    slots: tuple[Slot, ...]
    rooms: tuple[Room, ...]
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    blocked: frozenset[tuple[str, str]] = frozenset()
    unavailable: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pins: Mapping[str, Place] = field(default_factory=dict)
    apart: tuple[frozenset[str], ...] = ()
    series: tuple[tuple[str, ...], ...] = ()
    weights: Weights = Weights()
    longest_gap: int = 30


def strengths(wish: Wish) -> dict[str, int]:
    """Session to strength; a plain collection counts every session once, zero is no wish."""
    if isinstance(wish, Mapping):
        return {session: strength for session, strength in wish.items() if strength > 0}
    return dict.fromkeys(sorted(wish), 1)


def in_order(slots: Collection[Slot]) -> tuple[Slot, ...]:
    """The slots as they happen."""
    return tuple(sorted(slots, key=lambda slot: (slot.day, slot.start, slot.key)))
