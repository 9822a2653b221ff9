# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Invitations from a list, editions for the invited, letters to groups."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import harvest as build

from labcamp.core import jobs
from labcamp.core.mail.models import Letter
from labcamp.core.mail.post import progress
from labcamp.network.models import Lab
from labcamp.network.names import name_key
from labcamp.series.actions import places
from labcamp.series.guestlist import read
from labcamp.series.models import HostTeam, Invitation, Mailing, Registration
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db
INVITE, LETTERS = "/edition/11/host/invitations/", "/edition/11/host/letters/"


def work():
    while jobs.run_due():
        pass


@pytest.fixture
def edition():
    return build.an_edition(11, registration_open=True, seats=2)


@pytest.fixture
def host(edition):
    person = build.a_person()
    since = timezone.now() - timedelta(days=1)
    HostTeam.objects.create(edition=edition, person=person, since=since)
    return person


@pytest.fixture
def browser(host):
    return build.browser_of(host)


def come(edition, count):
    people = [build.a_person() for _ in range(count)]
    for person in people:
        places.register(edition, by=viewer_for(person))
    work()
    return people


def a_letter(browser, **more):
    sent = {"group": "held", "subject": "Der Ablauf", "text": "100 % pünktlich um 14 Uhr.", **more}
    assert browser.post(LETTERS, sent).status_code == 303
    return Mailing.objects.get(subject=sent["subject"])


def test_a_list_is_looked_at_first_and_then_taken_over_once(edition, browser):
    lab = build.a_lab("Musterlabor")
    Lab.objects.filter(pk=lab.pk).update(name_key=name_key(lab.name))
    text = f"Name;E-Mail;Labor\nAda Beispiel;Ada@example.org;{lab.name}\n;bo@example.org;\n"
    page = browser.post(INVITE, {"text": text, "what": "look"}).content.decode()
    assert "Liste übernehmen" in page
    assert not Invitation.objects.exists()
    for _ in range(2):
        assert browser.post(INVITE, {"text": text, "what": "take"}).status_code == 303
    found = Invitation.objects.values_list("email", "name", "lab")
    assert list(found) == [
        ("ada@example.org", "Ada Beispiel", lab.pk),
        ("bo@example.org", "", None),
    ]
    work()
    assert not Letter.objects.exists()
    browser.post(f"{INVITE}{Invitation.objects.first().pk}/")
    assert Invitation.objects.count() == 1


