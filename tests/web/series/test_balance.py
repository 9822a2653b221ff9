# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom to invite so that the mix is right, without hosts learning addresses; the frame in letters."""

from __future__ import annotations

import re
from datetime import timedelta

import icalendar
import pytest
from django.utils import timezone
from tests.builders import harvest as build

from labcamp.core import jobs
from labcamp.core.access import Audience
from labcamp.core.instance.models import Level
from labcamp.core.mail.models import Letter
from labcamp.series.actions import mailings, places
from labcamp.series.actions.places import Details
from labcamp.series.balance import wanted
from labcamp.series.models import HostTeam, LabAsked, RegistrationDesk
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db
PAGE, ASK = "/edition/11/host/invitations/", "/edition/11/host/invitations/lab/"
FRAME = "Was gesagt wird, bleibt im Raum."


def work():
    while jobs.run_due():
        pass


def a_lab(name, level, **fields):
    lab = build.a_lab(name)
    lab.level = Level.objects.get_or_create(key=level, defaults={"name_de": level.title()})[0]
    for key, value in fields.items():
        setattr(lab, key, value)
    lab.save()
    return lab


@pytest.fixture
def edition():
    return build.an_edition(11, registration_open=True, confidentiality=FRAME)


@pytest.fixture
def host(edition):
    person = build.a_person()
    since = timezone.now() - timedelta(days=1)
    HostTeam.objects.create(edition=edition, person=person, since=since)
    return person


def come(edition, lab):
    person = build.a_member(lab)
    places.register(edition, Details(lab.pk), by=viewer_for(person))
    return person


def names(edition, host):
    return [one.lab.name.rpartition(" ")[0] for one in wanted(edition, viewer_for(host))]


def test_labs_of_missing_levels_come_first_and_those_who_come_are_gone(edition, host):
    town, other = a_lab("Stadt", "kommune"), a_lab("Dorf", "kommune")
    federal = a_lab("Bundeslabor", "bund")
    for lab in (town, other, federal):
        build.a_member(lab, "coordinator")
    a_lab("Verborgen", "bund", audience=Audience.LAB)
    come(edition, town)
    assert names(edition, host) == ["Bundeslabor", "Dorf"]
    first, second = wanted(edition, viewer_for(host))
    assert (first.new_level, second.new_level) == (True, False)
    assert first.first_time
    come(edition, federal)
    assert names(edition, host) == ["Dorf"]


def test_asking_writes_to_the_coordinators_once_and_shows_no_address(edition, host):
    lab = a_lab("Bundeslabor", "bund")
    coordinator = build.a_member(lab, "coordinator")
    member = build.a_member(lab)
    browser = build.browser_of(host)
    assert lab.name in browser.get(PAGE).content.decode()
    for _ in range(2):
        assert browser.post(ASK, {"lab": lab.slug}).status_code == 303
        work()
    [letter] = Letter.objects.filter(kind="mailing")
    assert letter.to == coordinator.email
    assert lab.name in letter.text
    assert FRAME in letter.text
    assert "/edition/11/register/" in letter.text
    page = browser.get(PAGE).content.decode()
    assert "gefragt" in page
    assert coordinator.email not in page
    assert member.email not in page
    come(edition, lab)
    assert lab.name not in re.sub(r"<nav.*?</nav>", "", browser.get(PAGE).content.decode())


def test_a_lab_without_coordinators_is_named_and_cannot_be_asked(edition, host):
    lab = a_lab("Stilles Labor", "bund")
    assert mailings.ask_lab(edition, lab, by=viewer_for(host)) is None
    assert not LabAsked.objects.exists()
    page = build.browser_of(host).get(PAGE).content.decode()
    assert lab.name in page
    assert f'value="{lab.slug}"' not in page


def test_an_edition_for_the_invited_needs_a_code_which_the_letter_tells(edition, host):
    lab = a_lab("Bundeslabor", "bund")
    build.a_member(lab, "coordinator")
    desk = RegistrationDesk.objects.create(edition=edition, invited_only=True)
    browser = build.browser_of(host)
    assert "zuerst einen Code" in browser.get(PAGE).content.decode()
    desk.invite_code = "Stellwerk"
    desk.save()
    browser.post(ASK, {"lab": lab.slug})
    work()
    assert "Stellwerk" in Letter.objects.get(kind="mailing").text


def test_only_hosts_ask(edition):
    lab = a_lab("Bundeslabor", "bund")
    build.a_member(lab, "coordinator")
    assert build.browser_of(build.a_person()).post(ASK, {"lab": lab.slug}).status_code == 403
    assert not LabAsked.objects.exists()


def test_the_frame_stands_in_the_letter_and_in_the_calendar_entry(edition):
    person = build.a_person()
    places.register(edition, by=viewer_for(person))
    work()
    letter = Letter.objects.get(kind="place")
    assert FRAME in letter.text
    [event] = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
    assert FRAME in str(event["description"])
    places.give_back(edition, by=viewer_for(person))
    work()
    assert FRAME not in Letter.objects.filter(kind="place").last().text


@pytest.mark.parametrize("many", [1, 12])
def test_the_number_of_queries_does_not_follow_the_number_of_labs(
    edition, host, count_queries, many
):
    for number in range(many):
        build.a_member(a_lab(f"Labor {number}", f"ebene-{number % 3}"), "coordinator")
    viewer = viewer_for(host)
    assert count_queries(lambda: wanted(edition, viewer)) == 5
