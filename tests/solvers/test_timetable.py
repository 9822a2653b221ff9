# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from dataclasses import replace
from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solvers.camps import a_camp, camps, slots

from labcamp.solvers.board import NEVER, board
from labcamp.solvers.lanes import Lanes
from labcamp.solvers.rules import Raster, allowed_places
from labcamp.solvers.timetable import (
    End,
    Place,
    Room,
    Rule,
    Session,
    alternatives,
    cost,
    cost_of_move,
    difference,
    givers_of,
    lost_points,
    lost_wishes,
    resolve,
    solve,
    violations,
)

FAST = settings(max_examples=40, deadline=None)


@FAST
@given(camps(), st.integers(0, 3))
def test_hard_rules_hold_whatever_is_asked(problem, seed):
    found = solve(problem, seed=seed, steps=300)

    assert found.violations == ()
    assert violations(problem, found.plan) == ()
    keys = {session.key for session in problem.sessions}
    assert set(found.plan) | set(found.unplaced) == keys
    assert set(found.plan) & set(found.unplaced) == set()
    if problem.rooms and problem.slots:
        named = {key for clash in found.clashes for key in clash.sessions}
        assert set(found.unplaced) <= named or any(not c.certain for c in found.clashes)
    for clash in found.clashes:
        if clash.certain:
            assert unplaced(problem, clash.sessions)
            for one in clash.sessions:
                fewer = [key for key in clash.sessions if key != one]
                assert not unplaced(problem, fewer), "any one could leave, and the others would fit"


def unplaced(problem, keys):
    alone = tuple(session for session in problem.sessions if session.key in keys)
    return solve(replace(problem, sessions=alone), steps=100).unplaced


@FAST
@given(camps())
def test_the_same_seed_gives_the_same_plan(problem):
    once, again = solve(problem, seed=7, steps=200), solve(problem, seed=7, steps=200)

    assert once == again


@FAST
def reckoned(layout, s):
    """What the lanes say a swap of `s` costs at least, for every session and slot."""
    if layout.short:
        row = layout.rows[s * layout.step : s * layout.step + 256]
        row = int.from_bytes(layout.where.translate(row), "little")
        assert row == layout._long_row(s)
    else:
        row = layout._long_row(s)
    lanes = layout.base[s] + layout.gain[layout.slot[layout.at[s]]] + row
    lanes -= int.from_bytes(layout.leaves.tobytes(), "little") + layout.leaves[s] * layout.ones
    bits = layout.bits
    return [(1 << bits - 1) - (lanes >> bits * n & (1 << bits) - 1) for n in range(layout.count)]


def check_lanes(layout):
    """Nothing is refused unseen that costs less than reckoned, and `swap_loss` is the truth."""
    nobody, slot, at = layout.nobody, layout.slot, layout.at
    for s in range(nobody):
        least = reckoned(layout, s)
        for d in range(layout.total):
            u, c = layout.cell[d], at[s]
            if slot[c] == slot[d] or layout.special[s] or layout.special[u]:
                continue
            lane = u if u != nobody else nobody + slot[d]
            loss = layout.swap_loss(s, u, c, d)
            if loss >= NEVER >> 1 or lane >= layout.count:
                continue
            if c < layout.grid or u != nobody:  # from the shelf every empty cell is looked at
                assert least[lane] <= loss
                assert layout.open >> layout.bits * lane + layout.bits - 1 & 1
                assert layout.away[slot[c]] >> layout.bits * lane + layout.bits - 1 & 1
            before = layout.cost()
            moves = [(s, d), (u, c)] if u != nobody else [(s, d)]
            layout.carry(moves, {slot[c], slot[d]})
            assert layout.cost() - before == loss
            layout.carry([(s, c), (u, d)][: len(moves)], {slot[c], slot[d]})


@given(camps(), st.integers(0, 3))
def test_a_layout_keeps_count_and_never_hopes_for_too_little(problem, seed):
    """After many changes, every sum kept is what counting anew gives."""
    made = board(problem)
    made.parts[:] = [1] * len(made.parts)
    chance = Random(seed)
    keys, cells = len(made.keys), made.cells
    if not keys or not cells:
        return
    layout = Lanes(made, [-1] * keys, keys + 2, chance.random)
    layout.sweep(100, 20.0)
    assert layout.now == layout.cost()
    check_lanes(layout)

    kept = (list(layout.gain), list(layout.leaves), list(layout.away), layout.open)
    kept += (bytes(layout.rows), bytes(layout.where))
    layout.settled(set(range(layout.many + 1)))
    anew = (list(layout.gain), list(layout.leaves), list(layout.away), layout.open)
    assert kept == (*anew, bytes(layout.rows), bytes(layout.where))


