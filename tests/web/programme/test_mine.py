# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""My programme: what one marked or gives, what runs meanwhile, and the calendar behind a seal."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import combinations

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from tests.builders import programme as build
from tests.builders.harvest import browser_of

from labcamp.core.access import Audience
from labcamp.core.record import move_stamp
from labcamp.programme.actions import timetable
from labcamp.programme.models import Giver, Interest, Placement, Planning, Proposal
from labcamp.programme.queries.own import own_plan
from labcamp.programme.queries.plan import Entry

pytestmark = pytest.mark.django_db
WANT, MAYBE = Interest.Strength.WANT, Interest.Strength.MAYBE


def entry(number, start, minutes, cancelled):
    at = build.NINE + timedelta(minutes=start)
    return Entry(number, number, number, f"S{number}", "", "", "", "", "", 0, at,
                 at + timedelta(minutes=minutes), at.date(), cancelled)  # fmt: skip


PLANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6), st.booleans()), max_size=8).map(
    lambda rows: [entry(n, *row) for n, row in enumerate(rows, 1)]
)


@given(PLANS, st.sets(st.integers(1, 8)), st.sets(st.integers(1, 8)))
def test_kept_is_the_most_one_person_can_sit_in(entries, wanted, maybe):
    marks = dict.fromkeys(maybe, MAYBE) | dict.fromkeys(wanted, WANT)
    found = own_plan(entries, marks, frozenset())
    firm = [e for e in entries if e.proposal in wanted and not e.cancelled]
    best = max(
        (
            size
            for size in range(len(firm) + 1)
            for some in combinations(firm, size)
            if all(
                a.ends_at <= b.starts_at or b.ends_at <= a.starts_at
                for a, b in combinations(some, 2)
            )
        ),
        default=0,
    )
    assert (found.kept, found.wanted) == (best, len(firm))
    assert {c.entry.proposal for c in found.choices} == set(marks) & {e.proposal for e in entries}
    for choice in found.choices:
        assert choice.entry not in choice.beside
        assert all(not other.cancelled for other in choice.beside)


@pytest.fixture
def edition():
    return build.a_published_edition(4, slug="camp")


@pytest.fixture
def person(edition):
    person = build.a_participant(edition)
    first, second = edition.proposals.order_by("number")[:2]
    Interest.objects.create(proposal=first, person=person, strength=WANT, at=build.NINE)
    Interest.objects.create(proposal=second, person=person, strength=MAYBE, at=build.NINE)
    return person


def feed_of(browser):
    page = browser.get("/edition/camp/mine/").content.decode()
    return "/my-programme/" + page.split("/my-programme/")[1].split("<")[0]


def titles(feed):
    calendar = Calendar.from_ical(Client().get(feed).content)
    return sorted(str(event["SUMMARY"]) for event in calendar.walk("VEVENT"))


def test_the_page_shows_what_was_marked_and_what_runs_meanwhile(edition, person):
    browser = browser_of(person)
    page = browser.get("/edition/camp/mine/").content.decode()
    assert "Session 001" in page
    assert "Session 002" in page
    assert "Session 003" not in page
    first = Placement.objects.get(proposal__title="Session 001")
    Placement.objects.filter(proposal__title="Session 002").update(
        starts_at=first.starts_at, ends_at=first.ends_at
    )
    Interest.objects.update(strength=WANT)
    move_stamp()
    page = browser.get("/edition/camp/mine/").content.decode()
    assert "Von 2 Sessions, die Sie wirklich wollen, schaffen Sie 1" in page
    assert "Gleichzeitig:" in page
    assert Client().get("/edition/camp/mine/").status_code == 302


def test_who_marked_nothing_or_comes_too_early_is_told(edition):
    other = browser_of(build.a_participant(edition))
    assert "noch nichts aus dem Programm" in other.get("/edition/camp/mine/").content.decode()
    empty = build.an_edition("leer")
    early = build.a_participant(empty)
    build.a_session(empty, "Meine Runde", by=early)
    wish = build.a_session(empty, "Deine Runde")
    Interest.objects.create(proposal=wish, person=early, strength=WANT, at=build.NINE)
    page = browser_of(early).get("/edition/leer/mine/").content.decode()
    assert "noch nicht veröffentlicht" in page
    assert 'href="/edition/leer/proposals/"' in page
    listed = page.partition('id="missing"')[2].partition("</section>")[0]
    assert "Was Sie vorgemerkt haben oder selbst geben" in listed
    assert listed.index("Meine Runde") < listed.index("von Ihnen") < listed.index("Deine Runde")


def test_without_a_firm_wish_nothing_is_counted(edition, person):
    browser = browser_of(person)
    assert "Nichts überschneidet sich" in browser.get("/edition/camp/mine/").content.decode()
    Interest.objects.update(strength=MAYBE)
    page = browser.get("/edition/camp/mine/").content.decode()
    assert "als „vielleicht“ vorgemerkt" in page
    assert "Nichts überschneidet sich" not in page


