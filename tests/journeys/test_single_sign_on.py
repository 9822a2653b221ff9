# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Single sign-on against a real OpenID Connect provider, each in a process of its own."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect
from tests import site as sites
from tests.journeys.conftest import fresh_database

pytestmark = pytest.mark.journey

PEOPLE = [
    {"sub": "robin", "email": "robin.amt@example.org", "email_verified": True, "name": "Robin Amt"},
    {"sub": "nobody", "email": "victim@example.org", "email_verified": False, "name": "Nobody"},
]


@pytest.fixture(scope="module")
def provider():
    port = sites.free_port()
    claims = [word for one in PEOPLE for word in ("--user-claims", json.dumps(one))]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    sites.wait_for(f"http://127.0.0.1:{port}/", process)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="module")
def site(provider, tmp_path_factory, worker_id):
    running = sites.start(
        tmp_path_factory.mktemp("sso"),
        fresh_database(f"sso_{worker_id}"),
        LABCAMP_OIDC_ISSUER=provider,
        LABCAMP_OIDC_CLIENT="labcamp",
        LABCAMP_OIDC_SECRET="only-for-this-test",
        LABCAMP_OIDC_NAME="Hausanmeldung",
    )
    yield running
    running.stop()


def sign_in_over_there(look, sub, goal="/labs/"):
    look.page.goto(f"/account/sign-in/?next={goal}")
    look.page.get_by_role("button", name="Mit Hausanmeldung anmelden").click()
    look.page.locator("input[name=sub]").fill(sub)
    look.page.get_by_role("button", name="Authorize").click()
    look.strangers.clear()  # the provider is where this button leads


def test_somebody_the_employer_knows_is_signed_in_and_comes_back(visit):
    look = visit()
    sign_in_over_there(look, "robin")
    assert look.page.url.split("?")[0].endswith("/account/welcome/")
    assert look.page.locator("input[name=name]").input_value() == "Robin Amt"
    look.page.get_by_role("link", name="Überspringen").click()
    assert look.page.url.endswith("/labs/")

    again = visit(script=False)
    sign_in_over_there(again, "robin")
    assert again.page.url.endswith("/labs/")
    again.page.goto("/account/settings/")
    assert "robin.amt@example.org" in again.page.content()


def test_an_address_the_employer_has_not_verified_is_turned_away_in_words(visit):
    look = visit()
    sign_in_over_there(look, "nobody")
    assert look.page.url.endswith("/account/sign-in/")
    expect(look.page.locator("main")).to_contain_text("nicht bestätigt")
    look.page.goto("/account/settings/")
    assert "/account/sign-in/" in look.page.url


def test_saying_no_over_there_leads_back_in_words(visit):
    look = visit()
    look.page.goto("/account/sign-in/")
    look.page.get_by_role("button", name="Mit Hausanmeldung anmelden").click()
    look.page.get_by_role("button", name="Deny").click()
    look.strangers.clear()
    assert look.page.url.endswith("/account/sign-in/")
    assert "nicht gelungen" in look.page.content()