@pytest.mark.parametrize("wish", [10, 10_000])
def test_a_day_of_very_many_slots_is_searched_alike(wish):
    """More slots than a table of bytes can tell apart, and sums too large for narrow lanes."""
    wishes = {f"p{n}": {"a", chr(ord("b") + n)} for n in range(20)}
    problem = a_camp(sessions=40, slot_count=140, rooms=1, wishes=wishes)
    made = board(replace(problem, weights=replace(problem.weights, wish=wish)))
    layout = Lanes(made, [-1] * 40, 40, Random(1).random)
    layout.sweep(2000, 2.0 * wish)

    assert not layout.short
    assert layout.bits == (16 if wish == 10 else 32)
    assert layout.shelved() == []
    assert layout.now == layout.cost()
    check_lanes(layout)


def most_kept(plan, wish, busy):
    """By brute force: try every subset of the wishes that a person could sit in."""
    best = (0, 0)
    wish = {k: v for k, v in dict(wish).items() if k in plan and v > 0}
    for chosen in product([False, True], repeat=len(wish)):
        picked = [key for key, take in zip(wish, chosen, strict=True) if take]
        used = [slot for key in picked for slot in plan[key].slots]
        if len(used) == len(set(used)) and not set(used) & busy:
            best = max(best, (sum(wish[key] for key in picked), len(picked)))
    return best


@FAST
@given(camps())
def test_lost_wishes_are_what_brute_force_counts(problem):
    plan = solve(problem, steps=50).plan
    sessions = points = 0
    for person, wish in problem.wishes.items():
        strengths = wish if isinstance(wish, dict) else dict.fromkeys(wish, 1)
        gives = [s.key for s in problem.sessions if person in s.givers and s.key in plan]
        busy = {slot for key in gives for slot in plan[key].slots}
        kept = most_kept(plan, strengths, busy)
        sessions += sum(v > 0 for v in strengths.values()) - kept[1]
        points += sum(strengths.values()) - kept[0]

    assert lost_wishes(plan, problem.wishes, givers_of(problem)) == sessions
    assert lost_points(plan, problem.wishes, givers_of(problem)) == points


@FAST
@given(camps(), st.data())
def test_the_cost_of_a_move_is_the_difference(problem, data):
    plan = solve(problem, steps=50).plan
    if not plan:
        return
    session = data.draw(st.sampled_from(sorted(plan)))
    to = Place(data.draw(st.sampled_from(problem.slots)).key, "anywhere")
    moved = {**plan, session: to}
    wishes = list(problem.wishes.values())

    assert cost_of_move(plan, session, to, wishes) == (
        lost_wishes(moved, wishes) - lost_wishes(plan, wishes)
    )


def test_small_camps_are_solved_to_the_optimum():
    wishes = {"x": {"a": 2, "b": 1}, "y": {"a": 1, "c": 2}, "z": {"b": 2, "d": 2}, "u": {"c", "d"}}
    problem = a_camp(sessions=4, slot_count=2, rooms=2, wishes=wishes)
    cells = [Place(t.key, r.key) for t in problem.slots for r in problem.rooms]
    keys = [s.key for s in problem.sessions]
    best = min(
        cost(problem, dict(zip(keys, places, strict=True))).total
        for places in permutations(cells, len(keys))
    )

    assert solve(problem, steps=2000).cost.total == best


@pytest.mark.parametrize(
    ("sessions", "slot_count", "rooms"), [(0, 3, 2), (3, 0, 2), (3, 2, 0), (0, 0, 0), (3, 1, 5)]
)
def test_empty_corners_are_answered(sessions, slot_count, rooms):
    found = solve(a_camp(sessions, slot_count, rooms), steps=50)

    placed = sessions if slot_count * rooms >= sessions else 0
    assert len(found.plan) == placed
    assert len(found.unplaced) == sessions - placed


def test_more_sessions_than_cells_leave_the_least_wished_out():
    wishes = {f"p{n}": {"a", "b", "c"} for n in range(3)} | {"q": {"d"}}
    found = solve(a_camp(sessions=5, slot_count=3, rooms=1, wishes=wishes), steps=3000)

    assert found.unplaced == ("d", "e")
    assert found.lost_wishes == 1
    assert {clash.sessions for clash in found.clashes} == {
        ("a", "b", "c", "d"),
        ("a", "b", "c", "e"),
    }
    assert {clash.places for clash in found.clashes} == {3}


def test_a_session_without_any_place_names_the_rules():
    problem = a_camp(sessions=2, slot_count=2, rooms=1)
    choosy = Session("a", givers=frozenset({"kim"}), slots=frozenset({"t0"}))
    problem = replace(
        problem,
        sessions=(choosy, problem.sessions[1]),
        unavailable={"kim": frozenset({"t0"})},
    )
    (clash,) = solve(problem, steps=50).clashes

    assert clash.sessions == ("a",)
    assert clash.rules == (Rule.SLOT_NOT_ALLOWED, Rule.GIVER_AWAY) or set(clash.rules) == {
        Rule.SLOT_NOT_ALLOWED,
        Rule.GIVER_AWAY,
    }
    assert set(clash.relief) == {Rule.SLOT_NOT_ALLOWED, Rule.GIVER_AWAY, Rule.GIVER_TWICE}


