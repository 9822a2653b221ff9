# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2

# mypy: disable-error-code="no-untyped-def"
"""The inner loops of `week`, over two flat arrays, plain or compiled.

`o` holds sizes and where each part begins, `tables` what is small in value, `book` the rest,
with the random number first: two arrays, because every one handed on costs time.

There is one kind of move. An event goes to another slot. Those it clashes with there come back
in exchange, and those they clash with go along: a chain after which both slots are free of
clashes again. Where it clashes with nobody, whoever has a room drawn there changes places with
it, and brings a chain along in turn. Everything is refused as early as can be: a chain for its
length, then for what it costs, and rooms are dealt out, by augmenting paths, only at the end.
"""

from .compiled import compiled
from .dice import draw

LONGEST = 20
"""Events in a chain; longer ones hardly ever pay."""
CHAINS = 10
"""Per cent of steps that try one of more than two events."""
CLOSED = 1 << 12
"""Added to `against` where an event may not be."""
FREE, NONE = -1, -2
FINE = 4096
UNIT = 1 << 10
"""`tables` knows -log(u) for `FINE` evenly spread u, times `UNIT`."""


@compiled
def _shape(o, tables, book, event, a, b):
    """The change of people's days if `event` goes between slots `a` and `b`, without doing it."""
    day_a, day_b = a // o.per_day, b // o.per_day
    at_a, at_b = a - day_a * o.per_day, b - day_b * o.per_day
    row_a, row_b = o.pattern + day_a * o.folk, o.pattern + day_b * o.folk
    low, high = o.people + book[o.people_from + event], o.people + book[o.people_from + event + 1]
    change = 0
    if day_a == day_b:
        flips = 1 << at_a | 1 << at_b
        for k in range(low, high):
            one = tables[row_a + tables[k]]
            change += tables[o.table + (one ^ flips)] - tables[o.table + one]
        return change
    turn_a, turn_b = o.turn + (at_a << o.per_day), o.turn + (at_b << o.per_day)
    for k in range(low, high):
        person = tables[k]
        change += tables[turn_a + tables[row_a + person]] + tables[turn_b + tables[row_b + person]]
    return change


@compiled
def _shapes(o, tables, book, many, a, b):
    """The same for a chain; who is in two of its events stays as busy as before."""
    for n in range(many):
        event = book[o.chain + n]
        for k in range(book[o.people_from + event], book[o.people_from + event + 1]):
            tables[o.odd + tables[o.people + k]] ^= 1
    day_a, day_b = a // o.per_day, b // o.per_day
    at_a, at_b = a - day_a * o.per_day, b - day_b * o.per_day
    row_a, row_b = o.pattern + day_a * o.folk, o.pattern + day_b * o.folk
    turn_a, turn_b = o.turn + (at_a << o.per_day), o.turn + (at_b << o.per_day)
    flips = 1 << at_a | 1 << at_b
    change = 0
    for n in range(many):
        event = book[o.chain + n]
        for k in range(book[o.people_from + event], book[o.people_from + event + 1]):
            person = tables[o.people + k]
            if tables[o.odd + person] == 0:
                continue
            tables[o.odd + person] = 0
            one = tables[row_a + person]
            if day_a == day_b:
                change += tables[o.table + (one ^ flips)] - tables[o.table + one]
            else:
                change += tables[turn_a + one] + tables[turn_b + tables[row_b + person]]
    return change


@compiled
def flip(o, tables, book, event, slot):
    """Turn `slot` busy or free for the people of `event`; returns the change of their days."""
    day = slot // o.per_day
    place = slot - day * o.per_day
    row, turn = o.pattern + day * o.folk, o.turn + (place << o.per_day)
    bit = 1 << place
    change = 0
    for k in range(book[o.people_from + event], book[o.people_from + event + 1]):
        at = row + tables[o.people + k]
        old = tables[at]
        tables[at] = old ^ bit
        change += tables[turn + old]
    return change


@compiled
def _grow(o, tables, book, done, many, a, b, longest):
    """Complete the chain of `many` events between two slots, of which `done` are looked at.

    Returns its length, negative if it cannot be moved.
    """
    events, slots, rooms = o.events, o.many, o.rooms
    while done < many:
        event = book[o.chain + done]
        done += 1
        to = b if book[o.slot + event] == a else a
        left = tables[o.against + event * slots + to]
        if left >= CLOSED:
            return -many
        row, r = o.clash + event * events, o.at + to * rooms
        while left > 0:
            other = book[r]
            r += 1
            if other >= 0 and tables[row + other] != 0:
                left -= 1
                if book[o.mark + other] == 0:
                    if many >= longest:
                        return -many
                    book[o.mark + other] = 1
                    book[o.chain + many] = other
                    many += 1
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
    slots = o.many
    for k in range(book[o.foes_from + event], book[o.foes_from + event + 1]):
        row = tables[o.foes + k] * slots
        if a >= 0:
            tables[o.against + row + a] -= 1
            tables[o.who + row + a] ^= event
        if b >= 0:
            tables[o.against + row + b] += 1
            tables[o.who + row + b] ^= event


