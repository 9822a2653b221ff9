# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The history that ships, taken in once for this file: everything is there and leads on."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction
from django.utils import translation
from tests.builders.history import shipped, take_in

from labcamp.core.access import guest
from labcamp.core.instance.models import Level, Phase, Topic
from labcamp.core.record import Fact
from labcamp.core.sources import Source
from labcamp.harvest.models import Item, Material, Report, Term
from labcamp.network.models import Lab
from labcamp.network.names import name_key
from labcamp.paper.models import Finding, Paper
from labcamp.portability.report import Outcome
from labcamp.series.models import Edition, EditionRole, Part, Partner, Series
from labcamp.series.queries import Gap, editions_of, trail

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def first(django_db_setup, django_db_blocker):
    """What the first import reported; everything it did is undone after this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield take_in(shipped())
        transaction.set_rollback(True)


COUNTS = {
    Level: 7,
    Phase: 5,
    Topic: 81,
    Source: 158,
    Partner: 11,
    Lab: 82,
    Series: 1,
    Edition: 7,
    Material: 11,
    Report: 1,
    Item: 66,
    Paper: 2,
    Finding: 9,
    Term: 53,
}


def test_the_history_arrives_whole(first):
    assert {model: model.objects.count() for model in COUNTS} == COUNTS
    assert first.counts == Counter({Outcome.CREATED: sum(COUNTS.values())})
    kinds = Counter(Item.objects.values_list("kind", flat=True))
    assert kinds == {"learning": 39, "challenge": 27}
    assert Fact.objects.filter(kind="portability.history_imported").count() == 1


def test_a_second_import_changes_nothing():
    before = Fact.objects.count()

    again = take_in(shipped())

    assert set(again.counts) == {Outcome.UNCHANGED}
    assert len(again.lines) == sum(COUNTS.values())
    assert not again.changed
    assert Fact.objects.count() == before


def test_every_source_is_reached_from_the_records_that_name_it():
    data = shipped()
    found = {
        "networks": {p.name: p for p in Partner.objects.all()},
        "labs": {lab.slug: lab for lab in Lab.objects.all()},
        "editions": {e.title: e for e in Edition.objects.all()},
        "learnings": {i.key: i for i in Item.objects.all()},
        "challenges": {i.key: i for i in Item.objects.all()},
        "papers": {p.slug: p for p in Paper.objects.all()},
        "findings": {f.title: f for f in Finding.objects.all()},
        "vocabulary": {t.term: t for t in Term.objects.all()},
    }
    reached = set()
    for section, things in found.items():
        for record in data[section]:
            key = next(
                record[f] for f in ("id", "term", "title", "name") if things.get(record.get(f))
            )
            told = set(things[key].sources.values_list("url", flat=True))
            assert told == set(record["sources"]), (section, key)
            reached |= told
    series = Series.objects.get()
    for sources, name in ((series.sources, "series"), (series.gap_sources, "gaps")):
        assert set(sources.values_list("url", flat=True)) == set(data[name]["sources"])
        reached |= set(data[name]["sources"])
    unnamed = set(Source.objects.values_list("url", flat=True)) - reached
    assert len(unnamed) == 1
    assert "no record names it" in next(
        line.why for line in take_in_english(data) if line.name in unnamed
    )


def take_in_english(data):
    with translation.override("en"):
        return take_in(data).lines


def test_the_gap_is_shown_as_a_gap():
    series = Series.objects.get()
    assert series.gap_numbers == [6, 7, 8, 9]
    assert series.gap_text.startswith("Vor #10 gab es neun Ausgaben")

    steps = trail(editions_of(guest()), series).steps

    names = [s.numbers if isinstance(s, Gap) else s.slug for s in steps]
    assert names == ["1", "2", "3", "4", "5", "barcelona-2022", (6, 7, 8, 9), "10"]


def test_an_edition_says_what_is_known_and_what_is_not():
    first, unnumbered = Edition.objects.get(number=1), Edition.objects.get(slug="barcelona-2022")

    assert (first.first_day.isoformat(), f"{first.begins:%H:%M}") == ("2020-05-26", "15:00")
    assert (first.people_min, first.units, first.form) == (60, 40, "online")
    assert first.confidentiality == "vertraulicher Rahmen ausdrücklich zugesagt"
    assert (unnumbered.number, unnumbered.first_day, unnumbered.date_told) == (
        None,
        None,
        "2022-11",
    )
    assert unnumbered.possible_numbers == [6, 7, 8, 9]
    assert (unnumbered.begins, unnumbered.people_min, unnumbered.language) == (None, None, "")
    assert "genauer Tag" in unnumbered.unknown
    assert {e.state for e in Edition.objects.all()} == {Edition.State.HELD}


def test_organisations_lead_to_labs_and_networks_where_that_is_certain():
    roles = EditionRole.objects.filter(edition__number=1).values_list(
        "role", "lab__slug", "partner__name"
    )
    assert list(roles) == [
        ("host", "citylab-berlin", None),
        ("host", "pg-dit", None),
        ("organiser", "citylab-berlin", None),
        ("organiser", "pg-dit", None),
        ("supporter", None, "NExT e. V."),
        ("moderation", None, "Politics for Tomorrow"),
    ]
    parts = Part.objects.filter(edition__number__in=[2, 3, 5]).order_by("edition__number", "order")
    assert list(parts.values_list("lab__slug", "level__key")) == [
        ("digitale-agenda-ulm", "kommune"),
        ("ilab-bam", "bund"),
        (None, "oeffentliches-unternehmen"),
        ("govlabaustria", "bund"),
        ("witi-speyer", "wissenschaft"),
        ("projecttogether", "zivilgesellschaft"),
        ("denkfabrik-bmas", "bund"),
        (None, "oeffentliches-unternehmen"),
        ("innolab-bw", "land"),
    ]
    abroad = Part.objects.filter(edition__slug="barcelona-2022").values_list("by", "lab")
    assert list(abroad) == [("Land Berlin", None), ("Stadt Barcelona", None)]


def test_labs_keep_their_status_their_end_and_their_roles():
    statuses = Counter(Lab.objects.values_list("status", flat=True))
    assert statuses == {"unknown": 41, "active": 35, "ended": 4, "planned": 2}
    moved = Lab.objects.get(slug="pg-dit")
    assert (moved.ended, moved.ended_how) == ("2021-04", "In die Linie übernommen.")
    assert moved.roles_told == ["Unterstützer und Mitveranstalter #1", "Impuls #1"]
    assert moved.note.endswith("Der Ort ist der Sitz des Trägers; die Quelle nennt ihn nicht.")
    assert {lab.state for lab in Lab.objects.all()} == {Lab.State.ADMITTED}
    soest = Lab.objects.get(name_key=name_key("Stadtlabor Soest e. V."))
    assert (soest.slug, soest.status_as_of, soest.web_key) == (
        "stadtlabor-soest",
        "2025",
        "stadtlabor-soest.de",
    )


def test_labs_stand_in_their_town_and_state_or_nowhere():
    placed = Lab.objects.exclude(place_id=None)
    assert placed.count() == 80
    assert set(placed.filter(latitude=None)) == set()
    nowhere = Lab.objects.filter(place_id=None).values_list("slug", "town", "region", "country")
    assert sorted(nowhere) == [
        ("datenlabor-bmi", "", "", "DE"),
        ("projecttogether", "", "", "DE"),
    ]
    where = {lab.slug: (lab.region, lab.town_size) for lab in placed}
    assert where["stadtlabor-soest"] == ("DE-05", "medium")
    assert where["staatslabor"][0] == "CH-BE"
    assert where["govtech-lab-lu"][0] == "LU"
    assert where["govlabaustria"][0] == "AT-3"