def test_one_person_giving_too_much_is_named_as_the_smallest_clash():
    problem = a_camp(sessions=6, slot_count=2, rooms=4)
    busy = tuple(
        replace(s, givers=frozenset({"kim"})) if s.key in "abc" else s for s in problem.sessions
    )
    found = solve(replace(problem, sessions=busy), steps=500)

    (clash,) = found.clashes
    assert clash.sessions == ("a", "b", "c")
    assert clash.rules == (Rule.GIVER_TWICE,)
    assert clash.relief == (Rule.GIVER_TWICE,)
    assert len(found.unplaced) == 1


def test_a_group_that_needs_more_slots_than_there_are_is_named_whole():
    """Eleven sessions, two of them over two slots, for twelve slots; there are rooms enough."""
    problem = a_camp(sessions=14, slot_count=12, rooms=5)
    long = tuple(replace(s, parts=2) if s.key in "ab" else s for s in problem.sessions)
    group = frozenset("abcdefghijk")
    found = solve(replace(problem, sessions=long, apart=(group,)), steps=500)

    assert len(found.unplaced) == 1
    (clash,) = found.clashes
    assert clash.certain
    assert set(clash.sessions) <= group
    assert sum(2 if key in "ab" else 1 for key in clash.sessions) == 13
    assert clash.rules == (Rule.APART,)
    assert set(clash.relief) == {Rule.SHAPE, Rule.APART}


def test_too_few_places_are_the_reason_whatever_else_holds_between_the_sessions():
    wishes = {f"p{n}": {"a", "b", "c", "d"} for n in range(3)}
    problem = a_camp(sessions=5, slot_count=4, rooms=1, wishes=wishes, series=(("a", "b"),))
    (clash,) = solve(replace(problem, apart=(frozenset("cd"),)), steps=3000).clashes

    assert clash.sessions == ("a", "b", "c", "d", "e")
    assert clash.rules == (Rule.TAKEN,)


def test_two_of_one_giver_clash_though_places_are_too_few_as_well():
    problem = a_camp(sessions=3, slot_count=1, rooms=2)
    one, *others = problem.sessions
    by_p0 = tuple(replace(session, givers=frozenset({"p0"})) for session in others)
    (clash,) = solve(replace(problem, sessions=(one, *by_p0)), steps=1000).clashes

    assert clash.sessions == tuple(session.key for session in others)
    assert clash.rules == clash.relief == (Rule.GIVER_TWICE,)


def test_sessions_kept_apart_for_several_reasons_are_one_clash():
    """A group of three and a giver in each of two others and of the group's: five for four slots."""
    problem = a_camp(sessions=5, slot_count=4, rooms=5)
    kims = {"a": "kim", "d": "kim", "b": "lo", "e": "lo", "c": "jo"}
    pairs = [frozenset(p) for p in ("abc", "ae", "bd", "cd", "ce", "de")]
    people = tuple(replace(s, givers=frozenset({kims[s.key]})) for s in problem.sessions)
    found = solve(replace(problem, sessions=people, apart=tuple(pairs)), steps=500)

    (clash,) = found.clashes
    assert clash.sessions == ("a", "b", "c", "d", "e")
    assert set(clash.rules) == {Rule.APART, Rule.GIVER_TWICE}


def test_orders_that_contradict_each_other_are_found():
    problem = a_camp(sessions=3, slot_count=4, rooms=2, series=(("a", "b"), ("b", "a")))
    found = solve(problem, steps=300)

    (clash,) = found.clashes
    assert clash.sessions == ("a", "b")
    assert clash.rules == (Rule.ORDER,)
    assert len(found.unplaced) == 1


def test_scarce_room_is_found_by_exact_search():
    """Each session fits into one slot only in one order of placing them."""
    times = slots(6, per_day=6)
    rooms = (Room("r0"),)
    long = tuple(Session(key, parts=2) for key in "abc")
    problem = replace(a_camp(), sessions=long, slots=times, rooms=rooms)

    assert solve(problem, steps=10).unplaced == ()


def test_pins_stay_and_a_stop_ends_the_search_with_the_best_so_far():
    pins = {"c": Place("t1", "r1")}
    seen = []
    problem = a_camp(pins=pins, wishes={"x": {"a", "b"}, "y": {"b", "c"}, "z": {"c", "d"}})
    found = solve(problem, steps=10_000, progress=seen.append, stop=lambda: len(seen) > 3)

    assert found.plan["c"] == Place("t1", "r1")
    assert found.end in {End.STOPPED, End.PERFECT}
    assert found.violations == ()
    assert solve(problem, seconds=0.0).end in {End.OUT_OF_TIME, End.PERFECT}


