# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reports and materials through their pages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.builders import harvest as build
from tests.core.files.samples import PDF

from labcamp.harvest.models import Material, Report
from labcamp.network.models import Membership

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "Was wir mitnehmen", "teaser": "Drei Dinge.", "text": "**Erstens** fragen.",
    "url": "", "language": "de", "audience": "public",
}  # fmt: skip


def token_in(page):
    return re.search(r'name="token" value="([0-9a-f]+)"', page.content.decode())[1]


@pytest.fixture
def lab():
    return build.a_lab()


@pytest.fixture
def author(lab):
    return build.a_member(lab)


def write(client, lab, **changes):
    token = token_in(client.get("/reports/new/"))
    form = {**WORDS, "lab": lab.pk, "edition": "", "token": token, **changes}
    return form, client.post("/reports/new/", form)


def test_a_member_writes_a_report_that_everybody_reads_and_follows(lab, author):
    _, answer = write(build.browser_of(author), lab)
    assert answer.status_code == 303
    assert "<strong>Erstens</strong>" in Client().get(answer.url).content.decode()
    feed = Client().get("/reports.atom")
    assert "Was wir mitnehmen" in feed.content.decode()
    assert Client().get("/reports/").content.decode().count("Was wir mitnehmen") == 1


def test_the_same_form_sent_twice_is_one_report(lab, author):
    client = build.browser_of(author)
    form, first = write(client, lab)
    second = client.post("/reports/new/", form)
    assert second.url == first.url
    assert Report.objects.count() == 1


def test_a_report_without_words_keeps_what_was_typed(lab, author):
    _, answer = write(build.browser_of(author), lab, text="", url="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "braucht einen Text" in page
    assert 'value="Was wir mitnehmen"' in page
    assert not Report.objects.exists()


def test_nobody_reports_for_a_lab_they_do_not_belong_to(lab, author):
    other = build.a_lab()
    _, answer = write(build.browser_of(author), other)
    assert answer.status_code == 422
    assert build.browser_of(build.a_person()).get("/reports/new/").status_code == 403
    assert Client().get("/reports/new/").status_code == 302
    assert not Report.objects.exists()


def test_two_who_edit_at_once_see_both_versions(lab, author):
    client = build.browser_of(author)
    _, answer = write(client, lab)
    edit = answer.url + "edit/"
    assert client.post(edit, {**WORDS, "title": "Erste Fassung", "version": 1}).status_code == 303
    late = client.post(edit, {**WORDS, "title": "Zweite Fassung", "version": 1})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Erste Fassung" in page
    assert "Zweite Fassung" in page
    assert Report.objects.get().title == "Erste Fassung"
    new = re.search(r'name="version" value="(\d+)"', page)[1]
    client.post(edit, {**WORDS, "title": "Zweite Fassung", "version": new})
    assert Report.objects.get().title == "Zweite Fassung"


def test_whoever_left_the_lab_no_longer_changes_its_reports(lab, author):
    client = build.browser_of(author)
    _, answer = write(client, lab)
    Membership.objects.filter(person=author).update(until=timezone.now())
    edit = answer.url + "edit/"
    assert client.get(edit).status_code == 403
    assert client.post(edit, {**WORDS, "audience": "lab", "version": 1}).status_code == 403
    assert Report.objects.get().audience == "public"
    assert build.browser_of(build.a_member(lab, "coordinator")).get(edit).status_code == 200
    assert build.browser_of(build.a_member(lab)).get(edit).status_code == 403


def test_hosts_and_stewards_add_a_link_or_a_file_once(lab):
    build.an_edition(4)
    client, address = build.browser_of(build.a_steward()), "/edition/4/materials/new/"
    link = {"title": "Folien", "url": "https://example.org/f.pdf", "audience": "public"}
    for _ in range(2):
        assert client.post(address, link).status_code == 303
    assert Material.objects.count() == 1
    assert "Folien" in Client().get("/edition/4/").content.decode()

    file = {"title": "Datei", "url": "", "audience": "public"}
    sent = SimpleUploadedFile("folien.pdf", PDF)
    assert client.post(address, {**file, "file": sent}).status_code == 303
    page = Client().get("/edition/4/").content.decode()
    shown = re.search(r'href="(/files/[^"]+)"', page)[1]
    assert Client().get(shown).status_code == 200
    Material.objects.filter(title="Datei").update(audience="hosts")
    assert Client().get(shown).status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"url": ""}, "Adresse angeben oder eine Datei"),
        ({"date_told": "gestern"}, "2022-11"),
        ({"url": "", "file": SimpleUploadedFile("a.pdf", b"<script>")}, "file"),
    ],
)
def test_bad_material_is_refused_beside_its_field(change, words):
    build.an_edition(4)
    form = {"title": "Folien", "url": "https://example.org/", "audience": "public", **change}
    answer = build.browser_of(build.a_steward()).post("/edition/4/materials/new/", form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="Folien"' in answer.content.decode()
    assert not Material.objects.exists()


def test_others_may_not_add_material():
    build.an_edition(4)
    client = build.browser_of(build.a_person())
    assert client.get("/edition/4/materials/new/").status_code == 403
    assert client.get("/edition/404/materials/new/").status_code == 404
