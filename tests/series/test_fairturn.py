# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A fair turn: what holds for any network and any history of hosts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from labcamp.series.fairturn import Who, suggest, turns

LABS = st.lists(
    st.builds(
        Who,
        lab=st.integers(1, 40),
        level=st.integers(1, 4),
        region=st.sampled_from(["", "DE-01", "DE-02", "AT-9"]),
        size=st.sampled_from(["", "large", "small"]),
    ),
    unique_by=lambda one: one.lab,
    max_size=25,
)
TIMES = st.lists(st.integers(1, 50), max_size=20)


@given(LABS, TIMES)
def test_groups_share_all_labs_and_all_turns_between_them(labs, times):
    found = turns(labs, times, lambda one: one.level)
    known = {one.lab for one in labs}
    held = [lab for lab in times if lab in known]
    assert sum(turn.labs for turn in found) == len(labs)
    assert sum(turn.times for turn in found) == len(held)
    assert sum(turn.hosted for turn in found) == len(set(held))
    assert abs(sum(turn.due for turn in found) - len(held)) < 1e-6


@given(LABS, TIMES)
def test_the_group_furthest_behind_comes_first_and_unknown_ones_are_left_out(labs, times):
    found = turns(labs, times, lambda one: one.region)
    behind = [turn.times - turn.due for turn in found]
    assert behind == sorted(behind)
    assert "" not in {turn.key for turn in found}


@given(LABS, TIMES, st.integers(1, 99))
def test_only_labs_that_have_not_hosted_are_suggested_new_levels_first(labs, times, number):
    found = suggest(labs, times, number=number)
    free = [one for one in labs if one.lab not in set(times)]
    assert len(found) == min(6, len(free))
    assert set(found) <= set(free)
    levels = {one.level for one in labs if one.lab in set(times)}
    new = [one.level not in levels for one in found]
    assert new == sorted(new, reverse=True)
    assert len([one for one in free if one.level not in levels]) >= sum(new)


def test_the_lot_changes_with_the_edition_and_is_the_same_for_everybody():
    labs = [Who(key, 1, "", "") for key in range(1, 30)]
    first = [one.lab for one in suggest(labs, [], number=11)]
    assert first == [one.lab for one in suggest(list(reversed(labs)), [], number=11)]
    assert first != [one.lab for one in suggest(labs, [], number=12)]
