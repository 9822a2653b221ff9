# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Made-up programmes and weeks; run as a script, it prints what the loops make of them."""

import json
import sys
from random import Random

from labcamp.solvers.annealing import Cooling, Watch, anneal
from labcamp.solvers.compiled import FAST
from labcamp.solvers.timetable import Problem, Room, Session, Slot, Weights, solve
from labcamp.solvers.topics import Programme, Stretches, Talk, TopicPrices
from labcamp.solvers.week import Days, Event, Week


def a_programme(seed):
    chance = Random(seed)
    talks = [
        Talk(chance.randrange(4), chance.choice([1, 1, 2]), chance.randrange(4)) for _ in range(14)
    ]
    pairs = [tuple(sorted(chance.sample(range(14), 2))) for _ in range(12)]
    return Programme(
        sections=[2, 3, 2],
        rooms=3,
        topics=4,
        talks=talks,
        prices=TopicPrices(rooms=3, parallel=2, gap=5, rank=4),
        talk_price={(n, n % 3, n % 2): 3 for n in range(14)},
        topic_price={(n, n % 3, 1): 2 for n in range(4)},
        beside={(0, 1): 4},
        same_section=dict.fromkeys(pairs[:6], 7),
        same_slot=dict.fromkeys(pairs[6:], 5),
    )


def a_full_programme(seed):
    """Every slot of every room is needed: topics were dealt out to stretches, then cut up."""
    chance = Random(seed)
    sections, rooms = [2, 2, 2, 3], 3
    talks = []
    for slots in (slots for slots in sections for _ in range(rooms)):
        topic, left = chance.randrange(5), slots
        while left:
            length = chance.choice([1, 1, 1, 2]) if left > 1 else 1
            talks.append(Talk(topic, length))
            left -= length
    chance.shuffle(talks)
    topic_price = {
        (g, s, r): chance.choice([0, 50, 900])
        for g in range(5)
        for s in range(4)
        for r in range(rooms)
    }
    prices = TopicPrices(rooms=40, parallel=30, gap=60)
    return Programme(sections, rooms, 5, talks, prices, topic_price=topic_price)


def a_week(seed):
    chance = Random(seed)
    events = [
        Event(
            people=tuple(sorted(chance.sample(range(0, 132, 11), 3))),
            rooms=frozenset(chance.sample(range(3), 2)),
            slots=frozenset(chance.sample(range(12), 9)),
        )
        for _ in range(16)
    ]

    def shape(busy):
        return int(busy[-1]) + int(sum(busy) == 1) + int(sum(busy) > 2)

    return Week(3, 4, 3, 132, events, shape, orders=[(0, 1), (2, 3)])


def a_camp(seed):
    chance = Random(seed)
    keys = [f"s{n:02}" for n in range(20)]
    return Problem(
        sessions=tuple(
            Session(key, givers=frozenset({f"p{n % 9}"}), topic=f"t{n % 4}")
            for n, key in enumerate(keys)
        ),
        slots=tuple(Slot(f"t{n}", start=60 * n) for n in range(6)),
        rooms=tuple(Room(f"r{n}", seats=3 + n) for n in range(4)),
        wishes={f"p{n}": dict.fromkeys(chance.sample(keys, 6), 1 + n % 2) for n in range(40)},
        weights=Weights(topic=2),
    )


def main():
    camp = solve(a_camp(1), seed=5, steps=30_000)
    full = Stretches(a_full_programme(1), seed=2)
    full.pack(500, lambda: False)
    anneal(full, Cooling(2000, 30.0, 0.5), Watch())
    stretches = Stretches(a_programme(2), seed=3)
    anneal(stretches, Cooling(3000, 30.0, 0.5), Watch())
    days = Days(a_week(3), seed=4)
    days.settle(200)
    anneal(days, Cooling(3000, 8.0, 0.5), Watch())
    days.go_back()
    anneal(days, Cooling(3000, 2.0, 0.5), Watch())
    answer = {
        "compiled": FAST,
        "plan": {key: [place.slot, place.room] for key, place in camp.plan.items()},
        "lost": camp.lost_wishes,
        "stretches": [[*at, *talks] for at, talks in sorted(stretches.arrangement().items())],
        "stretches_cost": [stretches.now, stretches.best],
        "full": [[*at, *talks] for at, talks in sorted(full.arrangement().items())],
        "days": days.places(),
        "days_cost": [days.now, days.best, days.waiting],
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
