# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Moving an account to another e-mail address, through the pages."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.builders.network import a_lab

from labcamp.core import jobs
from labcamp.core.instance.models import Instance
from labcamp.core.mail.models import Letter
from labcamp.core.record import Fact
from labcamp.network.models import Person

pytestmark = pytest.mark.django_db
NEW = "kim.neu@example.org"


@pytest.fixture(autouse=True)
def instance():
    return Instance.objects.create(pk=1, name="LabCamp", contact="post@example.org")


@pytest.fixture
def kim():
    return Person.objects.create_user("kim@example.org", confirmed_at=timezone.now())


@pytest.fixture
def client(kim):
    client = Client()
    client.force_login(kim, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def ask(client, email=NEW):
    return client.post("/account/address/", {"email": email})


def code_sent():
    letter = Letter.objects.filter(kind="address code").order_by("pk").last()
    return re.search(r"^    (\S+)$", letter.text, re.MULTILINE)[1]


def enter(client, code):
    return client.post("/account/address/code/", {"code": code})


def test_the_address_moves_once_the_code_is_entered_and_the_old_one_is_told(client, kim):
    EmailAddress.objects.create(user=kim, email=kim.email, verified=True, primary=True)
    answer = ask(client)
    assert (answer.status_code, answer.url) == (303, "/account/address/code/")
    assert NEW in client.get(answer.url).text
    kim.refresh_from_db()
    assert kim.email == "kim@example.org"

    answer = enter(client, code_sent().lower().replace("-", " "))

    assert (answer.status_code, answer.url) == (303, "/account/settings/?saved=1")
    kim.refresh_from_db()
    assert kim.email == NEW
    assert NEW in client.get("/account/settings/").text
    assert EmailAddress.objects.count() == 0
    assert Fact.objects.get(kind="network.person_address_changed").data == {}
    jobs.run_due()
    assert [letter.to for letter in mail.outbox] == [[NEW], ["kim@example.org"]]
    assert "post@example.org" in mail.outbox[1].body


def test_a_wrong_code_says_so_and_three_need_a_new_one(client, kim):
    ask(client)
    code = code_sent()
    for _ in range(3):
        answer = enter(client, "XXXX-XXXX")
        assert answer.status_code == 422
        assert "nicht der Code" in answer.text
    answer = enter(client, code)
    assert answer.url == "/account/address/"
    assert "dreimal falsch" in client.get(answer.url).text
    assert enter(client, code).url == "/account/address/"
    kim.refresh_from_db()
    assert kim.email == "kim@example.org"


def test_an_expired_code_says_so(client, kim):
    ask(client)
    session = client.session
    session["new_address"] |= {"until": (timezone.now() - timedelta(seconds=1)).isoformat()}
    session.save()
    answer = enter(client, code_sent())
    assert answer.url == "/account/address/"
    assert "nicht mehr gültig" in client.get(answer.url).text
    kim.refresh_from_db()
    assert kim.email == "kim@example.org"


def test_the_session_does_not_hold_the_code(client):
    ask(client)
    code = code_sent()
    assert code not in str(dict(client.session))
    assert code.replace("-", "") not in str(dict(client.session))


def test_a_code_sent_for_one_address_does_not_confirm_another(client, kim):
    ask(client)
    first = code_sent()
    ask(client, "other@example.org")
    assert enter(client, first).status_code == 422


def test_a_taken_address_looks_the_same_until_it_is_proved_to_be_ones_own(client, kim):
    other = a_lab(by=Person.objects.create_user("taken@example.org", confirmed_at=timezone.now()))
    free, taken = ask(client), ask(client, "taken@example.org")
    assert (free.status_code, free.url) == (taken.status_code, taken.url)
    answer = enter(client, code_sent())
    assert answer.url == "/account/address/"
    assert "gehört zu einem anderen Konto" in client.get(answer.url).text
    kim.refresh_from_db()
    assert kim.email == "kim@example.org"
    assert Person.objects.filter(email="taken@example.org").exists()
    assert other.proposed_by.email == "taken@example.org"


def test_an_address_somebody_only_typed_in_is_nobodys(client, kim):
    Person.objects.create_user(NEW)
    ask(client)
    assert enter(client, code_sent()).url == "/account/settings/?saved=1"
    assert Person.objects.get(email=NEW) == kim


def test_a_form_sent_twice_moves_once(client, kim):
    ask(client)
    code = code_sent()
    enter(client, code)
    assert enter(client, code).url == "/account/address/"
    kim.refresh_from_db()
    assert kim.email == NEW
    assert Fact.objects.filter(kind="network.person_address_changed").count() == 1


def test_too_many_letters_are_refused_with_the_time_to_come_back(client):
    for _ in range(6):
        assert ask(client).status_code == 303
    answer = ask(client)
    assert answer.status_code == 429
    assert re.search(r"nach \d\d:\d\d", answer.text)
    assert Letter.objects.count() == 6


def test_something_that_is_no_address_stays_in_the_form(client):
    answer = ask(client, "kim at example")
    assert answer.status_code == 422
    assert 'value="kim at example"' in answer.text


def test_guests_are_asked_to_sign_in():
    for page in ("/account/address/", "/account/address/code/"):
        assert Client().get(page).url == f"/account/sign-in/?next={page}"
