# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The two further boards of the solver, and that compiled loops do what plain ones do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solvers import loops

from labcamp.solvers.annealing import (
    CYCLES,
    Cooling,
    End,
    Watch,
    anneal,
    anneal_by_clock,
    anneal_in_cycles,
)
from labcamp.solvers.topicloop import total
from labcamp.solvers.topics import Programme, Stretches, Talk, TopicPrices
from labcamp.solvers.week import Days, Event, Week

FEW = settings(max_examples=15, deadline=None)


@FEW
@given(st.integers(0, 10_000))
def test_a_programme_keeps_count_of_its_cost(seed):
    state = Stretches(loops.a_programme(seed), seed)
    anneal(state, Cooling(400, 50.0, 1.0, stages=4), Watch())

    assert state.now == total(state.fixed, state.moving)
    assert state.best <= state.now


@FEW
@given(st.integers(0, 10_000))
def test_a_programme_gives_each_talk_its_slots_once_in_rooms_of_its_topic(seed):
    programme = loops.a_programme(seed)
    state = Stretches(programme, seed)
    anneal(state, Cooling(400, 50.0, 1.0, stages=4), Watch())
    seen = []
    for (section, _room), talks in state.arrangement().items():
        assert len(talks) <= programme.sections[section]
        assert len({programme.talks[talk].topic for talk in talks}) == 1
        seen += talks

    assert all(seen.count(n) in {0, talk.slots} for n, talk in enumerate(programme.talks))


@FEW
@given(st.integers(0, 10_000))
def test_a_programme_that_needs_every_slot_finds_a_place_for_every_talk(seed):
    programme = loops.a_full_programme(seed)
    state = Stretches(programme, seed)
    asked = iter(range(4000))

    assert state.pack(200, lambda: next(asked) == 3999)
    assert state.now == state.best == total(state.fixed, state.moving)
    anneal(state, Cooling(400, 3000.0, 1.0, stages=4), Watch())
    seen = [talk for talks in state.arrangement().values() for talk in talks]
    assert sorted(seen) == [n for n, talk in enumerate(programme.talks) for _ in range(talk.slots)]


def test_no_talk_gets_a_place_when_nobody_waits_for_it():
    state = Stretches(loops.a_full_programme(1), 1)

    assert not state.pack(200, lambda: True)
    assert state.arrangement() == {}


def test_talks_of_a_topic_come_in_their_order_and_stay_together():
    talks = [Talk(0, rank=3), Talk(0, rank=1), Talk(0, rank=2), Talk(1), Talk(1)]
    prices = TopicPrices(rooms=5, parallel=5, gap=5, rank=5)
    state = Stretches(Programme([2, 2], 2, 2, talks, prices), seed=1)
    anneal(state, Cooling(4000, 20.0, 0.2), Watch())

    assert state.best == 0
    rooms = {room: [] for _, room in state.arrangement()}
    for (_, room), row in sorted(state.arrangement().items()):
        rooms[room] += [talk for talk in row if talk < 3]
    assert [1, 2, 0] in rooms.values()


def brute_cost(week, places):
    """What people's days cost, counted from nothing."""
    cost = 0
    for person in range(week.people):
        busy = {
            slot
            for event, (slot, _) in zip(week.events, places, strict=True)
            if person in event.people and slot >= 0
        }
        for day in range(week.days):
            row = range(day * week.per_day, (day + 1) * week.per_day)
            cost += week.shape([slot in busy for slot in row])
    return cost


