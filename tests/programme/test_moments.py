# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What runs at a moment, as plain values."""

from datetime import UTC, datetime, timedelta

import pytest

from labcamp.programme.moments import Phase, board, day_at
from labcamp.programme.queries.plan import Entry

NINE = datetime(2027, 3, 4, 8, tzinfo=UTC)
MINUTES = timedelta(minutes=1)


def an_entry(title, starts=0, *, room="Saal", minutes=45, number=1, day=0):
    begins = NINE + timedelta(days=day, minutes=starts)
    return Entry(
        pk=hash((title, starts, day)), proposal=number, number=number, title=title, givers="",
        kind="impulse", language="de", track="", room=room, room_order=ord(room[0]) if room else -1,
        starts_at=begins, ends_at=begins + minutes * MINUTES, day=begins.date(), cancelled=False,
    )  # fmt: skip


DAY = [
    an_entry("A"),
    an_entry("B", room="Turm"),
    an_entry("C", 60),
    an_entry("Pause", 45, room="", minutes=10, number=0),
    an_entry("Morgen", day=1),
]


def told(moment, entries=DAY):
    now = NINE + moment * MINUTES
    found = board(entries, now, now.date())
    rooms = {
        r.room: ([e.title for e in r.running], [e.title for e in r.following]) for r in found.rooms
    }
    return found, rooms


@pytest.mark.parametrize(
    ("minute", "phase"),
    [
        (-1, Phase.BEFORE), (0, Phase.ON), (44, Phase.ON), (45, Phase.ON), (55, Phase.PAUSE),
        (60, Phase.ON), (104, Phase.ON), (105, Phase.NIGHT),
        (16 * 60 - 1, Phase.NIGHT), (23 * 60, Phase.PAUSE), (24 * 60, Phase.ON),
        (24 * 60 + 45, Phase.OVER),
    ],
)  # fmt: skip
def test_every_moment_has_its_phase(minute, phase):
    assert told(minute)[0].phase is phase


def test_each_room_says_what_runs_and_what_comes_on_that_day():
    assert told(0)[1] == {"Saal": (["A"], ["C"]), "Turm": (["B"], [])}
    assert told(60)[1] == {"Saal": (["C"], []), "Turm": ([], [])}
    assert told(105)[1] == {"Saal": ([], ["Morgen"])}
    assert told(24 * 60 + 45)[1] == {}


def test_what_everybody_does_stands_apart_from_the_rooms():
    found, _ = told(50)
    assert [e.title for e in found.common] == ["Pause"]
    assert [e.title for e in told(0)[0].common_next] == ["Pause"]


def test_the_next_beginning_is_known_until_the_day_is_over():
    assert told(-1)[0].resumes == NINE
    assert told(55)[0].resumes == NINE + 60 * MINUTES
    assert told(105)[0].resumes == NINE + timedelta(days=1)
    assert told(24 * 60 + 45)[0].resumes is None


def test_two_things_in_one_room_are_both_shown():
    _, rooms = told(0, [an_entry("A"), an_entry("B")])
    assert rooms == {"Saal": (["A", "B"], [])}


def test_without_entries_there_is_nothing_to_say():
    assert day_at([], NINE) is None
    with pytest.raises(ValueError, match="no entries"):
        board([], NINE, NINE.date())
