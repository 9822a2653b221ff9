# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a passkey page does with answers no browser would give, and with sign-ins long past."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.timezone import now

from labcamp.network.models import Person

pytestmark = pytest.mark.django_db

GARBLED = [
    "9" * 5000, "[" * 100_000, "", "no json", "[]", "{}", "7", '"text"', "null",
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": []}),
    json.dumps({
        "id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": "e30", "attestationObject": "AA", "authenticatorData": "AA",
            "signature": "AA", "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
        },
    }),
]  # fmt: skip


@pytest.fixture
def person(client):
    found = Person.objects.create(email="kim@example.org", name="Kim Beispiel")
    client.force_login(found)
    UserSession.objects.create(
        user=found, session_key=client.session.session_key, ip="127.0.0.1", user_agent="Test"
    )
    return found


@pytest.mark.parametrize("answer", GARBLED)
def test_garbled_answers_are_refused_in_words(client, person, answer):
    client.get("/account/passkeys/add/")
    refused = client.post("/account/passkeys/add/", {"credential": answer, "name": "x"})
    assert refused.status_code == 422
    assert 'id="errors"' in refused.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("answer", GARBLED)
def test_nobody_gets_in_with_a_garbled_answer(client, answer):
    challenge = client.get("/account/passkeys/sign-in/", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert challenge.json()["publicKey"]["userVerification"] == "required"
    refused = client.post("/account/passkeys/sign-in/", {"credential": answer, "next": "/labs/"})
    assert refused.status_code == 303
    assert refused["Location"] == "/account/sign-in/?next=%2Flabs%2F"
    assert "_auth_user_id" not in client.session
    assert "nicht angenommen" in client.get(refused["Location"]).content.decode()


def test_long_after_signing_in_one_is_asked_to_sign_in_again(client, person):
    UserSession.objects.update(created_at=now() - timedelta(days=1, minutes=1))
    refused = client.get("/account/passkeys/add/")
    assert refused.status_code == 403
    assert "melden Sie sich neu an" in refused.content.decode()
    UserSession.objects.update(created_at=now() - timedelta(hours=23))
    assert client.get("/account/passkeys/add/").status_code == 200


def test_guests_are_asked_to_sign_in(client):
    for path in ("/account/passkeys/", "/account/passkeys/add/"):
        assert client.get(path)["Location"].startswith("/account/sign-in/")


def test_signing_in_with_a_passkey_is_limited_in_words(client):
    for _ in range(60):
        client.post("/account/passkeys/sign-in/", {"credential": "{}"})
    refused = client.post("/account/passkeys/sign-in/", {"credential": "{}"})
    assert "zu oft" in client.get(refused["Location"]).content.decode()
