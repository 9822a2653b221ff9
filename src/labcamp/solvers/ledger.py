# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a change costs, counted only where it is felt: for pages that price every move."""

from collections import defaultdict
from collections.abc import Collection

from .measure import attended, expected_heads, known_wishes
from .problem import Plan, Problem
from .rules import Rulebook


class Ledger:
    """One problem's wishes by session, ready to price many changes."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rules = Rulebook(problem)
        self.heads = expected_heads(problem)
        self.wishes = known_wishes(problem)
        self.people: dict[str, set[str]] = defaultdict(set)
        self.gives: dict[str, list[str]] = defaultdict(list)
        self.topics: dict[str, list[str]] = defaultdict(list)
        for person, wish in self.wishes.items():
            for key in wish:
                self.people[key].add(person)
        for session in problem.sessions:
            if session.topic:
                self.topics[session.topic].append(session.key)
            for who in session.givers:
                if who in self.wishes:
                    self.gives[who].append(session.key)
                    self.people[session.key].add(who)

    def change(self, plan: Plan, after: Plan, about: Collection[str]) -> tuple[int, int, int]:
        """More wishes lost, more points lost, more total cost, when only `about` changed."""
        touched = set().union(*(self.people[session] for session in about))
        sessions = points = 0
        for person in touched:
            old, new = self._kept(plan, person), self._kept(after, person)
            sessions += old[0] - new[0]
            points += old[1] - new[1]
        total = self.problem.weights.wish * points
        total += self._extras(after, about) - self._extras(plan, about)
        return sessions, points, total

    def _kept(self, plan: Plan, person: str) -> tuple[int, int]:
        wish = self.wishes[person]
        gives = self.gives.get(person, ())
        busy = {slot for key in gives if key in plan for slot in plan[key].slots}
        kept = attended(plan, wish, busy)
        return len(kept), sum(wish[session] for session in kept)

    def _extras(self, plan: Plan, about: Collection[str]) -> int:
        """Seats missing, givers' preferences and topics, of the sessions `about`."""
        weigh = self.problem.weights
        cost = 0
        pairs = set()
        for key in about:
            place, session = plan.get(key), self.rules.sessions[key]
            if place is None:
                continue
            room = self.rules.raster.rooms.get(place.room)
            if room is not None and room.seats is not None:
                cost += weigh.seat * max(0, self.heads[key] - room.seats)
            if session.liked and place.slot not in session.liked:
                cost += weigh.liked
            for other in self.topics.get(session.topic, ()):
                if other != key and other in plan and set(plan[other].slots) & set(place.slots):
                    pairs.add(frozenset((key, other)))
        return cost + weigh.topic * len(pairs)
