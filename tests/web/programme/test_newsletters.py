# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters about changes: one for each person whom they touch, and never a word too many."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.builders.network import a_person
from tests.builders.programme import (
    a_participant,
    a_session,
    an_edition,
    rooms_of,
    seen_as,
    slots_of,
    where_it_is_noon,
)

from labcamp.core import jobs
from labcamp.core.access import Audience, system
from labcamp.core.jobs import Job
from labcamp.core.mail.models import Letter
from labcamp.programme.actions import proposals, theday, timetable
from labcamp.programme.actions.theday import Place
from labcamp.programme.actions.timetable import Spot
from labcamp.programme.models import Placement, Proposal
from labcamp.series.models import Registration
from labcamp.web.programme import newsletters

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=11)


@pytest.fixture
def edition():
    """A at nine in the Saal, B at ten; somebody gives both; a month ahead."""
    edition = an_edition()
    saal, _ = rooms_of(edition)
    first = (timezone.now() + timedelta(days=30)).replace(minute=0, second=0, microsecond=0)
    slots = slots_of(edition, 3, first=first)
    giver = a_participant(edition, "Kim Beispiel")
    draft = timetable.begin_draft(edition, by=keeper())
    for title, slot in zip("AB", slots, strict=False):
        timetable.move(
            a_session(edition, title, by=giver), slot=slot, room=saal, was=None, instead=(),
            by=keeper(),
        )  # fmt: skip
    timetable.publish(edition, number=draft.number, by=keeper())
    return edition


def keeper():
    """The keeper at this very moment: what was published and what was marked has its order."""
    return system("keeper")


def session(title):
    return Proposal.objects.get(title=title)


def marks(person, title, strength=2):
    proposals.mark_interest(session(title), strength=strength, by=seen_as(person))


def move(edition, title, slot, room="Saal"):
    now = Placement.objects.get(proposal__title=title, timetable__state="published")
    goal = edition.slots.order_by("starts_at")[slot]
    place = Place(edition.rooms.get(name=room), goal.starts_at, goal.ends_at)
    was = Spot(now.starts_at, now.room_id)
    theday.move_now(session(title), place, was=was, by=keeper())


def told(*, after=LATER):
    """The letters about the programme that are written when the time has come: to, subject, text."""
    before = set(Letter.objects.values_list("pk", flat=True))
    jobs.run_due(timezone.now() + after)
    letters = Letter.objects.filter(kind="programme").exclude(pk__in=before).order_by("to")
    return {letter.to: (letter.subject, letter.text) for letter in letters}


def email(name):
    return next(iter(Registration.objects.filter(person__name=name))).person.email


def test_the_first_version_tells_those_who_give_or_want_where_their_sessions_are(edition):
    wants, maybe, nothing = (a_participant(edition, n) for n in ("Toni Mai", "Lo Mai", "Jo Mai"))
    found = told()
    assert set(found) == {email("Kim Beispiel")}
    subject, text = found[email("Kim Beispiel")]
    assert "Ihre Sessions im Programm" in subject
    assert text.index("  A (von Ihnen)") < text.index("  B (von Ihnen)")
    marks(wants, "A")
    marks(maybe, "A", 1)
    move(edition, "A", 2)
    assert set(told()) == {email("Kim Beispiel"), wants.email}
    assert nothing.email not in told()


def test_a_move_is_told_from_where_to_where_and_only_to_whom_it_touches(edition):
    one, other = a_participant(edition, "Toni Mai"), a_participant(edition, "Lo Mai")
    marks(one, "A")
    marks(other, "B")
    told()
    move(edition, "A", 2, "Turm")
    found = told()
    assert set(found) == {email("Kim Beispiel"), one.email}
    subject, text = found[one.email]
    assert "Änderungen bei Ihren Sessions" in subject
    assert re.search(r"  A\n  verlegt\n  .*, Saal\n  → .*, Turm\n", text)
    assert "  B" not in text
    assert f"/edition/{edition.slug}/mine/" in text


def test_several_versions_in_a_row_make_one_letter_and_there_and_back_none(edition):
    one = a_participant(edition, "Toni Mai")
    marks(one, "A")
    told()
    move(edition, "A", 2)
    move(edition, "B", 0)
    assert told(after=timedelta(minutes=5)) == {}
    move(edition, "A", 1, "Turm")
    assert set(told()) == {email("Kim Beispiel"), one.email}
    assert told() == {}
    move(edition, "A", 1, "Saal")
    move(edition, "A", 1, "Turm")
    assert told() == {}


