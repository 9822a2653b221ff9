# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Made-up LabCamps of any size, the same for the same seed.

Some sessions are wished for more than others, people have a leaning to a few topics, rooms have
seats and one in three has equipment that one session in six needs, and givers are people who
wish as well: what a real list of wishes looks like, in one page.
"""

import argparse
import sys
import time
from dataclasses import replace
from random import Random

from labcamp.solvers import timetable as tt
from labcamp.solvers.compiled import FAST

TOPICS = 6


def camp(sessions=120, slots=12, rooms=10, people=400, wishes=8, seed=1):
    chance = Random(seed)
    keys = [f"s{n:03}" for n in range(sessions)]
    topic = [chance.randrange(TOPICS) for _ in keys]
    fame = [0.3 + chance.expovariate(1.0) for _ in keys]
    made = tuple(
        tt.Session(
            key,
            givers=frozenset({f"p{chance.randrange(people):04}"}),
            needs=frozenset({"screen"}) if chance.random() < 1 / 6 else frozenset(),
            topic=f"t{topic[n]}",
        )
        for n, key in enumerate(keys)
    )
    wanted = {}
    gives = {who: session.key for session in made for who in session.givers}
    for n in range(people):
        person, likes = f"p{n:04}", chance.sample(range(TOPICS), 2)
        pull = [fame[k] * (3 if topic[k] in likes else 1) for k in range(sessions)]
        picked = set()
        while len(picked) < min(wishes, sessions - 1):
            key = chance.choices(keys, pull)[0]
            if gives.get(person) != key:
                picked.add(key)
        wanted[person] = frozenset(picked)
    return tt.Problem(
        sessions=made,
        slots=tuple(tt.Slot(f"t{n:02}", n // 6, 540 + n % 6 * 75, 60) for n in range(slots)),
        rooms=tuple(
            tt.Room(f"r{n}", 20 + 15 * (n % 4), frozenset({"screen"} if n % 3 == 0 else ()))
            for n in range(rooms)
        ),
        wishes=wanted,
    )


def even(sessions=120, slots=12, rooms=10, people=400, wishes=8, seed=1):
    """Wishes spread evenly, and nothing else to heed: the hardest case to keep wishes in."""
    chance = Random(seed)
    keys = [f"s{n:03}" for n in range(sessions)]
    return tt.Problem(
        sessions=tuple(tt.Session(key) for key in keys),
        slots=tuple(tt.Slot(f"t{n:02}", n // 6, 540 + n % 6 * 75, 60) for n in range(slots)),
        rooms=tuple(tt.Room(f"r{n}", None) for n in range(rooms)),
        wishes={f"p{n:04}": frozenset(chance.sample(keys, wishes)) for n in range(people)},
    )


def main() -> int:
    """Solve the two sizes a LabCamp has, and re-solve after losing a room; print seconds of CPU."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print("loops compiled" if FAST else "loops in plain Python")
    for size in ((40, 8, 5, 100), (120, 12, 10, 400)):
        problem = camp(*size, seed=asked.seed)
        began = time.process_time()
        found = tt.solve(problem, seed=asked.seed)
        took = time.process_time() - began
        wishes = sum(len(w) for w in problem.wishes.values())
        print(f"{size}: {found.cost} of {wishes} in {took:.2f} s, {found.steps} steps")
        print(f"  hard rules broken {len(found.violations)}, without a place {len(found.unplaced)}")
        again(problem, found, asked.seed)
    began = time.process_time()
    found = tt.solve(even(seed=asked.seed), seed=asked.seed)
    took = time.process_time() - began
    print(f"wishes spread evenly: {found.lost_wishes} of 3200 lost in {took:.2f} s")
    return 0


def again(problem, found, seed):
    """A plain room lost, as many sessions withdrawn as had places in it, three added."""
    rooms, slots = problem.rooms[:1] + problem.rooms[2:], len(problem.slots)
    kept = problem.sessions[: len(rooms) * slots - 3]
    added = tuple(tt.Session(f"new{n}") for n in range(3))
    after = replace(problem, rooms=rooms, sessions=kept + added)
    began = time.process_time()
    changed = tt.resolve(after, found.plan, max_moves=5, seed=seed)
    took = time.process_time() - began
    print(
        f"  one room less, three sessions more: {len(changed.moved)} others moved, "
        f"{len(changed.unplaced)} without a place, {took:.2f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
