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

from .compiled import at, compiled
from .dice import DIE, draw, throw
from .roomloop import take_rooms

LONGEST = 20
"""Events in a chain; longer ones hardly ever pay."""
FEWEST, MOST = 1, 25
"""Per cent of steps that try a chain; how many within that is learnt from how often one is made."""
CLOSED = 1 << 12
"""Added to `against` where an event may not be."""
FREE, NONE = -1, -2
SEQUENCE = 0x03F79D71B4CB0A89
"""De Bruijn's: no two of its 64 runs of six bits are alike."""
WORD = 60
"""People in a word of `crowd`."""
FINE = 4096
UNIT = 1 << 10
"""`tables` knows -log(u) for `FINE` evenly spread u, times `UNIT`."""


@compiled
def _lowest(o, tables, bits):
    """The number of the lowest bit set: moved to the top by it, `SEQUENCE` begins with its name."""
    return tables[at(o.ruler + (((bits & -bits) * SEQUENCE >> 58) & 63))]


@compiled
def _shape(o, tables, book, event, a, b):
    """The change of people's days if `event` goes between slots `a` and `b`, without doing it."""
    row_a, row_b = book[at(o.row + a)], book[at(o.row + b)]
    low, high = book[at(o.people_from + event)], book[at(o.people_from + event + 1)]
    change = 0
    if row_a == row_b:
        flips = book[at(o.bit + a)] | book[at(o.bit + b)]
        for k in range(low, high):
            one = tables[at(row_a + tables[at(k)])]
            change += tables[at(o.table + (one ^ flips))] - tables[at(o.table + one)]
        return change
    turn_a, turn_b = book[at(o.turn_from + a)], book[at(o.turn_from + b)]
    for k in range(low, high):
        person = tables[at(k)]
        change += tables[at(turn_a + tables[at(row_a + person)])]
        change += tables[at(turn_b + tables[at(row_b + person)])]
    return change


@compiled
def _shape_of_two(o, tables, book, event, other, a, b):
    """The same if two change places; who is in both stays as busy as before."""
    change = _shape(o, tables, book, event, a, b) + _shape(o, tables, book, other, a, b)
    if tables[at(o.clash + event * o.events + other)] == 0:
        return change
    row_a, row_b = book[at(o.row + a)], book[at(o.row + b)]
    turn_a, turn_b = book[at(o.turn_from + a)], book[at(o.turn_from + b)]
    flips = book[at(o.bit + a)] | book[at(o.bit + b)]
    for w in range(o.words):
        both = book[at(o.crowd + event * o.words + w)] & book[at(o.crowd + other * o.words + w)]
        while both != 0:
            person = w * WORD + _lowest(o, tables, both)
            both &= both - 1
            one = tables[at(row_a + person)]
            if row_a == row_b:
                twice = tables[at(o.table + (one ^ flips))] - tables[at(o.table + one)]
            else:
                twice = tables[at(turn_a + one)] + tables[at(turn_b + tables[at(row_b + person)])]
            change -= 2 * twice
    return change


@compiled
def _shapes(o, tables, book, many, a, b):
    """The same for a chain; who is in two of its events stays as busy as before."""
    for n in range(many):
        event = book[at(o.chain + n)]
        for k in range(book[at(o.people_from + event)], book[at(o.people_from + event + 1)]):
            tables[at(o.odd + tables[at(k)])] ^= 1
    row_a, row_b = book[at(o.row + a)], book[at(o.row + b)]
    turn_a, turn_b = book[at(o.turn_from + a)], book[at(o.turn_from + b)]
    flips = book[at(o.bit + a)] | book[at(o.bit + b)]
    change = 0
    for n in range(many):
        event = book[at(o.chain + n)]
        for k in range(book[at(o.people_from + event)], book[at(o.people_from + event + 1)]):
            person = tables[at(k)]
            if tables[at(o.odd + person)] == 0:
                continue
            tables[at(o.odd + person)] = 0
            one = tables[at(row_a + person)]
            if row_a == row_b:
                change += tables[at(o.table + (one ^ flips))] - tables[at(o.table + one)]
            else:
                change += tables[at(turn_a + one)] + tables[at(turn_b + tables[at(row_b + person)])]
    return change


