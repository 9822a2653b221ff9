# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A rehearsal: full of invented people, heard of by its hosts alone, thrown away whole."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.builders import harvest as build
from tests.builders import network
from tests.builders import programme as plans

from labcamp.core import jobs
from labcamp.core.access import Audience, Refused, system
from labcamp.core.mail.models import Letter
from labcamp.core.record import Fact
from labcamp.network.models import Person
from labcamp.programme.actions import rehearsing, solving, timetable
from labcamp.programme.models import Interest, Placement
from labcamp.series import invented, queries
from labcamp.series.actions import arrivals, editions, mailings, places, rehearsal, team
from labcamp.series.models import Edition, HostTeam, Mailing, Question, Registration
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db
HELD, WAITING = Registration.State.HELD, Registration.State.WAITING


@pytest.fixture
def edition():
    day = timezone.localdate() + timedelta(days=20)
    made = build.an_edition(
        11, registration_open=True, seats=12, first_day=day, last_day=day, begins=time(13),
        ends=time(16),
    )  # fmt: skip
    for name in ("Eins", "Zwei", "Drei"):
        build.a_lab(name)
    Question.objects.create(
        edition=made, label="Was essen Sie?", kind="choice", choices=["alles", "vegan"],
        required=True, purpose="Für das Mittagessen", delete_on=day,
    )  # fmt: skip
    plans.rooms_of(made, "Saal", "Turm")
    starts = queries.beginning(made)
    plans.slots_of(made, 3, first=starts)
    return made


@pytest.fixture
def host(edition):
    return plans.a_host(edition)


def rows():
    """How many rows every table has, but for what says that a rehearsal was held."""
    found = {
        model._meta.label: model.objects.count()
        for model in apps.get_models()
        if model._meta.managed
    }
    kept = Fact.objects.filter(kind__startswith="series.rehearsal_").count()
    return found | {"core.Fact": found["core.Fact"] - kept}


def started(edition, host):
    made = rehearsing.start(edition, by=viewer_for(host))
    jobs.run_due()
    return made


def test_it_is_the_edition_with_invented_people_over_its_seats(edition, host):
    made = started(edition, host)
    assert (made.seats, made.first_day, made.begins) == (12, edition.first_day, time(13))
    states = Registration.objects.filter(edition=made)
    assert states.filter(state=HELD).count() == 12
    assert states.filter(state=WAITING).count() >= 1
    assert states.filter(state=Registration.State.GIVEN_BACK).count() == 2
    assert all(p.person.email.endswith(made.pile) for p in states.select_related("person"))
    assert made.questions.get().answers.count() >= 12
    assert [r.name for r in made.rooms.all()] == ["Saal", "Turm"]
    assert made.slots.count() == 3
    assert made.proposals.count() >= 4
    assert Interest.objects.filter(proposal__edition=made).exists()
    assert made.invitations.count() == 3


def test_a_second_click_finds_the_one_that_runs(edition, host):
    assert started(edition, host) == started(edition, host)
    assert Edition.objects.exclude(rehearses=None).count() == 1


def test_only_hosts_and_stewards_rehearse_what_lies_ahead(edition, host):
    with pytest.raises(Refused):
        rehearsing.start(edition, by=viewer_for(build.a_person()))
    made = started(edition, host)
    with pytest.raises(Refused):
        rehearsing.start(made, by=viewer_for(host))
    Edition.objects.filter(pk=edition.pk).update(state="held")
    rehearsal.throw_away(made, by=viewer_for(host))
    with pytest.raises(Refused):
        rehearsing.start(edition, by=viewer_for(host))


def test_hosts_and_stewards_see_it_and_whoever_leaves_the_team_no_longer(edition, host):
    made = started(edition, host)
    others = [build.a_person(), plans.a_host(build.an_edition(12)), plans.a_participant(edition)]

    def sees(person):
        return Edition.objects.visible_to(viewer_for(person)).filter(pk=made.pk).exists()

    assert sees(host)
    assert sees(network.a_steward())
    assert not any(sees(one) for one in others)
    HostTeam.objects.filter(person=host).update(until=timezone.now())
    assert not sees(host)


def test_nothing_remains_of_it(edition, host):
    before = rows()
    made = started(edition, host)
    by = viewer_for(host)
    places.register(made, by=by)
    mailing = mailings.draft(made, None, group="registered", subject="Bald", text="Bis dann", by=by)
    mailings.send(mailing, total=9, by=by)
    mailings.try_on_myself(mailing, by=by)
    for place in Registration.objects.filter(edition=made, state=HELD)[:3]:
        arrivals.check_in(place, here=True, by=by)
    draft = solving.solve(made, by=by, seconds=0.2)
    timetable.publish(made, number=draft.number, by=by)
    rehearsing.play_the_day(made, by=by)
    jobs.run_due()
    places.give_back(made, by=by)  # and its letters are still due
    assert rows() != before
    assert rehearsal.throw_away(made, by=by)
    assert rows() == before
    assert not rehearsal.throw_away(made, by=by)
    kept = Fact.objects.filter(kind__startswith="series.rehearsal_")
    assert {one.about_id for one in kept} == {str(edition.pk)}
    jobs.run_due()
    assert rows() == before


