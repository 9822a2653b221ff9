# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2

# mypy: disable-error-code="no-untyped-def"
"""The inner loops of `week`, over flat arrays, plain or compiled.

A move takes an event to another slot. Those it clashes with there come back in exchange, and
those they clash with go along: a chain after which both slots are free of clashes again. Rooms
within a slot are dealt out anew by augmenting paths.
"""

from math import log

from .compiled import compiled
from .dice import draw, fraction

SHORT = 5
"""Longer chains are weighed only as far as the credit goes: their length, one per step tried."""
CREDIT = 1000


@compiled
def _shape(p, m, event, a, b):
    """The change of people's days if `event` goes from slot `a` to `b`, without doing it."""
    per_day, days = p.size[4], p.size[3]
    day_a, day_b = a // per_day, b // per_day
    bit_a, bit_b = 1 << (a - day_a * per_day), 1 << (b - day_b * per_day)
    change = 0
    if day_a == day_b:
        flip = bit_a | bit_b
        for k in range(p.people_from[event], p.people_from[event + 1]):
            one = m.pattern[p.people[k] * days + day_a]
            change += p.table[one ^ flip] - p.table[one]
        return change
    for k in range(p.people_from[event], p.people_from[event + 1]):
        person = p.people[k] * days
        one, two = m.pattern[person + day_a], m.pattern[person + day_b]
        change += p.table[one ^ bit_a] - p.table[one] + p.table[two ^ bit_b] - p.table[two]
    return change


@compiled
def _flip(p, m, event, slot):
    """Turn `slot` busy or free for the people of `event`; returns the change of their days."""
    per_day, days = p.size[4], p.size[3]
    day = slot // per_day
    bit = 1 << (slot - day * per_day)
    change = 0
    for k in range(p.people_from[event], p.people_from[event + 1]):
        at = p.people[k] * days + day
        old = m.pattern[at]
        m.pattern[at] = old ^ bit
        change += p.table[old ^ bit] - p.table[old]
    return change


@compiled
def _chain(p, m, many, a, b):
    """Complete the chain begun with `many` events between two slots.

    Returns its length, negative if it cannot be moved.
    """
    events, slots, rooms = p.size[0], p.size[1], p.size[2]
    done = 0
    while done < many:
        event = m.chain[done]
        done += 1
        to = b if m.slot[event] == a else a
        if p.allowed[event * slots + to] == 0:
            return -many
        row = event * events
        for r in range(to * rooms, to * rooms + rooms):
            other = m.at[r]
            if other >= 0 and p.clash[row + other] != 0 and m.mark[other] == 0:
                m.mark[other] = 1
                m.chain[many] = other
                many += 1
    if many > SHORT:
        if m.count[2] < many:
            return -many
        m.count[2] -= many
    for k in range(many):
        event = m.chain[k]
        if not _in_order(p, m, event, a, b):
            return -many
    return many


@compiled
def _goes(m, event, a, b):
    """The slot of `event` after the chain has moved."""
    slot = m.slot[event]
    if m.mark[event] == 0:
        return slot
    return b if slot == a else a


@compiled
def _in_order(p, m, event, a, b):
    to = _goes(m, event, a, b)
    for k in range(p.before_from[event], p.before_from[event + 1]):
        if m.slot[p.before[k]] >= 0 and _goes(m, p.before[k], a, b) >= to:
            return False
    for k in range(p.after_from[event], p.after_from[event + 1]):
        if m.slot[p.after[k]] >= 0 and _goes(m, p.after[k], a, b) <= to:
            return False
    return True


@compiled
def _seat(p, m, event, base):
    """Find `event` a room among `holder[base:]`, moving others along; False if there is none."""
    rooms = p.size[2]
    suits = p.suits[event]
    for r in range(rooms):
        if suits >> r & 1 and m.holder[base + r] < 0:
            m.holder[base + r] = event
            m.found[event] = r
            return True
    seen, done, many = 0, 0, 1
    m.queue[0] = event
    while done < many:
        who = m.queue[done]
        done += 1
        open_to = p.suits[who] & ~seen
        for r in range(rooms):
            if open_to >> r & 1:
                seen |= 1 << r
                m.via[r] = who
                if m.holder[base + r] < 0:
                    _hand_on(m, event, r, base)
                    return True
                m.queue[many] = m.holder[base + r]
                many += 1
    return False


@compiled
def _hand_on(m, event, room, base):
    """Everybody on the way to the free `room` moves up by one."""
    while True:
        who = m.via[room]
        left = m.found[who]
        m.holder[base + room] = who
        m.found[who] = room
        if who == event:
            return
        room = left