@compiled
def flip(o, tables, book, event, slot):
    """Turn `slot` busy or free for the people of `event`; returns the change of their days."""
    row, turn, bit = book[at(o.row + slot)], book[at(o.turn_from + slot)], book[at(o.bit + slot)]
    change = 0
    for k in range(book[at(o.people_from + event)], book[at(o.people_from + event + 1)]):
        place = at(row + tables[at(k)])
        old = tables[at(place)]
        tables[at(place)] = old ^ bit
        change += tables[at(turn + old)]
    return change


@compiled
def _grow(o, tables, book, done, many, a, b, longest):
    """Complete the chain of `many` events between two slots, of which `done` are looked at.

    Returns its length, negative if it cannot be moved.
    """
    events, slots, rooms = o.events, o.many, o.rooms
    while done < many:
        event = book[at(o.chain + done)]
        done += 1
        to = b if book[at(o.slot + event)] == a else a
        left = tables[at(o.against + event * slots + to)]
        if left >= CLOSED:
            return -many
        row, r = o.clash + event * events, o.at + to * rooms
        while left > 0:
            other = book[at(r)]
            r += 1
            if other >= 0 and tables[at(row + other)] != 0:
                left -= 1
                if book[at(o.mark + other)] == 0:
                    if many >= longest:
                        return -many
                    book[at(o.mark + other)] = 1
                    book[at(o.chain + many)] = other
                    many += 1
    return many


@compiled
def _goes(o, book, event, a, b):
    """The slot of `event` after the chain has moved."""
    slot = book[at(o.slot + event)]
    if book[at(o.mark + event)] == 0:
        return slot
    return b if slot == a else a


@compiled
def _in_order(o, tables, book, event, a, b):
    to = _goes(o, book, event, a, b)
    for k in range(book[at(o.before_from + event)], book[at(o.before_from + event + 1)]):
        if (
            book[at(o.slot + book[at(o.before + k)])] >= 0
            and _goes(o, book, book[at(o.before + k)], a, b) >= to
        ):
            return False
    for k in range(book[at(o.after_from + event)], book[at(o.after_from + event + 1)]):
        if (
            book[at(o.slot + book[at(o.after + k)])] >= 0
            and _goes(o, book, book[at(o.after + k)], a, b) <= to
        ):
            return False
    return True


@compiled
def clear(o, book, many):
    for k in range(many):
        book[at(o.mark + book[at(o.chain + k)])] = 0


@compiled
def tell(o, tables, book, event, a, b):
    """Tell those that clash with `event` that it went from slot `a` to `b`; -1 is nowhere."""
    for k in range(book[at(o.foes_from + event)], book[at(o.foes_from + event + 1)]):
        other = tables[at(k)]
        row = other * o.many
        none, one = book[at(o.none + other)], book[at(o.one + other)]
        if a >= 0:
            left = tables[at(o.against + row + a)] - 1
            tables[at(o.against + row + a)] = left
            tables[at(o.who + row + a)] ^= event
            none |= (left == 0) << a
            one = one & ~(1 << a) | (left == 1) << a
        if b >= 0:
            left = tables[at(o.against + row + b)] + 1
            tables[at(o.against + row + b)] = left
            tables[at(o.who + row + b)] ^= event
            none &= ~(1 << b)
            one = one & ~(1 << b) | (left == 1) << b
        book[at(o.none + other)] = none
        book[at(o.one + other)] = one


