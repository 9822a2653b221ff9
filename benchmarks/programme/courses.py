# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Course timetabling of the two competitions: events, rooms with features, students' days."""

from labcamp.solvers.annealing import Cooling, Watch, anneal_in_cycles
from labcamp.solvers.week import Days, Event, Week

BY_CLOCK = True
HOT, COLD = 3.0, 0.2
"""Heat per person of an average event where everything moves, and heat where nothing gets worse."""
HEATS = 40
DAYS, PER_DAY = 5, 9
SLOTS = DAYS * PER_DAY


def read(text):
    """The whitespace-separated numbers of a .tim file as rows."""
    numbers = iter(map(int, text.split()))

    def take(count):
        return [next(numbers) for _ in range(count)]

    events, rooms, features, students = take(4)
    found = {
        "seats": take(rooms),
        "attends": [take(events) for _ in range(students)],
        "has": [take(features) for _ in range(rooms)],
        "needs": [take(features) for _ in range(events)],
        "open": None,
        "earlier": [],
    }
    rest = list(numbers)
    if rest:
        found["open"] = [rest[n * SLOTS : (n + 1) * SLOTS] for n in range(events)]
        table = rest[events * SLOTS :]
        found["earlier"] = [
            (a, b) for a in range(events) for b in range(events) if table[a * events + b] == 1
        ]
    return found


def family(content):
    return "itc2007" if content["open"] else "itc2002"


def shape(busy):
    """The last slot of a day, a single event, every third and further one in a row."""
    cost = int(busy[-1]) + int(sum(busy) == 1)
    run = 0
    for one in busy:
        run = run + 1 if one else 0
        cost += run > 2
    return cost


def problem(content):
    count = len(content["needs"])
    people = [[] for _ in range(count)]
    for student, row in enumerate(content["attends"]):
        for event, attends in enumerate(row):
            if attends:
                people[event].append(student)
    events = []
    for event in range(count):
        rooms = frozenset(
            room
            for room, seats in enumerate(content["seats"])
            if seats >= len(people[event])
            and all(
                has >= need
                for has, need in zip(content["has"][room], content["needs"][event], strict=True)
            )
        )
        slots = None
        if content["open"]:
            slots = frozenset(n for n, may in enumerate(content["open"][event]) if may)
        events.append(Event(tuple(people[event]), rooms, slots))
    return Week(
        DAYS,
        PER_DAY,
        len(content["seats"]),
        len(content["attends"]),
        events,
        shape,
        content["earlier"],
    )


def solve(content, seconds, seed, fast, clock):
    until = clock() + seconds * 0.98
    week = problem(content)
    state = Days(week, seed)
    share = 2000 if fast else 20
    while not state.settle(share) and clock() < until:
        pass
    size = sum(len(event.people) for event in week.events) / max(1, len(week.events))
    cooling = Cooling(20_000 if fast else 200, HOT * size, COLD, HEATS)
    made, end = 0, "no place for all"
    if state.waiting == 0:
        made, end = anneal_in_cycles(state, cooling, Watch(until=until, clock=clock, floor=0))
    return {"assign": [list(place) for place in state.places()]}, made, str(end)
