# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A board being filled: what stands in every cell, what each slot is worth, and how it changes."""

from collections.abc import Callable
from math import log

from .board import NEVER, NO_PLACE, Board

Chance = Callable[[], float]


class Layout:
    """One arrangement of a board, kept in step with its cost. Hard rules always hold."""

    def __init__(self, board: Board, start: list[int], shelf: int, chance: Chance) -> None:
        """Begin with `start` (session to cell, -1 = none); `shelf` extra cells must suffice."""
        self.board = board
        self.chance = chance
        self.width = len(board.rooms)
        self.many = len(board.slots)
        self.grid = board.cells
        self.total = self.grid + shelf
        self.nobody = len(board.keys)
        self.price = [row + [NO_PLACE] * shelf for row in board.price[:-1]]
        self.price.append([0] * self.total)
        self.slot = [c // self.width for c in range(self.grid)] + [self.many] * shelf
        self.cell = [self.nobody] * self.total
        self.at = [-1] * (self.nobody + 1)
        self.once = [0] * (self.many + 1)
        self.twice = [0] * (self.many + 1)
        self.givers = [0] * (self.many + 1)
        self.worth = [0] * (self.many + 1)
        self.members = [0] * (self.many + 1)
        self.special = board.special
        self.fans = [f & ~g for f, g in zip(board.fans, board.giving, strict=True)]
        self._put(start)
        for slot in range(self.many):
            self.read(slot)
        self.now = self.best = self.cost()
        self.best_at = self.at[:-1]

    def _put(self, start: list[int]) -> None:
        free = iter(range(self.grid, self.total))
        for session, cell in enumerate(start):
            where = cell if cell >= 0 else next(free)
            self.at[session] = where
            for part in self.span(session, where):
                self.cell[part] = session

    def span(self, session: int, cell: int) -> range:
        """The cells `session` covers when it begins at `cell`; one on the shelf."""
        parts = self.board.parts[session] if cell < self.grid else 1
        return range(cell, cell + parts * self.width, self.width or 1)

    def read(self, slot: int) -> None:
        """Bring what is known of `slot` up to date with its cells; the shelf stays worth 0."""
        if slot == self.many:
            return
        fans, giving = self.fans, self.board.giving
        once = twice = givers = members = 0
        nobody = self.nobody
        for session in self.cell[slot * self.width : (slot + 1) * self.width]:
            if session != nobody:
                fan = fans[session]
                twice |= once & fan
                once |= fan
                givers |= giving[session]
                members |= 1 << session
        self.once[slot], self.twice[slot] = once, twice
        self.givers[slot], self.members[slot] = givers, members
        self.worth[slot] = (once & ~givers).bit_count()

    def cost(self) -> int:
        """Prices of all cells and neighbours, less the worth of all slots; lower is better."""
        price = sum(self.price[s][c] for s, c in enumerate(self.at[: self.nobody]))
        return price + self._beside() - self.board.wish * sum(self.worth)

    def _beside(self) -> int:
        beside = self.board.beside
        pairs = sum(
            (beside[session] & self.members[self.slot[cell]]).bit_count()
            for cell, session in enumerate(self.cell[: self.grid])
            if session != self.nobody
        )
        return pairs // 2 * self.board.beside_cost

    def shelved(self) -> list[int]:
        return [s for s in range(self.nobody) if self.at[s] >= self.grid]

    def swap_loss(self, s: int, u: int, c: int, d: int) -> int:
        """What it costs if `s` at `c` and `u` (or nobody) at `d`, in another slot, change places.

        Not for sessions with several slots or an order. Without leave, at least `NEVER` / 2.
        """
        board, price, fans, giving = self.board, self.price, self.fans, self.board.giving
        loss = price[s][d] + price[u][c] - price[s][c] - price[u][d]
        a, b = self.slot[c], self.slot[d]
        if loss >= NEVER >> 1:
            return loss
        members, clash = self.members, board.clash
        if clash[s] & members[b] & ~(1 << u) or clash[u] & members[a] & ~(1 << s):
            return NEVER
        fs, fu, gs, gu = fans[s], fans[u], giving[s], giving[u]
        once, twice, givers = self.once, self.twice, self.givers
        kept = 0
        if a < self.many:
            union = twice[a] | once[a] & ~fs | fu
            kept += (union & ~(givers[a] ^ gs | gu)).bit_count()
        if b < self.many:
            union = twice[b] | once[b] & ~fu | fs
            kept += (union & ~(givers[b] ^ gu | gs)).bit_count()
        loss += board.wish * (self.worth[a] + self.worth[b] - kept)
        if board.beside_cost:
            loss += board.beside_cost * self.neighbours(s, u, a, b)
        return loss

    def neighbours(self, s: int, u: int, a: int, b: int) -> int:
        """How many more pairs that should not stand side by side do, if s and u change slots."""
        beside, members = self.board.beside, self.members
        joined = (beside[s] & members[b] & ~(1 << u)).bit_count()
        joined += (beside[u] & members[a] & ~(1 << s)).bit_count()
        left = (beside[s] & members[a]).bit_count() + (beside[u] & members[b]).bit_count()
        return joined - left

    def long_way(self, s: int, d: int, heat: float) -> int:
        """The same swap for sessions with several slots or an order: do it, look, undo.

        Returns the change of the cost, 0 when nothing changed.
        """
        moves = self.exchange(s, d)
        if moves is None:
            return 0
        price, at = self.price, self.at
        loss = sum(price[x][to] - price[x][at[x]] for x, to in moves)
        if loss >= NEVER >> 1:
            return 0
        touched = {self.slot[c] for x, to in moves for y in (at[x], to) for c in self.span(x, y)}
        loss += self._measure(touched)
        back = [(x, at[x]) for x, _ in moves]
        self.carry(moves, touched)
        loss -= self._measure(touched)
        if not all(self.keeps_rules(x) for x, _ in moves) or (
            loss > 0 and heat * log(self.chance() or 1e-300) > -loss
        ):
            self.carry(back, touched)
            return 0
        self.settled(touched)
        return loss

    def settled(self, touched: set[int]) -> None:
        """Called when `long_way` has changed these slots; a place for what else is kept of them."""

    def _measure(self, touched: set[int]) -> int:
        """What the touched slots bring: their worth less their neighbours."""
        worth = self.board.wish * sum(self.worth[slot] for slot in touched)
        if not self.board.beside_cost:
            return worth
        beside, members = self.board.beside, self.members
        pairs = sum(
            (beside[x] & members[slot]).bit_count()
            for slot in touched
            for x in self.cell[slot * self.width : (slot + 1) * self.width]
            if slot < self.many
        )
        return worth - pairs // 2 * self.board.beside_cost

    def exchange(self, s: int, d: int) -> list[tuple[int, int]] | None:
        """What moves where when `s` begins at `d`; None when the shapes do not fit."""
        parts, c, u = self.board.parts, self.at[s], self.cell[d]
        if parts[u] > 1:
            if parts[s] == parts[u] and self.at[u] == d:
                return [(s, d), (u, c)]
            if parts[s] > 1:
                return None
            s, d, c = u, c, self.at[u]
        if self.price[s][d] >= NEVER:
            return None
        to, origin = self.span(s, d), self.span(s, c)
        guests = [self.cell[x] for x in to if self.cell[x] not in (s, self.nobody)]
        if any(parts[x] > 1 for x in guests):
            return None
        free = [x for x in origin if x not in to]
        if len(free) < len(guests):
            nobody = self.nobody
            free += [x for x in range(self.grid, self.total) if self.cell[x] == nobody and x != d]
        if len(free) < len(guests):
            return None
        return [(s, d), *zip(guests, free, strict=False)]

    def carry(self, moves: list[tuple[int, int]], touched: set[int]) -> None:
        for x, _ in moves:
            for part in self.span(x, self.at[x]):
                self.cell[part] = self.nobody
        for x, to in moves:
            self.at[x] = to
            for part in self.span(x, to):
                self.cell[part] = x
        for slot in touched:
            self.read(slot)

    def keeps_rules(self, s: int) -> bool:
        """Whether `s` stands beside nobody it clashes with, and in its order."""
        c, slot, at = self.at[s], self.slot, self.at
        if s == self.nobody or c >= self.grid:
            return True
        span = self.span(s, c)
        if any(self.board.clash[s] & self.members[slot[part]] for part in span):
            return False
        for x in self.board.before[s]:
            if at[x] < self.grid and slot[self.span(x, at[x])[-1]] >= slot[c]:
                return False
        return all(at[x] >= self.grid or slot[at[x]] > slot[span[-1]] for x in self.board.after[s])