@compiled
def _may_move(o, tables, book, many, a, b):
    """Whether orders hold after the chain and neither slot has more events than rooms."""
    more = 0
    for k in range(many):
        event = book[at(o.chain + k)]
        more += 1 if book[at(o.slot + event)] == a else -1
        if not _in_order(o, tables, book, event, a, b):
            return False
    return book[at(o.load + b)] + more <= o.rooms and book[at(o.load + a)] - more <= o.rooms


@compiled
def _passes(o, tables, book, change, heat):
    if change <= 0:
        return True
    if change * UNIT > heat * tables[at(o.logs)]:
        return False
    return change * UNIT <= heat * tables[at(o.logs + draw(book, FINE))]


@compiled
def _cross(o, tables, book, many, a, b):
    """Everything but rooms changes sides with the chain."""
    for k in range(many):
        event = book[at(o.chain + k)]
        flip(o, tables, book, event, a)
        flip(o, tables, book, event, b)
        slot = book[at(o.slot + event)]
        to = b if slot == a else a
        tell(o, tables, book, event, slot, to)
        book[at(o.load + slot)] -= 1
        book[at(o.load + to)] += 1
        book[at(o.slot + event)] = to


@compiled
def _carry_out(o, tables, book, many, a, b, change):
    """Carry out the chain of `many` between two slots unless it breaks a rule."""
    if not _may_move(o, tables, book, many, a, b) or not take_rooms(o, tables, book, many, a, b):
        return False
    _cross(o, tables, book, many, a, b)
    book[at(o.cost + 0)] += change
    return True


@compiled
def _try(o, tables, book, many, a, b, heat):
    """Carry out the chain of `many` between two slots unless it breaks a rule or costs too much."""
    change = _shapes(o, tables, book, many, a, b)
    if not _passes(o, tables, book, change, heat):
        return False
    return _carry_out(o, tables, book, many, a, b, change)


@compiled
def move(o, tables, book, event, b, longest, heat):
    """Try to take `event` to slot `b` with at most `longest` changing sides; how many did."""
    a = book[at(o.slot + event)]
    if a < 0 or a == b:
        return 0
    foes = tables[at(o.against + event * o.many + b)]
    other = book[at(o.at + b * o.rooms + draw(book, o.rooms))]
    if foes >= longest:
        return 0
    book[at(o.chain + 0)] = event
    book[at(o.mark + event)] = 1
    many = 1
    if foes == 0 and other >= 0:
        book[at(o.chain + 1)] = other
        book[at(o.mark + other)] = 1
        many = 2
    many = _grow(o, tables, book, 0, many, a, b, longest)
    done = many > 0 and _try(o, tables, book, many, a, b, heat)
    clear(o, book, abs(many))
    return many if done else 0


@compiled
def _partner(o, tables, book, event, a, b, rest):
    """Who can change places with `event` without anybody else; `FREE` for nobody, or `NONE`."""
    if book[at(o.one + event)] >> b & 1:
        other = tables[at(o.who + event * o.many + b)]
        return other if book[at(o.one + other)] >> a & 1 else NONE
    rooms = o.rooms
    can = 0
    for r in range(rooms):
        can |= (book[at(o.none + book[at(o.at + b * rooms + r)])] >> a & 1) << r
    if can == 0:
        return NONE
    r = rest * rooms >> DIE
    later = can >> r << r
    return book[at(o.at + b * rooms + _lowest(o, tables, later if later != 0 else can))]


