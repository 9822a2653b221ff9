# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which things are to be done, by role and phase: the whole table, values in, values out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from labcamp.series.todo import Phase, Role, Some, Standing, items, phase_of

DAY = date(2027, 3, 4)
EVERYTHING = Standing(
    Phase.OPEN, frozenset(Role), guest=True, day=DAY, registration=True, programme=True,
    documented=True, place="held", may_propose=True, may_mark=True, room=True, asked=1, gives=1,
    needs_open=1, answers=Some(2, DAY), calls=Some(1, DAY), kept=2, unchecked=1,
    tasks=Some(3, DAY), running_calls=Some(1), rounds=Some(1), hanging=1, terms=Some(1),
)  # fmt: skip

LABS = frozenset({"answers", "offer-to-host", "check-profile"})
HOSTS = frozenset({"checklist", "ask-for-inputs", "open-registration", "publish-programme"})
FORMER = frozenset({"logbook", "read-edition"})
STEWARDS = frozenset({"running-calls", "rounds", "hanging", "terms", "desk"})
BY_ROLE_AND_PHASE = {
    Role.JOINING: {
        "before": {"sign-in", "register"}, "open": {"sign-in", "register"},
        "programme": {"sign-in", "register", "read-programme"},
        "day": {"sign-in", "read-programme"}, "after": {"sign-in", "read-what-stays"},
        "archived": {"sign-in", "read-what-stays"}, "called-off": set(),
    },
    Role.PARTICIPANT: {
        "before": {"place", "propose", "mark"}, "open": {"place", "propose", "mark", "room"},
        "programme": {"place", "propose", "mark", "my-programme", "room"},
        "day": {"place", "my-programme", "room"}, "after": {"read-what-stays", "tell-learnt"},
        "archived": {"read-what-stays"}, "called-off": set(),
    },
    Role.CONTRIBUTOR: {
        "before": {"confirm", "needs"}, "open": {"confirm", "needs"},
        "programme": {"confirm", "needs", "times"}, "day": {"confirm", "needs", "times"},
        "after": {"hand-in"}, "archived": set(), "called-off": set(),
    },
    Role.COORDINATOR: {
        **dict.fromkeys(["before", "open", "programme"], LABS | {"offer-input", "lab-comes"}),
        "day": LABS | {"lab-comes"}, **dict.fromkeys(["after", "archived", "called-off"], LABS),
    },
    Role.HOST: {
        **dict.fromkeys(["before", "open", "programme"], HOSTS),
        "day": {"checklist", "publish-programme", "check-in"},
        "after": {"checklist", "collect", "logbook"}, "archived": {"read-what-stays"},
        "called-off": set(),
    },
    Role.FORMER_HOST: {
        **dict.fromkeys(["before", "open", "programme"], FORMER | {"hand-over"}),
        **dict.fromkeys(["day", "after", "archived", "called-off"], FORMER),
    },
    Role.STEWARD: dict.fromkeys([phase.value for phase in Phase], STEWARDS),
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
def test_the_whole_table(role, phase):
    found = items(replace(EVERYTHING, phase=phase, roles=frozenset({role})))
    assert {one.key for one in found} == BY_ROLE_AND_PHASE[role][phase.value]


def test_what_does_not_apply_is_left_out():
    found = {one.key for one in items(Standing(Phase.OPEN, frozenset(Role), day=DAY))}
    assert found == {
        "wait-for-registration", "offer-input", "checklist", "ask-for-inputs",
        "open-registration", "publish-programme", "hand-over", "logbook", "read-edition", "desk",
    }  # fmt: skip


def test_a_place_offered_has_its_day_and_comes_first():
    found = items(
        replace(EVERYTHING, roles=frozenset({Role.PARTICIPANT}), place="offered", accept_by=DAY)
    )
    assert (found[0].key, found[0].due, found[0].done) == ("accept", DAY, False)
    assert "place" not in [one.key for one in found]
    assert "room" not in [one.key for one in found]


def test_done_things_are_shown_as_done_after_the_open_ones():
    found = items(replace(EVERYTHING, roles=frozenset({Role.PARTICIPANT}), marked=2))
    assert [one.done for one in found] == sorted(one.done for one in found)
    assert {one.key: one.n for one in found}["mark"] == 2
    assert next(one for one in found if one.key == "mark").done


@pytest.mark.parametrize(
    ("state", "days", "registration", "programme", "phase"),
    [
        ("planned", 9, False, False, "before"),
        ("planned", 9, True, False, "open"),
        ("planned", 9, True, True, "programme"),
        ("planned", 0, True, True, "day"),
        ("planned", -1, False, True, "day"),
        ("planned", -2, True, True, "after"),
        ("held", -2, False, True, "after"),
        ("archived", -2, False, True, "archived"),
        ("called-off", 9, True, True, "called-off"),
    ],
)
def test_the_phase_of_an_edition(state, days, registration, programme, phase):
    first = DAY + timedelta(days=days)
    found = phase_of(
        state, first_day=first, last_day=first + timedelta(days=1), registration=registration,
        programme=programme, today=DAY,
    )  # fmt: skip
    assert found == Phase(phase)


def test_without_a_day_an_edition_lies_ahead():
    found = phase_of(
        "planned", first_day=None, last_day=None, registration=False, programme=False, today=DAY
    )
    assert found == Phase.BEFORE
