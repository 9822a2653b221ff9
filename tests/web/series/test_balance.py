# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom to invite: labs of what is missing, named only as far as they are seen, asked unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.builders import harvest as build

from labcamp.core.access import Audience
from labcamp.core.instance.models import Level
from labcamp.network.models import Lab
from labcamp.series.balance import Known, gaps
from labcamp.series.models import HostTeam, Invitation, Registration

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PAGE = "/edition/11/host/balance/"


def known(pk, level="land", region="DE-05", phase="growing", *, first_time=False):
    return Known(pk, f"Labor {pk}", f"labor-{pk}", level, region, phase, first_time)


def test_gaps_name_what_is_missing_fairly_and_stably():
    labs = [known(1, "bund"), *(known(n) for n in range(2, 12)), known(12, region="AT-9")]
    found = gaps(labs, {1}, seed=7)
    assert [(one.group, one.key, one.n) for one in found] == [
        ("level", "land", 11), ("region", "AT-9", 1),
    ]  # fmt: skip
    assert len(found[0].labs) == 5
    assert gaps(labs[::-1], {1}, seed=7) == found
    orders = {tuple(lab.pk for lab in gaps(labs, {1}, seed=n)[0].labs) for n in range(9)}
    assert len(orders) > 3


def test_labs_that_come_fill_their_gaps_and_first_timers_stand_last():
    labs = [known(1), known(2, first_time=True), known(3, "", "", "", first_time=True)]
    (only,) = gaps(labs, {1}, seed=1)
    assert (only.group, only.n) == ("first", 2)
    assert gaps(labs, {1, 2, 3}, seed=1) == []


@pytest.fixture
def edition():
    return build.an_edition(11, registration_open=True)


@pytest.fixture
def browser(edition):
    host = build.a_person()
    HostTeam.objects.create(edition=edition, person=host, since=NOW - timedelta(days=1))
    return build.browser_of(host)


def a_lab(name, **fields):
    lab = build.a_lab(name)
    level, _ = Level.objects.get_or_create(key="bund", defaults={"name_de": "Bund"})
    Lab.objects.filter(pk=lab.pk).update(level=level, **fields)
    return lab, build.a_member(lab, "coordinator")


def test_hosts_invite_a_lab_without_reading_an_address(edition, browser):
    here = build.a_lab("Hier")
    guest = build.a_member(here)
    Registration.objects.create(edition=edition, person=guest, lab=here, state="held", at=NOW)
    lab, speaker = a_lab("Fehlt")
    hidden, _ = a_lab("Verborgen", audience=Audience.LAB)
    html = browser.get(PAGE).content.decode()
    assert lab.name in html
    assert hidden.name not in html
    assert "Bund" in html
    assert browser.post(PAGE, {"lab": [hidden.pk]}).status_code == 422
    for _n in range(2):
        assert browser.post(PAGE, {"lab": [lab.pk, hidden.pk, "x"]}).status_code == 303
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.lab, invitation.by_lab) == (speaker.email, lab, True)
    for page in (PAGE, "/edition/11/host/invitations/", "/edition/11/host/letters/"):
        assert speaker.email not in browser.get(page).content.decode()
    html = browser.get("/edition/11/host/invitations/").content.decode()
    assert f"Koordination von {lab.name}" in html
    looked = browser.post("/edition/11/host/invitations/", {"text": speaker.email, "what": "look"})
    assert "ist schon eingeladen" not in looked.content.decode()


def test_only_hosts_enter(edition):
    lab = build.a_lab()
    assert build.browser_of(build.a_member(lab, "coordinator")).get(PAGE).status_code == 403


def test_the_page_takes_the_same_queries_for_many_labs(edition, browser, count_queries):
    a_lab("Eins")
    few = count_queries(lambda: browser.get(PAGE))
    for _n in range(4):
        a_lab("Mehr")
    assert count_queries(lambda: browser.get(PAGE)) == few
