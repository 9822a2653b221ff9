# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two planned editions and a rehearsal at the same time: nothing of one turns up in another."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.builders import harvest as build
from tests.builders import network
from tests.builders import programme as plans

from labcamp.core import jobs
from labcamp.core.access import Audience, Refused
from labcamp.core.mail.models import Letter
from labcamp.programme.actions import rehearsing
from labcamp.series.actions import arrivals, contributions, handover, mailings, places, team
from labcamp.series.actions.handover import Plan
from labcamp.series.models import Area, Edition, Registration, RegistrationDesk
from labcamp.series.queries import seated, viewer_for
from labcamp.web.series.placekey import key_of
from labcamp.web.series.taskfeed import address_of

pytestmark = pytest.mark.django_db


class Side:
    """One edition with its host, a guest, an invitation, a task and a letter to everybody."""

    def __init__(self, number: int) -> None:
        day = timezone.localdate() + timedelta(days=10 + number)
        self.edition = build.an_edition(
            number, registration_open=True, seats=3, first_day=day, last_day=day, begins=time(13),
            ends=time(16), title=f"Treffen Nummer {number}",
        )  # fmt: skip
        self.person = plans.a_host(self.edition)
        self.guest = network.a_person(f"Gast von {number}")
        self.place = places.register(self.edition, by=viewer_for(self.guest))
        mailings.invite(self.edition, [mailings.Guest(f"ein{number}@example.org")], by=self.by)
        plan = Plan(f"Aufgabe von {number}", "", Area.PREPARE, 5)
        self.task = handover.add_task(self.edition, plan, by=self.by)

    @property
    def by(self):
        return viewer_for(self.person)

    def write(self) -> None:
        told = mailings.draft(
            self.edition, None, group="registered", subject=f"Brief von {self.edition.number}",
            text="Bis bald", by=self.by,
        )  # fmt: skip
        mailings.send(told, total=1, by=self.by)


@pytest.fixture
def sides():
    build.a_lab("Eins")
    return Side(21), Side(22)


@pytest.fixture
def played(sides):
    return rehearsing.start(sides[0].edition, by=sides[0].by)


def test_registrations_and_seats(sides, played):
    one, other = sides
    both = network.a_person("Kommt zu beiden")
    for side in sides:
        places.register(side.edition, by=viewer_for(both))
    places.give_back(one.edition, by=viewer_for(both))
    assert other.edition.registrations.get(person=both).state == "held"
    assert [len(seated(side.edition)) for side in sides] == [1, 2]
    real = {p.person_id for p in Registration.objects.filter(edition__rehearses=None)}
    invented = {p.person_id for p in Registration.objects.filter(edition=played)}
    assert not real & invented
    assert len(seated(played)) == 3


def test_letters(sides, played):
    jobs.run_due()
    Letter.objects.all().delete()
    mail.outbox.clear()
    one, other = sides
    other.write()
    by = one.by
    told = mailings.draft(played, None, group="registered", subject="Probe", text="x", by=by)
    mailings.send(told, total=1, by=by)
    jobs.run_due()
    assert {to for sent in mail.outbox for to in sent.to} == {other.guest.email}
    real = Letter.objects.filter(pile="")
    assert {letter.to for letter in real} == {other.guest.email}
    piled = Letter.objects.exclude(pile="")
    assert {letter.to.partition("@")[2] for letter in piled} == {played.pile}


def test_host_rights(sides, played):
    one, other = sides
    assert one.by.hosting == {one.edition.pk, played.pk}
    assert other.by.hosting == {other.edition.pk}
    for foreign in (one.edition, played):
        with pytest.raises(Refused):
            mailings.invite(foreign, [], by=other.by)
        with pytest.raises(Refused):
            arrivals.note(foreign, [], by=other.by)
        with pytest.raises(Refused):
            team.join_host_team(foreign, other.person, lab=None, by=other.by)
    assert not Edition.objects.visible_to(other.by).filter(pk=played.pk).exists()


def test_invitations(sides, played):
    for side in sides:
        RegistrationDesk.objects.create(edition=side.edition, invited_only=True)
    invited = network.a_person("Nur bei 21")
    type(invited).objects.filter(pk=invited.pk).update(email="ein21@example.org")
    assert places.register(sides[0].edition, by=viewer_for(invited)).state == "held"
    with pytest.raises(places.NotInvited):
        places.register(sides[1].edition, by=viewer_for(invited))
    assert not played.invitations.filter(email__startswith="ein").exists()


def test_tasks_and_their_calendars(sides, played):
    one, other = sides
    assert [task.title for task in one.edition.tasks.all()] == ["Aufgabe von 21"]
    assert not played.tasks.exists()
    for side, foreign in ((one, other), (other, one)):
        path = address_of(side.edition, side.person.pk).partition("/tasks/")[2]
        feed = Client().get(f"/tasks/{path}").content.decode()
        assert side.task.title in feed
        assert foreign.task.title not in feed
    with pytest.raises(Refused):
        handover.tick_task(one.task, done=True, by=other.by)


def test_check_in(sides, played):
    one, other = sides
    strange = arrivals.Tick(other.place.pk, True, one.by.now, "k")
    invented = arrivals.Tick(played.registrations.filter(state="held").first().pk, True,
                             one.by.now, "k")  # fmt: skip
    arrivals.note(one.edition, [strange, invented], by=one.by)
    assert not Registration.objects.exclude(checked_in_at=None).exists()
    host = build.browser_of(one.person)
    assert host.post(f"/edition/21/check-in/{other.place.pk}/", {"here": "1"}).status_code == 404
    assert host.post(f"/check-in/{key_of(other.place)}/", {"here": "1"}).status_code == 403
    assert host.get(f"/edition/{played.slug}/check-in/").status_code == 200
    page = host.get("/edition/21/check-in/").content.decode()
    assert one.guest.name in page
    assert other.guest.name not in page
    assert played.pile not in page


def test_calendars_and_programmes_of_others(sides, played):
    for address in ("/edition/21/", "/edition/22/", "/series/", "/next/"):
        page = Client().get(address, follow=True).content.decode()
        assert "Probe:" not in page, address
    calendar = Client().get("/edition/21/edition.ics")
    assert "Probe" not in calendar.content.decode()


def test_inputs(sides, played):
    one, other = sides
    asked = contributions.ask_for_input(one.edition, title="Impuls", lab=None, email="", by=one.by)
    assert list(other.edition.contributions.all()) == []
    with pytest.raises(Refused):
        contributions.answer_offer(asked, joins=True, by=other.by)
    assert asked.edition.audience == Audience.PUBLIC
