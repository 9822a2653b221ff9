# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solvers.camps import a_camp, camps

from labcamp.solvers.explain import (
    LostTo,
    person_account,
    price_of_move,
    prices,
    side_by_side,
    why_here,
)
from labcamp.solvers.timetable import Place, cost, solve, violations

FAST = settings(max_examples=40, deadline=None)


@FAST
@given(camps(), st.data())
def test_a_price_is_what_the_whole_plan_costs_more(problem, data):
    plan = solve(problem, steps=100).plan
    if not plan:
        return
    session = data.draw(st.sampled_from(sorted(plan)))
    for price in prices(problem, plan, session):
        after = {**plan, session: price.to, **dict(price.with_them)}
        after = {key: place for key, place in after.items() if place.slot}
        assert price.total == cost(problem, after).total - cost(problem, plan).total
        assert price.lost_wishes == (
            cost(problem, after).lost_wishes - cost(problem, plan).lost_wishes
        )
        assert price.allowed == (violations(problem, after) == ())


@FAST
@given(camps())
def test_accounts_add_up_to_the_plan(problem):
    found = solve(problem, steps=100)
    accounts = [person_account(problem, found.plan, person) for person in problem.wishes]

    assert sum(len(account.lost) for account in accounts) == found.lost_wishes
    for account in accounts:
        assert sorted([*account.kept, *(lost.session for lost in account.lost)]) == sorted(
            account.wishes
        )


def test_a_person_reads_what_each_wish_is_lost_to():
    problem = a_camp(sessions=4, slot_count=2, rooms=2, wishes={"kim": {"a": 2, "b": 1, "d": 1}})
    sessions = tuple(
        s if s.key != "c" else type(s)("c", givers=frozenset({"kim"})) for s in problem.sessions
    )
    problem = type(problem)(sessions, problem.slots, problem.rooms, problem.wishes)
    plan = {
        "a": Place("t0", "r0"),
        "b": Place("t0", "r1"),
        "c": Place("t1", "r0"),
        "d": Place("t1", "r1"),
    }
    account = person_account(problem, plan, "kim")

    assert account.kept == ("a",)
    assert [(lost.session, lost.because, lost.against) for lost in account.lost] == [
        ("b", LostTo.OTHER_WISH, ("a",)),
        ("d", LostTo.OWN_SESSION, ("c",)),
    ]
    without_d = {key: place for key, place in plan.items() if key != "d"}
    assert person_account(problem, without_d, "kim").lost[1].because is LostTo.NO_PLACE


def test_side_by_side_counts_who_loses_which():
    wishes = {"x": {"a": 2, "b": 1}, "y": {"a": 1, "b": 2}, "z": {"a": 2, "b": 1}, "u": {"a"}}
    problem = a_camp(sessions=2, slot_count=1, rooms=2, wishes=wishes)
    (pair,) = side_by_side(problem, solve(problem, steps=10).plan)

    assert (pair.both, pair.lose_one, pair.lose_other) == (3, 1, 2)


def test_why_here_names_the_price_of_the_next_best_place():
    wishes = {"x": {"a", "b"}, "y": {"a", "b"}, "z": {"a", "c"}}
    problem = a_camp(sessions=3, slot_count=3, rooms=1, wishes=wishes)
    found = solve(problem, steps=500)
    why = why_here(problem, found.plan, "a")

    assert (why.fans, why.can_come, why.allowed, why.better) == (3, 3, 3, None)
    assert why.next_best is not None
    assert why.next_best.total == 0


def test_moving_onto_a_taken_place_is_an_exchange():
    problem = a_camp(sessions=2, slot_count=2, rooms=1)
    plan = {"a": Place("t0", "r0"), "b": Place("t1", "r0")}
    price = price_of_move(problem, plan, "a", Place("t1", "r0"))

    assert price.with_them == (("b", Place("t0", "r0")),)
    assert price.allowed
