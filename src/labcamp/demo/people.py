# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The demo's people: invented, and their names say so. Their addresses lead nowhere."""

from __future__ import annotations

from datetime import datetime

from labcamp.network.models import Person, Steward
from labcamp.network.names import name_key

STEWARD, SECOND_STEWARD = "Kim Beispiel", "Alex Muster"
HOST, COORDINATOR = "Robin Gastgeber", "Toni Koordination"
PARTICIPANT, MEMBER = "Sascha Teilnahme", "Charlie Mitglied"
LEADING = (STEWARD, SECOND_STEWARD, HOST, COORDINATOR, PARTICIPANT, MEMBER)

# Whom the demo signs in by a link, in the order they are printed.
SIGN_IN = {
    "steward": STEWARD,
    "host": HOST,
    "coordinator": COORDINATOR,
    "participant": PARTICIPANT,
}


def address(name: str) -> str:
    """kim.beispiel@example.org: a domain nobody can receive mail at."""
    return ".".join(name_key(part) for part in name.split()) + "@example.org"


def invent(names: list[str], now: datetime) -> dict[str, Person]:
    """Make the people who are not there yet, and two of them stewards."""
    people = {}
    for name in [*LEADING, *names]:
        email = address(name)
        known = Person.objects.filter(email=email).first()
        people[name] = known or Person.objects.create_user(
            email, name=name, joined_at=now, confirmed_at=now
        )
    for name in (STEWARD, SECOND_STEWARD):
        Steward.objects.get_or_create(person=people[name], until=None, defaults={"since": now})
    return people
