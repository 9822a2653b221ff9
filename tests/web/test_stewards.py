# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stewards chosen by the labs: nominated, asked, agreed on, and reminded of their term's end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.builders import harvest as build

from labcamp.core import jobs
from labcamp.core.mail.models import Letter
from labcamp.network.actions import consent
from labcamp.network.jobs.stewards import look_after_the_terms
from labcamp.network.models import ConsentRound, Nomination, Steward
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db
PAGE = "/steward/terms/"


def work():
    while jobs.run_due():
        pass


@pytest.fixture
def lab():
    return build.a_lab()


@pytest.fixture
def speaker(lab):
    return build.a_member(lab, "coordinator")


def nominate(by, person, months=12):
    sent = {"email": person.email, "months": months, "text": "Kennt alle Labore."}
    return build.browser_of(by).post(PAGE, sent)


def say(person, willing):
    nomination = Nomination.objects.get(person=person)
    return build.browser_of(person).post(f"{PAGE}{nomination.pk}/", {"willing": willing})


def test_from_the_nomination_to_the_term(lab, speaker):
    person = build.a_member(lab)
    for _ in range(2):
        assert nominate(speaker, person).status_code == 303
    work()
    assert "Kennt alle Labore." in Letter.objects.get(to=person.email).text
    assert "Kennt alle Labore." in build.browser_of(person).get(PAGE).content.decode()
    for _ in range(2):
        assert say(person, "yes").status_code == 303
    asked = ConsentRound.objects.get()
    assert not viewer_for(person).steward
    consent.speak(asked, lab, "consent", reason="", text=1, by=viewer_for(speaker))
    work()
    work()
    term = Steward.objects.get(person=person)
    assert viewer_for(person).steward
    assert timedelta(days=364) < term.until - timezone.now() < timedelta(days=367)
    assert not viewer_for(person, term.until).steward


def test_a_no_ends_it_and_an_objection_too(lab, speaker):
    first, second = build.a_member(lab), build.a_member(lab)
    nominate(speaker, first)
    say(first, "no")
    assert not ConsentRound.objects.exists()
    nominate(speaker, second)
    say(second, "yes")
    asked = ConsentRound.objects.get()
    consent.speak(asked, lab, "objection", reason="Zu viel.", text=1, by=viewer_for(speaker))
    consent.close_due(asked.closes_at)
    work()
    assert not Steward.objects.exists()
    assert set(Nomination.objects.values_list("state", flat=True)) == {"declined", "not-chosen"}


def test_only_people_of_member_labs_are_nominated_and_the_words_are_kept(lab, speaker):
    answer = nominate(speaker, build.a_person())
    assert answer.status_code == 422
    assert "Kennt alle Labore." in answer.content.decode()
    assert nominate(build.a_member(lab), speaker).status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert build.browser_of(build.a_person()).get(PAGE).status_code == 403


def test_nobody_answers_for_somebody_else(lab, speaker):
    person = build.a_member(lab)
    nominate(speaker, person)
    nomination = Nomination.objects.get()
    stranger = build.browser_of(speaker)
    assert stranger.post(f"{PAGE}{nomination.pk}/", {"willing": "yes"}).status_code == 404


def test_ends_of_terms_and_too_few_stewards_are_told_once(lab, speaker):
    steward = build.a_steward()
    now = timezone.now()
    Steward.objects.update(until=now + timedelta(days=20))
    for days in (0, 1, 2):
        look_after_the_terms(now + timedelta(hours=days))
    assert Letter.objects.filter(to=steward.email, subject__contains="endet").count() == 1
    few = Letter.objects.filter(subject__contains="noch jemanden").values_list("to", flat=True)
    assert sorted(few) == sorted([steward.email, speaker.email])
    Steward.objects.update(until=None)
    build.a_steward()
    look_after_the_terms(now + timedelta(days=40))
    assert Letter.objects.filter(subject__contains="noch jemanden").count() == 2
