# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom a change touches, as plain values."""

from datetime import UTC, datetime, timedelta

import pytest

from labcamp.programme.news import Stand, Touch, Version, differences, news_for

NINE = datetime(2027, 3, 4, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
BEFORE = NINE - timedelta(days=1)


def a_stand(hour=0, room="Saal", *, cancelled=False):
    return Stand(NINE + hour * HOUR, NINE + (hour + 1) * HOUR, room, cancelled)


def versions_of(*stands):
    """One version an hour of the day before; each says where session 1 stands, or None."""
    return [
        Version(number, number, BEFORE + number * HOUR, {1: stand} if stand else {})
        for number, stand in enumerate(stands, 1)
    ]


def what(touch, told, versions, now=BEFORE + 9 * HOUR):
    found = next((v for v in versions if v.key == told), None)
    return [one.what for one in news_for([touch], found, versions, now)]


GIVES = Touch(1)


@pytest.mark.parametrize(
    ("stands", "told", "expected"),
    [
        ([a_stand()], None, ["added"]),
        ([a_stand(), a_stand()], 1, []),
        ([a_stand(), a_stand(1)], 1, ["moved"]),
        ([a_stand(), a_stand(0, "Turm")], 1, ["moved"]),
        ([a_stand(), a_stand(1), a_stand()], 1, []),
        ([a_stand(), a_stand(1), a_stand()], 2, ["moved"]),
        ([a_stand(), a_stand(cancelled=True)], 1, ["cancelled"]),
        ([a_stand(cancelled=True), a_stand()], 1, ["back"]),
        ([a_stand(), None], 1, ["dropped"]),
        ([a_stand(cancelled=True), None], 1, []),
        ([a_stand(cancelled=True), a_stand(1, cancelled=True)], 1, []),
        ([a_stand(cancelled=True)], None, []),
    ],
)
def test_news_is_what_was_told_against_what_holds(stands, told, expected):
    assert what(GIVES, told, versions_of(*stands)) == expected


def test_whoever_marked_a_session_knows_the_version_of_that_moment():
    versions = versions_of(a_stand(), a_stand(1))
    early, late = (Touch(1, version.published_at + HOUR / 2) for version in versions)
    assert what(early, None, versions) == ["moved"]
    assert what(late, None, versions) == []
    assert what(Touch(1, BEFORE), None, versions) == ["added"]
    assert what(early, 2, versions) == []


def test_what_is_over_is_no_news():
    versions = versions_of(a_stand(), a_stand(1))
    assert what(GIVES, 1, versions, NINE + 2 * HOUR) == []
    assert what(GIVES, 1, versions, NINE + 1.5 * HOUR) == ["moved"]


def test_differences_come_in_the_order_of_time():
    before = {1: a_stand(3), 2: a_stand(1), 3: a_stand(2)}
    after = {1: a_stand(0), 2: a_stand(1), 4: a_stand(5)}
    assert [(one.session, one.what) for one in differences(before, after)] == [
        (1, "moved"), (3, "dropped"), (4, "added"),
    ]  # fmt: skip