def test_the_calendar_follows_the_marks_and_hides_what_is_hidden(edition, person):
    feed = feed_of(browser_of(person))
    assert titles(feed) == ["Session 001", "Session 002"]
    Interest.objects.filter(proposal__title="Session 002").delete()
    assert titles(feed) == ["Session 001"]
    Proposal.objects.filter(title="Session 001").update(audience=Audience.HOSTS)
    assert titles(feed) == []
    assert Client().get(feed.replace("-", "-1", 1)).status_code == 404
    person.is_active = False
    person.save()
    assert Client().get(feed).status_code == 404


def test_a_giver_finds_the_own_session_without_marking_it(edition):
    giver = Proposal.objects.get(title="Session 003").by
    session = Proposal.objects.get(title="Session 003")
    session.givers.update(person=giver)
    page = browser_of(giver).get("/edition/camp/mine/").content.decode()
    assert "von Ihnen" in page
    assert "Session 003" in page


def test_the_page_asks_as_much_for_many_as_for_few(edition, person, count_queries):
    browser = browser_of(person)
    side_by_side(*edition.proposals.order_by("number")[:2])
    Interest.objects.update(strength=WANT)

    def ask():
        assert browser.get("/edition/camp/mine/").status_code == 200

    ask()
    few = count_queries(ask)
    for proposal in edition.proposals.all():
        Interest.objects.get_or_create(
            proposal=proposal, person=person, defaults={"strength": WANT, "at": build.NINE}
        )
    assert count_queries(ask) == few


def side_by_side(first, second):
    place = Placement.objects.get(proposal=first)
    Placement.objects.filter(proposal=second).update(
        starts_at=place.starts_at, ends_at=place.ends_at
    )
    rooms = list(first.edition.rooms.all())
    Placement.objects.filter(proposal=first).update(room=rooms[0])
    Placement.objects.filter(proposal=second).update(room=rooms[1])


def marking_ends(edition, closes):
    Planning.objects.update_or_create(edition=edition, defaults={"voting_closes": closes})


def main_of(page):
    """The page's own words, without the forms' tokens, which are new each time."""
    text = page.split("<main")[1].split("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_lost_wish_is_named_with_the_reason_and_nothing_of_a_draft(edition, person):
    first, second = edition.proposals.order_by("number")[:2]
    side_by_side(first, second)
    Interest.objects.update(strength=WANT)
    marking_ends(edition, timezone.now() - timedelta(hours=1))
    browser = browser_of(person)
    page = browser.get("/edition/camp/mine/").content.decode()
    assert "Sie behalten 1 von 2 Wünschen" in page
    assert "läuft gleichzeitig mit" in page
    assert "Zu anderer Zeit" in page
    before = main_of(page)
    draft = timetable.begin_draft(edition, by=build.KEEPER)
    Placement.objects.filter(timetable=draft).delete()
    assert main_of(browser.get("/edition/camp/mine/").content.decode()) == before
    Proposal.objects.filter(pk=second.pk).update(audience=Audience.HOSTS)
    hidden = browser.get("/edition/camp/mine/").content.decode()
    assert second.title not in hidden
    assert "Sie behalten" not in hidden


def test_whoever_gives_a_session_meanwhile_reads_that_and_no_other_reason(edition, person):
    long, given, other = edition.proposals.order_by("number")[:3]
    side_by_side(long, given)
    place = Placement.objects.get(proposal=given)
    later = {"starts_at": place.ends_at, "ends_at": place.ends_at + timedelta(minutes=45)}
    Placement.objects.filter(proposal=other).update(**later)
    Placement.objects.filter(proposal=long).update(ends_at=later["ends_at"])
    Giver.objects.filter(proposal=given).update(person=person)
    for session in (long, other):
        Interest.objects.update_or_create(
            proposal=session, person=person, defaults={"strength": WANT, "at": build.NINE}
        )
    page = browser_of(person).get("/edition/camp/mine/").content.decode()
    reason = page.split("während Sie selbst eine Session geben:")[1].split("</li>")[0]
    assert given.title in reason
    assert other.title not in reason


@pytest.mark.parametrize("closes", [None, timezone.now() + timedelta(days=1)])
def test_while_marking_goes_on_a_reason_tells_nothing_of_what_others_want(edition, person, closes):
    first, second = edition.proposals.order_by("number")[:2]
    side_by_side(first, second)
    Interest.objects.update(strength=WANT)
    marking_ends(edition, closes)
    browser = browser_of(person)
    before = main_of(browser.get("/edition/camp/mine/").content.decode())
    assert "läuft gleichzeitig mit" in before
    assert "wenn das Vormerken beendet ist" in before
    assert "Zu anderer Zeit" not in before
    for session in edition.proposals.exclude(pk=first.pk):
        other = build.a_participant(edition, f"Will {session}")
        for wanted in (first, session):
            Interest.objects.create(proposal=wanted, person=other, strength=WANT, at=build.NINE)
    move_stamp()
    assert main_of(browser.get("/edition/camp/mine/").content.decode()) == before


def test_who_gives_a_session_loses_what_runs_beside_it(edition, person):
    first, second = edition.proposals.order_by("number")[:2]
    side_by_side(first, second)
    Giver.objects.filter(proposal=second).update(person=person)
    page = browser_of(person).get("/edition/camp/mine/").content.decode()
    assert "während Sie selbst eine Session geben" in page
