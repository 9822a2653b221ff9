# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""People in labs, editions, and what is told: small pieces for tests of series and harvest."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from django.test import Client
from django.utils import timezone

from labcamp.core.access import Audience
from labcamp.core.instance.models import Level, Topic
from labcamp.core.sources import Source
from labcamp.harvest.models import Item
from labcamp.network.models import Lab, Membership, Person, Steward
from labcamp.series.models import Edition, Series

NUMBERS = count(1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def a_person() -> Person:
    now = timezone.now()
    return Person.objects.create_user(f"p{next(NUMBERS)}@example.org", confirmed_at=now)


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, BACKEND)
    return client


def a_steward() -> Person:
    person = a_person()
    Steward.objects.create(person=person, since=timezone.now() - timedelta(days=1))
    return person


def a_lab(name: str = "Beispiellabor") -> Lab:
    now, number = timezone.now(), next(NUMBERS)
    level, _ = Level.objects.get_or_create(key="kommune", defaults={"name_de": "Kommune"})
    return Lab.objects.create(
        slug=f"labor-{number}", name=f"{name} {number}", name_key=f"labor{number}", level=level,
        state=Lab.State.ADMITTED, audience=Audience.PUBLIC, proposed_at=now, admitted_at=now,
    )  # fmt: skip


def a_member(lab: Lab, role: str = "member") -> Person:
    person = a_person()
    Membership.objects.create(
        lab=lab, person=person, role=role, since=timezone.now() - timedelta(days=1)
    )
    return person


def an_edition(number: int, **fields) -> Edition:
    Series.objects.get_or_create(defaults={"name": "LabCamp"})
    day = timezone.localdate() + timedelta(days=30)
    known = {
        "slug": str(number), "title": f"Ausgabe {number}", "audience": Audience.PUBLIC,
        "first_day": day, "date_told": day.isoformat(),
    }  # fmt: skip
    return Edition.objects.create(number=number, **{**known, **fields})


def an_item(lab: Lab, **fields) -> Item:
    number = next(NUMBERS)
    known = {"text": f"Erkenntnis {number}", "kind": "learning", "audience": Audience.PUBLIC}
    item = Item.objects.create(key=f"i{number}", lab=lab, at=timezone.now(), **{**known, **fields})
    topic, _ = Topic.objects.get_or_create(key="daten", defaults={"name_de": "Daten"})
    item.topics.add(topic)
    item.sources.add(Source.objects.create(url=f"https://example.org/{number}"))
    return item
