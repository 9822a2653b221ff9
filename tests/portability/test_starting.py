# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A new instance begins with what every instance needs, and keeps what stewards wrote."""

import pytest
from django.test import Client

from labcamp.core.access import Refused, Viewer, system
from labcamp.core.instance.models import LegalPage, Level, Phase
from labcamp.core.record import Fact
from labcamp.demo import house
from labcamp.portability import starting

pytestmark = pytest.mark.django_db

KEEPER = system("keeper")


def test_a_new_instance_has_legal_pages_levels_and_phases():
    assert starting.begin(KEEPER) == 4 + 7 + 5 + 21
    for slug in ("impressum", "datenschutz", "barrierefreiheit", "rueckmeldung"):
        page = Client().get(f"/legal/{slug}/").content.decode()
        assert "noch nicht ausgefüllt" in page
        assert "not been filled in" in Client().get(f"/en/legal/{slug}/").content.decode()
    footer = Client().get("/legal/impressum/").content.decode()
    assert footer.count("/legal/") >= 4
    assert (Level.objects.count(), Phase.objects.count()) == (7, 5)


def test_a_second_start_changes_nothing_and_keeps_what_was_written():
    starting.begin(KEEPER)
    LegalPage.objects.filter(slug="impressum").update(text_de="Unser Text")
    Level.objects.exclude(key="bund").delete()
    facts = Fact.objects.count()
    assert starting.begin(KEEPER) == 0
    assert LegalPage.objects.get(slug="impressum").text_de == "Unser Text"
    assert Level.objects.count() == 1
    assert Fact.objects.count() == facts


def test_the_demo_and_a_new_instance_name_the_same_pages():
    assert {page["slug"] for page in house.told("instance.json")["pages"]} == {
        page[0] for page in starting.PAGES
    }


def test_nobody_else_lays_anything_out():
    with pytest.raises(Refused):
        starting.begin(Viewer(person=1))
    assert not LegalPage.objects.exists()
