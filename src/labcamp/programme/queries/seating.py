# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""How many people find no seat, in a plan and by a move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from labcamp.solvers import timetable as solver
from labcamp.solvers.explain import Price
from labcamp.solvers.measure import expected_heads


@dataclass(frozen=True, slots=True)
class Seating:
    """How many people each session must seat, and how many seats each room has (None: enough)."""

    heads: Mapping[str, int]
    seats: Mapping[str, int | None]

    @classmethod
    def of(cls, problem: solver.Problem) -> Seating:
        return cls(expected_heads(problem), {room.key: room.seats for room in problem.rooms})

    def missing(self, session: str, place: solver.Place | None) -> int:
        """People without a seat there; a session without a place needs none."""
        seats = self.seats.get(place.room) if place else None
        return 0 if seats is None else max(0, self.heads.get(session, 0) - seats)

    def in_all(self, plan: Mapping[str, solver.Place]) -> int:
        return sum(self.missing(session, place) for session, place in plan.items())

    def change(self, price: Price, plan: Mapping[str, solver.Place]) -> int:
        """How many more people are without a seat after the move; negative when it helps."""
        moved = {price.session: price.to, **dict(price.with_them)}
        before = {key: plan[key] for key in moved if key in plan}
        return self.in_all(moved) - self.in_all(before)
