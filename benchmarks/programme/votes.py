# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Wishes of people for sessions, as a LabCamp's own timetable problem."""

import time

from labcamp.solvers import timetable as tt

BY_CLOCK = False
STEPS_PER_SECOND = 200_000
"""What a slow core manages, so that steps end a run and not the clock."""


def problem(instance):
    slots = tuple(
        tt.Slot(f"{n:04}", day=n // 12, start=n % 12 * 60, minutes=60)
        for n in range(instance["slots"])
    )
    everywhere = frozenset(slot.key for slot in slots)
    rooms = tuple(
        tt.Room(room["id"], seats=None, features=frozenset(room.get("has", [])))
        for room in instance["rooms"]
    )
    pins = {}
    sessions = []
    for one in instance["sessions"]:
        closed = {slots[n].key for n in one.get("not_slots", [])}
        if one.get("fixed"):
            slot, room = one["fixed"]
            pins[one["id"]] = tt.Place(slots[slot].key, rooms[room].key)
        sessions.append(
            tt.Session(
                one["id"],
                givers=frozenset(one["givers"]),
                needs=frozenset(one.get("needs", [])),
                slots=everywhere - closed if closed else None,
            )
        )
    wishes = {person["id"]: person["wishes"] for person in instance["people"]}
    return tt.Problem(tuple(sessions), slots, rooms, wishes, pins=pins)


def solve(instance, seconds, seed, fast, clock):
    asked = problem(instance)
    steps = int(STEPS_PER_SECOND * seconds)
    # steps decide, so that the same seed gives the same plan; the wall clock is a last resort
    most = seconds * 0.98 if clock is time.monotonic else None
    found = tt.solve(asked, seed=seed, steps=steps, seconds=most)
    slot = {one.key: n for n, one in enumerate(asked.slots)}
    room = {one.key: n for n, one in enumerate(asked.rooms)}
    assign = {key: [slot[at.slot], room[at.room]] for key, at in found.plan.items()}
    return {"assign": assign}, found.steps, str(found.end)
