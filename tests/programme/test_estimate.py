# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Late proposals are estimated fairly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from labcamp.programme.estimate import Answer, demand, estimate

NOON = datetime(2027, 3, 4, 12, tzinfo=UTC)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


answers = st.lists(
    st.builds(
        lambda who, proposal, strength, minutes: Answer(f"p{who}", proposal, strength, at(minutes)),
        st.integers(1, 12),
        st.integers(1, 4),
        st.integers(0, 2),
        st.integers(0, 100),
    ),
    max_size=60,
    unique_by=lambda one: (one.who, one.proposal),
)
appearing = st.fixed_dictionaries({n: st.integers(0, 100).map(at) for n in range(1, 5)})


@given(appearing, answers)
def test_never_below_what_was_marked_nor_above_all_who_voted(appeared, said):
    voters = len({one.who for one in said})
    for proposal, found in demand(appeared, said).items():
        counted = sum(one.proposal == proposal and one.strength > 0 for one in said)
        assert found.counted == counted <= found.estimated <= voters
        assert counted <= found.asked <= voters


@given(answers)
def test_it_is_the_count_when_everybody_had_the_chance(said):
    for found in demand(dict.fromkeys(range(1, 5), at(0)), said).values():
        assert found.estimated == found.counted
        assert not found.late


@given(appearing, answers, st.integers(1, 4))
def test_one_more_wish_never_lowers_an_estimate(appeared, said, proposal):
    silent = [one for one in said if one.proposal == proposal and one.strength == 0]
    if not silent:
        return
    wanting = [one._replace(strength=2) if one is silent[0] else one for one in said]
    before, after = demand(appeared, said), demand(appeared, wanting)
    assert after[proposal].estimated > before[proposal].counted
    assert all(after[key].estimated >= before[key].estimated for key in appeared)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 100), st.floats(0, 1))
def test_many_answers_outweigh_the_mean(wanted, more, voters, mean):
    asked = wanted + more
    expected = estimate(wanted, asked, voters, mean)
    assert wanted <= expected
    assert estimate(wanted + 1, asked + 1, max(voters, asked + 1), mean) >= wanted + 1


def test_a_late_one_that_half_of_the_few_want_is_expected_to_draw_about_half():
    early = [Answer(f"p{n}", 1, 2 if n % 2 else 0, at(0)) for n in range(40)]
    late = [Answer(f"p{n}", 2, 2 if n % 2 else 0, at(60)) for n in range(10)]
    found = demand({1: at(-10), 2: at(50)}, early + late)
    assert (found[1].counted, found[1].estimated) == (20, 20)
    assert (found[2].counted, found[2].asked, found[2].estimated) == (5, 10, 20)


def test_nobody_has_voted():
    assert demand({1: NOON}, [])[1].estimated == 0