def test_on_the_day_it_is_told_sooner():
    edition = an_edition(time_zone=where_it_is_noon())
    saal, _ = rooms_of(edition)
    slots = slots_of(edition, 3, first=timezone.now() + timedelta(minutes=20))
    draft = timetable.begin_draft(edition, by=keeper())
    given = a_session(edition, "A", by=a_participant(edition, "Kim Beispiel"))
    timetable.move(given, slot=slots[0], room=saal, was=None, instead=(), by=keeper())
    timetable.publish(edition, number=draft.number, by=keeper())
    assert set(told(after=timedelta(minutes=3))) == {email("Kim Beispiel")}


def test_cancelled_back_and_dropped_are_told(edition):
    told()
    timetable.set_cancelled(session("A"), cancelled=True, by=keeper())
    assert "  entfällt\n" in told()[email("Kim Beispiel")][1]
    timetable.set_cancelled(session("A"), cancelled=False, by=keeper())
    assert "findet doch statt" in told()[email("Kim Beispiel")][1]
    draft = timetable.begin_draft(edition, by=keeper())
    placed = Placement.objects.get(timetable=draft, proposal=session("A"))
    was = Spot(placed.starts_at, placed.room_id)
    timetable.move(session("A"), slot=None, room=None, was=was, instead=(), by=keeper())
    timetable.publish(edition, number=draft.number, by=keeper())
    assert "nicht mehr im Programm" in told()[email("Kim Beispiel")][1]


def test_a_second_run_after_a_kill_writes_to_nobody_twice(edition):
    one = a_participant(edition, "Toni Mai")
    marks(one, "A")
    told()
    move(edition, "A", 2)
    newsletters.tell(edition, one)  # the worker came so far and was killed
    found = told()
    assert set(found) == {email("Kim Beispiel")}
    newsletters.tell_whom_it_touches(edition.pk)
    assert told() == {}
    assert not Job.objects.exclude(gave_up_at=None).exists()


def test_nothing_is_told_of_what_somebody_may_not_see(edition):
    one = a_participant(edition, "Toni Mai")
    marks(one, "A")
    told()
    Proposal.objects.filter(title="A").update(audience=Audience.HOSTS)
    move(edition, "A", 2)
    assert one.email not in told()
    gone = a_participant(edition, "Lo Mai")
    marks(gone, "B")
    proposals.withdraw(session("B"), by=keeper())
    timetable.set_cancelled(session("A"), cancelled=True, by=keeper())
    assert gone.email not in told()


def test_whoever_gave_the_place_back_hears_no_more_and_givers_still_do(edition):
    one = a_participant(edition, "Toni Mai")
    marks(one, "A")
    told()
    Registration.objects.filter(edition=edition).update(state="given-back")
    move(edition, "A", 2)
    assert set(told()) == {email("Kim Beispiel")}


def test_letters_are_switched_off_by_the_address_in_them_and_on_again(edition, client):
    text = told()[email("Kim Beispiel")][1]
    way = re.search(r"https?://[^/]+(/programme-letters/\S+)", text)[1]
    assert "Keine Nachrichten mehr" in client.get(way).content.decode()
    answer = client.post(way, {"wanted": "0"})
    assert (answer.status_code, answer["Location"]) == (303, way)
    assert "Sie bekommen keine Nachrichten" in client.get(way).content.decode()
    move(edition, "A", 2)
    assert told() == {}
    client.post(way, {"wanted": "1"})
    assert told() == {}
    move(edition, "A", 0)
    assert set(told()) == {email("Kim Beispiel")}
    assert client.get(way[:-2] + "x/").status_code == 404


def test_my_programme_has_the_same_switch(edition):
    person = a_participant(edition, "Toni Mai")
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    page = f"/edition/{edition.slug}/mine/"
    assert "Keine Nachrichten mehr" in client.get(page).content.decode()
    assert client.post(page + "letters/", {"wanted": "0"}).status_code == 303
    assert "Wieder Nachrichten schicken" in client.get(page).content.decode()
    marks(person, "A")
    move(edition, "A", 2)
    assert person.email not in told()
    assert Client().post(page + "letters/", {"wanted": "0"}).status_code == 302


def test_a_letter_speaks_the_persons_language(edition):
    person = a_person("Pat Example")
    person.language = "en"
    person.save()
    Registration.objects.create(edition=edition, person=person, state="held", at=timezone.now())
    marks(person, "A")
    told()
    move(edition, "A", 2)
    subject, text = told()[person.email]
    assert "What has changed of your sessions" in subject
    assert "moved" in text
