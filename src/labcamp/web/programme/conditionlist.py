# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' list of everything the timetable has to respect, in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labcamp.programme.models import Form, Proposal, Room, Slot
from labcamp.programme.queries import conditions as queries
from labcamp.series.models import Edition
from labcamp.web.programme.conditionforms import day_words, hours

Labels = dict[int, tuple[str, str]]
"""Slots in the order of time: a slot's day and its hours."""


@dataclass(frozen=True, slots=True)
class GiverLine:
    """A giver and what they said, slot by slot."""

    giver: queries.Told
    cannot: list[str]
    rather: list[str]


@dataclass(frozen=True, slots=True)
class TitledLine:
    """A group or an order by its titles."""

    pk: int
    name: str
    titles: list[str]
    works: bool


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session and every condition of its own."""

    number: int
    title: str
    holds: list[str]


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room, what it is, and when it is not free."""

    pk: int
    name: str
    form: str
    closed: list[str]


def listing_of(edition: Edition) -> dict[str, object]:
    """The page's parts; `nothing` when nobody has said anything yet."""
    zone = ZoneInfo(edition.time_zone)
    slots = Slot.objects.filter(edition=edition, common=False).order_by("starts_at", "pk")
    labels = {slot.pk: (day_words(slot, zone), hours(slot, zone)) for slot in slots}
    givers = [
        GiverLine(told, _in_words(told.times.cannot, labels), _in_words(told.times.rather, labels))
        for told in queries.told_givers(edition)
    ]
    titles = queries.offered_titles(edition)
    groups = [_titled(one, titles) for one in queries.groups_of(edition)]
    orders = [_titled(one, titles) for one in queries.orders_of(edition)]
    sessions = _sessions(edition, labels)
    rooms = _rooms(edition, labels)
    said = [line for line in givers if line.giver.said]
    holding = [line for line in sessions if line.holds]
    return {
        "said": said,
        "silent": [line for line in givers if not line.giver.said],
        "groups": groups,
        "orders": orders,
        "holding": holding,
        "free": [line for line in sessions if not line.holds],
        "rooms": rooms,
        "slots": len(labels),
        "nothing": not (
            said or groups or orders or holding or any(r.form or r.closed for r in rooms)
        ),
    }


def _rooms(edition: Edition, labels: Labels) -> list[RoomLine]:
    closed = queries.closed_of(edition)
    rooms = Room.objects.filter(edition=edition)
    return [
        RoomLine(r.pk, r.name, r.form, _in_words(closed.get(r.pk, frozenset()), labels))
        for r in rooms
    ]


def _in_words(slots: frozenset[int], labels: Labels) -> list[str]:
    """Day by day: "Thu, 4. March, 09:00–09:45, 10:00–10:45"; a slot that is gone is none."""
    said = [words for key, words in labels.items() if key in slots]
    by_day = groupby(said, key=itemgetter(0))
    return [", ".join([day, *(when for _, when in some)]) for day, some in by_day]


def _titled(one: queries.Together, titles: queries.Titles) -> TitledLine:
    named = [titles[key] for key in one.sessions if key in titles]
    return TitledLine(one.pk, one.name, named, one.works)


def _sessions(edition: Edition, labels: Labels) -> list[SessionLine]:
    held, had = queries.held_of(edition), queries.features_of(edition)
    offered = Proposal.objects.filter(edition=edition, state=Proposal.State.OFFERED)
    return [
        SessionLine(number, title, _holds(form, needs, had, held.get(pk, queries.Held()), labels))
        for pk, number, title, form, needs in offered.order_by("number").values_list(
            "pk", "number", "title", "form", "needs"
        )
    ]


def _holds(
    form: str, needs: str, had: frozenset[str], held: queries.Held, labels: Labels
) -> list[str]:
    """What one session asks for, in words."""
    found = []
    if form:
        where = _("only online") if form == Form.ONLINE else _("only on site")
        found.append(where)
    if needs:
        found.append(_("needs %(what)s") % {"what": needs})
        asked = [word for word in map(str.strip, needs.split(",")) if word]
        nowhere = [word for word in asked if word.casefold() not in had]
        if nowhere:
            said = _("no room is said to have this, so it does not decide: %(what)s")
            found.append(said % {"what": ", ".join(nowhere)})
    if held.parts:
        words = ngettext("takes %(n)s slot", "takes %(n)s slots in a row", held.parts)
        found.append(words % {"n": held.parts})
    if held.heads:
        words = ngettext("%(n)s person expected", "%(n)s people expected", held.heads)
        found.append(words % {"n": held.heads})
    if held.slots:
        when = "; ".join(_in_words(held.slots, labels))
        found.append(_("only %(when)s") % {"when": when})
    return found
