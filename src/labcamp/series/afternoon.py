# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The usual LabCamp: an online afternoon with a few inputs, questions, small groups, a challenge.

The shape follows what is on record of LabCamp #1 to #10 (two and a half to three hours; inputs of
several levels; groups that end in next steps; lately one lab's live challenge).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

STEP = 5  # minutes; every part begins on one of these


@dataclass(frozen=True)
class Span:
    """One part of the afternoon: its key (or an input's title) and its usual minutes."""

    key: str
    minutes: int
    title: str = ""


def spans(inputs: Sequence[str]) -> list[Span]:
    """The parts in order; `inputs` are titles, "" where nobody knows it yet."""
    said = [Span("input", 20, title) for title in inputs]
    return [
        Span("welcome", 15),
        *said,
        Span("break", 10),
        Span("groups", 35),
        Span("challenge", 30),
        Span("closing", 10),
    ]


def timed(parts: Sequence[Span], begins: time, ends: time) -> list[tuple[time, time, Span]]:
    """Each part with its beginning and end; together they fill the afternoon exactly.

    Lengths are scaled and rounded to five minutes, at least five each. ValueError when the time
    is shorter than five minutes for every part or does not end after it begins.
    """
    first, last = (clock.hour * 60 + clock.minute for clock in (begins, ends))
    whole = last - first
    if whole < STEP * len(parts):
        raise ValueError(whole)
    usual = sum(part.minutes for part in parts)
    found = []
    gone, at = 0, first
    for left, part in zip(range(len(parts) - 1, -1, -1), parts, strict=True):
        gone += part.minutes
        goal = first + round(whole * gone / usual / STEP) * STEP
        until = last if left == 0 else min(max(goal, at + STEP), last - STEP * left)
        found.append((time(*divmod(at, 60)), time(*divmod(until, 60)), part))
        at = until
    return found
