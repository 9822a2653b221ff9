# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2

# mypy: disable-error-code="no-untyped-def"
"""The inner loop of `layout` for a compiler: 64 bits at a time instead of whole masks.

It draws the same random numbers in the same order and returns the same layouts as
`Layout.sweep`, which stays the reference; problems with sessions in several slots or in an
order use that one.
"""

from math import log
from random import Random
from typing import Any

from .board import NEVER, Board
from .compiled import FAST, compiled, np
from .layout import Layout

CHUNK = 20_000
"""Steps between two refills of the random numbers; a step draws at most three."""


def layout(board: Board, start: list[int], shelf: int, chance: Random) -> Layout:
    """A layout that sweeps as fast as this machine can."""
    plain = not any(board.special)
    if FAST and plain:
        return CompiledLayout(board, start, shelf, chance)
    return Layout(board, start, shelf, chance.random)


def _words(masks: list[int], count: int) -> Any:
    full = (1 << 64) - 1
    return np.array([[m >> 64 * k & full for k in range(count)] for m in masks], dtype=np.uint64)


class CompiledLayout(Layout):
    """A layout whose sweep is compiled."""

    def __init__(self, board: Board, start: list[int], shelf: int, chance: Random) -> None:
        super().__init__(board, start, shelf, chance.random)
        _, state, _ = chance.getstate()
        self._numbers = np.random.RandomState()
        self._numbers.set_state(("MT19937", state[:-1], state[-1]))
        self._left = np.empty(0)
        self._cell = np.array(self.cell, dtype=np.int64)
        self._at = np.array(self.at, dtype=np.int64)
        self._best_at = self._at.copy()
        self._slot = np.array(self.slot, dtype=np.int64)
        self._price = np.array(self.price, dtype=np.int64)
        people = max(mask.bit_length() for mask in [*board.fans, *board.giving])
        masks = (board.fans, board.giving)
        self._masks = tuple(_words(m, people // 64 + 1) for m in masks)
        sessions = self.nobody // 64 + 1
        self._clash, self._next_to = _words(board.clash, sessions), _words(board.beside, sessions)
        self._seen = tuple(
            _words(m, people // 64 + 1) for m in (self.once, self.twice, self.givers)
        )
        self._members = _words(self.members, sessions)
        self._worth = np.array(self.worth, dtype=np.int64)

    def sweep(self, steps: int, heat: float) -> None:
        while steps > 0:
            share = min(steps, CHUNK)
            fresh = self._numbers.random_sample(3 * share - len(self._left))
            chance = np.concatenate([self._left, fresh])
            used, self.now, self.best = _sweep(
                share,
                heat,
                chance,
                (self.now, self.best, self.board.wish, self.board.beside_cost, self.width),
                (self._cell, self._at, self._best_at, self._slot),
                (self._price, self._worth),
                (*self._masks, *self._seen),
                (self._clash, self._next_to, self._members),
            )
            self._left = chance[used:]
            steps -= share
        self.best_at = [int(cell) for cell in self._best_at[:-1]]
        self.at = [int(cell) for cell in self._at]
        self.cell = [int(session) for session in self._cell]


@compiled
def _ones(word):
    """Number of set bits of one 64-bit word."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + (
        (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _read(slot, width, cell, masks, members, worth):
    """Bring what is known of `slot` up to date with its cells."""
    fans, giving, once, twice, givers = masks
    nobody = fans.shape[0] - 1
    total = 0
    members[slot, :] = 0
    for k in range(fans.shape[1]):
        one = two = who = np.uint64(0)
        for c in range(slot * width, slot * width + width):
            fan = fans[cell[c], k]
            two |= one & fan
            one |= fan
            who |= giving[cell[c], k]
        once[slot, k], twice[slot, k], givers[slot, k] = one, two, who
        total += _ones(one & ~who)
    for c in range(slot * width, slot * width + width):
        s = cell[c]
        if s != nobody:
            members[slot, s >> 6] |= np.uint64(1) << np.uint64(s & 63)
    worth[slot] = total


@compiled
def _kept(slot, leaves, joins, masks):
    """Worth of `slot` when one session leaves and another joins."""
    fans, giving, once, twice, givers = masks
    total = 0
    for k in range(fans.shape[1]):
        union = twice[slot, k] | (once[slot, k] & ~fans[leaves, k]) | fans[joins, k]
        who = (givers[slot, k] ^ giving[leaves, k]) | giving[joins, k]
        total += _ones(union & ~who)
    return total


@compiled
def _shared(table, session, members, slot, without):
    """How many of the session's entries in `table` are in `slot`, not counting one session."""
    total = 0
    for k in range(table.shape[1]):
        both = table[session, k] & members[slot, k]
        if without >> 6 == k:
            both &= ~(np.uint64(1) << np.uint64(without & 63))
        total += _ones(both)
    return total


@compiled
def _sweep(steps, heat, chance, known, where, costs, masks, pairs):
    """Like `Layout.sweep`; returns how many random numbers it used, and the costs."""
    now, best, wish, next_to, width = known
    cell, at, best_at, slot = where
    price, worth = costs
    clash, beside, members = pairs
    nobody, total, many = at.shape[0] - 1, cell.shape[0], worth.shape[0] - 1
    used = 0
    for _ in range(steps):
        s = int(chance[used] * nobody)
        d = int(chance[used + 1] * total)
        used += 2
        u = cell[d]
        if u == s:
            continue
        c = at[s]
        loss = price[s, d] + price[u, c] - price[s, c] - price[u, d]
        if loss >= NEVER >> 1:
            continue
        limit = -heat * log(max(chance[used], 1e-300))
        used += 1
        a, b = slot[c], slot[d]
        if a != b:
            if _shared(clash, s, members, b, u) or _shared(clash, u, members, a, s):
                continue
            if a < many:
                loss += wish * (worth[a] - _kept(a, s, u, masks))
            if b < many:
                loss += wish * (worth[b] - _kept(b, u, s, masks))
            if next_to:
                more = _shared(beside, s, members, b, u) + _shared(beside, u, members, a, s)
                more -= _shared(beside, s, members, a, s) + _shared(beside, u, members, b, u)
                loss += next_to * more
        if loss > limit:
            continue
        cell[c], cell[d], at[s], at[u] = u, s, d, c
        if a != b:
            if a < many:
                _read(a, width, cell, masks, members, worth)
            if b < many:
                _read(b, width, cell, masks, members, worth)
        now += loss
        if now < best:
            best = now
            best_at[:] = at
    return used, now, best
