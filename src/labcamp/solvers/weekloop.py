# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2

# mypy: disable-error-code="no-untyped-def"
"""The inner loops of `week`, over two flat arrays, plain or compiled.

`o` holds sizes and where each part begins, `tables` what is large and small in value, `book`
the rest, with the random number first: two arrays, because every one handed on costs time.

A move takes an event to another slot. Those it clashes with there come back in exchange, and
those they clash with go along: a chain after which both slots are free of clashes again. Rooms
within a slot are dealt out anew by augmenting paths. A swap exchanges two events that clash
with nobody else. What is not tried costs nothing: `against` tells who would clash beforehand.
"""

from .compiled import compiled
from .dice import draw

LONGEST = 20
"""Events in a chain; longer ones hardly ever pay."""
SWAPS, CHAINS = 60, 10
"""Per cent of steps that swap, and of the others those followed when two or more would clash."""
FINE = 4096
UNIT = 1 << 20
"""`book` knows -log(u) for `FINE` evenly spread u, times `UNIT`."""


@compiled
def _shape(o, tables, book, event, a, b):
    """The change of people's days if `event` goes from slot `a` to `b`, without doing it."""
    per_day, days = o.per_day, o.days
    day_a, day_b = a // per_day, b // per_day
    low, high = book[o.people_from + event], book[o.people_from + event + 1]
    change = 0
    if day_a == day_b:
        flips = 1 << (a - day_a * per_day) | 1 << (b - day_b * per_day)
        for k in range(low, high):
            one = tables[o.pattern + tables[o.people + k] * days + day_a]
            change += tables[o.table + (one ^ flips)] - tables[o.table + one]
        return change
    at_a, at_b = o.turn + a - day_a * per_day, o.turn + b - day_b * per_day
    for k in range(low, high):
        person = o.pattern + tables[o.people + k] * days
        change += tables[at_a + tables[person + day_a] * per_day]
        change += tables[at_b + tables[person + day_b] * per_day]
    return change


@compiled
def flip(o, tables, book, event, slot):
    """Turn `slot` busy or free for the people of `event`; returns the change of their days."""
    per_day, days = o.per_day, o.days
    day = slot // per_day
    place = slot - day * per_day
    bit = 1 << place
    change = 0
    for k in range(book[o.people_from + event], book[o.people_from + event + 1]):
        at = o.pattern + tables[o.people + k] * days + day
        old = tables[at]
        tables[at] = old ^ bit
        change += tables[o.turn + old * per_day + place]
    return change


@compiled
def _chain(o, tables, book, done, many, a, b):
    """Complete the chain of `many` events between two slots, of which `done` are looked at.

    Returns its length, negative if it cannot be moved.
    """
    events, slots, rooms = o.events, o.many, o.rooms
    while done < many:
        event = book[o.chain + done]
        done += 1
        to = b if book[o.slot + event] == a else a
        if tables[o.allowed + event * slots + to] == 0:
            return -many
        left = tables[o.against + to * events + event]
        row, r = o.clash + event * events, o.at + to * rooms
        while left > 0:
            other = book[r]
            r += 1
            if other >= 0 and tables[row + other] != 0:
                left -= 1
                if book[o.mark + other] == 0:
                    book[o.mark + other] = 1
                    book[o.chain + many] = other
                    many += 1
                    if many > LONGEST:
                        return -many
    for k in range(many):
        if not _in_order(o, tables, book, book[o.chain + k], a, b):
            return -many
    return many


@compiled
def _goes(o, book, event, a, b):
    """The slot of `event` after the chain has moved."""
    slot = book[o.slot + event]
    if book[o.mark + event] == 0:
        return slot
    return b if slot == a else a


@compiled
def _in_order(o, tables, book, event, a, b):
    to = _goes(o, book, event, a, b)
    for k in range(book[o.before_from + event], book[o.before_from + event + 1]):
        if (
            book[o.slot + book[o.before + k]] >= 0
            and _goes(o, book, book[o.before + k], a, b) >= to
        ):
            return False
    for k in range(book[o.after_from + event], book[o.after_from + event + 1]):
        if book[o.slot + book[o.after + k]] >= 0 and _goes(o, book, book[o.after + k], a, b) <= to:
            return False
    return True


