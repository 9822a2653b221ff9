# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""How an onlooker follows a search: percent done, wishes lost so far, and whether to stop."""

from __future__ import annotations

import time
from collections.abc import Callable

from labcamp.solvers import timetable as solver

Look = Callable[[int, int | None], bool]
LOOK_EVERY = 0.25


class Watch:
    """Tells the onlooker how far the search is, four times a second, and hears whether to stop."""

    def __init__(self, look: Look | None, seconds: float) -> None:
        self.look = look
        self.began = time.monotonic()
        self.next = self.began
        self.seconds = seconds
        self.percent = 0
        self.stopped = False
        self.at: solver.Progress | None = None

    def progress(self, at: solver.Progress) -> None:
        self.percent = min(99, 100 * at.step // max(1, at.steps))
        self.at = at

    def stop(self) -> bool:
        now = time.monotonic()
        if self.look is not None and now >= self.next and not self.stopped:
            self.next = now + LOOK_EVERY
            timed = int(100 * (now - self.began) / max(0.1, self.seconds))
            lost = self.at.lost() if self.at else None
            self.stopped = self.look(min(99, max(self.percent, timed)), lost)
        return self.stopped
