# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lists of series, harvest and papers: the same queries for one row and for many."""

import pytest
from django.test import Client
from django.utils import timezone
from tests.builders import harvest as build

from labcamp.core import search
from labcamp.core.access import Audience
from labcamp.harvest.models import Item, Material, Report, Term
from labcamp.paper.models import Finding, Paper
from labcamp.series.models import EditionRole, Part, Partner

pytestmark = pytest.mark.django_db

PAGES = [
    "/series/", "/series/partners/", "/edition/1/", "/learnings/", "/learnings/?topic=daten",
    "/learnings/?q=Erkenntnis", "/reports/", "/reports.atom", "/glossary/", "/sources/",
    "/papers/", "/papers/papier/",
]  # fmt: skip


def one_more(number):
    """One more of everything that these pages list."""
    lab = build.a_lab()
    edition = build.an_edition(number)
    EditionRole.objects.create(edition=edition, role="host", lab=lab, name=lab.name)
    Part.objects.create(edition=edition, title="Impuls", lab=lab, level=lab.level)
    first = build.Edition.objects.get(number=1)
    EditionRole.objects.create(edition=first, role="supporter", lab=lab, name=lab.name)
    Part.objects.create(edition=first, title="Impuls", lab=lab, level=lab.level)
    Material.objects.create(
        edition=first, title="M", url=f"https://example.org/m{number}", at=timezone.now(),
        audience=Audience.PUBLIC,
    )  # fmt: skip
    Report.objects.create(
        slug=f"r{number}", title="R", lab=lab, edition=first, at=timezone.now(),
        changed_at=timezone.now(), audience=Audience.PUBLIC,
    )  # fmt: skip
    item = build.an_item(lab)
    source = item.sources.get()
    term = Term.objects.create(term=f"T{number}", identifier="t", kind="x", meaning="M")
    partner = Partner.objects.create(name=f"P{number}", kind="study")
    paper, _ = Paper.objects.get_or_create(
        slug="papier", defaults={"title": "Papier", "status": "s", "audience": Audience.PUBLIC}
    )
    Paper.objects.create(slug=f"p{number}", title="P", status="s", audience=Audience.PUBLIC)
    finding = Finding.objects.create(paper=paper, number=number, title="F")
    finding.topics.add(item.topics.get())
    for thing in (term, partner, finding, lab, edition):
        thing.sources.add(source)
    search.reindex(Item)


@pytest.mark.parametrize("page", PAGES)
def test_a_list_takes_the_same_queries_for_one_row_and_for_four(page, count_queries):
    one_more(1)
    Client().get(page)  # what a process keeps is there now
    few = count_queries(lambda: Client().get(page))
    for number in (2, 3, 4):
        one_more(number)
    Client().get(page)
    assert count_queries(lambda: Client().get(page)) == few
    assert few <= 20


def test_filters_narrow_together_and_count_what_they_leave():
    lab = build.a_lab()
    build.an_item(lab, text="Klein anfangen")
    build.an_item(lab, text="Geld fehlt", kind="challenge")
    page = Client().get("/learnings/?kind=challenge&topic=daten").content.decode()
    assert "Geld fehlt" in page
    assert "Klein anfangen" not in page
    nothing = Client().get("/learnings/?kind=challenge&topic=gibtesnicht").content.decode()
    assert "ist nichts zu finden" in nothing


def test_words_are_found_in_other_forms():
    lab = build.a_lab()
    build.an_item(lab, text="Bürgerämter brauchen Räume")
    build.an_item(lab, text="Etwas ganz anderes")
    search.reindex(Item)
    page = Client().get("/learnings/?q=Bürgeramt Raum").content.decode()
    assert "Bürgerämter brauchen" in page
    assert "ganz anderes" not in page
