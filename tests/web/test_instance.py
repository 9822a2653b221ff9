# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Settings, legal pages, words and reports of barriers, through their pages."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from labcamp.core.instance.models import Instance, LegalPage, Topic
from labcamp.core.limits import Allowance
from labcamp.core.mail.models import Letter
from labcamp.network.models import Person, Steward

pytestmark = pytest.mark.django_db

SETTINGS = {
    "version": 1, "name": "LabCamp", "claim_de": "Ein Satz.", "claim_en": "", "welcome_de": "",
    "welcome_en": "", "accent": "#123456", "contact": "post@example.org", "security_contact": "",
    "operator": "", "open_to_search_engines": "on", "content_language": "de",
    "vouches_needed": 2,
}  # fmt: skip


@pytest.fixture
def instance():
    LegalPage.objects.create(slug="imprint", title_de="Impressum", title_en="Imprint",
                             text_de="**Text**", changed_at=timezone.now())  # fmt: skip
    return Instance.objects.create(pk=1, name="LabCamp", contact="post@example.org")


def signed_in(*, steward):
    person = Person.objects.create_user(f"s{steward}@example.org", confirmed_at=timezone.now())
    if steward:
        Steward.objects.create(person=person, since=timezone.now())
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_steward_sets_the_instance_up(instance):
    client = signed_in(steward=True)
    answer = client.post("/steward/settings/", SETTINGS)
    assert answer.status_code == 303
    instance.refresh_from_db()
    assert (instance.accent, instance.version) == ("#123456", 2)
    assert "--lc-accent:#123456" in client.get("/instance.css").content.decode()


def test_others_are_refused_and_guests_are_asked_to_sign_in(instance):
    assert signed_in(steward=False).get("/steward/settings/").status_code == 403
    answer = Client().get("/steward/settings/")
    assert answer.status_code == 302
    assert "next=/steward/settings/" in answer.url


def test_a_colour_nobody_can_read_is_refused_beside_its_field(instance):
    answer = signed_in(steward=True).post("/steward/settings/", {**SETTINGS, "accent": "#ffee00"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ein Satz." in page
    assert re.search(r"#[0-9a-f]{6}", page)
    instance.refresh_from_db()
    assert instance.version == 1


def test_a_stale_form_shows_both_versions_and_overwrites_nothing(instance):
    client = signed_in(steward=True)
    client.post("/steward/settings/", {**SETTINGS, "claim_de": "Erste Fassung"})
    answer = client.post("/steward/settings/", {**SETTINGS, "claim_de": "Zweite Fassung"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Erste Fassung" in page
    assert "Zweite Fassung" in page
    instance.refresh_from_db()
    assert instance.claim_de == "Erste Fassung"


def test_legal_pages_are_read_and_edited(instance):
    client = signed_in(steward=True)
    assert "<strong>Text</strong>" in Client().get("/legal/imprint/").content.decode()
    new = {"version": 1, "title_de": "Impressum", "title_en": "Imprint", "text_de": "Neu"}
    assert client.post("/steward/legal/imprint/", new).status_code == 303
    assert "Neu" in Client().get("/legal/imprint/").content.decode()
    assert Client().get("/legal/nothing/").status_code == 404


def test_a_word_is_added_and_renamed(instance):
    client = signed_in(steward=True)
    client.post("/steward/words/", {"kind": "topic", "name_de": "Öffnungszeiten"})
    client.post("/steward/words/", {"kind": "topic", "key": "oeffnungszeiten",
                                    "name_de": "Offene Zeiten"})  # fmt: skip
    assert list(Topic.objects.values_list("key", "name_de")) == [
        ("oeffnungszeiten", "Offene Zeiten")
    ]


def test_a_barrier_is_reported_once_however_often_it_is_sent(instance):
    report = {"page": "/labs/", "text": "Die Karte ist zu klein.", "reply_to": "kim@example.org"}
    for _ in range(2):
        assert Client().post("/barrier/", report).status_code == 303
    letter = Letter.objects.get()
    assert letter.to == "post@example.org"
    assert "Die Karte ist zu klein." in letter.text


def test_without_a_contact_the_stewards_read_reports():
    for number in (1, 2):
        person = Person.objects.create_user(f"s{number}@example.org", confirmed_at=timezone.now())
        Steward.objects.create(person=person, since=timezone.now())
    assert 'href="/barrier/?page=/"' in Client().get("/").content.decode()
    for _ in range(2):
        assert Client().post("/barrier/", {"text": "Zu klein."}).status_code == 303
    assert sorted(Letter.objects.values_list("to", flat=True)) == [
        "s1@example.org", "s2@example.org",
    ]  # fmt: skip


def test_where_nobody_would_read_it_no_form_is_shown():
    for answer in (Client().get("/barrier/"), Client().post("/barrier/", {"text": "Zu klein."})):
        page = answer.content.decode()
        assert "<textarea" not in page
        assert "wird noch eingerichtet" in page
    assert not Letter.objects.exists()


def test_a_report_without_words_keeps_what_was_typed(instance):
    answer = Client().post("/barrier/", {"page": "/labs/", "text": ""})
    assert answer.status_code == 422
    assert 'value="/labs/"' in answer.content.decode()
    assert not Letter.objects.exists()


def test_reports_have_a_limit_with_words(instance):
    for number in range(10):
        Client().post("/barrier/", {"text": f"Bericht {number}"})
    answer = Client().post("/barrier/", {"text": "noch einer"})
    assert answer.status_code == 429
    assert Letter.objects.count() == 10
    assert Allowance.objects.get().used == 10


def test_robots_and_security_say_what_the_settings_say(instance):
    assert "Disallow: /account/" in Client().get("/robots.txt").content.decode()
    assert Client().get("/.well-known/security.txt").status_code == 404
    signed_in(steward=True).post("/steward/settings/", {
        **SETTINGS, "open_to_search_engines": "", "security_contact": "mailto:s@example.org",
    })  # fmt: skip
    assert Client().get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    assert (
        "Contact: mailto:s@example.org"
        in Client().get("/.well-known/security.txt").content.decode()
    )


def a_picture(kind="PNG"):
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (40, 20), "green").save(data, kind)
    return SimpleUploadedFile(f"logo.{kind.lower()}", data.getvalue())


def test_a_logo_is_chosen_shown_to_everybody_and_taken_away(instance):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(steward=True)
    bad = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")
    assert client.post("/steward/logo/", {"file": bad}).status_code == 422
    assert client.post("/steward/logo/", {"file": a_picture()}).status_code == 303
    page = Client().get("/legal/imprint/").content.decode()
    address = re.search(r'src="(/files/[^"]+)"', page)[1]
    assert Client().get(address).status_code == 200
    assert client.post("/steward/logo/", {"remove": "1"}).status_code == 303
    assert "/files/" not in Client().get("/legal/imprint/").content.decode()
