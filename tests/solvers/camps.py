# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Made-up camps for the solver's tests, small enough to check by brute force."""

from hypothesis import strategies as st

from labcamp.solvers.timetable import Place, Problem, Room, Session, Slot

PEOPLE = [f"p{n}" for n in range(6)]


def slots(count, per_day=4):
    return tuple(
        Slot(f"t{n}", day=n // per_day, start=540 + n % per_day * 75, minutes=60)
        for n in range(count)
    )


def a_camp(sessions=6, slot_count=3, rooms=2, **more):
    """Sessions a, b, c ... and as many slots and rooms as asked for."""
    return Problem(
        sessions=tuple(Session(chr(ord("a") + n)) for n in range(sessions)),
        slots=slots(slot_count),
        rooms=tuple(Room(f"r{n}") for n in range(rooms)),
        **more,
    )


@st.composite
def camps(draw):
    """Any mixture of the rules, solvable or not."""
    times = slots(draw(st.integers(0, 5)), per_day=3)
    keys = [f"s{n}" for n in range(draw(st.integers(0, 7)))]
    some = st.frozensets(st.sampled_from(keys), max_size=4) if keys else st.just(frozenset())
    some_slots = st.frozensets(st.sampled_from([t.key for t in times] or ["t0"]), max_size=2)
    sessions = tuple(draw(_session(key, some_slots)) for key in keys)
    rooms = tuple(draw(_room(f"r{n}")) for n in range(draw(st.integers(0, 3))))
    strength = st.integers(0, 2)
    wish = st.one_of(some, st.dictionaries(st.sampled_from(keys or ["x"]), strength, max_size=4))
    cells = [(t.key, r.key) for t in times for r in rooms]
    cell = st.sampled_from(cells) if cells else None
    return Problem(
        sessions=sessions,
        slots=times,
        rooms=rooms,
        wishes=draw(st.dictionaries(st.sampled_from(PEOPLE), wish)),
        blocked=draw(st.frozensets(cell, max_size=2)) if cells else frozenset(),
        unavailable=draw(st.dictionaries(st.sampled_from(PEOPLE), some_slots, max_size=2)),
        pins=draw(_pins(keys, cell)) if cells and keys else {},
        apart=tuple(draw(st.lists(some, max_size=2))),
        series=tuple(tuple(sorted(draw(some))) for _ in range(draw(st.integers(0, 1)))),
    )


@st.composite
def _session(draw, key, some_slots):
    return Session(
        key,
        givers=draw(st.frozensets(st.sampled_from(PEOPLE), max_size=2)),
        needs=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"beamer"})])),
        form=draw(st.sampled_from(["", "", "online"])),
        heads=draw(st.one_of(st.none(), st.integers(0, 4))),
        parts=draw(st.sampled_from([1, 1, 1, 2])),
        slots=draw(st.one_of(st.none(), st.none(), some_slots)),
        liked=draw(some_slots),
        topic=draw(st.sampled_from(["", "x", "y"])),
    )


@st.composite
def _room(draw, key):
    return Room(
        key,
        seats=draw(st.one_of(st.none(), st.integers(0, 3))),
        features=draw(st.sampled_from([frozenset(), frozenset({"beamer"})])),
        forms=draw(st.sampled_from([frozenset(), frozenset({"online"}), frozenset({"onsite"})])),
    )


def _pins(keys, cell):
    place = cell.map(lambda c: Place(*c))
    return st.dictionaries(st.sampled_from(keys), place, max_size=1)
