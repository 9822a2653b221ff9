# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What hosts and givers of the invented edition have said about its timetable."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from labcamp.core.access import Viewer
from labcamp.network.models import Person
from labcamp.programme.actions import conditions
from labcamp.programme.models import Slot
from labcamp.programme.queries.conditions import offered_titles, own_times
from labcamp.series.models import Edition
from labcamp.series.queries import viewer_for


def say(
    edition: Edition, told: dict[str, Any], people: dict[str, Person], hosts: Viewer, now: datetime
) -> None:
    """One giver's times, a group of sessions for newcomers, and an order."""
    zone = ZoneInfo(edition.time_zone)
    begins = {
        f"{slot.starts_at.astimezone(zone):%H:%M}": slot.pk
        for slot in Slot.objects.filter(edition=edition, common=False)
    }
    numbers = {title: key for key, title in offered_titles(edition).items()}
    for words in told["times"]:
        person = people[words["who"]]
        giver = own_times(edition, person.pk)
        stances = {begins[clock]: stance for clock, stance in words["says"].items()}
        conditions.say_times(edition, giver, stances, version=0, by=viewer_for(person, now))
    for group in told["groups"]:
        sessions = [numbers[title] for title in group["sessions"]]
        conditions.save_group(edition, group["name"], sessions, by=hosts)
    for order in told["orders"]:
        conditions.save_order(edition, [numbers[title] for title in order], by=hosts)
