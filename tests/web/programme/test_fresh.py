# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is new since somebody looked last: the line above the programme and the marks in it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.builders.programme import (
    KEEPER,
    a_host,
    a_participant,
    a_published_edition,
    seen_as,
)

from labcamp.core.access import Audience
from labcamp.programme.actions import proposals, timetable
from labcamp.programme.models import ProgrammeNews, Proposal

pytestmark = pytest.mark.django_db
LINE = re.compile(r'<div class="lc-alert lc-fresh-line".*?</div>', re.DOTALL)


def as_(person):
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client, edition, rest="programme/"):
    answer = client.get(f"/edition/{edition.slug}/{rest}")
    assert answer.status_code == 200
    return answer.content.decode()


def line(html):
    found = LINE.search(html)
    return re.sub(r"<[^>]+>|\s+", " ", found[0]) if found else ""


def marked(html):
    """Numbers of the sessions that carry the mark of something new."""
    cards = re.findall(r'<article class="lc-session.*?</article>', html, re.DOTALL)
    return sorted(re.search(r'id="s(\d+)"', card)[1] for card in cards if "lc-fresh" in card)


def cancel(number, *, cancelled=True):
    session = Proposal.objects.get(number=number)
    return timetable.set_cancelled(session, cancelled=cancelled, by=KEEPER)


def seen(client, edition, html, back="programme"):
    version = re.search(r'name="version" value="(\d+)"', html)[1]
    answer = client.post(
        f"/edition/{edition.slug}/programme/seen/", {"version": version, "back": back}
    )
    assert answer.status_code == 303
    return answer


def test_the_first_look_has_nothing_new_and_the_next_shows_what_changed():
    edition = a_published_edition()
    reader = as_(a_participant(edition))
    assert line(page(reader, edition)) == ""
    cancel(1)
    html = page(reader, edition)
    assert "1 entfällt" in line(html)
    assert marked(html) == ["1"]
    assert line(page(reader, edition)), "a look alone does not count as seen"
    assert seen(reader, edition, html)["Location"].endswith(f"/edition/{edition.slug}/programme/")
    html = page(reader, edition)
    assert (line(html), marked(html)) == ("", [])


def test_changes_gather_until_they_are_ticked_and_what_went_back_is_none():
    edition = a_published_edition()
    reader = as_(a_participant(edition))
    page(reader, edition)
    cancel(1)
    cancel(2)
    assert marked(page(reader, edition)) == ["1", "2"]
    cancel(1, cancelled=False)
    assert marked(page(reader, edition)) == ["2"]
    cancel(2, cancelled=False)
    assert line(page(reader, edition)) == ""


def test_an_old_page_does_not_take_back_what_was_seen_later():
    edition = a_published_edition()
    reader = as_(a_participant(edition))
    page(reader, edition)
    cancel(1)
    old = page(reader, edition)
    cancel(2)
    seen(reader, edition, page(reader, edition))
    seen(reader, edition, old)
    assert line(page(reader, edition)) == ""


def test_my_programme_marks_the_same(client):
    edition = a_published_edition()
    person = a_participant(edition)
    proposals.mark_interest(Proposal.objects.get(number=2), strength=2, by=seen_as(person))
    reader = as_(person)
    page(reader, edition, "mine/")
    cancel(2)
    html = page(reader, edition, "mine/")
    assert "1 entfällt" in line(html)
    assert '<span class="lc-fresh">entfällt</span>' in html
    assert "lc-status--off" not in html  # once is enough
    assert seen(reader, edition, html, back="mine")["Location"].endswith("/mine/")
    html = page(reader, edition, "mine/")
    assert line(html) == ""
    assert html.count("lc-status--off") == 1


def test_several_are_counted_in_the_plural():
    edition = a_published_edition()
    reader = as_(a_participant(edition))
    page(reader, edition)
    cancel(1)
    cancel(2)
    assert "2 entfallen" in line(page(reader, edition))


def test_guests_have_no_line_and_nothing_is_kept_of_them(client):
    edition = a_published_edition()
    page(client, edition)
    cancel(1)
    assert line(page(client, edition)) == ""
    assert not ProgrammeNews.objects.exists()


def test_what_the_reader_may_not_see_is_not_counted():
    edition = a_published_edition()
    Proposal.objects.filter(number=1).update(audience=Audience.HOSTS)
    reader, host = as_(a_participant(edition)), as_(a_host(edition))
    for one in (reader, host):
        page(one, edition)
    cancel(1)
    assert line(page(reader, edition)) == ""
    assert "1 entfällt" in line(page(host, edition))


@pytest.mark.parametrize("version", ["", "x", "99999"])
def test_a_version_that_is_none_changes_nothing(version):
    edition = a_published_edition()
    reader = as_(a_participant(edition))
    page(reader, edition)
    before = ProgrammeNews.objects.values_list("seen", flat=True).get()
    answer = reader.post(f"/edition/{edition.slug}/programme/seen/", {"version": version})
    assert answer.status_code == (303 if version.isdecimal() else 404)
    assert ProgrammeNews.objects.values_list("seen", flat=True).get() == before


@pytest.mark.django_db(transaction=True)
def test_the_cost_does_not_grow_with_what_changed(count_queries):
    costs = set()
    for many in (1, 3):
        edition = a_published_edition(sessions=3)
        reader = as_(a_participant(edition))
        page(reader, edition)
        for number in range(1, many + 1):
            timetable.set_cancelled(edition.proposals.get(number=number), cancelled=True, by=KEEPER)
        page(reader, edition)
        costs.add(count_queries(lambda r=reader, e=edition: page(r, e)))
    assert len(costs) == 1, costs
