# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""German entries on English pages are marked as German, for those who hear the page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override
from lxml import html
from tests.builders.history import a_history, take_in

from labcamp.core.instance.models import Instance
from labcamp.network.models import Lab
from labcamp.series.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def told():
    Instance.objects.update_or_create(pk=1, defaults={"name": "Treff"})
    take_in(a_history())


def languages_of(words: str, address: str) -> set[str]:
    """The languages in which a reader hears these words in the page's own part."""
    answer = Client().get(address)
    assert answer.status_code == 200
    main = html.document_fromstring(answer.content.decode()).get_element_by_id("main")
    spoken = set()
    for text in main.xpath(".//text()"):
        if words in text:
            tag = text.getparent().getparent() if text.is_tail else text.getparent()
            spoken.add(next(at.get("lang") for at in [tag, *tag.iterancestors()] if at.get("lang")))
    return spoken


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("series/", "Treff #1"),
        ("series/", "Ein Treff am Meer"),
        ("labs/", "Musterlabor"),
        ("labs/musterlabor/", "Kleine Schritte."),
        ("learnings/", "Kleine Schritte."),
        ("glossary/", "Man trifft sich."),
    ],
)
def test_lists_speak_entries_in_their_language(address, words):
    assert languages_of(words, f"/en/{address}") == {"de"}
    assert languages_of(words, f"/{address}") == {"de"}


def test_pages_speak_the_name_of_their_entry_in_its_language():
    records = (*Lab.objects.all(), *Edition.objects.all())
    with override("en"):
        addresses = [record.get_absolute_url() for record in records]
    for record, address in zip(records, addresses, strict=True):
        page = Client().get(address).content.decode()
        heading = html.document_fromstring(page).find(".//h1")
        assert heading.get("lang") == "de", record


def test_a_german_page_repeats_nothing_and_an_english_network_turns_it_round():
    german = Client().get("/labs/musterlabor/").content.decode()
    assert html.document_fromstring(german).find(".//h1").get("lang") is None
    Instance.objects.update(content_language="en")
    assert languages_of("Kleine Schritte.", "/labs/musterlabor/") == {"en"}
    assert languages_of("Kleine Schritte.", "/en/labs/musterlabor/") == {"en"}
