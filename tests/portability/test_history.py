# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking a history in: new, again, changed, edited meanwhile, and what is left out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.builders.history import a_history, take_in

from labcamp.core.access import Audience, Refused, Viewer, guest
from labcamp.core.instance.models import Level, Topic
from labcamp.core.record import Fact
from labcamp.harvest.models import Item, Material
from labcamp.network.actions.status import Change, change_status
from labcamp.network.models import Lab, Person
from labcamp.portability.actions import import_history
from labcamp.portability.report import Outcome
from labcamp.series.models import Edition, Series

pytestmark = pytest.mark.django_db


def test_a_rehearsal_says_the_same_and_saves_nothing():
    rehearsal = take_in(a_history(), rehearsal=True)

    assert not Lab.objects.exists()
    assert not Edition.objects.exists()
    assert not Fact.objects.exists()
    assert rehearsal.lines == take_in(a_history()).lines


def test_levels_and_topics_have_proper_names():
    take_in(a_history())
    assert list(Level.objects.values_list("key", "colour")) == [
        ("bund", 1),
        ("land", 2),
        ("kommune", 3),
        ("oeffentliches-unternehmen", 4),
        ("wissenschaft", 5),
        ("zivilgesellschaft", 6),
        ("international", 7),
    ]
    assert Topic.objects.get(key="raum").name_de == "Räume"
    assert Topic.objects.get(key="ganz-neues-thema").name_de == "Ganz neues thema"
    data = a_history()
    data["labs"][0]["topics"] = ["oeffnungszeiten"]
    take_in(data)
    hours = Topic.objects.get(key="oeffnungszeiten")
    assert (hours.name_de, hours.name_en) == ("Öffnungszeiten", "Opening hours")


def test_a_small_file_of_another_network_is_taken_in():
    take_in(a_history())
    assert list(Edition.objects.order_by("slug").values_list("slug", flat=True)) == [
        "1",
        "koeln-2022",
    ]
    assert Lab.objects.get(slug="altes-labor").successor == Lab.objects.get(slug="musterlabor")
    assert Material.objects.get().edition.slug == "1"


def test_what_is_marked_sensitive_is_left_out():
    told = {"id": "H1", "text": "Ein Streit.", "sensitive": True}
    report = take_in(a_history(challenges=[told]))

    line = next(line for line in report.lines if line.name == "H1")
    assert line.outcome == Outcome.LEFT_OUT
    assert line.why
    assert not Item.objects.filter(key="H1").exists()


def test_what_turns_out_sensitive_later_is_withdrawn():
    told = {"id": "H1", "text": "Ein Streit."}
    take_in(a_history(challenges=[told]))
    assert Item.objects.visible_to(guest()).filter(key="H1").exists()

    take_in(a_history(challenges=[{**told, "sensitive": True}]))

    assert Item.objects.get(key="H1").audience == Audience.AUTHOR
    assert not Item.objects.visible_to(guest()).filter(key="H1").exists()


def test_a_changed_file_brings_its_records_up_to_date():
    take_in(a_history())
    data = a_history()
    data["labs"][0]["carrier"] = "Neues Amt"
    data["labs"][0]["sources"] = ["https://example.org/neu"]
    data["labs"][1]["other_names"] = ["Noch älteres Labor"]

    report = take_in(data)

    changed = {line.name: line.why for line in report.lines if line.outcome == Outcome.UPDATED}
    assert changed == {"Musterlabor": "carrier, sources", "Altes Labor": "lab"}
    lab = Lab.objects.get(slug="musterlabor")
    assert lab.carrier == "Neues Amt"
    assert [s.url for s in lab.sources.all()] == ["https://example.org/neu"]
    assert take_in(data).changed is False


def test_what_people_have_changed_since_is_kept():
    take_in(a_history())
    keeper = Viewer(person=Person.objects.create_user("kim@example.org").pk, steward=True)
    lab = Lab.objects.get(slug="musterlabor")
    change_status(lab, Change(status="paused", as_of="2026-01"), by=keeper)
    data = a_history()
    data["labs"][0]["status"] = "active"
    data["labs"][1]["carrier"] = "Neues Amt"

    report = take_in(data)

    outcomes = {line.name: line.outcome for line in report.lines if line.at.startswith("$.labs[")}
    assert outcomes["Musterlabor"] == Outcome.KEPT
    assert outcomes["Altes Labor"] == Outcome.UPDATED
    assert Lab.objects.get(slug="musterlabor").status == "paused"


def test_a_lab_people_brought_in_is_not_filed_twice():
    take_in(a_history())
    data = a_history(learnings=[], editions=[])
    data["labs"][0] |= {"id": "anders", "name": "MUSTERLABOR e. V."}
    data["labs"][1]["successor"] = "anders"

    take_in(data)

    assert Lab.objects.filter(town="Musterstadt").count() == 1


def test_a_number_that_is_filled_is_no_gap_any_more():
    data = a_history()
    take_in(data)
    Edition.objects.create(slug="2", number=2, title="Doch gefunden", state="held")

    take_in(data)

    assert Series.objects.get().gap_numbers == []


def test_nobody_imports_who_may_not_set_the_instance_up():
    with pytest.raises(Refused):
        import_history(a_history(), by=guest())
    assert not Lab.objects.exists()


def test_an_edition_ahead_is_planned(settings):
    from labcamp.core.access import system

    before = datetime(2020, 5, 1, tzinfo=UTC)
    import_history(a_history(), by=system("import history", before))
    assert Edition.objects.get(number=1).state == Edition.State.PLANNED
