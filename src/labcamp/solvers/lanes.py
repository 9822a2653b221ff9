# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The search of a timetable: one session is compared with all places at once.

A long number holds one small number per place, its lane; one addition adds in all lanes. Lanes
are the sessions, each standing for the place it has, and behind them the slots, each for an
empty cell there. What a session would lose at least by changing places is so reckoned for all
of them in a few steps, and most are refused by that alone; for the few left it is worked out to
the last wish. That needs to be known of every slot: what each session would gain by joining it
(`gain`), and of every session: what is lost where it leaves (`leaves`).
"""

from array import array
from collections.abc import Iterator
from itertools import compress, cycle, islice
from math import log
from operator import itemgetter
from typing import Literal

from .board import NEVER, Board
from .layout import Chance, Layout

PATTERNS = 128
"""Rows of limits, one per lane, that a sweep goes through again and again."""
DRAWN = 4096
"""Numbers the limits are made of."""
CHANGE = 3
"""Looks a change counts as: it takes longer, but where much changes is where much is decided."""
ROOMS = 0.25
"""Share of the looks without another slot in sight that try another room in the same one."""
TABLE = 256
"""Bytes in a table of `bytes.translate`."""
BITS = bytes(range(48)) + bytes([0, 1]) + bytes(range(50, 256))
"""Makes the digits of a binary number to numbers."""


class Lanes(Layout):
    """A layout that sweeps: it tries swaps, and takes worse ones the more the hotter it is."""

    def __init__(self, board: Board, start: list[int], shelf: int, chance: Chance) -> None:
        super().__init__(board, start, shelf, chance)
        self.count = self.nobody + self.many
        self._measure_lanes()
        self._look_up()
        self._overlap()
        self._begin()

    def _measure_lanes(self) -> None:
        """How wide a lane must be, and what lies beyond all costs in it."""
        giving, beside = self.board.giving, self.board.beside
        wish, next_to = self.board.wish, self.board.beside_cost
        self.most = 1 + max(
            wish * (f.bit_count() + g.bit_count()) + next_to * near.bit_count()
            for f, g, near in zip(self.fans, giving, beside, strict=True)
        )
        excess = self._excesses()
        dear = max((abs(e) for row in excess for e in row if abs(e) < NEVER >> 1), default=0)
        narrow = 16 * self.most + 2 * dear < 1 << 15 and dear < 1 << 13
        self.size = 2 if narrow else 4
        self.bits = 8 * self.size
        self.format: Literal["H", "I"] = "H" if narrow else "I"
        self.far = 1 << self.bits - 3
        self.excess = [[max(-self.far, min(self.far, e)) for e in row] for row in excess]
        self.ones = sum(1 << self.bits * n for n in range(self.count))
        self.sign = self.ones << self.bits - 1

    def _excesses(self) -> list[list[int]]:
        """For each session and cell: how much more that costs than any cell in another slot.

        The shelf costs the most any session must pay elsewhere: in a swap with a session there,
        one goes and one comes, so what the shelf really costs is the same before and after.
        """
        width, shelf, lows = self.width, self.total - self.grid, []
        for row in self.price[:-1]:
            slots = [min(row[b * width : (b + 1) * width]) for b in range(self.many)]
            lows.append((slots, sorted([*slots, NEVER, NEVER])[:2]))
        top = max((low for _, two in lows for low in two if low < NEVER), default=0)
        found = []
        for row, (slots, (first, second)) in zip(self.price[:-1], lows, strict=True):
            others = [second if low == first else first for low in slots]
            if shelf:
                others = [min(other, top) for other in others]
            prices = [p if p < NEVER else 0 for p in row[: self.grid]]
            found.append([p - others[c // width] for c, p in enumerate(prices)])
            found[-1] += [top - first] * shelf
        return found

    def _look_up(self) -> None:
        """Where sessions stand and what they would gain, as bytes: `translate` joins the two.

        `where` has, lane by lane, the bytes' numbers within a row of `rows`, one row per session.
        """
        self.short = (self.many + 1) * self.size <= TABLE
        self.step = TABLE if self.short else (self.many + 1) * self.size
        self.rows = bytearray(self.nobody * self.step)
        self.where = bytearray(self.count * self.size)
        for slot in range(self.many):
            self._stand(self.nobody + slot, slot)
        top = self.bits - 1
        self.lane = [1 << self.bits * n + top for n in range(self.nobody)] + [0]
        self.empty = [1 << self.bits * (self.nobody + n) + top for n in range(self.many)]

    def _stand(self, lane: int, slot: int) -> None:
        if self.short:
            at, first = lane * self.size, slot * self.size
            self.where[at : at + self.size] = range(first, first + self.size)

    def _overlap(self) -> None:
        """What a session takes from the others by being in a slot: `bulk`, were it alone there.

        `back` is what it does not take because a person, one by one, is busy anyway.
        """
        board, bits, wish = self.board, self.bits, self.board.wish
        people = max(m.bit_length() for m in [*self.fans, *board.giving])
        wants, gives = [0] * people, [0] * people
        for s in range(self.nobody):
            for masks, into in ((self.fans, wants), (board.giving, gives)):
                for p in _ones(masks[s]):
                    into[p] += wish << bits * s
        self.person = list(zip(wants, gives, strict=True))
        self.top = 1 << people
        self.fan = [itemgetter(*(people + 2 - p for p in _ones(f)), 0, 0) for f in self.fans]
        self.back = [[wants[p] + gives[p] for p in _ones(f)] for f in self.fans]
        self.bulk = [
            sum(self.back[s])
            + sum(wants[p] for p in _ones(board.giving[s]))
            + sum(board.beside_cost << bits * x for x in _ones(board.beside[s]))
            for s in range(self.nobody)
        ] + [0]
        self.nothing = self.most * self.ones
        self.whole = sum(wants) + self.nothing

    def _begin(self) -> None:
        """Everything that changes, from the cells as they are."""
        # together two sessions can be reckoned wrong by at most twice what they share
        base = self.sign + 2 * (self.far - self.most) * self.ones
        self.base = [base + 2 * bulk for bulk in self.bulk[:-1]]
        self.leaves = array(self.format, [self.far] * self.count)
        self.still = [0] * self.nobody
        self.gain = [self.nothing] * (self.many + 1)
        self.away = [0] * (self.many + 1)
        self.open = sum(self.lane[s] for s in range(self.nobody) if not self.special[s])
        self.settled(set(range(self.many + 1)))
        self.drawn = [-log((n + 0.5) / DRAWN) for n in range(DRAWN)]
        self.drawn.sort(key=lambda _: self.chance())
        width = self.width
        self.rooms_differ = any(
            len(set(row[c : c + width])) > 1
            for row in self.price[:-1]
            for c in range(0, self.grid, width or 1)
        )

    def here(self, slot: int) -> list[int]:
        """Who stands in the cells of `slot`, or on the shelf."""
        start = slot * self.width
        return self.cell[start : start + self.width if slot < self.many else None]

    def settled(self, touched: set[int]) -> None:
        """Work out from nothing what is known of these slots."""
        for slot in touched:
            gain, away, once, givers = self.nothing, self.sign, 0, 0
            if slot < self.many:
                gain, away = self.whole, away ^ self.empty[slot]
            for s in self.here(slot):
                if s == self.nobody:
                    continue
                if slot < self.many:
                    gain += self._returned(s, once, givers) - self.bulk[s]
                    once |= self.fans[s]
                    givers |= self.board.giving[s]
                away &= ~self.lane[s]
                self._place(s, slot)
            self.away[slot] = away
            self._note(slot, gain)

    def _place(self, s: int, slot: int) -> None:
        if s != self.nobody:
            self._stand(s, slot)
            self.still[s] = self.far - self.excess[s][self.at[s]]

    def _returned(self, s: int, once: int, givers: int) -> int:
        """What `bulk` takes too much where people have a wish kept, or give, without `s`."""
        busy = bin(once | givers | self.top).encode().translate(BITS)
        found = sum(compress(self.back[s], self.fan[s](busy)))
        return found + self._givers_returned(s, once, givers)

    def _givers_returned(self, s: int, once: int, givers: int) -> int:
        found = 0
        for p in _ones(self.board.giving[s]):
            want, give = self.person[p]
            if givers >> p & 1:
                found += want
            elif once >> p & 1:
                found += want + give
        return found

    def _note(self, slot: int, gain: int) -> None:
        """Put down what sessions would gain in `slot`, and what those there would leave behind."""
        self.gain[slot] = gain
        rows, step, size = self.rows, self.step, self.size
        column = gain.to_bytes(self.count * size, "little")[: self.nobody * size]
        for k in range(size):
            rows[slot * size + k :: step] = column[k::size]
        here, nobody = self.here(slot), self.nobody
        leaves, still, fans = self.leaves, self.still, self.fans
        if slot == self.many:
            for s in here:
                if s != nobody:
                    leaves[s] = still[s]
            return
        if nobody in here:
            self.open |= self.empty[slot]
        else:
            self.open &= ~self.empty[slot]
        board, wish, next_to = self.board, self.board.wish, self.board.beside_cost
        once, givers = self.once[slot], self.givers[slot]
        alone = once & ~self.twice[slot] & ~givers
        giving, beside, members = board.giving, board.beside, self.members[slot]
        for s in here:
            if s != nobody:
                rise = wish * (fans[s] & alone).bit_count()
                if givers:
                    rise -= wish * (giving[s] & once).bit_count()
                if next_to:
                    rise -= next_to * (beside[s] & members).bit_count()
                leaves[s] = still[s] + rise

    def _change(self, slot: int, goes: int, comes: int) -> None:
        """Bring `slot` up to date: the cells are, after one session went and another came."""
        self._place(comes, slot)
        self.away[slot] ^= self.lane[goes] ^ self.lane[comes]
        if slot == self.many:
            self._note(slot, self.nothing)
            return
        fans, giving = self.fans, self.board.giving
        once = twice = givers = 0
        for x in self.here(slot):
            if x != comes:
                fan = fans[x]
                twice |= once & fan
                once |= fan
                givers |= giving[x]
        gain = self.gain[slot] + self.bulk[goes] - self.bulk[comes]
        busy = bin(once | givers | self.top).encode().translate(BITS)
        gain = sum(compress(self.back[comes], self.fan[comes](busy)), gain)
        gain -= sum(compress(self.back[goes], self.fan[goes](busy)))
        if giving[comes] | giving[goes]:
            gain += self._givers_returned(comes, once, givers)
            gain -= self._givers_returned(goes, once, givers)
        fan = fans[comes]
        twice |= once & fan
        once |= fan
        givers |= giving[comes]
        self.once[slot], self.twice[slot], self.givers[slot] = once, twice, givers
        self.worth[slot] = (once & ~givers).bit_count()
        self.members[slot] ^= (1 << goes ^ 1 << comes) & ~(1 << self.nobody)
        self._note(slot, gain)

    def _limits(self, heat: float, rows: int) -> list[int]:
        """How much worse a change may be, drawn for all lanes, so many times over."""
        size, wide, most = self.size, self.count * self.size, 4 * self.most
        limits = array(self.format, [min(most, int(one * heat)) for one in self.drawn]).tobytes()
        limits *= 1 + wide // len(limits)
        span = (len(limits) - wide) // size
        starts = [int(self.chance() * span) * size for _ in range(rows)]
        return [int.from_bytes(limits[k : k + wide], "little") for k in starts]

    def _turns(self, steps: int) -> list[int]:
        """Whose turn it is: everybody's once, in an order by chance, and again in another one.

        One more than a multiple of the limits, so that no session keeps meeting the same ones.
        """
        turns: list[int] = []
        while len(turns) < min(DRAWN + 1, steps):
            turns += sorted(range(self.nobody), key=lambda _: self.chance())
        return turns[: DRAWN + 1]

    def _may(self) -> list[int]:
        """For each slot, the lanes of everybody elsewhere, and of empty cells."""
        return [self.open & away for away in self.away]

    def _long_row(self, s: int) -> int:
        """What `s` would gain in the slot of every lane, where a table does not hold all slots."""
        gains = array(self.format, bytes(self.rows[s * self.step : (s + 1) * self.step]))
        lanes = [gains[self.slot[c]] for c in self.at[:-1]] + list(gains[: self.many])
        return int.from_bytes(array(self.format, lanes).tobytes(), "little")

    def sweep(self, steps: int, heat: float) -> None:
        """Look at a session `steps` times; worse changes pass with probability exp(-loss / heat).

        A change counts as several looks, so that steps take alike long at any heat. Sessions
        without a place are looked at first.
        Most steps end with no place in sight: what they go through is written out for that.
        """
        if not self.nobody:
            return
        at, slot, special, chance = self.at, self.slot, self.special, self.chance
        base, gain, leaves, ones = self.base, self.gain, self.leaves, self.ones
        grid, rooms_differ, may = self.grid, self.rooms_differ, self._may()
        short, rows, step, translate = self.short, self.rows, self.step, self.where.translate
        from_bytes, packed = int.from_bytes, int.from_bytes(leaves.tobytes(), "little")
        patterns = self._limits(heat, min(PATTERNS, steps))
        looks = islice(zip(cycle(self._turns(steps)), cycle(patterns), strict=False), steps)
        loss: int | None
        waiting = self.shelved()
        for turn, limits in looks:
            s = waiting.pop() if waiting else turn
            if special[s]:
                next(islice(looks, CHANGE, None), None)
                loss = self.long_way(s, int(chance() * self.total), heat)
            else:
                c = at[s]
                a = slot[c]
                if short:
                    row = from_bytes(translate(rows[s * step : s * step + TABLE]), "little")
                else:
                    row = self._long_row(s)
                found = base[s] + gain[a] + row + limits - packed - leaves[s] * ones
                found &= may[a]
                if found or c >= grid:
                    loss = self._take(s, found, limits)
                    next(islice(looks, CHANGE if loss is not None else 1, None), None)
                elif rooms_differ and chance() < ROOMS:
                    loss = self._other_room(s, heat)
                else:
                    continue
            if loss is None:
                continue
            packed, may = from_bytes(leaves.tobytes(), "little"), self._may()
            self.now += loss
            if self.now < self.best:
                self.best, self.best_at = self.now, at[:-1]

    def _take(self, s: int, found: int, limits: int) -> int | None:
        """Take the first of the places found that costs no more than its limit; the cost."""
        at, cell, bits, nobody, chance = self.at, self.cell, self.bits, self.nobody, self.chance
        c = at[s]
        turn = int(chance() * self.count) * bits
        if c >= self.grid:  # from the shelf an empty cell is always worth its price, and goes first
            turn = nobody * bits
            found |= self.open >> turn << turn
        while found:
            low = found >> turn << turn or found
            low &= -low
            found ^= low
            u = low.bit_length() // bits - 1
            limit = limits >> u * bits & (1 << bits) - 1
            if u < nobody:
                d = at[u]
            else:
                first, u, mine = (u - nobody) * self.width, nobody, self.price[s]
                cells = range(first, first + self.width)
                free = [x for x in cells if cell[x] == nobody and mine[x] < NEVER]
                if not free:
                    continue
                d = free[int(chance() * len(free))]
            loss = self.swap_loss(s, u, c, d)
            if loss <= limit:
                cell[c], cell[d], at[s], at[u] = u, s, d, c
                self._change(self.slot[c], s, u)
                self._change(self.slot[d], u, s)
                return loss
        return None

    def _other_room(self, s: int, heat: float) -> int | None:
        """Try a swap of `s` with one chosen by chance in its own slot; what it costs if taken."""
        at, cell, price, chance = self.at, self.cell, self.price, self.chance
        c = at[s]
        d = c // self.width * self.width + int(chance() * self.width)
        u = cell[d]
        if u == s or self.special[u]:
            return None
        loss = price[s][d] + price[u][c] - price[s][c] - price[u][d]
        if loss >= NEVER >> 1 or (loss > 0 and loss > -heat * log(chance() or 1e-300)):
            return None
        cell[c], cell[d], at[s], at[u] = u, s, d, c
        for x, was, now in ((s, c, d), (u, d, c)):
            if x != self.nobody:
                cheaper = self.excess[x][was] - self.excess[x][now]
                self.still[x] += cheaper
                self.leaves[x] += cheaper
        return loss


def _ones(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