def test_a_wrong_line_stops_the_whole_list_and_nothing_typed_is_lost(edition, browser):
    text = "ada@example.org\nkein-at\nada@example.org\nbo@example.org,Bo,Labor das es nicht gibt"
    answer = browser.post(INVITE, {"text": text, "what": "take"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("keine E-Mail-Adresse", "zweimal auf der Liste", "steht nicht im Verzeichnis"):
        assert words in page
    assert "Labor das es nicht gibt</textarea>" in page
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(("data", "words"), [
    (b"PK\x03\x04\0\0", "keine CSV-Datei"), (b"a" * 500_001, "zu groß"),
])  # fmt: skip
def test_a_wrong_file_is_refused_with_the_reason(browser, data, words):
    file = SimpleUploadedFile("gaeste.csv", data)
    answer = browser.post(INVITE, {"text": "", "file": file, "what": "take"})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_of_an_office_pc_is_read_with_its_umlauts(edition, browser):
    data = "E-Mail;Name\njörg@example.org;Jörg Ümlaut\n".replace("jörg@", "joerg@").encode("cp1252")
    file = SimpleUploadedFile("gaeste.csv", data)
    assert "Jörg Ümlaut" in browser.post(INVITE, {"file": file}).content.decode()


@given(st.lists(st.tuples(st.emails(), st.text("abcäöü XYZ", max_size=9)), max_size=8))
def test_what_a_table_program_writes_is_read_back(guests):
    lines = ["e-mail\tname", *(f"{email}\t{name}" for email, name in guests)]
    rows = [(row.email, row.name) for row in read("\ufeff" + "\r\n".join(lines))]
    assert rows == [(email, " ".join(name.split())) for email, name in guests]


def test_an_edition_for_the_invited_takes_them_and_those_with_the_code(edition, browser):
    desk = {"version": 1, "room_opens_minutes": 30, "accept_hours": 0, "invited_only": "on"}
    assert browser.post("/edition/11/desk/", {**desk, "invite_code": "kurz"}).status_code == 422
    assert browser.post("/edition/11/desk/", {**desk, "invite_code": "Kranich7"}).status_code == 303
    guest, other = build.a_person(), build.a_person()
    browser.post(INVITE, {"text": guest.email, "what": "take"})
    take = "/edition/11/register/"
    assert build.browser_of(guest).post(take, {"audience": "hosts"}).status_code == 303
    theirs = build.browser_of(other)
    refused = theirs.post(take, {"audience": "edition", "code": "falsch!"})
    assert refused.status_code == 422
    assert "nicht der Code" in refused.content.decode()
    assert 'value="edition" selected' in refused.content.decode()
    sent = {"audience": "hosts", "code": " Kranich7 "}
    assert theirs.post(take, sent).status_code == 303
    assert Registration.objects.count() == 2


def test_a_letter_is_tried_sent_once_and_its_progress_shown(edition, host, browser):
    people = come(edition, 3)
    letter = a_letter(browser)
    where = f"{LETTERS}{letter.pk}/"
    assert "2 Personen" in browser.get(where).content.decode()
    browser.post(where, {"what": "try"})
    work()
    assert "100 % pünktlich" in Letter.objects.get(to=host.email, kind="mailing").text
    for _ in range(2):
        assert browser.post(where, {"what": "send"}).status_code == 303
    assert "0 von 2 verschickt" in browser.get(where).content.decode()
    work()
    told = Letter.objects.filter(key__startswith=f"mailing:{letter.pk}:")
    assert sorted(told.values_list("to", flat=True)) == sorted(p.email for p in people[:2])
    assert "2 von 2 verschickt" in browser.get(where).content.decode()
    assert "/place/" in told.first().text
    refused = browser.post(where, {"what": "save", "group": "held", "subject": "X", "text": "Y"})
    assert refused.status_code == 403


def test_groups_are_who_they_say(edition, browser):
    people = come(edition, 3)
    browser.post(INVITE, {"text": f"neu@example.org\n{people[0].email}", "what": "take"})
    for group, expected in (
        ("waiting", [people[2].email]),
        ("registered", sorted(p.email for p in people)),
        ("invited", ["neu@example.org"]),
    ):
        letter = a_letter(browser, group=group, subject=f"An {group}")
        browser.post(f"{LETTERS}{letter.pk}/", {"what": "send"})
        work()
        told = Letter.objects.filter(key__startswith=f"mailing:{letter.pk}:")
        assert sorted(told.values_list("to", flat=True)) == expected
    assert "/edition/11/register/" in Letter.objects.get(to="neu@example.org").text


def test_two_hosts_change_a_draft_and_nothing_is_overwritten(browser, edition):
    letter = a_letter(browser)
    where = f"{LETTERS}{letter.pk}/"
    sent = {"what": "save", "group": "held", "subject": "Neu", "text": "Erste", "version": 1}
    assert browser.post(where, sent).status_code == 303
    stale = browser.post(where, {**sent, "text": "Zweite"})
    assert stale.status_code == 409
    assert "Zweite" in stale.content.decode()
    letter.refresh_from_db()
    assert letter.text == "Erste"


def test_addresses_the_mail_server_refuses_are_listed(edition, browser):
    come(edition, 1)
    letter = a_letter(browser)
    browser.post(f"{LETTERS}{letter.pk}/", {"what": "send"})
    jobs.run(jobs.claim(timezone.now()))
    jobs.Job.objects.update(gave_up_at=timezone.now())
    far = progress(f"mailing:{letter.pk}:")
    assert (far.written, far.sent, len(far.refused)) == (1, 0, 1)
    page = browser.get(f"{LETTERS}{letter.pk}/").content.decode()
    assert "Nicht zustellbar" in page
    assert far.refused[0] in page


def test_only_hosts_write(edition):
    for other in (build.a_person(), build.a_steward()):
        for where in (INVITE, LETTERS):
            assert build.browser_of(other).get(where).status_code == 403
