# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters are an outlet as well: what is hidden leaves no trace in what time and changes bring."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from tests.house.test_no_trace import WORD, World, hide

from labcamp.core import jobs
from labcamp.core.access import system
from labcamp.core.mail.models import Letter
from labcamp.programme.actions import theday
from labcamp.programme.actions.theday import Place
from labcamp.programme.actions.timetable import Spot
from labcamp.programme.models import Interest, Placement, Proposal
from labcamp.series.models import HostCall, Registration

pytestmark = pytest.mark.django_db

DAYS = (0, 1, 2, 7, 14, 30, 60, 90, 180, 365)


def move_everything(world, hours):
    """What is published stands `hours` later, moved by the real action."""
    placed = Placement.objects.filter(
        timetable__edition=world.edition, timetable__state="published"
    )
    for one in list(placed.select_related("proposal", "room").order_by("pk")):
        goal = Place(one.room, one.starts_at + hours, one.ends_at + hours)
        was = Spot(one.starts_at, one.room_id)
        theday.move_now(one.proposal, goal, was=was, by=system("keeper"))


def letters_of_a_year(world):
    """(to, subject, text, calendar) of all that is written when a year goes by after a change."""
    seen = set(Letter.objects.values_list("pk", flat=True))
    letters = []
    # An offer counts before others see it: it decides whether one alone is put to the labs.
    HostCall.objects.update(offers_until=timezone.now() + timedelta(days=999))
    move_everything(world, timedelta(hours=3))
    for days in DAYS:
        now = timezone.now() + timedelta(days=days, minutes=11)
        jobs.tick(now)
        jobs.run_due(now)
        fresh = Letter.objects.exclude(pk__in=seen)  # texts are not kept for long
        letters += fresh.values_list("to", "subject", "text", "calendar")
        seen |= set(fresh.values_list("pk", flat=True))
    return sorted(letters)


def to(letters, who):
    return [letter for letter in letters if letter[0] == who.email]


def rolled_back(do):
    with transaction.atomic():
        found = do()
        transaction.set_rollback(True)
    return found


def wants(person, session):
    Interest.objects.create(proposal=session, person=person, strength=2, at=timezone.now())


def test_hidden_things_change_no_letter_and_shown_ones_do():
    world = World()
    people = [person for person in world.people.values() if person]
    for person in people:
        place = {"edition": world.edition, "person": person, "state": "held"}
        Registration.objects.get_or_create(**place, defaults={"at": timezone.now()})
        wants(person, world.session)
    usual = rolled_back(lambda: letters_of_a_year(world))
    for person in people:
        assert any(world.session.title in text for _, _, text, _ in to(usual, person))

    show = hide(world)
    hidden = Proposal.objects.get(edition=world.edition, number=7)
    for person in people:
        wants(person, hidden)
    found = rolled_back(lambda: letters_of_a_year(world))
    for person in people:
        assert to(found, person) == to(usual, person)

    show[Proposal]()
    shown = letters_of_a_year(world)
    for person in people:
        assert any(WORD in text for _, _, text, _ in to(shown, person))
