# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Seats kept for labs and levels, against a seating found by trying."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from labcamp.series.seats import Seats, Who, fits, standing

LEVEL_OF = {0: 0, 1: 1, 2: 1, 3: 2}
people = st.lists(st.sampled_from([Who(lab, LEVEL_OF[lab]) for lab in LEVEL_OF]), max_size=5)
seats = st.builds(
    Seats,
    st.none() | st.integers(0, 5),
    st.dictionaries(st.sampled_from([1, 2, 3]), st.integers(1, 2), max_size=2),
    st.dictionaries(st.sampled_from([1, 2]), st.integers(1, 2), max_size=2),
)


def most_seated(have: Seats, who: list[Who]) -> int:
    """By trying every seating."""
    best = 0
    for choice in product(("lab", "level", "free", "none"), repeat=len(who)):
        used: dict[tuple[str, int], int] = {}
        for one, kind in zip(who, choice, strict=True):
            key = (kind, one.lab if kind == "lab" else one.level if kind == "level" else 0)
            used[key] = used.get(key, 0) + 1
        room = {("free", 0): have.unkept or 0, ("none", 0): 99}
        room |= {("lab", lab): n for lab, n in have.labs.items()}
        room |= {("level", level): n for level, n in have.levels.items()}
        if all(many <= room.get(key, 0) for key, many in used.items()):
            best = max(best, len(who) - used.get(("none", 0), 0))
    return best


@given(seats, people)
def test_as_many_sit_as_any_seating_allows(have, who):
    expected = 0 if have.all is None else len(who) - most_seated(have, who)
    assert standing(have, who) == expected


@given(seats, people, st.sampled_from([Who(lab, LEVEL_OF[lab]) for lab in LEVEL_OF]))
def test_one_more_fits_where_nobody_loses_a_seat(have, who, one):
    assert fits(have, who, one) == (standing(have, [*who, one]) == standing(have, who))