def test_no_letter_leaves_it_not_even_to_a_real_address(edition, host):
    made = started(edition, host)
    by = viewer_for(host)
    places.register(made, by=by)
    mailing = mailings.draft(made, None, group="registered", subject="Bald", text="Hallo", by=by)
    mailings.send(mailing, total=1, by=by)
    mailings.try_on_myself(mailing, by=by)
    editions.change_edition(made, about_of(made, place="Anderswo"), version=made.version, by=by)
    jobs.run_due()
    assert mail.outbox == []
    letters = Letter.objects.filter(pile=made.pile)
    assert letters.count() == Letter.objects.count() > 20
    assert not letters.filter(sent_at=None).exists()
    assert letters.filter(to=host.email).exists()
    assert not jobs.Job.objects.exists()


def about_of(edition, **changes):
    names = editions.About.__dataclass_fields__
    return editions.About(**{name: getattr(edition, name) for name in names} | changes)


def test_it_cannot_be_shown_to_others(edition, host):
    made = started(edition, host)
    wide = about_of(made, audience=Audience.PUBLIC, number=77)
    saved = editions.change_edition(made, wide, version=made.version, by=viewer_for(host))
    assert (saved.audience, saved.number) == (Audience.HOSTS, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=made.pk).update(audience=Audience.PUBLIC)


def test_real_addresses_are_refused(edition, host):
    made, by = started(edition, host), viewer_for(host)
    people = Person.objects.count()
    with pytest.raises(invented.RealAddress):
        mailings.invite(made, [mailings.Guest("jemand@example.org")], by=by)
    with pytest.raises(Refused):
        team.invite_to_team(made, "jemand@example.org", lab=None, by=by)
    assert Person.objects.count() == people
    assert mailings.invite(made, [mailings.Guest(f"gast@{made.pile}")], by=by) == 1


def test_it_enters_no_list_and_no_figure(edition, host):
    before = [e.pk for e in queries.editions_of(viewer_for(host))]
    made = started(edition, host)
    viewer = viewer_for(host)
    assert [e.pk for e in queries.editions_of(viewer)] == before
    assert queries.next_edition(viewer) == edition
    assert made.pk in viewer.hosting


def test_the_day_can_be_played(edition, host):
    made, by = started(edition, host), viewer_for(host)
    draft = solving.solve(made, by=by, seconds=0.2)
    timetable.publish(made, number=draft.number, by=by)
    rehearsing.play_the_day(made, by=by)
    made.refresh_from_db()
    begins = queries.beginning(made)
    assert timedelta() <= by.now - begins < timedelta(minutes=15)
    running = Placement.objects.filter(timetable__edition=made, starts_at=begins)
    assert running.exists()
    length = made.ends.hour * 60 + made.ends.minute - made.begins.hour * 60 - made.begins.minute
    assert length % (24 * 60) == 180
    at = made.first_day, made.begins
    rehearsing.play_the_day(made, by=by)
    made.refresh_from_db()
    assert (made.first_day, made.begins) == at


def test_it_goes_by_itself_after_its_days_or_with_the_archive(edition, host):
    made = started(edition, host)
    assert made.thrown_away_on == timezone.localdate() + timedelta(days=14)
    assert rehearsal.throw_away_old(timezone.now() + timedelta(days=13)) == 0
    assert rehearsal.throw_away_old(timezone.now() + timedelta(days=14)) == 1
    started(edition, host)
    edition.refresh_from_db()
    archived = about_of(edition, state="archived")
    editions.change_edition(edition, archived, version=edition.version, by=system("keeper"))
    jobs.run_due()
    assert not Edition.objects.exclude(rehearses=None).exists()


def test_an_edition_without_day_or_limit_can_be_rehearsed(host):
    bare = Edition.objects.create(slug="kahl", title="Kahl", audience="public")
    by = viewer_for(plans.a_host(bare))
    made = rehearsing.start(bare, by=by)
    assert made.first_day > timezone.localdate()
    assert (made.seats, made.rooms.count(), made.slots.count()) == (24, 3, 3)


def test_mailings_count_what_would_have_gone_out(edition, host):
    made, by = started(edition, host), viewer_for(host)
    kept = Mailing.objects.create(edition=made, subject="Hallo", text="Hallo", at=by.now)
    mailings.send(kept, total=12, by=by)
    jobs.run_due()
    assert (
        Letter.objects.filter(key__startswith=f"mailing:{kept.pk}:", pile=made.pile).count() == 12
    )
