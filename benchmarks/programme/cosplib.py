# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Conferences of tracks: topics that hold stretches of rooms, talks with penalties."""

from itertools import combinations

from labcamp.solvers.annealing import Cooling, Watch, anneal_by_clock
from labcamp.solvers.topics import Programme, Stretches, Talk, TopicPrices

BY_CLOCK = True
HEATS = (3000.0, 300.0, 30.0)


def problem(instance):
    weigh, penalties = instance["weights"], instance["penalties"]
    sections, rooms = instance["sessions"], instance["rooms"]
    topics = {track["name"]: n for n, track in enumerate(instance["tracks"])}
    talks = instance["submissions"]
    presenters, attendees = _pairs(instance)
    return Programme(
        sections=[section["slots"] for section in sections],
        rooms=len(rooms),
        topics=len(topics),
        talks=[Talk(topics[t["track"]], t["slots"], t["order"]) for t in talks],
        prices=TopicPrices(
            rooms=weigh.get("rooms_per_track", 0),
            parallel=weigh.get("parallel_tracks", 0),
            gap=weigh.get("consecutive_tracks", 0),
            rank=weigh.get("submissions_order", 0),
        ),
        talk_price=_talk_prices(instance),
        topic_price=_topic_prices(instance, topics, penalties),
        beside=_beside(instance, topics),
        same_section=_joined(
            (presenters, weigh.get("presenters_conflicts", 0)),
            (attendees, weigh.get("attendees_conflicts", 0)),
        ),
        same_slot=_joined(
            (presenters, weigh.get("presenters_conflicts_timeslot", 0)),
            (attendees, weigh.get("attendees_conflicts_timeslot", 0)),
        ),
    )


def _joined(*kinds):
    prices = {}
    for pairs, weight in kinds:
        for pair in pairs:
            if weight:
                prices[pair] = prices.get(pair, 0) + weight
    return prices


def _talk_prices(instance):
    weigh = instance["weights"]
    prices = {}
    for n, talk in enumerate(instance["submissions"]):
        for s, section in enumerate(instance["sessions"]):
            when = weigh.get("submissions_sessions", 0) * talk["session_penalty"].get(
                section["name"], 0
            )
            when += weigh.get("submissions_timezones", 0) * talk["timezone_penalty"].get(
                section["name"], 0
            )
            for r, room in enumerate(instance["rooms"]):
                where = weigh.get("submissions_rooms", 0) * talk["room_penalty"].get(room, 0)
                if when + where:
                    prices[n, s, r] = (when + where) * talk["slots"]
    return prices


def _topic_prices(instance, topics, penalties):
    weigh = instance["weights"]
    prices = {}
    for track, g in topics.items():
        for s, section in enumerate(instance["sessions"]):
            for r, room in enumerate(instance["rooms"]):
                price = weigh.get("tracks_sessions", 0) * penalties["track_session"].get(
                    track, {}
                ).get(section["name"], 0)
                price += weigh.get("tracks_rooms", 0) * penalties["track_room"].get(track, {}).get(
                    room, 0
                )
                price += weigh.get("sessions_rooms", 0) * penalties["session_room"].get(
                    section["name"], {}
                ).get(room, 0)
                if price:
                    prices[g, s, r] = price
    return prices


def _beside(instance, topics):
    weigh = instance["weights"]
    similar = {frozenset((a, b)): p for a, b, p in instance["similar_tracks"]}
    chairs = {track["name"]: set(track["chairs"]) for track in instance["tracks"]}
    prices = {}
    for a, b in combinations(topics, 2):
        price = weigh.get("similar_tracks", 0) * similar.get(frozenset((a, b)), 0)
        price += weigh.get("chairs_conflicts", 0) * bool(chairs[a] & chairs[b])
        if price:
            prices[topics[a], topics[b]] = price
    return prices


def _pairs(instance):
    """Pairs of talks that one person presents, or wants to attend, or chairs the other's track."""
    talks = instance["submissions"]
    chairs = {track["name"]: set(track["chairs"]) for track in instance["tracks"]}
    give = [set(talk["presenters"]) for talk in talks]
    want = [set(talk["attendees"]) for talk in talks]
    lead = [chairs[talk["track"]] for talk in talks]
    presenters, attendees = [], []
    for i, j in combinations(range(len(talks)), 2):
        other = talks[i]["track"] != talks[j]["track"]
        if give[i] & give[j] or (other and (give[i] & lead[j] or give[j] & lead[i])):
            presenters.append((i, j))
        meets = want[i] & want[j] or want[i] & give[j] or want[j] & give[i]
        if meets or (other and (want[i] & lead[j] or want[j] & lead[i])):
            attendees.append((i, j))
    return presenters, attendees


def solve(instance, seconds, seed, fast, clock):
    """Several coolings from different heats, as weights of one and of a million may meet."""
    began = clock()
    until = began + seconds * 0.97
    asked = problem(instance)
    best, made, end = None, 0, None
    for turn, hot in enumerate(HEATS):
        state = Stretches(asked, seed + 1000 * turn)
        share = clock() + (until - clock()) / (len(HEATS) - turn)
        between = 20_000 if fast else 200
        state.pack(between, lambda share=share: clock() >= share)
        cooling = Cooling(between, hot, 0.2)
        steps, end = anneal_by_clock(state, cooling, Watch(until=share, clock=clock, floor=0))
        made += steps
        if best is None or state.best < best.best:
            best = state
    names = [talk["name"] for talk in instance["submissions"]]
    sessions = {}
    for (section, room), talks in best.arrangement().items():
        place = sessions.setdefault(instance["sessions"][section]["name"], {})
        place[instance["rooms"][room]] = [names[talk] for talk in talks]
    return {"sessions": sessions}, made, str(end)
