# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who deletes the own account disappears everywhere, in every table, and nobody is locked out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone
from tests.builders import harvest as build
from tests.builders import notes, programme

from labcamp.core import jobs
from labcamp.core.access import system
from labcamp.core.mail.models import Letter
from labcamp.core.record import Fact
from labcamp.network.actions import consent
from labcamp.network.models import Person, Steward, Voice
from labcamp.notes import actions
from labcamp.notes.models import Pad
from labcamp.programme.actions.proposals import tell_givers, withdraw
from labcamp.programme.models import Availability, Giver, Interest, Proposal
from labcamp.series.actions import places
from labcamp.series.figures import mix_of
from labcamp.series.models import ErasedPlaces, HostTeam, Invitation, LogEntry, Registration
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db
PAGE, NAME = "/account/delete/", "Zaunkönig Beispiel"


def work():
    while jobs.run_due():
        pass


@pytest.fixture
def person():
    return Person.objects.create_user(
        "zaunkoenig@example.org", name=NAME, confirmed_at=timezone.now()
    )


def traces(*words):
    """Every column of every table that still holds one of the words."""
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField, models.JSONField)):
                values = model._default_manager.values_list(field.attname, flat=True)
                found += [
                    (model.__name__, field.name)
                    for value in values
                    if any(word in str(value) for word in words)
                ]
    return found


def coming(edition, person):
    Registration.objects.create(edition=edition, person=person, state="held", at=timezone.now())


def delete(person, email=None):
    return build.browser_of(person).post(PAGE, {"email": email or person.email})


def test_nothing_is_left_of_the_person_and_the_next_one_moves_up(person):
    lab = build.a_lab()
    colleague = build.a_member(lab, "coordinator")
    lab.memberships.create(person=person, role="coordinator", since=timezone.now())
    edition = build.an_edition(11, seats=1, registration_open=True)
    places.register(edition, by=viewer_for(person))
    waiting = build.a_person()
    places.register(edition, by=viewer_for(waiting))
    asked = consent.open_round(
        consent.Asked(question="Was?", text="Das.", kind="question", quorum=1, silence="agrees",
                      closes_at=timezone.now() + timedelta(days=3)),
        by=system("test"),
    )  # fmt: skip
    consent.speak(asked, lab, "aside", reason="Keine Zeit.", text=1, by=viewer_for(person))
    session = Proposal.objects.create(edition=edition, number=1, title="Offen", by=person,
                                      at=timezone.now(), guid="g1")  # fmt: skip
    Giver.objects.create(proposal=session, person=person, name=NAME)
    Availability.objects.create(edition=edition, person=person, at=timezone.now())
    Availability.objects.create(edition=edition, name=NAME.casefold(), at=timezone.now())
    Availability.objects.create(edition=edition, name="alex muster", at=timezone.now())
    tell_givers(session, [NAME])
    Interest.objects.create(proposal=session, person=person, strength=0, at=timezone.now())
    for number, state in enumerate(("draft", "withdrawn", "draft"), start=2):
        mine = Proposal.objects.create(edition=edition, number=number, title=f"{NAME} {number}",
                                       by=person, at=timezone.now(), guid=f"g{number}", state=state)  # fmt: skip
        Giver.objects.create(proposal=mine, person=person, name=NAME)
    mine.title = "Zu zweit"
    mine.save()
    Giver.objects.create(proposal=mine, person=colleague, name="Robin")
    LogEntry.objects.create(edition=edition, text="Gut.", by=person, at=timezone.now())
    Invitation.objects.create(edition=edition, email=person.email, at=timezone.now())
    work()
    assert "1 Anmeldung mit ihren Antworten" in build.browser_of(person).get(PAGE).content.decode()

    browser = build.browser_of(person)
    answer = browser.post(PAGE, {"email": " Zaunkoenig@Example.org "})
    assert "Ihr Konto ist gelöscht" in answer.content.decode()
    work()
    assert traces("aunkoenig", "aunkönig") == []
    assert not Person.objects.filter(pk=person.pk).exists()
    assert browser.get("/account/settings/").status_code == 302
    assert Voice.objects.get().person is None
    assert Availability.objects.get().name == "alex muster"
    assert session.givers.get().name == "–"
    assert {one.title: one.givers_told for one in Proposal.objects.all()} == {
        "Offen": "–", "Zu zweit": "–, Robin",
    }  # fmt: skip
    assert LogEntry.objects.get().text == "Gut."
    assert Registration.objects.get(person=waiting).state == "held"
    assert viewer_for(colleague).speaks_for == {lab.pk}
    assert jobs.Job.objects.count() == 0


