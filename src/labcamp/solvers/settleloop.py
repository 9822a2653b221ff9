# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# mypy: disable-error-code="no-untyped-def"
"""Finding places for the events of a week that wait: others leave for them and wait in turn.

Whoever had to leave weighs more from then on, so the search does not go in circles.
"""

from .compiled import compiled
from .dice import draw
from .roomloop import deal_rooms, seat, write
from .weekloop import CLOSED, LONGEST, clear, flip, move, remember, tell


@compiled
def _leave(o, tables, book, event):
    """`event` goes back to those that wait."""
    slot = book[o.slot + event]
    book[o.cost + 0] += flip(o, tables, book, event, slot)
    book[o.at + slot * o.rooms + book[o.room + event]] = -1
    tell(o, tables, book, event, slot, -1)
    book[o.load + slot] -= 1
    book[o.slot + event] = -1
    book[o.room + event] = -1
    book[o.waiting + book[o.tally + 0]] = event
    book[o.tally + 0] += 1
    book[o.weight + event] += 1


@compiled
def _toll(o, tables, book, event, slot):
    """The weight of the events that would have to leave for `event` in `slot`; they are marked."""
    events, rooms = o.events, o.rooms
    many, toll = 0, 0
    for r in range(slot * rooms, slot * rooms + rooms):
        other = book[o.at + r]
        if other >= 0 and tables[o.clash + event * events + other] != 0:
            book[o.chain + many] = other
            many += 1
    for k in range(book[o.before_from + event], book[o.before_from + event + 1]):
        if book[o.slot + book[o.before + k]] > slot:
            book[o.chain + many] = book[o.before + k]
            many += 1
    for k in range(book[o.after_from + event], book[o.after_from + event + 1]):
        if 0 <= book[o.slot + book[o.after + k]] < slot:
            book[o.chain + many] = book[o.after + k]
            many += 1
    for k in range(many):
        book[o.mark + book[o.chain + k]] = 1
        toll += book[o.weight + book[o.chain + k]]
    if not (deal_rooms(o, tables, book, 0, slot, 0) and seat(o, tables, book, event, 0)):
        cheapest = -1
        for r in range(rooms):
            other = book[o.holder + r]
            if other < 0 or book[o.suits + event] >> r & 1 == 0:
                continue
            if cheapest < 0 or book[o.weight + other] < book[o.weight + cheapest]:
                cheapest = other
        if cheapest < 0:
            clear(o, book, many)
            return -1, 0
        book[o.mark + cheapest] = 1
        book[o.chain + many] = cheapest
        many += 1
        toll += book[o.weight + cheapest]
    return toll, many


@compiled
def _admit(o, tables, book, waiting):
    """Place one of those waiting where the fewest, and the least troubled, must leave for it."""
    slots = o.many
    event = book[o.waiting + waiting]
    best, where, ties = -1, -1, 0
    for slot in range(slots):
        if tables[o.against + event * slots + slot] >= CLOSED:
            continue
        toll, many = _toll(o, tables, book, event, slot)
        clear(o, book, many)
        if toll < 0:
            continue
        if best < 0 or toll < best:
            best, where, ties = toll, slot, 1
        elif toll == best:
            ties += 1
            if draw(book, ties) == 0:
                where = slot
    if where < 0:
        return
    book[o.tally + 0] -= 1
    book[o.waiting + waiting] = book[o.waiting + book[o.tally + 0]]
    _, many = _toll(o, tables, book, event, where)
    clear(o, book, many)
    for k in range(many):
        _leave(o, tables, book, book[o.chain + k])
    deal_rooms(o, tables, book, 0, where, 0)
    seat(o, tables, book, event, 0)
    write(o, tables, book, where, 0)
    book[o.load + where] += 1
    book[o.slot + event] = where
    tell(o, tables, book, event, -1, where)
    book[o.cost + 0] += flip(o, tables, book, event, where)


@compiled
def settle(o, tables, book, steps):
    """Place those that wait, in at most `steps` admissions; True when nobody waits."""
    events = o.events
    for _ in range(steps):
        if book[o.tally + 0] == 0:
            break
        _admit(o, tables, book, draw(book, book[o.tally + 0]))
        if book[o.tally + 0] < book[o.tally + 1]:
            remember(o, book)
        for _again in range(20):
            event = draw(book, events)
            low = book[o.slots_from + event]
            move(
                o,
                tables,
                book,
                event,
                book[o.slots + low + draw(book, book[o.slots_from + event + 1] - low)],
                LONGEST,
                1e9,
            )
    if book[o.tally + 0] == 0:
        if book[o.tally + 1] > 0 or book[o.cost + 0] < book[o.cost + 1]:
            remember(o, book)
        return True
    return False
