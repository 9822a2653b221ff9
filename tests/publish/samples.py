# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Invented schedules for the tests of this room."""

import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from labcamp.publish.schedule import Event, Link, Person, Room, Schedule, tidy

FIXTURES = Path(__file__).parent / "fixtures"
BERLIN = ZoneInfo("Europe/Berlin")
SOME_TEXT = "Wir öffnen die Werkstatt & zeigen <was> geht. „Gemeinsam“ heißt: alle reden mit.\n" * 8


def a_guid(number: int) -> str:
    return str(uuid.UUID(int=number))


def an_event(number: int = 1, **changes) -> Event:
    values = {
        "guid": a_guid(number),
        "id": number,
        "title": f"Sitzung {number}",
        "room": "Werkraum",
        "start": datetime(2026, 6, 12, 10, 0, tzinfo=BERLIN),
        "minutes": 45,
        "language": "de",
        "url": f"https://camp.example.org/sessions/{number}",
    }
    return Event(**{**values, **changes})


def a_schedule(*events: Event, **changes) -> Schedule:
    values = {
        "acronym": "labcamp_2026",
        "title": "LabCamp #11",
        "version": "3",
        "zone": "Europe/Berlin",
        "start": date(2026, 6, 12),
        "end": date(2026, 6, 13),
        "rooms": (Room("Werkraum", a_guid(9001), 40, "Im Erdgeschoss"),),
        "days": (date(2026, 6, 12), date(2026, 6, 13)),
        "events": events or (an_event(),),
        "base_url": "https://camp.example.org",
    }
    return tidy(Schedule(**{**values, **changes}))


def a_full_schedule(sessions: int = 120) -> Schedule:
    """As many sessions as asked for, in ten rooms, with long texts and two people each."""
    first = datetime(2026, 6, 12, 9, 0, tzinfo=BERLIN)
    rooms = tuple(Room(f"Raum {n}", a_guid(9100 + n), 20 + n) for n in range(10))
    events = [
        an_event(
            n + 1,
            room=f"Raum {n % 10}",
            start=first + timedelta(hours=n // 10, days=n // 60),
            abstract=SOME_TEXT[:200],
            description=SOME_TEXT,
            persons=(
                Person(f"Kim Beispiel {n}", a_guid(5000 + n)),
                Person(f"Toni Muster {n}", a_guid(7000 + n)),
            ),
            links=(Link(f"https://lab.example.org/{n}", "Mehr & mehr"),),
        )
        for n in range(sessions)
    ]
    return a_schedule(*events, rooms=rooms)
