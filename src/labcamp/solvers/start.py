# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""First arrangements: a greedy one, and an exact one for when room is scarce."""

from collections.abc import Callable

from .board import NEVER, Board


def greedy(board: Board, chance: Callable[[], float]) -> list[int]:
    """Session to cell, the hardest first, each to a cheap free cell; -1 where none was left."""
    fit = Fitting(board)
    cells = [-1] * len(board.keys)
    order = sorted(fit.sessions, key=lambda s: (fit.domain[s].bit_count(), chance()))
    for session in order:
        free = fit.domain[session]
        if not free:
            continue
        choice = min(bits(free), key=lambda c: (board.price[session][c], chance()))
        cells[session] = choice
        fit.place(session, choice)
    return cells


def bits(mask: int) -> list[int]:
    """The numbers of the set bits, ascending."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


class Fitting:
    """Free cells of every session as bits, shrinking as sessions are placed."""

    def __init__(self, board: Board, sessions: list[int] | None = None) -> None:
        self.board = board
        self.width = len(board.rooms)
        self.sessions = list(range(len(board.keys))) if sessions is None else sessions
        self.domain = {
            s: sum(1 << c for c, price in enumerate(board.price[s]) if price < NEVER)
            for s in self.sessions
        }
        self.row = (1 << self.width) - 1

    def place(self, session: int, cell: int) -> list[tuple[int, int]]:
        """Take `session` to `cell`; returns what to give back to `undo`."""
        board, width, before = self.board, self.width, []
        parts = board.parts[session]
        slot = cell // width
        used = sum(1 << cell + k * width for k in range(parts))
        rows = sum(self.row << (slot + k) * width for k in range(parts))
        for other, free in self.domain.items():
            if other == session:
                continue
            taken = rows if board.clash[session] >> other & 1 else used
            gone, long = taken, board.parts[other]
            for k in range(1, long):
                gone |= taken >> k * width
            left = free & ~gone
            if other in board.after[session]:
                left &= -1 << (slot + parts) * width
            if other in board.before[session]:
                left &= (1 << max(0, slot - long + 1) * width) - 1
            if left != free:
                before.append((other, free))
                self.domain[other] = left
        before.append((session, self.domain.pop(session)))
        return before

    def undo(self, before: list[tuple[int, int]]) -> None:
        for session, free in before:
            self.domain[session] = free


def exact(board: Board, sessions: list[int], most: int) -> tuple[dict[int, int] | None, bool]:
    """A complete arrangement of `sessions`, looked for in at most `most` steps.

    Returns the cells (None if there are none) and whether the answer is certain.
    """
    fit = Fitting(board, sessions)
    left = [most]
    placed: dict[int, int] = {}
    found = _extend(fit, placed, left)
    return (placed, True) if found else (None, left[0] > 0)


def _extend(fit: Fitting, placed: dict[int, int], left: list[int]) -> bool:
    if not fit.domain:
        return True
    session = min(fit.domain, key=lambda s: (fit.domain[s].bit_count(), s))
    for cell in bits(fit.domain[session]):
        left[0] -= 1
        if left[0] <= 0:
            return False
        before = fit.place(session, cell)
        placed[session] = cell
        if all(fit.domain.values()) and _extend(fit, placed, left):
            return True
        del placed[session]
        fit.undo(before)
    return False
