# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The demo: whole, once, honest about what is invented."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, date, datetime

import pytest

from labcamp.core.access import guest
from labcamp.core.instance.models import Instance, LegalPage
from labcamp.core.record import Fact
from labcamp.demo import edition as planned
from labcamp.demo import house, labs, load, people
from labcamp.network.models import Lab, Membership, Person, Steward
from labcamp.notes.models import Pad
from labcamp.programme.models import Interest, InterestCode, Placement, Proposal, Timetable
from labcamp.series.models import Edition, HostTeam, Registration
from labcamp.series.queries import next_edition, viewer_for

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """The demo, loaded once for this file; gone again afterwards."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        began = time.perf_counter()
        assert load.once(NOW)
        seconds = time.perf_counter() - began
        yield seconds
        transaction.set_rollback(True)


def test_a_second_load_changes_nothing():
    before = Fact.objects.count()
    assert load.once(NOW) is False
    assert Fact.objects.count() == before


def test_real_labs_stay_apart_from_invented_ones():
    invented = Lab.objects.filter(note=labs.NOTE)
    assert Lab.objects.exclude(note=labs.NOTE).count() == 82
    assert {lab.name.endswith("(erfunden)") for lab in invented} == {True}
    assert set(Membership.objects.values_list("lab__note", flat=True)) == {labs.NOTE}
    assert Lab.objects.get(status="ended", note=labs.NOTE).successor.note == labs.NOTE


def test_everybody_is_invented_and_cannot_be_written_to():
    assert Person.objects.count() == 44
    assert {p.email.rpartition("@")[2] for p in Person.objects.all()} == {"example.org"}
    assert {p.email for p in Person.objects.filter(terms__until=None, terms__isnull=False)} == {
        "kim.beispiel@example.org",
        "alex.muster@example.org",
    }


def test_roles_are_those_the_links_promise():
    kim, robin, toni, sascha, charlie = (
        viewer_for(Person.objects.get(name=name), NOW)
        for name in (
            people.STEWARD,
            people.HOST,
            people.COORDINATOR,
            people.PARTICIPANT,
            people.MEMBER,
        )
    )
    edition = Edition.objects.get(number=11)
    assert kim.steward
    assert Steward.objects.count() == 2
    assert robin.hosting == {edition.pk}
    assert list(HostTeam.objects.values_list("edition", flat=True)) == [edition.pk]
    assert toni.speaks_for
    assert not toni.hosting
    assert sascha.editions == {edition.pk}
    assert not sascha.member
    assert charlie.labs == toni.labs & charlie.labs != frozenset()
    assert not charlie.speaks_for


def test_the_planned_edition_says_that_it_is_invented():
    edition = Edition.objects.get(number=11)
    assert edition.title == "Beispiel-Ausgabe (Demodaten)"
    assert edition.about.startswith("**Diese Ausgabe ist erfunden.**")
    assert {role.name for role in edition.roles.all()} == {"Beispiellabor Musterstadt (erfunden)"}
    assert edition.first_day == date(2026, 12, 17)
    assert next_edition(guest(NOW)) == edition
    assert Edition.objects.filter(state=Edition.State.PLANNED).count() == 1


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 26, 9, tzinfo=UTC), date(2026, 12, 17)),
        (datetime(2026, 11, 27, 9, tzinfo=UTC), date(2026, 12, 24)),
        (datetime(2026, 11, 26, 23, 30, tzinfo=UTC), date(2026, 12, 24)),
    ],
)
def test_its_day_lies_three_weeks_ahead(now, day):
    assert planned.day_ahead(now) == day


def test_the_programme_is_published_and_one_proposal_came_later():
    timetable = Timetable.objects.get(state="published")
    sessions = Placement.objects.filter(timetable=timetable, proposal__isnull=False)
    states = [p.state for p in Proposal.objects.all()]
    others = ["draft", "merged", "parked", "waiting", "waiting"]
    assert sorted(states) == sorted(["offered"] * 24 + others)
    assert sessions.count() == 22
    assert timetable.placements.filter(proposal=None).count() == 3
    assert timetable.report["unplaced"] == []
    assert 0 < timetable.lost < timetable.wishes / 2
    assert {p.audience for p in Proposal.objects.filter(state="offered")} == {"public"}
    assert len({p.kind for p in Proposal.objects.all()}) == 6
    assert all(len(p.abstract) > 80 for p in Proposal.objects.all())
    assert InterestCode.objects.count() == 24
    assert Interest.objects.values("person").distinct().count() == 40
    assert Registration.objects.filter(state="held").count() == 42


def test_the_instance_says_that_it_is_a_demo():
    instance = Instance.objects.get()
    assert (instance.name, instance.demo) == ("LabCamp", True)
    pages = LegalPage.objects.all()
    assert [p.slug for p in pages] == [
        "impressum",
        "datenschutz",
        "barrierefreiheit",
        "rueckmeldung",
    ]
    assert all("gehört zu einer Demo" in p.text_de for p in pages)
    assert all("part of a demo" in p.text_en for p in pages)


def test_no_address_in_the_demo_leads_to_anybody():
    """Texts of our own hold addresses at example.org only; a source is no mail address."""
    texts = [path.read_text(encoding="utf-8") for path in house.HERE.rglob("*.md")]
    texts += [path.read_text(encoding="utf-8") for path in house.HERE.glob("*.json")]
    found = {m for text in texts for m in re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+\w", text)}
    assert {address.rpartition("@")[2] for address in found} == {"example.org"}


def test_every_program_text_uses_german_quotation_marks():
    told = json.loads((house.HERE / "edition.json").read_text(encoding="utf-8"))
    words = json.dumps([p["title"] + p["abstract"] for p in told["proposals"]], ensure_ascii=False)
    assert words.count("„") == words.count("“")


def test_a_demo_does_not_move_in_with_somebody(demo):
    from django.db import transaction

    with transaction.atomic():
        Instance.objects.update(demo=False)
        with pytest.raises(load.Inhabited):
            load.once(NOW)
        transaction.set_rollback(True)


def test_the_welcome_names_a_link_for_each_role():
    said = load.welcome("http://127.0.0.1:8000")
    links = dict(re.findall(r"^\s*(\w+)\b.*?(http://\S+/account/demo/\S+)", said, re.MULTILINE))
    assert list(links) == ["steward", "host", "coordinator", "participant"]
    assert len(set(links.values())) == 4
    assert "http://127.0.0.1:8000/account/mailbox/" in said


def test_a_link_leads_to_the_person_it_names(client, settings):
    settings.DEMO = True
    host = load.welcome("").splitlines()[4].split()[-1]
    assert people.HOST in client.get(host).content.decode()


def test_some_sessions_have_notes_by_several_people_and_others_none_yet():
    pads = {pad.proposal.title: pad for pad in Pad.objects.select_related("proposal")}
    assert len(pads) == 4
    many = pads["Was tun, wenn niemand kommt?"]
    assert "in der Kantine" in many.text
    assert set(many.updates.exclude(author=None).values_list("author__name", flat=True)) == {
        "Sascha Teilnahme", "Mika Muster", "Noa Entwurf",
    }  # fmt: skip
    assert "## Worin wir uns einig sind\n\n\n## Was offen bleibt\n" in many.text, many.text
    assert all(pad.text.count("## ") >= 4 for pad in pads.values())
    english = pads["Working across borders with a team of two"]
    assert english.text.startswith("## The question")
