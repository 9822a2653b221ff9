# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is different between versions: the page, the feed, one's own feed."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from tests.builders.programme import (
    KEEPER,
    a_host,
    a_participant,
    a_published_edition,
    an_edition,
    seen_as,
)

from labcamp.core.access import Audience
from labcamp.programme.actions import proposals, timetable
from labcamp.programme.models import Proposal

pytestmark = pytest.mark.django_db
ENTRY = "{http://www.w3.org/2005/Atom}entry"
TITLE = "{http://www.w3.org/2005/Atom}title"
SUMMARY = "{http://www.w3.org/2005/Atom}summary"


def as_(person):
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def cancel(number, *, cancelled=True):
    session = Proposal.objects.get(number=number)
    return timetable.set_cancelled(session, cancelled=cancelled, by=KEEPER).number


def page(client, edition, query="", status=200):
    answer = client.get(f"/edition/{edition.slug}/programme/changes/{query}")
    assert answer.status_code == status
    return answer.content.decode()


def changed(html):
    return re.findall(r'<li class="lc-row">.*?/session/(\d+)/', html)


def entries(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    found = ET.fromstring(answer.content).findall(ENTRY)
    return [(e.findtext(TITLE), e.findtext(SUMMARY)) for e in found]


def test_any_version_is_compared_with_the_present_one(client):
    edition = a_published_edition()
    assert "Bisher gibt es nur eine Fassung" in page(client, edition)
    second = cancel(1)
    third = cancel(2)
    assert changed(page(client, edition)) == ["2"]
    assert sorted(changed(page(client, edition, "?since=1"))) == ["1", "2"]
    assert changed(page(client, edition, f"?since={second}")) == ["2"]
    cancel(2, cancelled=False)
    html = page(client, edition, f"?since={second}")
    assert changed(html) == []
    assert "Nichts ist anders" in html
    for odd in ("?since=99", "?since=x", "?since=", f"?since={third}&since=1"):
        page(client, edition, odd)


def test_nothing_published_and_nothing_seen_is_a_missing_page(client):
    page(client, an_edition(), status=404)
    hidden = a_published_edition(audience=Audience.EDITION)
    page(client, hidden, status=404)
    assert client.get(f"/edition/{hidden.slug}/changes.atom").status_code == 404
    page(as_(a_participant(hidden)), hidden)


def test_the_feed_has_an_entry_for_each_version_that_changed_something(client):
    edition = a_published_edition()
    number = cancel(1)
    found = entries(client.get(f"/edition/{edition.slug}/changes.atom"))
    assert [title for title, _ in found] == [
        f"Fassung {number}: 1 Änderung", "Fassung 1: das Programm ist veröffentlicht",
    ]  # fmt: skip
    assert "Session 001: entfällt" in found[0][1]


def test_hidden_sessions_are_in_no_version_and_no_feed(client):
    edition = a_published_edition()
    Proposal.objects.filter(number=1).update(audience=Audience.HOSTS)
    cancel(1)
    assert changed(page(client, edition)) == []
    address = f"/edition/{edition.slug}/changes.atom"
    assert "Session 001" not in str(entries(client.get(address)))
    assert len(entries(client.get(address))) == 1
    host = as_(a_host(edition))
    assert changed(page(host, edition)) == ["1"]
    assert len(entries(host.get(address))) == 2


def test_ones_own_feed_is_secret_and_tells_ones_own_sessions(client):
    edition = a_published_edition()
    person = a_participant(edition)
    proposals.mark_interest(Proposal.objects.get(number=2), strength=2, by=seen_as(person))
    html = as_(person).get(f"/edition/{edition.slug}/mine/").content.decode()
    way = re.search(r"(/my-programme/\S+?\.atom)", html)[1]
    cancel(1)
    cancel(2)
    found = entries(client.get(way))
    assert len(found) == 2
    assert all("Session 002" in words and "Session 001" not in words for _, words in found)
    assert client.get(way.replace(".atom", "0.atom")).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rest", ["programme/changes/", "changes.atom"])
def test_the_cost_does_not_grow_with_the_programme(rest, count_queries):
    costs = set()
    for sessions in (1, 3):
        edition = a_published_edition(sessions=sessions)
        timetable.set_cancelled(edition.proposals.get(number=1), cancelled=True, by=KEEPER)
        client, address = Client(), f"/edition/{edition.slug}/{rest}"
        client.get(address)
        costs.add(count_queries(lambda at=address, who=client: who.get(at)))
    assert len(costs) == 1, costs
