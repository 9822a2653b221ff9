# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' list of all notes, and all of them in one file."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from tests.builders import notes as build
from tests.builders import programme
from tests.builders.harvest import browser_of

from labcamp.programme.actions import proposals, timetable
from labcamp.programme.models import Placement, Proposal
from labcamp.series.models import Edition
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = programme.a_published_edition(4)
    Edition.objects.filter(pk=edition.pk).update(confidentiality="Bleibt im Raum.")
    return Edition.objects.get(pk=edition.pk)


@pytest.fixture
def host(edition):
    return programme.a_host(edition)


@pytest.fixture
def ada(edition):
    return programme.a_participant(edition, "Ada Beispiel")


def of(edition, number):
    return Proposal.objects.select_related("edition").get(edition=edition, number=number)


def page(browser, edition, address="notes/"):
    return unescape(browser.get(f"/edition/{edition.slug}/{address}").content.decode())


def test_the_list_says_which_sessions_have_notes_how_long_and_since_when(edition, host, ada):
    browser = browser_of(host)
    assert f'href="/edition/{edition.slug}/notes/"' in page(browser, edition, "host/")
    assert page(browser, edition).count("noch keine Mitschrift") == 4
    build.a_pad(of(edition, 1), by=ada)
    build.a_pad(of(edition, 2), "zwölf Zeichen", by=ada)
    text = page(browser, edition)
    assert "2 von 4 Sessions haben eine Mitschrift." in text
    assert text.count("noch keine Mitschrift") == 2
    assert text.count("nur Überschriften") == 1
    assert "13 Zeichen" in text
    assert "Ada" not in text


def test_a_session_that_left_the_programme_or_is_cancelled_keeps_its_place_in_the_list(
    edition, host, ada
):
    for number in (1, 2):
        build.a_pad(of(edition, number), "Text\n", by=ada)
    timetable.set_cancelled(of(edition, 1), cancelled=True, by=viewer_for(host))
    Placement.objects.filter(proposal=of(edition, 2)).delete()
    text = page(browser_of(host), edition)
    assert "entfällt" in text
    assert "nicht im Programm" in text
    assert "2 von 4 Sessions" in text


def test_the_list_takes_as_many_queries_for_one_pad_as_for_three(edition, host, ada, count_queries):
    browser = browser_of(host)
    build.a_pad(of(edition, 1), "Text\n", by=ada)
    page(browser, edition)
    one = count_queries(lambda: page(browser, edition))
    for number in (2, 3):
        build.a_pad(of(edition, number), "Text\n", by=ada)
    assert count_queries(lambda: page(browser, edition)) == one


def test_all_notes_come_in_one_file_in_the_order_of_the_programme(
    edition, host, ada, count_queries
):
    browser = browser_of(host)
    for number in (3, 1, 2):
        build.a_pad(of(edition, number), f"Text von {number}\n", by=ada)
    order = list(
        Placement.objects.filter(timetable__state="published", proposal__number__lt=4)
        .order_by("starts_at", "room__order")
        .values_list("proposal__number", flat=True)
    )
    answer = browser.get(f"/edition/{edition.slug}/notes/all.md")
    text = answer.content.decode()
    assert answer["Content-Disposition"] == f'attachment; filename="{edition.slug}-notes.md"'
    assert text.startswith("> **Vertraulichkeit:** Bleibt im Raum.\n\n# Session")
    assert text.count("Vertraulichkeit") == 1
    places = [text.index(f"Text von {number}\n") for number in order]
    assert places == sorted(places)


def test_only_hosts_gather_notes(edition, ada, host):
    build.a_pad(of(edition, 1), "Zaunkönig\n", by=ada)
    for address in ("notes/", "notes/all.md"):
        assert browser_of(ada).get(f"/edition/{edition.slug}/{address}").status_code == 403
        assert Client().get(f"/edition/{edition.slug}/{address}").status_code == 302
    other = programme.a_host(programme.an_edition())
    assert browser_of(other).get(f"/edition/{edition.slug}/notes/").status_code == 403


def test_my_programme_leads_to_notes_that_are_there(edition, ada, count_queries):
    for number in (1, 2, 3):
        proposals.mark_interest(of(edition, number), strength=2, by=viewer_for(ada))
    mine = browser_of(ada)
    page(mine, edition, "mine/")
    before = count_queries(lambda: page(mine, edition, "mine/"))
    assert "/notes/" not in page(mine, edition, "mine/")
    for number in (1, 2, 3):
        build.a_pad(of(edition, number), by=ada)
    assert f"/edition/{edition.slug}/session/1/notes/" in page(mine, edition, "mine/")
    assert count_queries(lambda: page(mine, edition, "mine/")) == before
