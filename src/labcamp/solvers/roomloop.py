# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# mypy: disable-error-code="no-untyped-def"
"""Rooms within a slot of a `week`: a free one that suits, or dealt out by augmenting paths."""

from .compiled import at, compiled


@compiled
def seat(o, tables, book, event, base):
    """Find `event` a room among `holder[base:]`, moving others along; False if there is none."""
    rooms = o.rooms
    suits = book[at(o.suits + event)]
    for r in range(rooms):
        if suits >> r & 1 and book[at(o.holder + base + r)] < 0:
            book[at(o.holder + base + r)] = event
            book[at(o.found + event)] = r
            return True
    seen, done, many = 0, 0, 1
    book[at(o.queue + 0)] = event
    while done < many:
        who = book[at(o.queue + done)]
        done += 1
        open_to = book[at(o.suits + who)] & ~seen
        for r in range(rooms):
            if open_to >> r & 1:
                seen |= 1 << r
                book[at(o.via + r)] = who
                if book[at(o.holder + base + r)] < 0:
                    _hand_on(o, book, event, r, base)
                    return True
                book[at(o.queue + many)] = book[at(o.holder + base + r)]
                many += 1
    return False


@compiled
def _hand_on(o, book, event, room, base):
    """Everybody on the way to the free `room` moves up by one."""
    while True:
        who = book[at(o.via + room)]
        left = book[at(o.found + who)]
        book[at(o.holder + base + room)] = who
        book[at(o.found + who)] = room
        if who == event:
            return
        room = left


@compiled
def deal_rooms(o, tables, book, many, slot, base):
    """Deal out the rooms of `slot` as it will be after the chain; False if they do not suffice."""
    rooms = o.rooms
    for r in range(rooms):
        event = book[at(o.at + slot * rooms + r)]
        if event >= 0 and book[at(o.mark + event)] == 0:
            book[at(o.holder + base + r)] = event
            book[at(o.found + event)] = r
        else:
            book[at(o.holder + base + r)] = -1
    for k in range(many):
        event = book[at(o.chain + k)]
        if book[at(o.slot + event)] != slot:
            book[at(o.found + event)] = -1
            if not seat(o, tables, book, event, base):
                return False
    return True


@compiled
def write(o, tables, book, slot, base):
    """Make what was dealt out in `holder` the rooms of `slot`."""
    rooms = o.rooms
    for r in range(rooms):
        event = book[at(o.holder + base + r)]
        book[at(o.at + slot * rooms + r)] = event
        if event >= 0:
            book[at(o.room + event)] = r


@compiled
def _room(o, book, event, slot, leaving):
    """A room of `slot` for `event` that is free once `leaving` has left, or -1."""
    suits = book[at(o.suits + event)]
    for r in range(o.rooms):
        there = book[at(o.at + slot * o.rooms + r)]
        if suits >> r & 1 and (there < 0 or there == leaving):
            return r
    return -1


@compiled
def take_rooms(o, tables, book, many, a, b):
    """Give those in the chain their rooms beyond; False, and nothing done, if rooms do not suit."""
    rooms = o.rooms
    if many <= 2:
        event = book[at(o.chain + 0)]
        other = book[at(o.chain + 1)] if many == 2 else -2
        to = _room(o, book, event, b, other)
        back = _room(o, book, other, a, event) if many == 2 else 0
        if to >= 0 and back >= 0:
            book[at(o.at + a * rooms + book[at(o.room + event)])] = -1
            if many == 2:
                book[at(o.at + b * rooms + book[at(o.room + other)])] = -1
                book[at(o.at + a * rooms + back)] = other
                book[at(o.room + other)] = back
            book[at(o.at + b * rooms + to)] = event
            book[at(o.room + event)] = to
            return True
    if deal_rooms(o, tables, book, many, b, rooms) and deal_rooms(o, tables, book, many, a, 0):
        write(o, tables, book, a, 0)
        write(o, tables, book, b, rooms)
        return True
    return False
