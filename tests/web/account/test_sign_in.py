# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in by code, through the pages."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from labcamp.core import jobs
from labcamp.core.instance.models import Instance
from labcamp.core.limits import Allowance
from labcamp.core.mail.models import Letter
from labcamp.network.actions.person import forget_unconfirmed
from labcamp.network.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def instance():
    return Instance.objects.create(pk=1, name="LabCamp")


def ask(client, email="kim@example.org", goal="/labs/"):
    return client.post("/account/sign-in/", {"email": email, "next": goal})


def code_sent():
    letter = Letter.objects.order_by("pk").last()
    return re.search(r"^    (\S+)$", letter.text, re.MULTILINE)[1]


def enter(client, code, goal="/labs/"):
    return client.post("/account/code/", {"code": code, "next": goal})


def test_a_newcomer_signs_in_and_comes_back_to_the_deep_link():
    client = Client()
    answer = ask(client)
    assert (answer.status_code, answer.url) == (303, "/account/code/?next=%2Flabs%2F")
    answer = enter(client, code_sent())
    assert (answer.status_code, answer.url) == (303, "/account/welcome/?next=%2Flabs%2F")
    answer = client.post(
        "/account/welcome/", {"name": "Kim Beispiel", "language": "de", "next": "/labs/"}
    )
    assert (answer.status_code, answer.url) == (303, "/labs/")
    person = Person.objects.get()
    assert (person.name, person.confirmed_at is not None) == ("Kim Beispiel", True)


def test_somebody_known_goes_straight_where_they_wanted():
    Person.objects.create_user("kim@example.org", confirmed_at=timezone.now())
    client = Client()
    ask(client)
    answer = enter(client, code_sent())
    assert (answer.status_code, answer.url) == (303, "/labs/")
    assert client.get("/account/settings/").status_code == 200


def test_known_and_unknown_addresses_cannot_be_told_apart():
    Person.objects.create_user("known@example.org", confirmed_at=timezone.now())
    known, unknown = Client(), Client()
    first, second = ask(known, "known@example.org"), ask(unknown, "unknown@example.org")
    assert (first.status_code, first.url) == (second.status_code, second.url)
    pages = [
        re.sub(r'value="[^"]{30,}"', "", c.get("/account/code/").content.decode()).replace(a, "@")
        for c, a in ((known, "known@example.org"), (unknown, "unknown@example.org"))
    ]
    assert pages[0].replace("unknown", "known") == pages[1].replace("unknown", "known")
    assert Letter.objects.count() == 2


def test_the_letter_has_its_code_in_the_subject_and_leaves_at_once():
    ask(Client())
    code = code_sent()
    jobs.run_due()
    letter = mail.outbox[0]
    assert code in letter.subject
    assert "15 Minuten" in letter.body
    assert letter.to == ["kim@example.org"]
    assert Letter.objects.count() == 0  # no code stays behind


def test_a_wrong_code_says_so_and_three_lead_back_to_the_start():
    client = Client()
    ask(client)
    for _ in range(2):
        answer = enter(client, "XXXX-XXXX")
        assert answer.status_code == 422
        assert "nicht der Code" in answer.content.decode()
    answer = enter(client, "XXXX-XXXX")
    assert answer.url == "/account/sign-in/?next=%2Flabs%2F"
    assert "dreimal falsch" in client.get(answer.url).content.decode()
    assert enter(client, code_sent()).status_code == 303
    assert client.get("/account/settings/").status_code == 302


def test_an_expired_code_says_so(monkeypatch):
    client = Client()
    ask(client)
    import time

    later = time.time() + 16 * 60
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)
    answer = enter(client, code_sent())
    assert answer.url == "/account/sign-in/?next=%2Flabs%2F"
    assert "nicht mehr gültig" in client.get(answer.url).content.decode()
    assert client.get("/account/settings/").status_code == 302


def test_a_code_works_once_and_only_where_it_was_asked_for():
    client = Client()
    ask(client)
    code = code_sent()
    assert enter(Client(), code).url.startswith("/account/sign-in/")
    enter(client, code)
    client.post("/account/sign-out/")
    assert enter(client, code).url.startswith("/account/sign-in/")
    assert client.get("/account/settings/").status_code == 302


@pytest.mark.parametrize(
    "goal", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_to_another_site(goal):
    Person.objects.create_user("kim@example.org", confirmed_at=timezone.now())
    client = Client()
    ask(client, goal=goal)
    assert enter(client, code_sent(), goal=goal).url == "/"


def test_a_page_for_members_asks_to_sign_in_and_comes_back():
    answer = Client().get("/account/settings/")
    assert answer.url == "/account/sign-in/?next=/account/settings/"


def test_too_many_codes_to_one_address_are_refused_in_words():
    for _ in range(6):
        assert ask(Client()).status_code == 303
    answer = ask(Client())
    assert answer.status_code == 429
    assert "nach" in answer.content.decode()
    assert 'value="kim@example.org"' in answer.content.decode()
    assert Letter.objects.count() == 6
    assert Allowance.objects.count() == 2


def test_no_address_is_said_beside_the_field():
    answer = ask(Client(), "kein-at")
    assert answer.status_code == 422
    assert 'value="kein-at"' in answer.content.decode()
    assert not Person.objects.exists()


def test_addresses_nobody_confirmed_are_forgotten():
    ask(Client())
    assert forget_unconfirmed(timezone.now()) == 0
    forget_unconfirmed(timezone.now() + timedelta(days=2))
    assert not Person.objects.exists()


def test_sessions_are_listed_and_ended_one_by_one_and_all_at_once():
    def signed_in(email):
        client = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
        ask(client, email)
        enter(client, code_sent())
        return client

    desk, phone = signed_in("kim@example.org"), signed_in("kim@example.org")
    other = signed_in("toni@example.org")
    page = desk.get("/account/sessions/").content.decode()
    ids = re.findall(r'name="session" value="(\d+)"', page)
    assert len(ids) == 2
    assert page.count("Firefox, Linux") >= 2

    from allauth.usersessions.models import UserSession

    foreign = UserSession.objects.get(user__email="toni@example.org").pk
    assert desk.post("/account/sessions/", {"session": foreign}).status_code == 404
    assert other.get("/account/settings/").status_code == 200

    phones = UserSession.objects.get(session_key=phone.session.session_key).pk
    desk.post("/account/sessions/", {"session": phones})
    assert phone.get("/account/settings/").status_code == 302
    assert desk.get("/account/settings/").status_code == 200

    phone = signed_in("kim@example.org")
    desk.post("/account/sessions/", {"all": "1"})
    assert phone.get("/account/settings/").status_code == 302
    assert desk.get("/account/settings/").status_code == 302


def test_the_demos_links_and_letters_exist_in_the_demo_only(settings):
    from labcamp.web.account.demo import demo_link

    person = Person.objects.create_user("kim@example.org", name="Kim Beispiel")
    settings.DEMO = False
    assert Client().get(demo_link(person)).status_code == 404
    assert Client().get("/account/mailbox/").status_code == 404
    settings.DEMO = True
    client = Client()
    assert "Kim Beispiel" in client.get(demo_link(person)).content.decode()
    assert client.get("/account/settings/").status_code == 302
    assert client.post(demo_link(person)).status_code == 303
    assert client.get("/account/settings/").status_code == 200
    assert client.get("/account/demo/forged/").status_code == 404
    assert client.get("/account/mailbox/").status_code == 200
