# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A planned edition that says it is invented, with proposals, wishes and a published timetable."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from labcamp.core.access import Audience, Viewer
from labcamp.demo import conditions
from labcamp.demo.open import leave_open
from labcamp.demo.people import HOST, MEMBER, PARTICIPANT, STEWARD
from labcamp.harvest.actions import Words, write_report
from labcamp.network.models import Lab, Person
from labcamp.programme.actions import proposals, raster, solving, timetable
from labcamp.programme.models import Interest, Planning, Proposal
from labcamp.series.actions import editions, handover, places, team
from labcamp.series.models import Edition
from labcamp.series.queries import viewer_for

ZONE = ZoneInfo("Europe/Berlin")
THURSDAY = 3
WEEKS_AHEAD = 3
TASTES = 4
SOLVER_SECONDS = 1.0
NAMES = uuid5(NAMESPACE_URL, "https://example.org/labcamp/demo")

People = dict[str, Person]
Told = dict[str, Any]


def day_ahead(now: datetime) -> date:
    """The first Thursday that lies at least three weeks ahead."""
    day = now.astimezone(ZONE).date() + timedelta(weeks=WEEKS_AHEAD)
    return day + timedelta(days=(THURSDAY - day.weekday()) % 7)


def plan(told: Told, people: People, host: Lab, now: datetime) -> Edition:
    """Everything from the first announcement to the published timetable and one late proposal."""
    steward = viewer_for(people[STEWARD], now)
    edition = editions.add_edition(
        _about(told, day_ahead(now)), slug=str(told["edition"]["number"]), by=steward, hosts=(host,)
    )
    team.join_host_team(edition, people[HOST], lab=host, by=steward)
    hosts = viewer_for(people[HOST], now)
    _raster(edition, told, hosts)
    for person in people.values():
        if person.name not in (STEWARD, HOST):
            viewer = viewer_for(person, now)
            lab = min(viewer.labs, default=None)
            places.register(edition, places.Details(lab, Audience.EDITION), by=viewer)
    _open_the_vote(edition, hosts)
    for words in told["proposals"]:
        _propose(edition, people, now, words)
    _wish(edition, people, now)
    conditions.say(edition, told["conditions"], people, hosts, now)
    draft = solving.solve(edition, by=hosts, seconds=SOLVER_SECONDS)
    timetable.publish(edition, number=draft.number, by=hosts)
    for words in told["late"]:
        _propose(edition, people, now, words)
    leave_open(edition, told["open"], partial(_propose, edition, people, now), hosts)
    _report(edition, told["report"], host, hosts)
    _hand_over(edition, told, host, hosts)
    return edition


def _hand_over(edition: Edition, told: Told, host: Lab, by: Viewer) -> None:
    """The checklist half done, who is responsible for the data, a line in the logbook."""
    handover.start_handover(edition, by=by)
    handover.name_controller(
        edition, name=host.carrier, contact="datenschutz@example.org", lab=host, by=by
    )
    weeks = timedelta(weeks=WEEKS_AHEAD)
    for task in edition.tasks.filter(days_before__gt=weeks.days + 7):
        handover.tick_task(task, done=True, by=by)
    handover.write_log(edition, told["log"], by=by)


def _about(told: Told, day: date) -> editions.About:
    words = told["edition"]
    return editions.About(
        number=words["number"],
        title=words["title"],
        theme=words["theme"],
        about=words["about"],
        first_day=day,
        last_day=day,
        date_told=day.isoformat(),
        begins=time.fromisoformat(told["slots"][0]["from"]),
        ends=time.fromisoformat(told["slots"][-1]["to"]),
        form=Edition.Form.HYBRID,
        place=words["place"],
        language="de",
        state=Edition.State.PLANNED,
        people_min=None,
        people_max=None,
        units=None,
        seats=words["seats"],
        registration_open=True,
        confidentiality=words["confidentiality"],
        audience=Audience.PUBLIC,
    )


def _raster(edition: Edition, told: Told, hosts: Viewer) -> None:
    assert edition.first_day  # it was planned with one
    spans = []
    for slot in told["slots"]:
        begins, ends = (
            datetime.combine(edition.first_day, time.fromisoformat(slot[end]), ZONE).astimezone(UTC)
            for end in ("from", "to")
        )
        title = slot.get("title", "")
        spans.append(raster.Span(begins, ends, title=title, common=bool(title)))
    raster.add_slots(edition, spans, by=hosts)
    for room in told["rooms"]:
        words = raster.RoomWords(
            name=room["name"],
            capacity=room["capacity"],
            features=tuple(room["features"]),
            description=room["description"],
            form=room.get("form", ""),
        )
        raster.save_room(edition, words, by=hosts)


def _open_the_vote(edition: Edition, hosts: Viewer) -> None:
    """Interest can be marked from now until the evening before."""
    assert edition.first_day  # it was planned with one
    evening = datetime.combine(edition.first_day - timedelta(days=1), time(18), ZONE)
    window = raster.Window(
        proposals_open=True,
        voting_opens=hosts.now - timedelta(hours=1),
        voting_closes=evening.astimezone(UTC),
        seed=11,
        own_moves="day",
    )
    planning = Planning.objects.get(edition=edition)
    raster.set_window(edition, window, version=planning.version, by=hosts)


def _propose(
    edition: Edition, people: People, now: datetime, words: Told, *, draft: bool = False
) -> Proposal:
    person = people[words["by"]]
    offer = proposals.Offer(
        title=words["title"],
        kind=words["kind"],
        abstract=words["abstract"],
        language=words.get("language", "de"),
        minutes=words.get("minutes", 30),
        needs=words.get("needs", ""),
        form=words.get("form", ""),
        givers=((person.name, person.email),),
    )
    by = viewer_for(person, now)
    return proposals.propose(edition, offer, token=_token(words["title"]), by=by, draft=draft)


def _wish(edition: Edition, people: People, now: datetime) -> None:
    """Everybody wishes for a handful; some sessions draw more than others, as in life."""
    offered = {p.pk: p for p in Proposal.objects.filter(edition=edition)}
    for person in people.values():
        if person.name in (STEWARD, HOST, PARTICIPANT, MEMBER):
            continue
        by = viewer_for(person, now)
        gives = set(person.gives.values_list("proposal", flat=True))
        for pk, strength in _wishes(person.name, sorted(offered)):
            if pk in gives:
                continue
            proposals.mark_interest(offered[pk], strength=strength, by=by)


def _wishes(name: str, keys: list[int]) -> Iterator[tuple[int, Interest.Strength]]:
    """Four to seven sessions, mostly of one taste; the same ones for the same name."""
    chance = random.Random(name)  # noqa: S311 - invented wishes guard nothing
    taste = chance.randrange(TASTES)
    pull = [7 if place % TASTES == taste else 1 for place in range(len(keys))]
    drawn = sorted(range(len(keys)), key=lambda place: chance.random() ** (1 / pull[place]))
    for place in drawn[-chance.randint(4, 7) :]:
        firm = chance.random() < 0.6
        yield keys[place], Interest.Strength.WANT if firm else Interest.Strength.MAYBE


def _report(edition: Edition, told: Told, host: Lab, by: Viewer) -> None:
    words = Words(
        title=told["title"],
        teaser=told["teaser"],
        text=told["text"],
        url="",
        language="de",
        audience=Audience.PUBLIC,
    )
    write_report(words, lab=host, edition=edition, token=_token(told["title"]).hex, by=by)


def _token(name: str) -> UUID:
    return uuid5(NAMES, name)
