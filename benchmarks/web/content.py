# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""An invented programme of 120 sessions: six rooms, two days, ten times of day."""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from labcamp.publish.schedule import Event, Person, Room, Schedule, tidy, to_json

SESSIONS = 120
ROOMS = 6
DAYS = 2
ZONE = "Europe/Berlin"
FIRST = date(2027, 5, 11)
SLUG = "bench"

_NAMESPACE = uuid.UUID("6f4df3f0-7a5b-4d1e-9b6e-0d4a4a1f0b77")
_NOUNS = ("Formular", "Register", "Labor", "Bescheid", "Antrag", "Daten", "Dienst", "Werkstatt")
_DOING = ("prototypen", "lesen", "teilen", "prüfen", "erklären", "messen", "entwerfen", "ordnen")
_NAMES = ("Kim", "Toni", "Robin", "Alex", "Sascha", "Uli", "Conny", "Maxi", "Eike", "Jule")
_PARTS = (
    "wir probieren gemeinsam aus",
    "was im Alltag einer Verwaltung trägt",
    "und was nicht",
    "dabei entsteht ein Entwurf",
    "den alle mitnehmen können",
    "mit Beispielen aus Kommune, Land und Bund",
    "sowie Zeit für Fragen",
    "und ein ehrliches Gespräch darüber",
    "woran es gelegen hat",
)


def schedule() -> Schedule:
    """The same programme at every run."""
    chance = random.Random(120)
    rooms = [Room(f"Raum {n + 1}", _guid(f"room {n}"), 20 + 10 * n) for n in range(ROOMS)]
    events = [_event(n, rooms, chance) for n in range(SESSIONS)]
    days = tuple(FIRST + timedelta(days=n) for n in range(DAYS))
    plan = Schedule(
        acronym=SLUG,
        title="Erfundenes Programm",
        version="1.0",
        zone=ZONE,
        start=days[0],
        end=days[-1],
        rooms=tuple(rooms),
        days=days,
        events=tuple(events),
        base_url="",
    )
    return tidy(plan)


def schedule_json() -> bytes:
    return to_json(schedule())


def _event(number: int, rooms: list[Room], chance: random.Random) -> Event:
    row, column = divmod(number, ROOMS)
    day, time_of_day = divmod(row, SESSIONS // ROOMS // DAYS)
    start = datetime.combine(
        FIRST + timedelta(days=day), time(9), tzinfo=ZoneInfo(ZONE)
    ) + timedelta(minutes=55 * time_of_day)
    title = f"{chance.choice(_NOUNS)} und {chance.choice(_NOUNS)} {chance.choice(_DOING)}"
    people = chance.sample(_NAMES, chance.choice((1, 1, 2)))
    return Event(
        guid=_guid(f"session {number}"),
        id=number + 1,
        title=f"{title} ({number + 1})",
        subtitle="",
        room=rooms[column].name,
        start=start,
        minutes=45,
        abstract=_text(chance, 6),
        description="\n\n".join(_text(chance, 13) for _ in range(2)),
        language="de",
        type=chance.choice(("workshop", "discussion", "talk")),
        track=f"Strang {column % 4 + 1}",
        persons=tuple(
            Person(f"{name} Beispiel", _guid(name), name.lower(), _NAMES.index(name) + 1)
            for name in people
        ),
    )


def _text(chance: random.Random, parts: int) -> str:
    said = " ".join(chance.choice(_PARTS) for _ in range(parts))
    return said[0].upper() + said[1:] + "."


def _guid(name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, name))
