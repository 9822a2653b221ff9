# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The usual afternoon fills its time exactly, in steps of five minutes."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labcamp.series.afternoon import spans, timed


def minutes(clock):
    return clock.hour * 60 + clock.minute


@given(st.integers(0, 6), st.integers(8, 15), st.integers(60, 480))
def test_parts_follow_each_other_and_fill_the_time(inputs, hour, length):
    parts = spans([""] * inputs)
    end = hour * 60 + length // 5 * 5
    found = timed(parts, time(hour), time(*divmod(min(end, 23 * 60 + 55), 60)))
    assert [part for _, _, part in found] == parts
    assert minutes(found[0][0]) == hour * 60
    assert minutes(found[-1][1]) == min(end, 23 * 60 + 55)
    following = [*found[1:], (found[-1][1], None, None)]
    for (at, until, _), (then, _, _) in zip(found, following, strict=True):
        assert until == then
        assert minutes(until) - minutes(at) >= 5
        assert minutes(at) % 5 == 0


def test_three_hours_with_three_inputs_are_what_labcamps_are_like():
    found = timed(spans(["", "", ""]), time(14), time(17))
    told = [f"{at:%H:%M} {part.key}" for at, _, part in found]
    assert told == [
        "14:00 welcome", "14:15 input", "14:40 input", "15:00 input", "15:25 break",
        "15:35 groups", "16:15 challenge", "16:50 closing",
    ]  # fmt: skip


@pytest.mark.parametrize(("begins", "ends"), [(14, 14), (17, 14)])
def test_a_time_that_is_too_short_is_refused(begins, ends):
    with pytest.raises(ValueError, match=r"^(0|-180)$"):
        timed(spans([""]), time(begins), time(ends))