@compiled
def _may_move(o, tables, book, many, a, b):
    """Whether orders hold after the chain and neither slot has more events than rooms."""
    more = 0
    for k in range(many):
        event = book[o.chain + k]
        more += 1 if book[o.slot + event] == a else -1
        if not _in_order(o, tables, book, event, a, b):
            return False
    return book[o.load + b] + more <= o.rooms and book[o.load + a] - more <= o.rooms


@compiled
def _passes(o, tables, book, change, heat):
    if change <= 0:
        return True
    if change * UNIT > heat * tables[o.logs]:
        return False
    return change * UNIT <= heat * tables[o.logs + draw(book, FINE)]


@compiled
def _exchange(o, tables, book, many, a, b, change):
    """Carry out a chain whose rooms are dealt out."""
    for k in range(many):
        event = book[o.chain + k]
        flip(o, tables, book, event, a)
        flip(o, tables, book, event, b)
        to = b if book[o.slot + event] == a else a
        tell(o, tables, book, event, book[o.slot + event], to)
        book[o.load + book[o.slot + event]] -= 1
        book[o.load + to] += 1
        book[o.slot + event] = to
    write(o, tables, book, a, 0)
    write(o, tables, book, b, o.rooms)
    book[o.cost + 0] += change


@compiled
def _try(o, tables, book, many, a, b, heat):
    """Carry out the chain of `many` between two slots unless it breaks a rule or costs too much."""
    if not _may_move(o, tables, book, many, a, b):
        return False
    event = book[o.chain + 0]
    if many == 1:
        change = _shape(o, tables, book, event, a, b)
    elif many == 2 and tables[o.clash + event * o.events + book[o.chain + 1]] == 0:
        change = _shape(o, tables, book, event, a, b)
        change += _shape(o, tables, book, book[o.chain + 1], a, b)
    else:
        change = _shapes(o, tables, book, many, a, b)
    book[o.count + 0] += 1
    if not _passes(o, tables, book, change, heat) or not _both_rooms(o, tables, book, many, a, b):
        return False
    _exchange(o, tables, book, many, a, b, change)
    book[o.count + 1] += 1
    return True


@compiled
def move(o, tables, book, event, b, longest, heat):
    """Try to take `event` to slot `b` with at most `longest` changing sides; True when done."""
    a = book[o.slot + event]
    if a < 0 or a == b:
        return False
    foes = tables[o.against + event * o.many + b]
    other = book[o.at + b * o.rooms + draw(book, o.rooms)]
    if foes >= longest:
        return False
    book[o.chain + 0] = event
    book[o.mark + event] = 1
    many = 1
    if foes == 0 and other >= 0:
        book[o.chain + 1] = other
        book[o.mark + other] = 1
        many = 2
    many = _grow(o, tables, book, 0, many, a, b, longest)
    done = many > 0 and _try(o, tables, book, many, a, b, heat)
    clear(o, book, abs(many))
    return done


@compiled
def _partner(o, tables, book, event, a, b):
    """Who can change places with `event` without anybody else; `FREE` for nobody, or `NONE`."""
    slots, rooms = o.many, o.rooms
    foes = tables[o.against + event * slots + b]
    if foes > 1:
        return NONE
    if foes == 1:
        other = tables[o.who + event * slots + b]
        return other if tables[o.against + other * slots + a] == 1 else NONE
    r = draw(book, rooms)
    for _ in range(rooms):
        other = book[o.at + b * rooms + r]
        if other < 0:
            return FREE
        if tables[o.against + other * slots + a] == 0:
            return other
        r = r + 1 if r + 1 < rooms else 0
    return NONE


@compiled
def _change_places(o, tables, book, event, heat):
    """From a slot drawn on, find one where `event` can go with one other at most, and try that."""
    a = book[o.slot + event]
    low, high = book[o.slots_from + event], book[o.slots_from + event + 1]
    k = low + draw(book, high - low)
    for _ in range(high - low):
        b = book[o.slots + k]
        k = k + 1 if k + 1 < high else low
        if a == b:
            continue
        other = _partner(o, tables, book, event, a, b)
        if other != NONE:
            break
    else:
        return False
    book[o.chain + 0] = event
    book[o.mark + event] = 1
    many = 1
    if other != FREE:
        book[o.chain + 1] = other
        book[o.mark + other] = 1
        many = 2
    done = _try(o, tables, book, many, a, b, heat)
    clear(o, book, many)
    return done


@compiled
def _both_rooms(o, tables, book, many, a, b):
    return deal_rooms(o, tables, book, many, b, o.rooms) and deal_rooms(o, tables, book, many, a, 0)


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
    for _ in range(steps):
        event = draw(book, o.events)
        if draw(book, 100) < CHAINS:
            low = book[o.slots_from + event]
            to = book[o.slots + low + draw(book, book[o.slots_from + event + 1] - low)]
            longest = min(LONGEST, 1 + FINE // (1 + draw(book, FINE)))
            done = move(o, tables, book, event, to, longest, heat)
        else:
            done = _change_places(o, tables, book, event, heat)
        if done and book[o.cost + 0] < book[o.cost + 1] and book[o.tally + 0] == book[o.tally + 1]:
            remember(o, book)
            if book[o.cost + 1] == 0:
                return
