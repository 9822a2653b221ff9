# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""People and labs for tests, made by the real actions."""

from __future__ import annotations

from itertools import count

from django.utils import timezone

from labcamp.core.instance.models import Level, Phase, Topic
from labcamp.network.actions import admission, members
from labcamp.network.actions.labs import Profile, Where, propose
from labcamp.network.models import Lab, Membership, Person, Steward
from labcamp.network.places import register
from labcamp.series.queries import viewer_for

_NUMBER = count(1)
SOEST = 2831403


def a_person(name: str = "Kim Beispiel", **fields) -> Person:
    return Person.objects.create_user(f"person{next(_NUMBER)}@example.org", name=name, **fields)


def a_steward(name: str = "Sam Beispiel") -> Person:
    person = a_person(name)
    Steward.objects.create(person=person, since=timezone.now())
    return person


def a_level(key: str = "kommune", name_de: str = "Kommune", name_en: str = "Municipal") -> Level:
    return Level.objects.get_or_create(
        key=key, defaults={"name_de": name_de, "name_en": name_en, "colour": 3}
    )[0]


def a_phase(key: str = "growing", name_de: str = "Wachstum") -> Phase:
    return Phase.objects.get_or_create(key=key, defaults={"name_de": name_de})[0]


def a_topic(key: str = "beteiligung", name_de: str = "Beteiligung") -> Topic:
    return Topic.objects.get_or_create(key=key, defaults={"name_de": name_de})[0]


def a_place(town: str) -> Where:
    """The town out of the register; a town it does not know stands in Germany."""
    place = register.resolve(town)
    if place is None:
        return Where(town=town, country="DE")
    return Where(
        town=place.name,
        country=place.country,
        place_id=place.id,
        region=place.state,
        latitude=place.latitude,
        longitude=place.longitude,
        population=place.population,
        town_size=register.size_class(place.population),
    )


def a_profile(name: str = "Labor Musterstadt", *, town: str = "Soest", **fields) -> Profile:
    level = fields.pop("level", None) or a_level()
    carrier = fields.pop("carrier", "Stadt Musterstadt")
    return Profile(name=name, carrier=carrier, level=level, where=a_place(town), **fields)


def a_proposal(name: str = "Labor Musterstadt", *, by: Person | None = None, **fields) -> Lab:
    wants_public = fields.pop("wants_public", True)
    viewer = viewer_for(by or a_person())
    return propose(a_profile(name, **fields), wants_public=wants_public, by=viewer)


def a_lab(name: str = "", *, by: Person | None = None, **fields) -> Lab:
    """An admitted lab; `by` proposed it and coordinates it."""
    proposal = a_proposal(name or f"Labor Nummer {next(_NUMBER)}", by=by, **fields)
    return admission.admit(proposal, by=viewer_for(a_steward()))


def a_coordinator(lab: Lab | None = None) -> Person:
    """Somebody who speaks for an admitted lab: its proposer's colleague, or its own proposer."""
    if lab is None:
        person = a_person()
        a_lab(by=person)
        return person
    return a_member(lab, role=Membership.Role.COORDINATOR)


def a_member(lab: Lab, role: str = Membership.Role.MEMBER) -> Person:
    person = a_person("Robin Beispiel")
    asked = members.ask_to_join(lab, text="", by=viewer_for(person))
    members.accept(asked, role=role, by=viewer_for(a_steward()))
    return person