def test_of_past_places_a_number_stays_and_nothing_else(person):
    lab = build.a_lab()
    past = build.an_edition(9, state="held", first_day=timezone.localdate() - timedelta(days=99))
    passed = build.an_edition(10, first_day=timezone.localdate() - timedelta(days=2))
    ahead = build.an_edition(11)
    for edition, here in ((past, timezone.now()), (passed, None), (ahead, None)):
        Registration.objects.create(
            edition=edition, person=person, lab=lab, state="held", at=timezone.now(),
            checked_in_at=here,
        )  # fmt: skip
    other = build.a_person()
    Registration.objects.create(edition=past, person=other, state="held", at=timezone.now())
    before = mix_of(past, list(past.registrations.select_related("lab")))
    assert "Zahl je Ebene" in build.browser_of(person).get(PAGE).content.decode()
    assert delete(person).status_code == 200
    work()
    after = mix_of(past, list(past.registrations.select_related("lab")))
    assert dict(after.levels) == dict(before.levels)
    assert (after.total, after.erased) == (2, 1)
    kept = {one.edition: (one.places, one.attended) for one in ErasedPlaces.objects.all()}
    assert kept == {past: (1, 1), passed: (1, 0)}
    assert delete(other).status_code == 200
    assert ErasedPlaces.objects.get(edition=past, level=None).places == 1
    assert not Registration.objects.exists()
    assert traces("aunkoenig", "aunkönig", other.email) == []


def test_what_was_written_in_notes_stays_without_the_name_of_who_wrote_it(person):
    session = notes.a_session_in_the_programme()
    other = build.a_person()
    for one in (person, other):
        coming(session.edition, one)
    pad = notes.a_pad(session, "Gutes\n", by=person)
    assert "in der Mitschrift von 1 Session" in build.browser_of(person).get(PAGE).content.decode()
    pad = notes.write(pad, "Gutes\nund mehr\n", by=other)
    pad = notes.write(pad, "Gutes\nund noch mehr\n", by=person)
    actions.bring_back(pad, 3, seen=4, by=viewer_for(person))
    assert delete(person).status_code == 200
    work()
    assert traces("aunkoenig", "aunkönig") == []
    pad = Pad.objects.get()
    assert (pad.text, pad.written_by) == ("Gutes\nund mehr\n", None)
    assert [row.author for row in pad.updates.all()] == [None, None, other, None, None]
    assert not Fact.objects.filter(person=person.pk).exists()
    assert "in der Mitschrift" not in build.browser_of(build.a_person()).get(PAGE).content.decode()


def test_a_withdrawn_session_stays_when_others_have_written_its_notes(person):
    numbers = {}
    for number, others in enumerate(([], [build.a_person()])):
        edition = programme.an_edition()
        programme.rooms_of(edition)
        programme.slots_of(edition)
        coming(edition, person)
        session = programme.a_session(edition, f"Eigene {number}", by=person)
        programme.published(edition)
        pad = notes.a_pad(session, "Eins\n", by=person)
        for other in others:
            coming(edition, other)
            notes.write(pad, "Eins\nZwei\n", by=other)
        withdraw(session, by=viewer_for(person))
        numbers[number] = session.pk
    assert delete(person).status_code == 200
    assert list(Proposal.objects.values_list("pk", flat=True)) == [numbers[1]]
    assert Pad.objects.get().text == "Eins\nZwei\n"
    assert traces("aunkoenig", "aunkönig") == []


def test_a_slip_of_the_address_deletes_nothing(person):
    answer = delete(person, "jemand@example.org")
    assert answer.status_code == 422
    assert "nicht die Adresse Ihres Kontos" in answer.content.decode()
    assert Person.objects.filter(pk=person.pk).exists()
    assert Client().get(PAGE).status_code == 302


def test_the_last_steward_and_the_last_host_stay_until_somebody_follows(person):
    Steward.objects.create(person=person, since=timezone.now() - timedelta(days=1))
    assert "Außer Ihnen kümmert sich niemand" in delete(person).content.decode()
    build.a_steward()
    edition = build.an_edition(11)
    HostTeam.objects.create(edition=edition, person=person, since=timezone.now())
    answer = delete(person)
    assert answer.status_code == 409
    assert "Im Gastgeber-Team von" in answer.content.decode()
    assert Person.objects.filter(pk=person.pk).exists()
    HostTeam.objects.create(edition=edition, person=build.a_person(), since=timezone.now())
    assert delete(person).status_code == 200
    assert not Person.objects.filter(pk=person.pk).exists()


def test_letters_that_are_not_out_yet_are_not_sent_any_more(person):
    edition = build.an_edition(11, registration_open=True)
    places.register(edition, by=viewer_for(person))
    delete(person)
    work()
    assert not Letter.objects.filter(to=person.email).exists()
    assert not jobs.Job.objects.exists()