@compiled
def _change_places(o, tables, book, event, rest, heat):
    """From a slot drawn on, find one where `event` can go with one other at most; how many went.

    `rest` is what is left of the number `event` was drawn with.
    """
    a = book[at(o.slot + event)]
    open_to = (book[at(o.none + event)] | book[at(o.one + event)]) & ~(1 << a)
    k = rest * o.many
    rest = k & (1 << DIE) - 1
    later = open_to >> (k >> DIE) << (k >> DIE)
    other, b = NONE, 0
    while other == NONE:
        if open_to == 0:
            return 0
        b = _lowest(o, tables, later if later != 0 else open_to)
        open_to &= ~(1 << b)
        later &= ~(1 << b)
        other = _partner(o, tables, book, event, a, b, rest)
    if other == FREE:
        change = _shape(o, tables, book, event, a, b)
    else:
        change = _shape_of_two(o, tables, book, event, other, a, b)
    if not _passes(o, tables, book, change, heat):
        return 0
    book[at(o.chain + 0)] = event
    book[at(o.mark + event)] = 1
    many = 1
    if other != FREE:
        book[at(o.chain + 1)] = other
        book[at(o.mark + other)] = 1
        many = 2
    done = _carry_out(o, tables, book, many, a, b, change)
    clear(o, book, many)
    return many if done else 0


@compiled
def remember(o, book):
    book[at(o.cost + 1)] = book[at(o.cost + 0)]
    book[at(o.tally + 1)] = book[at(o.tally + 0)]
    for event in range(o.events):
        book[at(o.best_slot + event)] = book[at(o.slot + event)]
        book[at(o.best_room + event)] = book[at(o.room + event)]


@compiled
def go_back(o, tables, book):
    """Take every event to its place in the best arrangement; nobody may be waiting."""
    for event in range(o.events):
        slot, to = book[at(o.slot + event)], book[at(o.best_slot + event)]
        book[at(o.at + slot * o.rooms + book[at(o.room + event)])] = -1
        if slot != to:
            book[at(o.cost + 0)] += flip(o, tables, book, event, slot)
            book[at(o.cost + 0)] += flip(o, tables, book, event, to)
            tell(o, tables, book, event, slot, to)
            book[at(o.load + slot)] -= 1
            book[at(o.load + to)] += 1
            book[at(o.slot + event)] = to
    for event in range(o.events):
        room = book[at(o.best_room + event)]
        book[at(o.room + event)] = room
        book[at(o.at + book[at(o.slot + event)] * o.rooms + room)] = event


@compiled
def _chain(o, tables, book, event, heat):
    """Try to take `event` to a slot drawn with whoever must change sides; how many did."""
    low = book[at(o.slots_from + event)]
    to = book[at(o.slots + low + draw(book, book[at(o.slots_from + event + 1)] - low))]
    longest = min(LONGEST, 1 + 2 * FINE // (1 + draw(book, FINE)))
    return move(o, tables, book, event, to, longest, heat)


@compiled
def _learn(o, book):
    """Try chains as often as they come off beside the rest, or as the rest does where it is hot.

    What is long ago counts for less.
    """
    chains = 10_000 * book[at(o.tries + 2)] // (1 + book[at(o.tries + 1)])
    others = 10_000 * book[at(o.tries + 4)] // (1 + book[at(o.tries + 3)])
    share = max(150 * chains // (1 + others), 150 * others // 10_000)
    book[at(o.tries + 0)] = min(MOST, max(FEWEST, share))
    for k in range(1, 5):
        book[at(o.tries + k)] //= 2


@compiled
def sweep(o, tables, book, steps, heat):
    """Try `steps` moves; a loss passes with probability exp(-loss / heat)."""
    for _ in range(steps):
        rest = throw(book) * o.events
        event, rest = rest >> DIE, rest & (1 << DIE) - 1
        share = rest * 100
        if share >> DIE < book[at(o.tries + 0)]:
            done = _chain(o, tables, book, event, heat)
            book[at(o.tries + 1)] += 1
            book[at(o.tries + 2)] += done > 2
        else:
            done = _change_places(o, tables, book, event, share & (1 << DIE) - 1, heat)
            book[at(o.tries + 3)] += 1
            book[at(o.tries + 4)] += done > 0
        if (
            done > 0
            and book[at(o.cost + 0)] < book[at(o.cost + 1)]
            and book[at(o.tally + 0)] == book[at(o.tally + 1)]
        ):
            remember(o, book)
            if book[at(o.cost + 1)] == 0:
                return
    _learn(o, book)
