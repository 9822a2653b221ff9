# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A board being filled: what stands in every cell, what each slot is worth, and how it changes.

The search asks for one session at a time whether it may change places with any other, and with
an empty cell of each slot. What that costs at least is reckoned for all of them at once: a long
number holds one small number per place, its lane, so one addition of Python's adds in all lanes.
Most are refused by that alone; for the few left it is worked out to the last wish.
"""

from array import array
from collections.abc import Callable, Iterator
from itertools import compress, cycle, islice
from math import log
from operator import itemgetter

from .board import NEVER, NO_PLACE, Board

Chance = Callable[[], float]

PATTERNS = 128
"""Sets of limits, one for each lane, that a sweep goes through again and again."""
BINARY = bytes(range(48)) + bytes([0, 1]) + bytes(range(50, 256))
DRAWN = 4096
"""Random numbers the limits are made of."""


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
        self._lay_lanes()

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

    def _lay_lanes(self) -> None:
        """One lane per session and, behind them, one per slot for an empty cell there."""
        board, many, count = self.board, self.many, self.nobody
        wish, next_to = board.wish, board.beside_cost
        most = 1 + max(
            wish * (f.bit_count() + g.bit_count()) + next_to * near.bit_count()
            for f, g, near in zip(self.fans, board.giving, board.beside, strict=True)
        )
        excess = self._excesses()
        dear = max((abs(e) for row in excess for e in row if abs(e) < NEVER >> 1), default=0)
        self.cap = 4 * most
        bits = self.bits = 16 if 16 * most + 2 * dear < 1 << 15 and dear < 1 << 13 else 32
        self.far = 1 << bits - 3
        self.excess = [[max(-self.far, min(self.far, e)) for e in row] for row in excess]
        self.lanes = count + many
        self.bytes = self.lanes * bits // 8
        self.ones = sum(1 << bits * n for n in range(self.lanes))
        self.sign = self.ones << bits - 1
        self.lift = most
        self.bulk, self.whole = self._overlaps()
        base = self.sign + (2 * self.far - 2 * most) * self.ones
        self.base = [base + 2 * bulk for bulk in self.bulk[:-1]]
        size = self.size = bits // 8
        self.format = "H" if bits == 16 else "I"
        self.table = (many + 1) * size <= 256
        self.step = 256 if self.table else (many + 1) * size
        self.rows = bytearray(count * self.step)
        self.raw = bytearray(self.bytes)
        self.leaves = memoryview(self.raw).cast(self.format)
        self.where = bytearray(self.bytes)
        self.still = [self.far - self.excess[s][self.at[s]] for s in range(count)]
        self.one = [1 << s for s in range(count)] + [0]
        self.empty = [1 << bits * (count + b) + bits - 1 for b in range(many)]
        self.gain = [self.whole] * (many + 1)
        top = bits - 1
        self.bit = [1 << bits * n + top for n in range(count)] + [0]
        self.plain = sum(self.bit[s] for s in range(count) if not self.special[s])
        self.away = [0] * (many + 1)
        self.open = self.plain
        for lane in range(self.lanes):
            self.leaves[lane] = self.far
        for b in range(many):
            self._set_lane(count + b, b)
        for b in range(many + 1):
            self.refresh(b)
        self.drawn = [-log(self.chance() or 1e-300) for _ in range(DRAWN)]
        self.rooms_matter = any(
            len(set(row[b * self.width : (b + 1) * self.width])) > 1
            for row in self.price[:-1]
            for b in range(many)
        )

    def _excesses(self) -> list[list[int]]:
        """For each cell: how much more it costs than the cheapest in any other slot."""
        width, found, lowest = self.width, [], []
        for row in self.price[:-1]:
            slots = [min(row[b * width : (b + 1) * width]) for b in range(self.many)]
            first = min(slots, default=NEVER)
            at = slots.index(first) if slots else -1
            second = min(slots[:at] + slots[at + 1 :], default=NEVER)
            lowest.append(first)
            found.append(
                [
                    (row[c] if row[c] < NEVER else 0) - (second if c // width == at else first)
                    for c in range(self.grid)
                ]
            )
        top = max((low for low in lowest if low < NEVER), default=0)
        shelf = self.total - self.grid
        return [row + [top - low] * shelf for row, low in zip(found, lowest, strict=True)]

    def _set_lane(self, lane: int, slot: int) -> None:
        size = self.bits // 8
        if self.table:
            for k in range(size):
                self.where[lane * size + k] = slot * size + k

    def _overlaps(self) -> tuple[list[int], int]:
        """What a session takes from the others by being in a slot, were it alone there."""
        board, bits, wish = self.board, self.bits, self.board.wish
        people = max(m.bit_length() for m in [*self.fans, *board.giving])
        wants, gives = [0] * people, [0] * people
        for s in range(self.nobody):
            for masks, into in ((self.fans, wants), (board.giving, gives)):
                for p in _set_bits(masks[s]):
                    into[p] += wish << bits * s
        self.person = list(zip(wants, gives, strict=True))
        self.top = 1 << people
        self.fan = [itemgetter(*(people + 2 - p for p in _set_bits(f)), 0, 0) for f in self.fans]
        self.back = [[wants[p] + gives[p] for p in _set_bits(f)] for f in self.fans]
        bulk = []
        for s in range(self.nobody):
            near = sum(board.beside_cost << bits * x for x in _set_bits(board.beside[s]))
            near += sum(self.back[s])
            bulk.append(near + sum(wants[p] for p in _set_bits(board.giving[s])))
        whole = sum(wants) + self.lift * self.ones
        return [*bulk, 0], whole

    def refresh(self, slot: int) -> None:
        """Work out from nothing what each session would gain by joining `slot`."""
        gain = self.lift * self.ones
        away = self.sign
        if slot < self.many:
            away ^= 1 << self.bits * (self.nobody + slot) + self.bits - 1
            gain, once, givers = self.whole, 0, 0
            fans, giving = self.fans, self.board.giving
            for s in self.cell[slot * self.width : (slot + 1) * self.width]:
                gain -= self.bulk[s] - self._regained(s, once, givers)
                busy = bin(once | givers | self.top).encode().translate(BINARY)
                gain += sum(compress(self.back[s], self.fan[s](busy)))
                once |= fans[s]
                givers |= giving[s]
        here = self.cell[slot * self.width : (slot + 1) * self.width]
        for s in here if slot < self.many else self.cell[self.grid :]:
            if s != self.nobody:
                away &= ~self.bit[s]
                self.still[s] = self.far - self.excess[s][self.at[s]]
                self._set_lane(s, slot)
        self.away[slot] = away
        self._note(slot, gain)

    def _note(self, slot: int, gain: int) -> None:
        """Put down what sessions would gain in `slot`, and what those there would leave behind."""
        self.gain[slot] = gain
        rows, step, first = self.rows, self.step, slot * self.size
        column = gain.to_bytes(self.bytes, "little")
        column = column[: self.nobody * self.size]
        for k in range(self.size):
            rows[first + k :: step] = column[k :: self.size]
        fans, leaves, still, nobody = self.fans, self.leaves, self.still, self.nobody
        if slot == self.many:
            for s in self.cell[self.grid :]:
                if s != nobody:
                    leaves[s] = still[s]
            return
        board, wish = self.board, self.board.wish
        once, givers = self.once[slot], self.givers[slot]
        alone = once & ~self.twice[slot] & ~givers
        here = self.cell[slot * self.width : (slot + 1) * self.width]
        if givers or board.beside_cost:
            giving, beside = board.giving, board.beside
            next_to, members = board.beside_cost, self.members[slot]
            for s in here:
                if s != nobody:
                    count = (fans[s] & alone).bit_count() - (giving[s] & once).bit_count()
                    near = next_to * (beside[s] & members).bit_count()
                    leaves[s] = still[s] + wish * count - near
        else:
            for s in here:
                if s != nobody:
                    leaves[s] = still[s] + wish * (fans[s] & alone).bit_count()
        if nobody in here:
            self.open |= self.empty[slot]
        else:
            self.open &= ~self.empty[slot]

    def _change(self, slot: int, goes: int, comes: int) -> None:
        """Bring `slot` up to date after one session went and another came."""
        if slot == self.many:
            self._note(slot, self.gain[slot])
            return
        fans, giving = self.fans, self.board.giving
        once = twice = givers = 0
        for x in self.cell[slot * self.width : (slot + 1) * self.width]:
            if x != comes:
                fan = fans[x]
                twice |= once & fan
                once |= fan
                givers |= giving[x]
        gain = self.gain[slot] + self.bulk[goes] - self.bulk[comes]
        busy = bin(once | givers | self.top).encode().translate(BINARY)
        gain = sum(compress(self.back[comes], self.fan[comes](busy)), gain)
        gain -= sum(compress(self.back[goes], self.fan[goes](busy)))
        if giving[comes]:
            gain += self._regained(comes, once, givers)
        if giving[goes]:
            gain -= self._regained(goes, once, givers)
        fan = fans[comes]
        twice |= once & fan
        once |= fan
        givers |= giving[comes]
        self.once[slot], self.twice[slot], self.givers[slot] = once, twice, givers
        self.worth[slot] = (once & ~givers).bit_count()
        self.members[slot] ^= self.one[goes] ^ self.one[comes]
        self.away[slot] ^= self.bit[goes] ^ self.bit[comes]
        self._note(slot, gain)

    def _regained(self, s: int, once: int, givers: int) -> int:
        """What `bulk` takes too much for those who give `s`."""
        found = 0
        for p in _set_bits(self.board.giving[s]):
            want, give = self.person[p]
            if givers >> p & 1:
                found += want
            elif once >> p & 1:
                found += want + give
        return found

    def _limits(self, heat: float) -> list[int]:
        """By how much a change may worsen the cost, drawn for all lanes, many times over."""
        cap, size = self.cap, self.bits // 8
        drawn = bytearray(size * DRAWN)
        memoryview(drawn).cast(self.format)[:] = memoryview(
            array(self.format, [min(cap, int(e * heat)) for e in self.drawn])
        )
        chance, from_bytes, long = self.chance, int.from_bytes, self.bytes
        if self.bytes > len(drawn):
            drawn *= self.bytes // len(drawn) + 1
        span = (len(drawn) - long) // size
        starts = [int(chance() * span) * size for _ in range(PATTERNS)]
        return [from_bytes(drawn[k : k + long], "little") for k in starts]

    def sweep(self, steps: int, heat: float) -> None:  # noqa: C901, PLR0912, PLR0915
        """Look at a session `steps` times; worse changes pass with probability exp(-loss / heat).

        One loop on purpose: calls would cost as much as what it does.
        """
        board, at, cell, slot = self.board, self.at, self.cell, self.slot
        once, twice, givers, worth = self.once, self.twice, self.givers, self.worth
        fans, giving, clash, chance = self.fans, board.giving, board.clash, self.chance
        price, members, special = self.price, self.members, self.special
        wish, next_to, sessions = board.wish, board.beside_cost, self.nobody
        many, width, grid, total = self.many, self.width, self.grid, self.total
        gain, base, where, rows, away = self.gain, self.base, self.where, self.rows, self.away
        leaves, ones, bits, raw = self.leaves, self.ones, self.bits, self.raw
        from_bytes, translate = int.from_bytes, where.translate
        stride, still, excess = self.step, self.still, self.excess
        lane_mask, lanes = (1 << bits) - 1, self.lanes
        now, best = self.now, self.best
        packed = from_bytes(raw, "little")
        rooms_matter = self.rooms_matter
        for limits in islice(cycle(self._limits(heat)), steps):
            s = int(chance() * sessions)
            c = at[s]
            if special[s]:
                d = int(chance() * total)
                if cell[d] != s:
                    loss = self.long_way(s, d, heat)
                    now += loss
                    packed = from_bytes(raw, "little")
                    if now < best:
                        best, self.best_at = now, at[:-1]
                continue
            a = slot[c]
            row = from_bytes(translate(rows[s * stride : s * stride + 256]), "little")
            hits = (base[s] + gain[a] + row + limits - packed - leaves[s] * ones) & self.open & away[a]
            if c >= grid:
                hits |= self.open >> bits * sessions << bits * sessions
            if hits:
                turn = int(chance() * lanes) * bits
                while hits:
                    low = hits >> turn << turn or hits
                    low &= -low
                    hits ^= low
                    u = low.bit_length() // bits - 1
                    limit = limits >> u * bits & lane_mask
                    if u < sessions:
                        d = at[u]
                        b = slot[d]
                    else:
                        b = u - sessions
                        u = sessions
                        free = [x for x in range(b * width, (b + 1) * width) if cell[x] == u]
                        d = free[int(chance() * len(free))]
                    from_s, from_u = price[s], price[u]
                    loss = from_s[d] + from_u[c] - from_s[c] - from_u[d]
                    if loss >= NEVER >> 1:
                        continue
                    if clash[s] & members[b] & ~(1 << u) or clash[u] & members[a] & ~(1 << s):
                        continue
                    fs, fu, gs, gu = fans[s], fans[u], giving[s], giving[u]
                    loss += wish * (worth[a] + worth[b])
                    if a < many:
                        kept = (twice[a] | once[a] & ~fs | fu) & ~(givers[a] ^ gs | gu)
                        loss -= wish * kept.bit_count()
                    if b < many:
                        kept = (twice[b] | once[b] & ~fu | fs) & ~(givers[b] ^ gu | gs)
                        loss -= wish * kept.bit_count()
                    if next_to:
                        loss += next_to * self.neighbours(s, u, a, b)
                    if loss > limit:
                        continue
                    cell[c], cell[d], at[s], at[u] = u, s, d, c
                    self._set_lane(s, b)
                    still[s] = self.far - excess[s][d]
                    if u != sessions:
                        self._set_lane(u, a)
                        still[u] = self.far - excess[u][c]
                    self._change(a, s, u)
                    self._change(b, u, s)
                    packed = from_bytes(raw, "little")
                    now += loss
                    if now < best:
                        best, self.best_at = now, at[:-1]
                    break
            elif rooms_matter and c < grid:
                d = a * width + int(chance() * width)
                u = cell[d]
                if u != s and not special[u]:
                    from_s, from_u = price[s], price[u]
                    loss = from_s[d] + from_u[c] - from_s[c] - from_u[d]
                    if loss <= 0 or loss < NEVER >> 1 and loss <= -heat * log(chance() or 1e-300):
                        cell[c], cell[d], at[s], at[u] = u, s, d, c
                        change = excess[s][c] - excess[s][d]
                        leaves[s] += change
                        still[s] += change
                        if u != sessions:
                            change = excess[u][d] - excess[u][c]
                            leaves[u] += change
                            still[u] += change
                        packed = from_bytes(raw, "little")
                        now += loss
                        if now < best:
                            best, self.best_at = now, at[:-1]
        self.now, self.best = now, best

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
        for slot in touched:
            self.refresh(slot)
        return loss

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


def _set_bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
