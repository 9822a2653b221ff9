# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2

# mypy: disable-error-code="no-untyped-def"
"""The inner loop of `topics`, over flat arrays, plain or compiled.

A move takes talks out and puts them elsewhere, one after the other; each of these steps
counts what it changes, and a move that is not accepted is made backwards.
"""

from math import exp

from .compiled import compiled
from .dice import draw, fraction


@compiled
def _talk_cost(p, m, talk):
    """What `talk` costs where it stands, with the talks it should not meet at once."""
    at = m.stretch[talk]
    if at == p.size[1]:
        return p.price[4] * p.length[talk]
    cost = p.talk_price[talk * p.size[1] + at]
    here = p.section[at]
    for k in range(p.near_from[talk], p.near_from[talk + 1]):
        other = m.stretch[p.near[k]]
        if other != at and p.section[other] == here:
            cost += p.near_section[k]
    return cost


@compiled
def _owner_cost(p, m, at, topic):
    """What it costs that `topic` holds the stretch `at`, with the neighbours of that section."""
    cost = p.topic_price[topic * p.size[1] + at]
    low = p.section[at] * p.size[3]
    for other in range(low, low + p.size[3]):
        if other != at and m.owner[other] >= 0:
            cost += p.beside[topic * p.size[2] + m.owner[other]]
    return cost


@compiled
def _topic_cost(p, m, topic):
    """Rooms, parallel stretches, gaps and order of one topic."""
    rooms, sections = p.size[3], p.size[4]
    cost = 0
    many = 0
    for room in range(rooms):
        if m.rooms[topic * rooms + room] > 0:
            many += 1
    if many > 1:
        cost += (many - 1) * p.price[0]
    low, high, held = -1, -1, 0
    for section in range(sections):
        here = m.sections[topic * sections + section]
        if here > 0:
            if low < 0:
                low = section
            high = section
            held += 1
            cost += (here - 1) * p.price[1]
    if held > 0 and high - low != held - 1:
        cost += p.price[2]
    if p.ranked[topic] and p.price[3] > 0:
        cost += p.price[3] * _misplaced(p, m, topic)
    return cost


@compiled
def _misplaced(p, m, topic):
    """Talks not at their rank, and ranked talks of the topic that run at the same time."""
    rooms, sections, longest = p.size[3], p.size[4], p.size[5]
    wrong = 0
    place = 0
    for section in range(sections):
        if m.sections[topic * sections + section] == 0:
            continue
        for at in range(section * rooms, section * rooms + rooms):
            if m.owner[at] != topic:
                continue
            for k in range(m.count[at]):
                place += 1
                rank = p.rank[m.content[at * longest + k]]
                if rank > 0 and rank != place:
                    wrong += 1
        if m.sections[topic * sections + section] > 1:
            wrong += _at_once(p, m, topic, section)
    return wrong


@compiled
def _at_once(p, m, topic, section):
    rooms, longest = p.size[3], p.size[5]
    pairs = 0
    for a in range(section * rooms, section * rooms + rooms):
        if m.owner[a] != topic:
            continue
        for b in range(a + 1, section * rooms + rooms):
            if m.owner[b] != topic:
                continue
            from_a = 0
            for i in range(m.count[a]):
                talk = m.content[a * longest + i]
                until_a = from_a + p.length[talk]
                from_b = 0
                for j in range(m.count[b]):
                    other = m.content[b * longest + j]
                    until_b = from_b + p.length[other]
                    if p.rank[talk] > 0 and p.rank[other] > 0:
                        pairs += max(0, min(until_a, until_b) - max(from_a, from_b))
                    from_b = until_b
                from_a = until_a
    return pairs


@compiled
def _begin(p, m, talk):
    """The slot of its section in which `talk` begins."""
    at, longest = m.stretch[talk], p.size[5]
    slot = 0
    for k in range(m.count[at]):
        if m.content[at * longest + k] == talk:
            break
        slot += p.length[m.content[at * longest + k]]
    return slot


@compiled
def _slot_cost(p, m, section):
    """Pairs of talks that should not run in the same slot but do, in one section."""
    if p.size[6] == 0 or section == p.size[4]:
        return 0
    rooms, longest = p.size[3], p.size[5]
    cost = 0
    for at in range(section * rooms, section * rooms + rooms):
        begin = 0
        for k in range(m.count[at]):
            talk = m.content[at * longest + k]
            until = begin + p.length[talk]
            for n in range(p.near_from[talk], p.near_from[talk + 1]):
                other = p.near[n]
                if other > talk and p.near_slot[n] > 0:
                    there = m.stretch[other]
                    if there != at and p.section[there] == section:
                        start = _begin(p, m, other)
                        both = min(until, start + p.length[other]) - max(begin, start)
                        cost += p.near_slot[n] * max(0, both)
            begin = until
    return cost


