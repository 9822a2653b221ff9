# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The usual afternoon in one step; inputs asked for and offered, in the programme with two yeses."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.builders import harvest as build

from labcamp.core import jobs
from labcamp.core.mail.models import Letter
from labcamp.series.models import Contribution, Edition, HostTeam, Part, RegistrationDesk

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = (timezone.localdate() + timedelta(days=30)).isoformat()


def work():
    while jobs.run_due():
        pass


def the_afternoon(**more):
    asked = {f"{what}_{n}": "" for what in ("title", "lab", "email") for n in (1, 2, 3)}
    return {
        "theme": "Mut zur Lücke", "day": DAY, "begins": "14:00", "ends": "17:00", "seats": "60",
        "room_link": "https://video.example.org/abc", "confidentiality": "Bleibt im Raum.",
        "publish": "on", **asked, **more,
    }  # fmt: skip


@pytest.fixture
def lab():
    return build.a_lab("Impulslabor")


@pytest.fixture
def edition():
    return build.an_edition(11)


@pytest.fixture
def browser(edition):
    person = build.a_person()
    HostTeam.objects.create(edition=edition, person=person, since=NOW - timedelta(days=1))
    return build.browser_of(person)


def answer_address(email):
    return re.search(r"/input/[\w-]+/", Letter.objects.get(to=email).text).group()


def test_one_form_makes_a_public_page_with_registration(lab):
    steward = build.browser_of(build.a_steward())
    sent = the_afternoon(number="11", host=lab.slug, title_1="Vergabe", lab_1=lab.slug,
                         email_1="gast@example.org", email_2="zwei@example.org")  # fmt: skip
    assert steward.post("/edition/new/afternoon/", sent).url == "/edition/11/"
    assert steward.post("/edition/new/afternoon/", sent).status_code == 422
    edition = Edition.objects.get()
    assert (edition.audience, edition.registration_open, edition.seats) == ("public", True, 60)
    assert edition.outline[0].startswith("14:00–14:15 Begrüßung")
    assert edition.outline[-1].endswith("wer ist als Nächstes Gastgeber")
    assert edition.tasks.count() == 21
    assert RegistrationDesk.objects.get().room_link.endswith("/abc")
    page = Client().get("/edition/11/").content.decode()
    assert "Mut zur Lücke" in page
    assert "Bleibt im Raum." in page
    assert "Vergabe" not in page
    assert "video.example.org" not in page
    assert lab.name in page
    work()
    assert "Bleibt im Raum." in Letter.objects.get(to="gast@example.org").text
    assert Letter.objects.filter(kind="inputs").count() == 2


def test_a_time_too_short_keeps_what_was_typed(lab):
    steward = build.browser_of(build.a_steward())
    sent = the_afternoon(number="11", host="", ends="14:20", theme="Mut & Maß")
    answer = steward.post("/edition/new/afternoon/", sent)
    assert answer.status_code == 422
    assert "Mut &amp; Maß" in answer.content.decode()
    assert "zu kurz" in answer.content.decode()
    assert not Edition.objects.exists()


def test_hosts_fill_their_own_edition_and_others_may_not(edition, browser):
    where = "/edition/11/host/afternoon/"
    assert build.browser_of(build.a_member(build.a_lab())).get(where).status_code == 403
    assert "14:00" in browser.get(where).content.decode()
    assert browser.post(where, the_afternoon(title_1="Vergabe")).status_code == 303
    assert browser.post(where, the_afternoon(title_1="Vergabe")).status_code == 303
    edition.refresh_from_db()
    assert edition.theme == "Mut zur Lücke"
    assert edition.contributions.count() == 1


def test_the_asked_say_yes_without_signing_in_and_may_change_it(edition, browser, lab):
    sent = {"title": "Vergabe", "lab": lab.slug, "email": "Gast@example.org", "note": "100 % gern"}
    for _ in range(2):
        assert browser.post("/edition/11/host/inputs/", sent).status_code == 303
    work()
    assert "100 % gern" in Letter.objects.get(to="gast@example.org").text
    where, guest = answer_address("gast@example.org"), Client()
    assert "Vergabe" in guest.get(where).content.decode()
    assert not Part.objects.exists()
    assert guest.post(where, {"joins": "yes", "title": ""}).status_code == 422
    for _ in range(2):
        assert guest.post(where, {"joins": "yes", "title": "Kleine Vergaben"}).status_code == 303
    part = Part.objects.get()
    assert (part.title, part.lab, part.level) == ("Kleine Vergaben", lab, lab.level)
    assert "Kleine Vergaben" in Client().get("/edition/11/").content.decode()
    page = browser.get("/edition/11/host/inputs/").content.decode()
    assert "1 Labor trägt zum ersten Mal bei" in page
    guest.post(where, {"joins": "no", "title": ""})
    assert not Part.objects.exists()
    assert guest.get("/input/1-0/").status_code == 404
    Edition.objects.update(state="held")
    assert guest.post(where, {"joins": "yes", "title": "Zu spät"}).status_code == 409
    assert not Part.objects.exists()


def test_a_lab_offers_and_the_hosts_answer(edition, browser, lab):
    member = build.a_member(lab)
    theirs = build.browser_of(member)
    sent = {"lab": lab.slug, "title": "Reallabor", "note": "Zehn Minuten genügen."}
    for _ in range(2):
        assert theirs.post("/edition/11/offer-input/", sent).status_code == 303
    assert build.browser_of(build.a_person()).get("/edition/11/offer-input/").status_code == 403
    other = build.a_lab()
    assert theirs.post("/edition/11/offer-input/", {**sent, "lab": other.slug}).status_code == 422
    assert "Reallabor" not in Client().get("/edition/11/").content.decode()
    assert "Zehn Minuten" in browser.get("/edition/11/host/inputs/").content.decode()
    offered = Contribution.objects.get()
    browser.post(f"/edition/11/host/inputs/{offered.pk}/", {"joins": "yes"})
    assert Part.objects.get().title == "Reallabor"
    work()
    assert Letter.objects.filter(to=member.email, subject__contains="Zusage").count() == 1


def test_the_page_shows_beforehand_what_becomes_of_it(browser, edition, lab):
    path = f"/edition/{edition.slug}/host/afternoon/"
    said = the_afternoon(lab_1=lab.slug, begins="13:00", ends="16:00")
    part = browser.post(path, said, headers={"HX-Request": "true"})
    told = part.content.decode()
    assert part.status_code == 200
    assert "<h1" not in told
    assert re.findall(r'scope="row">([\d:]+)<', told)[0] == "13:00"
    assert told.count("Impulslabor") == 1
    edition.refresh_from_db()
    assert edition.theme != "Mut zur Lücke"
    assert not Contribution.objects.exists()
    short = browser.post(path, said | {"ends": "13:10"}, headers={"HX-Request": "true"})
    assert "nicht alle Teile Platz" in short.content.decode()