@FEW
@given(st.integers(0, 10_000))
def test_a_week_never_breaks_its_rules_and_keeps_count(seed):
    week = loops.a_week(seed)
    state = Days(week, seed)
    settled = state.settle(200)
    if settled:
        anneal(state, Cooling(400, 8.0, 0.5, stages=4), Watch())
    places = state.places()

    assert settled == (state.waiting == 0)
    assert brute_cost(week, places) == state.best
    held = [place for place in places if place[0] >= 0]
    assert len(held) == len(set(held)) == len(week.events) - state.waiting
    for event, (slot, room) in zip(week.events, places, strict=True):
        assert slot < 0 or (room in event.rooms and (event.slots is None or slot in event.slots))
    for a, b in week.orders:
        assert min(places[a][0], places[b][0]) < 0 or places[a][0] < places[b][0]
    for person in range(week.people):
        mine = [p[0] for e, p in zip(week.events, places, strict=True) if person in e.people]
        placed = [slot for slot in mine if slot >= 0]
        assert len(placed) == len(set(placed))


def test_a_week_of_more_slots_than_a_number_holds_is_refused():
    with pytest.raises(ValueError, match="62"):
        Days(Week(7, 9, 1, 1, [Event((0,), frozenset({0}))], sum), seed=1)


@pytest.mark.parametrize("search", [anneal_by_clock, anneal_in_cycles])
def test_the_clock_ends_a_search_and_a_perfect_week_sooner(search):
    week = Week(1, 3, 1, 2, [Event((0, 1), frozenset({0}))] * 2, lambda busy: int(busy[-1]))
    state = Days(week, 1)
    assert state.settle(50)
    readings = iter(range(1000))
    watch = Watch(until=900.0, clock=lambda: float(next(readings)), floor=0)
    _, end = search(state, Cooling(50, 2.0, 0.5), watch)

    assert end is End.PERFECT
    assert state.best == 0


@FEW
@given(st.integers(0, 10_000))
def test_a_week_goes_back_to_its_best_and_on_from_there(seed):
    week = loops.a_week(seed)
    state = Days(week, seed)
    if not state.settle(200):
        return
    for _ in range(3):
        anneal(state, Cooling(400, 8.0, 4.0, stages=2), Watch())
        places, best = state.places(), state.best
        state.go_back()

        assert (state.now, state.best, state.places()) == (best, best, places)
        assert brute_cost(week, places) == best


class Falling:
    """Costs nothing certain above heat 1 and lies still below."""

    best = 1

    def __init__(self):
        self.now, self.rounds = 1, [[]]

    def sweep(self, steps, heat):
        if self.rounds[-1] and heat > self.rounds[-1][-1]:
            self.rounds.append([])
        self.rounds[-1].append(heat)
        self.now = 1 + sum(map(len, self.rounds)) % 2 if heat > 1 else 1

    def go_back(self):
        self.now = self.best


def test_the_long_cooling_stays_where_costs_moved_and_short_ones_go_less_high():
    readings = iter(range(100_000))
    state = Falling()
    watch = Watch(until=20_000.0, clock=lambda: float(next(readings)))
    anneal_in_cycles(state, Cooling(1, 10.0, 0.1, stages=40), watch, pilot=0.2, main=0.2)
    quick, long, *short = state.rounds

    assert quick[0] == long[0] == 10.0
    assert all(one[-1] == pytest.approx(0.1) for one in state.rounds)
    assert sum(heat > 1 for heat in long) > 1.5 * sum(heat > 1 for heat in quick)
    assert len(short) == CYCLES
    tops = [one[0] for one in short]
    assert tops == sorted(tops, reverse=True)
    assert long[0] > tops[0] > tops[-1]


def test_compiled_loops_return_what_plain_ones_return():
    """Same seed, same steps: equal to the last cell, for every board."""
    pytest.importorskip("numba", reason="the optional compiler is not installed")
    script = str(Path(loops.__file__))
    answers = []
    for pure in ("", "1"):
        env = {**os.environ, "LABCAMP_PURE": pure, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, script], capture_output=True, text=True, check=True, env=env
        )
        answers.append(json.loads(done.stdout))

    assert answers[0].pop("compiled") is True
    assert answers[1].pop("compiled") is False
    assert answers[0] == answers[1]