@compiled
def _rooms(p, m, many, slot, base):
    """Deal out the rooms of `slot` as it will be after the chain; False if they do not suffice."""
    rooms = p.size[2]
    for r in range(rooms):
        event = m.at[slot * rooms + r]
        if event >= 0 and m.mark[event] == 0:
            m.holder[base + r] = event
            m.found[event] = r
        else:
            m.holder[base + r] = -1
    for k in range(many):
        event = m.chain[k]
        if m.slot[event] != slot:
            m.found[event] = -1
            if not _seat(p, m, event, base):
                return False
    return True


@compiled
def _clear(m, many):
    for k in range(many):
        m.mark[m.chain[k]] = 0


@compiled
def _write(p, m, slot, base):
    """Make what was dealt out in `holder` the rooms of `slot`."""
    rooms = p.size[2]
    for r in range(rooms):
        event = m.holder[base + r]
        m.at[slot * rooms + r] = event
        if event >= 0:
            m.room[event] = r


@compiled
def _tell(p, m, event, a, b):
    """Tell those that clash with `event` that it went from slot `a` to `b`; -1 is nowhere."""
    events = p.size[0]
    for k in range(p.foes_from[event], p.foes_from[event + 1]):
        if a >= 0:
            m.against[a * events + p.foes[k]] -= 1
        if b >= 0:
            m.against[b * events + p.foes[k]] += 1


@compiled
def _single(p, m, event, b, limit):
    """Move one event that clashes with nobody into a free room, if it does not cost too much.

    Returns 1 when moved, 0 when refused for its cost, -1 when no room is free.
    """
    rooms = p.size[2]
    a = m.slot[event]
    suits = p.suits[event]
    for r in range(rooms):
        if suits >> r & 1 and m.at[b * rooms + r] < 0:
            change = _shape(p, m, event, a, b)
            if change > limit:
                return 0
            _flip(p, m, event, a)
            _flip(p, m, event, b)
            m.at[a * rooms + m.room[event]] = -1
            m.at[b * rooms + r] = event
            _tell(p, m, event, a, b)
            m.slot[event] = b
            m.room[event] = r
            m.cost[0] += change
            return 1
    return -1


@compiled
def _exchange(p, m, many, a, b, limit):
    """Carry out a chain whose rooms are dealt out, unless it costs more than `limit`."""
    change = 0
    for k in range(many):
        change += _flip(p, m, m.chain[k], a) + _flip(p, m, m.chain[k], b)
    if change > limit:
        for k in range(many):
            _flip(p, m, m.chain[k], a)
            _flip(p, m, m.chain[k], b)
        return False
    for k in range(many):
        event = m.chain[k]
        to = b if m.slot[event] == a else a
        _tell(p, m, event, m.slot[event], to)
        m.slot[event] = to
    _write(p, m, a, 0)
    _write(p, m, b, p.size[2])
    m.cost[0] += change
    return True


@compiled
def _move(p, m, event, b, limit):
    """Try to take `event` to slot `b` with whatever must change sides; True when done."""
    a = m.slot[event]
    if a < 0 or a == b:
        return False
    m.count[2] = min(m.count[2] + 1, CREDIT)
    foes = m.against[b * p.size[0] + event]
    m.chain[0] = event
    m.mark[event] = 1
    many = 1
    if foes == 0:
        if not _in_order(p, m, event, a, b):
            m.mark[event] = 0
            return False
        single = _single(p, m, event, b, limit)
        if single >= 0:
            m.mark[event] = 0
            return single == 1
        many = _widen(p, m, 1, a, b)
    else:
        many = _chain(p, m, 1, a, b)
        if many > 0 and not _both_rooms(p, m, many, a, b):
            many = _widen(p, m, many, a, b)
    if many <= 0:
        _clear(m, -many)
        return False
    done = _exchange(p, m, many, a, b, limit)
    _clear(m, many)
    return done


@compiled
def _both_rooms(p, m, many, a, b):
    return _rooms(p, m, many, b, p.size[2]) and _rooms(p, m, many, a, 0)


@compiled
def _widen(p, m, many, a, b):
    """Rooms did not suffice: one more event of `b` comes back; negative when that fails too."""
    rooms = p.size[2]
    other = m.at[b * rooms + draw(m.seed, rooms)]
    if other < 0 or m.mark[other] != 0:
        return -many
    m.mark[other] = 1
    m.chain[many] = other
    many = _chain(p, m, many + 1, a, b)
    if many > 0 and not _both_rooms(p, m, many, a, b):
        return -many
    return many


