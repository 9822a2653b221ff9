# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names that mean one person, without a database."""

from __future__ import annotations

import pytest

from labcamp.programme.names import alike, only_alike, rewritten


@pytest.mark.parametrize(("one", "other", "same"), [
    ("Kim Muster", "Dr. Kim Muster (Labor Nord)", True),
    ("kim muster", "Kim", True),
    ("Kim Muster", "Tim Muster", False),
    ("Kim Muster", "Kim Muster-Bach", False),
    ("", "Kim", False),
])  # fmt: skip
def test_a_title_a_lab_and_a_first_name_do_not_make_another_person(one, other, same):
    assert alike(one, other) is alike(other, one) is same


def test_where_several_could_be_meant_nobody_is():
    assert only_alike("Kim", ["Kim Muster", "Kim Beispiel"]) is None
    assert only_alike("Kim", ["kim", "Kim Beispiel"]) == "kim"
    assert rewritten(["Kim Muster"], ["Dr. Kim Muster", "Alex"]) == {"Dr. Kim Muster": "Kim Muster"}
    assert rewritten(["Kim"], ["Kim Muster", "Kim Beispiel"]) == {}
    assert rewritten(["Kim", "Alex"], ["Kim", "Kim Muster"]) == {}, "Kim is still there"