@compiled
def _take(p, m, talk):
    """Take `talk` from where it stands; returns the change of the cost."""
    at = m.stretch[talk]
    change = -_talk_cost(p, m, talk)
    stretches, longest = p.size[1], p.size[5]
    m.stretch[talk] = stretches
    if at == stretches:
        return change
    k = 0
    while m.content[at * longest + k] != talk:
        k += 1
    m.count[at] -= 1
    while k < m.count[at]:
        m.content[at * longest + k] = m.content[at * longest + k + 1]
        k += 1
    m.content[at * longest + k] = -1
    m.used[at] -= p.length[talk]
    if m.count[at] == 0:
        topic = p.topic[talk]
        change -= _owner_cost(p, m, at, topic)
        m.owner[at] = -1
        m.rooms[topic * p.size[3] + at % p.size[3]] -= 1
        m.sections[topic * p.size[4] + p.section[at]] -= 1
    return change


@compiled
def _put(p, m, talk, at, place):
    """Put `talk`, taken before, into the stretch `at`; returns the change of the cost."""
    stretches, longest = p.size[1], p.size[5]
    change = 0
    m.stretch[talk] = at
    if at < stretches:
        if m.count[at] == 0:
            topic = p.topic[talk]
            m.owner[at] = topic
            m.rooms[topic * p.size[3] + at % p.size[3]] += 1
            m.sections[topic * p.size[4] + p.section[at]] += 1
            change += _owner_cost(p, m, at, topic)
        k = m.count[at]
        while k > place:
            m.content[at * longest + k] = m.content[at * longest + k - 1]
            k -= 1
        m.content[at * longest + k] = talk
        m.count[at] += 1
        m.used[at] += p.length[talk]
    return change + _talk_cost(p, m, talk)


@compiled
def _place_of(p, m, talk):
    at, longest = m.stretch[talk], p.size[5]
    if at == p.size[1]:
        return 0
    k = 0
    while m.content[at * longest + k] != talk:
        k += 1
    return k


@compiled
def _by_rank(p, m, talk, at):
    """Where `talk` belongs among the talks of `at`: by rank, or anywhere."""
    if at == p.size[1]:
        return 0
    many, longest = m.count[at], p.size[5]
    if p.rank[talk] == 0 or draw(m.seed, 4) == 0:
        return draw(m.seed, many + 1)
    k = 0
    while k < many and 0 < p.rank[m.content[at * longest + k]] < p.rank[talk]:
        k += 1
    return k


@compiled
def _accepts(m, change, heat):
    return change <= 0 or fraction(m.seed) < exp(-change / heat)


@compiled
def _wide(p, m, a, b, one, other):
    """What belongs to topics and slots as a whole, before or after a move between two stretches."""
    cost = _topic_cost(p, m, one)
    if other != one and other >= 0:
        cost += _topic_cost(p, m, other)
    cost += _slot_cost(p, m, p.section[a])
    if p.section[b] != p.section[a]:
        cost += _slot_cost(p, m, p.section[b])
    return cost


@compiled
def _relocate(p, m, talk, to, heat):
    """One talk to another stretch of its topic, or to an empty one."""
    origin, place = m.stretch[talk], _place_of(p, m, talk)
    topic = p.topic[talk]
    change = -_wide(p, m, origin, to, topic, topic)
    change += _take(p, m, talk)
    change += _put(p, m, talk, to, _by_rank(p, m, talk, to))
    change += _wide(p, m, origin, to, topic, topic)
    if _accepts(m, change, heat):
        return change
    _take(p, m, talk)
    _put(p, m, talk, origin, place)
    return 0


@compiled
def _trade(p, m, talk, other, heat):
    """Two talks of one topic change places."""
    a, b = m.stretch[talk], m.stretch[other]
    i, j = _place_of(p, m, talk), _place_of(p, m, other)
    more = p.length[other] - p.length[talk]
    if a < p.size[1] and m.used[a] + more > p.room_for[a]:
        return 0
    if b < p.size[1] and m.used[b] - more > p.room_for[b]:
        return 0
    topic = p.topic[talk]
    change = -_wide(p, m, a, b, topic, topic)
    change += _take(p, m, talk) + _take(p, m, other)
    change += _put(p, m, talk, b, j)
    change += _put(p, m, other, a, i)
    change += _wide(p, m, a, b, topic, topic)
    if _accepts(m, change, heat):
        return change
    _take(p, m, talk)
    _take(p, m, other)
    _put(p, m, talk, a, i)
    _put(p, m, other, b, j)
    return 0