@compiled
def seat(o, tables, book, event, base):
    """Find `event` a room among `holder[base:]`, moving others along; False if there is none."""
    rooms = o.rooms
    suits = book[o.suits + event]
    for r in range(rooms):
        if suits >> r & 1 and book[o.holder + base + r] < 0:
            book[o.holder + base + r] = event
            book[o.found + event] = r
            return True
    seen, done, many = 0, 0, 1
    book[o.queue + 0] = event
    while done < many:
        who = book[o.queue + done]
        done += 1
        open_to = book[o.suits + who] & ~seen
        for r in range(rooms):
            if open_to >> r & 1:
                seen |= 1 << r
                book[o.via + r] = who
                if book[o.holder + base + r] < 0:
                    _hand_on(o, book, event, r, base)
                    return True
                book[o.queue + many] = book[o.holder + base + r]
                many += 1
    return False


@compiled
def _hand_on(o, book, event, room, base):
    """Everybody on the way to the free `room` moves up by one."""
    while True:
        who = book[o.via + room]
        left = book[o.found + who]
        book[o.holder + base + room] = who
        book[o.found + who] = room
        if who == event:
            return
        room = left


@compiled
def deal_rooms(o, tables, book, many, slot, base):
    """Deal out the rooms of `slot` as it will be after the chain; False if they do not suffice."""
    rooms = o.rooms
    for r in range(rooms):
        event = book[o.at + slot * rooms + r]
        if event >= 0 and book[o.mark + event] == 0:
            book[o.holder + base + r] = event
            book[o.found + event] = r
        else:
            book[o.holder + base + r] = -1
    for k in range(many):
        event = book[o.chain + k]
        if book[o.slot + event] != slot:
            book[o.found + event] = -1
            if not seat(o, tables, book, event, base):
                return False
    return True


@compiled
def clear(o, book, many):
    for k in range(many):
        book[o.mark + book[o.chain + k]] = 0


@compiled
def write(o, tables, book, slot, base):
    """Make what was dealt out in `holder` the rooms of `slot`."""
    rooms = o.rooms
    for r in range(rooms):
        event = book[o.holder + base + r]
        book[o.at + slot * rooms + r] = event
        if event >= 0:
            book[o.room + event] = r


@compiled
def tell(o, tables, book, event, a, b):
    """Tell those that clash with `event` that it went from slot `a` to `b`; -1 is nowhere."""
    events = o.events
    for k in range(book[o.foes_from + event], book[o.foes_from + event + 1]):
        if a >= 0:
            tables[o.against + a * events + tables[o.foes + k]] -= 1
        if b >= 0:
            tables[o.against + b * events + tables[o.foes + k]] += 1


@compiled
def _single(o, tables, book, event, b, limit):
    """Move one event that clashes with nobody into a free room, if it does not cost too much.

    Returns 1 when moved, 0 when refused for its cost, -1 when no room is free.
    """
    rooms = o.rooms
    a = book[o.slot + event]
    suits = book[o.suits + event]
    for r in range(rooms):
        if suits >> r & 1 and book[o.at + b * rooms + r] < 0:
            change = _shape(o, tables, book, event, a, b)
            if change > limit:
                return 0
            flip(o, tables, book, event, a)
            flip(o, tables, book, event, b)
            book[o.at + a * rooms + book[o.room + event]] = -1
            book[o.at + b * rooms + r] = event
            tell(o, tables, book, event, a, b)
            book[o.slot + event] = b
            book[o.room + event] = r
            book[o.cost + 0] += change
            return 1
    return -1


@compiled
def _exchange(o, tables, book, many, a, b, limit):
    """Carry out a chain whose rooms are dealt out, unless it costs more than `limit`."""
    change = 0
    for k in range(many):
        change += flip(o, tables, book, book[o.chain + k], a) + flip(
            o, tables, book, book[o.chain + k], b
        )
    if change > limit:
        for k in range(many):
            flip(o, tables, book, book[o.chain + k], a)
            flip(o, tables, book, book[o.chain + k], b)
        return False
    for k in range(many):
        event = book[o.chain + k]
        to = b if book[o.slot + event] == a else a
        tell(o, tables, book, event, book[o.slot + event], to)
        book[o.slot + event] = to
    write(o, tables, book, a, 0)
    write(o, tables, book, b, o.rooms)
    book[o.cost + 0] += change
    return True