@compiled
def _remember(m):
    m.cost[1] = m.cost[0]
    m.count[1] = m.count[0]
    for event in range(len(m.slot)):
        m.best_slot[event] = m.slot[event]
        m.best_room[event] = m.room[event]


@compiled
def sweep(p, m, steps, heat):
    """Try `steps` moves; a loss passes with probability exp(-loss / heat)."""
    events = p.size[0]
    for _ in range(steps):
        event = draw(m.seed, events)
        low = p.slots_from[event]
        to = p.slots[low + draw(m.seed, p.slots_from[event + 1] - low)]
        limit = -heat * log(fraction(m.seed))
        if _move(p, m, event, to, limit) and m.cost[0] < m.cost[1] and m.count[0] == m.count[1]:
            _remember(m)
            if m.cost[1] == 0:
                return


@compiled
def _leave(p, m, event):
    """`event` goes back to those that wait."""
    slot = m.slot[event]
    m.cost[0] += _flip(p, m, event, slot)
    m.at[slot * p.size[2] + m.room[event]] = -1
    _tell(p, m, event, slot, -1)
    m.slot[event] = -1
    m.room[event] = -1
    m.waiting[m.count[0]] = event
    m.count[0] += 1
    m.weight[event] += 1


@compiled
def _toll(p, m, event, slot):
    """The weight of the events that would have to leave for `event` in `slot`; they are marked."""
    events, rooms = p.size[0], p.size[2]
    many, toll = 0, 0
    for r in range(slot * rooms, slot * rooms + rooms):
        other = m.at[r]
        if other >= 0 and p.clash[event * events + other] != 0:
            m.chain[many] = other
            many += 1
    for k in range(p.before_from[event], p.before_from[event + 1]):
        if m.slot[p.before[k]] > slot:
            m.chain[many] = p.before[k]
            many += 1
    for k in range(p.after_from[event], p.after_from[event + 1]):
        if 0 <= m.slot[p.after[k]] < slot:
            m.chain[many] = p.after[k]
            many += 1
    for k in range(many):
        m.mark[m.chain[k]] = 1
        toll += m.weight[m.chain[k]]
    if not (_rooms(p, m, 0, slot, 0) and _seat(p, m, event, 0)):
        cheapest = -1
        for r in range(rooms):
            other = m.holder[r]
            if other < 0 or p.suits[event] >> r & 1 == 0:
                continue
            if cheapest < 0 or m.weight[other] < m.weight[cheapest]:
                cheapest = other
        if cheapest < 0:
            _clear(m, many)
            return -1, 0
        m.mark[cheapest] = 1
        m.chain[many] = cheapest
        many += 1
        toll += m.weight[cheapest]
    return toll, many


@compiled
def _admit(p, m, waiting):
    """Place one of those waiting where the fewest, and the least troubled, must leave for it."""
    slots = p.size[1]
    event = m.waiting[waiting]
    best, where, ties = -1, -1, 0
    for slot in range(slots):
        if p.allowed[event * slots + slot] == 0:
            continue
        toll, many = _toll(p, m, event, slot)
        _clear(m, many)
        if toll < 0:
            continue
        if best < 0 or toll < best:
            best, where, ties = toll, slot, 1
        elif toll == best:
            ties += 1
            if draw(m.seed, ties) == 0:
                where = slot
    if where < 0:
        return
    m.count[0] -= 1
    m.waiting[waiting] = m.waiting[m.count[0]]
    _, many = _toll(p, m, event, where)
    _clear(m, many)
    for k in range(many):
        _leave(p, m, m.chain[k])
    _rooms(p, m, 0, where, 0)
    _seat(p, m, event, 0)
    _write(p, m, where, 0)
    m.slot[event] = where
    _tell(p, m, event, -1, where)
    m.cost[0] += _flip(p, m, event, where)


@compiled
def settle(p, m, steps):
    """Place those that wait, in at most `steps` admissions; True when nobody waits."""
    events = p.size[0]
    for _ in range(steps):
        if m.count[0] == 0:
            break
        _admit(p, m, draw(m.seed, m.count[0]))
        if m.count[0] < m.count[1]:
            _remember(m)
        for _again in range(20):
            event = draw(m.seed, events)
            low = p.slots_from[event]
            _move(p, m, event, p.slots[low + draw(m.seed, p.slots_from[event + 1] - low)], 1e9)
    if m.count[0] == 0:
        if m.count[1] > 0 or m.cost[0] < m.cost[1]:
            _remember(m)
        return True
    return False
