# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever the plan, the table is a rectangle in which everything stands once, at its time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as some

from labcamp.programme.queries.plan import Entry
from labcamp.web.programme.grid import Words, days_of

ZONE = ZoneInfo("Europe/Berlin")
WORDS = Words({"workshop": "Workshop"}, "de")
DAY = datetime(2027, 3, 27, 7, tzinfo=UTC)  # the clocks change in the night after it


def an_entry(pk, room, start, minutes, day=0):
    begins = DAY + timedelta(days=day, minutes=5 * start)
    name = f"Raum {room}" if room else ""
    return Entry(
        pk, pk, pk if room else 0, f"S{pk}", "", "workshop", "de", "", name, room or -1,
        begins, begins + timedelta(minutes=5 * minutes), begins.date(), False,
    )  # fmt: skip


plans = some.lists(
    some.tuples(some.integers(0, 5), some.integers(0, 120), some.integers(1, 40),
                some.integers(0, 2)),
    min_size=1, max_size=40,
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(plans)
def test_every_entry_stands_once_at_its_time_and_every_row_is_full(plan):
    entries = [an_entry(pk, *row) for pk, row in enumerate(plan, 1)]
    days = days_of(entries, ZONE, WORDS)
    assert [day.date for day in days] == sorted({entry.day for entry in entries})
    shown = []
    for day in days:
        width = max(1, sum(column.span for column in day.columns))
        covered = [0] * len(day.rows)
        for number, row in enumerate(day.rows):
            for cell in row.cells:
                for below in range(cell.rows):
                    covered[number + below] += cell.columns
                if cell.shown:
                    shown.append(cell.shown.entry.pk)
                    assert row.at == cell.shown.begins
                    assert row.begins
        assert covered == [width] * len(day.rows)
    assert sorted(shown) == [entry.pk for entry in entries]


def test_two_sessions_at_once_in_one_room_get_two_columns():
    entries = [an_entry(1, 1, 0, 12), an_entry(2, 1, 6, 12), an_entry(3, 1, 12, 6)]
    (day,) = days_of(entries, ZONE, WORDS)
    assert [(c.name, c.span) for c in day.columns] == [("Raum 1", 2)]


def test_a_break_beside_a_session_has_a_column_of_its_own():
    entries = [an_entry(1, 1, 0, 12), an_entry(2, 0, 6, 2), an_entry(3, 0, 12, 2)]
    (day,) = days_of(entries, ZONE, WORDS)
    assert [c.name for c in day.columns] == ["", "Raum 1"]
    across = [cell for row in day.rows for cell in row.cells if cell.columns == 2]
    assert [cell.shown.entry.pk for cell in across] == [3]


def test_times_are_told_in_the_zone_and_rows_are_as_high_as_they_last():
    late = Entry(1, 1, 1, "S", "", "other", "en", "Pfad", "R", 1,
                 datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
                 date(2027, 3, 27), False)  # fmt: skip
    (day,) = days_of([late], ZONE, WORDS)
    shown = day.rows[0].cells[0].shown
    assert (f"{shown.begins:%H:%M}", f"{shown.ends:%H:%M}") == ("01:30", "03:30")
    assert (day.rows[0].height, shown.label, shown.language) == (2, "Pfad", "en")