@compiled
def move(o, tables, book, event, b, limit):
    """Try to take `event` to slot `b` with whatever must change sides; True when done."""
    a = book[o.slot + event]
    if a < 0 or a == b:
        return False
    foes = tables[o.against + b * o.events + event]
    book[o.chain + 0] = event
    book[o.mark + event] = 1
    many = 1
    if foes == 0:
        if not _in_order(o, tables, book, event, a, b):
            book[o.mark + event] = 0
            return False
        single = _single(o, tables, book, event, b, limit)
        if single >= 0:
            book[o.mark + event] = 0
            return single == 1
        many = _widen(o, tables, book, 1, a, b)
    else:
        many = _chain(o, tables, book, 0, 1, a, b)
        if many > 0 and not _both_rooms(o, tables, book, many, a, b):
            many = _widen(o, tables, book, many, a, b)
    if many <= 0:
        clear(o, book, -many)
        return False
    done = _exchange(o, tables, book, many, a, b, limit)
    clear(o, book, many)
    return done


@compiled
def _swap(o, tables, book, event, other, limit):
    """Try to exchange the slots of two events that clash with nobody else there."""
    a, b = book[o.slot + event], book[o.slot + other]
    events, slots = o.events, o.many
    between = tables[o.clash + event * events + other]
    if (
        a == b
        or tables[o.against + b * events + event] != between
        or tables[o.against + a * events + other] != between
        or tables[o.allowed + event * slots + b] == 0
        or tables[o.allowed + other * slots + a] == 0
    ):
        return False
    book[o.chain + 0], book[o.chain + 1] = event, other
    book[o.mark + event] = book[o.mark + other] = 1
    done = (
        _in_order(o, tables, book, event, a, b)
        and _in_order(o, tables, book, other, a, b)
        and _both_rooms(o, tables, book, 2, a, b)
        and _exchange(o, tables, book, 2, a, b, limit)
    )
    clear(o, book, 2)
    return done


@compiled
def _both_rooms(o, tables, book, many, a, b):
    return deal_rooms(o, tables, book, many, b, o.rooms) and deal_rooms(o, tables, book, many, a, 0)


@compiled
def _widen(o, tables, book, many, a, b):
    """Rooms did not suffice: one more event of `b` comes back; negative when that fails too."""
    rooms = o.rooms
    other = book[o.at + b * rooms + draw(book, rooms)]
    if other < 0 or book[o.mark + other] != 0:
        return -many
    book[o.mark + other] = 1
    book[o.chain + many] = other
    many = _chain(o, tables, book, many, many + 1, a, b)
    if many > 0 and not _both_rooms(o, tables, book, many, a, b):
        return -many
    return many


@compiled
def remember(o, book):
    book[o.cost + 1] = book[o.cost + 0]
    book[o.tally + 1] = book[o.tally + 0]
    for event in range(o.events):
        book[o.best_slot + event] = book[o.slot + event]
        book[o.best_room + event] = book[o.room + event]


@compiled
def sweep(o, tables, book, steps, heat):
    """Try `steps` moves; a loss passes with probability exp(-loss / heat)."""
    events = o.events
    for _ in range(steps):
        event = draw(book, events)
        limit = heat * book[o.logs + draw(book, FINE)] / UNIT
        if draw(book, 100) < SWAPS:
            done = _swap(o, tables, book, event, draw(book, events), limit)
        else:
            low = book[o.slots_from + event]
            to = book[o.slots + low + draw(book, book[o.slots_from + event + 1] - low)]
            if tables[o.against + to * events + event] > 1 and draw(book, 100) >= CHAINS:
                continue
            done = move(o, tables, book, event, to, limit)
        if done and book[o.cost + 0] < book[o.cost + 1] and book[o.tally + 0] == book[o.tally + 1]:
            remember(o, book)
            if book[o.cost + 1] == 0:
                return