@compiled
def _reorder(p, m, talk, heat):
    """One talk to another place within its stretch."""
    at, place = m.stretch[talk], _place_of(p, m, talk)
    topic = p.topic[talk]
    change = -_wide(p, m, at, at, topic, topic)
    change += _take(p, m, talk)
    change += _put(p, m, talk, at, draw(m.seed, m.count[at] + 1))
    change += _wide(p, m, at, at, topic, topic)
    if _accepts(m, change, heat):
        return change
    _take(p, m, talk)
    _put(p, m, talk, at, place)
    return 0


@compiled
def _pour(p, m, a, b):
    """All talks of two stretches change sides, in order; returns the change of the cost."""
    longest = p.size[5]
    left, right = m.count[a], m.count[b]
    change = 0
    for k in range(left):
        m.spare[k] = m.content[a * longest + k]
    for k in range(right):
        m.spare[longest + k] = m.content[b * longest + k]
    for k in range(left):
        change += _take(p, m, m.spare[k])
    for k in range(right):
        change += _take(p, m, m.spare[longest + k])
    for k in range(left):
        change += _put(p, m, m.spare[k], b, k)
    for k in range(right):
        change += _put(p, m, m.spare[longest + k], a, k)
    return change


@compiled
def _swap(p, m, a, b, heat):
    """Two stretches change their whole contents."""
    if m.used[a] > p.room_for[b] or m.used[b] > p.room_for[a]:
        return 0
    one, other = m.owner[a], m.owner[b]
    change = -_wide(p, m, a, b, one, other)
    change += _pour(p, m, a, b)
    change += _wide(p, m, a, b, one, other)
    if _accepts(m, change, heat):
        return change
    _pour(p, m, a, b)
    return 0


@compiled
def _move(p, m, heat):
    """One random move; returns the change of the cost."""
    stretches = p.size[1]
    talk = draw(m.seed, p.size[0])
    topic, at = p.topic[talk], m.stretch[talk]
    kind = draw(m.seed, 100)
    first = p.family_from[topic]
    kin = p.family[first + draw(m.seed, p.family_from[topic + 1] - first)]
    there = m.stretch[kin]
    if kind < 35:
        to = there if kind < 15 else draw(m.seed, stretches + p.size[7])
        if to == at:
            return 0
        if to == stretches:
            return 0 if p.size[7] == 0 else _relocate(p, m, talk, to, heat)
        if m.owner[to] == -1 or m.owner[to] == topic:
            if m.used[to] + p.length[talk] > p.room_for[to]:
                return 0
            return _relocate(p, m, talk, to, heat)
        return 0 if at == stretches else _swap(p, m, at, to, heat)
    if kind < 60:
        return 0 if there == at else _trade(p, m, talk, kin, heat)
    if at == stretches:
        return 0
    if kind < 90:
        to = draw(m.seed, stretches)
        return 0 if to == at else _swap(p, m, at, to, heat)
    return _reorder(p, m, talk, heat) if m.count[at] > 1 else 0


@compiled
def sweep(p, m, steps, heat):
    """Try `steps` moves at `heat`, keeping `m.cost` and `m.best` in step; cost 0 is the end."""
    if p.size[0] == 0 or p.size[1] == 0:
        return
    for _ in range(steps):
        m.cost[0] += _move(p, m, heat)
        if m.cost[0] < m.cost[1]:
            m.cost[1] = m.cost[0]
            for k in range(len(m.content)):
                m.best[k] = m.content[k]
        if m.cost[0] == 0:
            break


@compiled
def total(p, m):
    """The whole cost from nothing; pairs are seen from both sides."""
    cost = 0
    for talk in range(p.size[0]):
        at = m.stretch[talk]
        if at == p.size[1]:
            cost += 2 * p.price[4] * p.length[talk]
        else:
            own = p.talk_price[talk * p.size[1] + at]
            cost += _talk_cost(p, m, talk) + own
    for at in range(p.size[1]):
        if m.owner[at] >= 0:
            own = p.topic_price[m.owner[at] * p.size[1] + at]
            cost += _owner_cost(p, m, at, m.owner[at]) + own
    cost //= 2
    for topic in range(p.size[2]):
        cost += _topic_cost(p, m, topic)
    for section in range(p.size[4]):
        cost += _slot_cost(p, m, section)
    return cost