def a_large_camp(sessions=120):
    keys = [f"s{n:03}" for n in range(sessions)]
    wishes = {
        f"p{n}": {keys[(n * 37 + k * k * 11 + k) % sessions] for k in range(8)} for n in range(400)
    }
    return replace(
        a_camp(),
        sessions=tuple(Session(key) for key in keys),
        slots=slots(12, per_day=6),
        rooms=tuple(Room(f"r{n}") for n in range(11)),
        wishes=wishes,
    )


def test_losing_a_room_and_adding_three_moves_at_most_five_others():
    problem = a_large_camp(117)
    before = solve(problem, steps=30_000)
    after = replace(
        problem,
        rooms=problem.rooms[1:],
        sessions=(*problem.sessions, *(Session(f"new{n}") for n in range(3))),
    )
    found = resolve(after, before.plan, max_moves=5)

    assert found.unplaced == ()
    assert found.violations == ()
    could_stay = {key for key, place in before.plan.items() if place.room != "r0"}
    moved = {key for key in could_stay if found.plan[key] != before.plan[key]}
    assert set(found.moved) == moved
    assert len(moved) <= 5


@FAST
@given(camps())
def test_a_plan_that_still_fits_is_not_torn_apart(problem):
    before = solve(problem, steps=200)
    found = resolve(problem, before.plan, max_moves=0)

    assert found.violations == ()
    if not before.unplaced:
        assert found.plan == before.plan


def test_alternatives_differ_and_come_in_order():
    problem = a_large_camp(60)
    found = alternatives(problem, count=3, steps=30_000)

    assert len(found) >= 2
    assert [s.cost.total for s in found] == sorted(s.cost.total for s in found)
    for one in found:
        assert one.violations == ()
        for other in found:
            assert one is other or difference(one.plan, other.plan) > 0.2


def a_plan_to_mend(problem):
    """A first plan, and the problem after one room was lost."""
    return solve(problem, steps=0).plan, replace(problem, rooms=problem.rooms[1:])


@pytest.mark.parametrize("how", ["solve", "resolve", "alternatives"])
def test_an_onlooker_hears_how_many_wishes_the_best_so_far_loses(how):
    problem, heard = a_large_camp(60), []

    def progress(now):
        heard.append((now.step, now.steps, now.lost()))

    if how == "solve":
        last = solve(problem, steps=20_000, progress=progress).lost_wishes
    elif how == "resolve":
        before, problem = a_plan_to_mend(problem)
        last = resolve(problem, before, progress=progress).lost_wishes
    else:
        found = alternatives(problem, steps=10_000, progress=progress)
        last = min(one.lost_wishes for one in found)
    steps, most, lost = zip(*heard, strict=True)
    assert len(set(most)) == 1
    assert list(steps) == sorted(steps)
    assert steps[-1] <= most[0]
    assert lost[-1] == last < lost[0]
    assert list(lost) == sorted(lost, reverse=True)


@pytest.mark.parametrize("sweeps", [0, 1, 100, 130, 1000])
def test_a_stop_leaves_the_alternatives_found_so_far(sweeps):
    """Each search has a hundred sweeps; one that had not begun is none to choose."""
    problem, heard = a_large_camp(40), []
    found = alternatives(
        problem, steps=10_000, progress=heard.append, stop=lambda: len(heard) >= sweeps
    )
    assert len(heard) == min(sweeps, 300)
    assert len(found) == (3 if sweeps == 1000 else 2 if sweeps == 130 else 1)
    assert all(one.violations == () and one.unplaced == () for one in found)
    assert [one.end for one in found].count(End.STOPPED) == (sweeps in {0, 1, 130})


@pytest.mark.parametrize("sweeps", [1, 30, 101, 130, 199])
def test_a_stop_mends_as_far_as_it_came_and_never_with_more_moves(sweeps):
    before, problem = a_plan_to_mend(a_large_camp(60))
    heard = []
    found = resolve(
        problem, before, max_moves=3,
        progress=lambda now: heard.append(now.lost()), stop=lambda: len(heard) >= sweeps,
    )  # fmt: skip
    assert (found.end, found.violations, len(heard)) == (End.STOPPED, (), sweeps)
    assert found.lost_wishes == heard[-1]
    assert len(found.moved) <= 3
    assert found.unplaced == ()


def test_allowed_places_break_no_rule_alone():
    problem = a_camp(blocked=frozenset({("t0", "r0")}))
    raster = Raster(problem)
    for place in allowed_places(problem, raster, problem.sessions[0]):
        assert violations(problem, {"a": place}) == ()
