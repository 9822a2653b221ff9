# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passkeys with Chromium's virtual authenticator: add, sign in, remove; the code stays a way in."""

from __future__ import annotations

import re

import pytest
from tests.journeys import steps
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class AtLocalhost:
    """The same site by a name: a passkey belongs to a name, an IP address has none."""

    def __init__(self, site):
        self.url = site.url.replace("127.0.0.1", "localhost")
        self.links = {
            who: link.replace("127.0.0.1", "localhost") for who, link in site.links.items()
        }


@pytest.fixture
def at_a_device(browser, site):
    """A browser window with a device that can keep passkeys; `keys()` counts them."""
    opened = []

    def open_(*, script=True, device=True):
        look = Visit(browser, AtLocalhost(site), java_script_enabled=script)
        opened.append(look)
        look.cdp = look.context.new_cdp_session(look.page)
        if device:
            look.cdp.send("WebAuthn.enable")
            look.device = look.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        return look

    yield open_
    for look in opened:
        look.close()
        assert look.strangers == []


def keys(look):
    return look.cdp.send("WebAuthn.getCredentials", look.device)["credentials"]


def add_a_passkey(look, name):
    look.page.goto("/account/settings/")
    look.page.get_by_role("link", name="Passkeys").click()
    look.page.get_by_role("link", name="Passkey hinzufügen").click()
    assert look.axe() == []
    look.page.get_by_label("Name des Passkeys").fill(name)
    look.page.get_by_role("button", name="Passkey hinzufügen").click()
    look.page.get_by_role("listitem").filter(has_text=name).wait_for()


def sign_out(look):
    look.page.goto("/account/sign-out/")
    look.page.locator("main").get_by_role("button", name="Abmelden").click()
    look.page.wait_for_url("**/")


def sign_in_with_the_passkey(look, goal="/account/settings/"):
    look.page.goto(f"/account/sign-in/?next={goal}")
    look.page.get_by_role("button", name="Mit Passkey anmelden").click()


def test_add_sign_in_by_it_and_remove_it(at_a_device):
    look = at_a_device().as_("participant")
    page = look.page
    add_a_passkey(look, "Blaues Telefon")
    assert len(keys(look)) == 1
    assert keys(look)[0]["rpId"] == "localhost"
    assert keys(look)[0]["isResidentCredential"]
    page.goto("/account/settings/")
    address = page.locator(".lc-lead").inner_text()

    sign_out(look)
    page.goto("/account/settings/")
    assert "/account/sign-in/" in page.url
    sign_in_with_the_passkey(look)
    page.locator(".lc-lead", has_text=address).wait_for()
    assert page.url.endswith("/account/settings/")
    page.goto("/account/sessions/")
    assert page.locator("main li").filter(has_text="hier").count() == 1

    page.goto("/account/passkeys/")
    assert "zuletzt benutzt" in page.locator("main li", has_text="Blaues Telefon").inner_text()
    assert look.axe() == []
    page.get_by_role("link", name=re.compile("Entfernen.*Blaues Telefon")).click()
    assert look.axe() == []
    page.get_by_role("button", name="Entfernen").click()
    page.get_by_text("Sie haben noch keinen Passkey.").wait_for()

    sign_out(look)
    sign_in_with_the_passkey(look)
    page.get_by_text("Dieser Passkey wurde nicht angenommen.").wait_for()
    page.goto("/account/settings/")
    assert "/account/sign-in/" in page.url
    assert look.complaints == []


def test_the_same_device_is_not_added_twice_and_cancelling_is_said_in_words(at_a_device):
    look = at_a_device().as_("host")
    add_a_passkey(look, "Erster")
    look.page.goto("/account/passkeys/add/")
    look.page.get_by_role("button", name="Passkey hinzufügen").click()
    look.page.get_by_text("gibt es schon einen Passkey").wait_for()
    assert len(keys(look)) == 1

    look.cdp.send("WebAuthn.clearCredentials", look.device)
    look.cdp.send("WebAuthn.setUserVerified", look.device | {"isUserVerified": False})
    look.page.goto("/account/passkeys/add/")
    look.page.get_by_role("button", name="Passkey hinzufügen").click()
    look.page.get_by_text("Es wurde kein Passkey hinzugefügt").wait_for()
    assert keys(look) == []
    look.page.goto("/account/passkeys/")
    assert look.page.locator("main ul.lc-rows li").count() == 1


def test_whoever_has_a_passkey_still_signs_in_by_code_alone(at_a_device):
    look = at_a_device().as_("coordinator")
    page = look.page
    add_a_passkey(look, "Nur zur Bequemlichkeit")
    page.goto("/account/settings/")
    address = page.locator(".lc-lead").inner_text()
    sign_out(look)

    elsewhere = at_a_device(script=False, device=False)
    elsewhere.page.goto("/account/sign-in/?next=/account/settings/")
    assert elsewhere.page.get_by_text("einen Browser mit eingeschaltetem Skript").is_visible()
    assert not elsewhere.page.get_by_role("button", name="Mit Passkey anmelden").is_visible()
    steps.sign_in_by_code(elsewhere.page, address)
    assert elsewhere.page.url.endswith("/account/settings/"), "no second step"
    assert elsewhere.page.locator(".lc-lead").inner_text() == address


def test_without_script_adding_says_what_is_needed(at_a_device):
    look = at_a_device(script=False, device=False).as_("participant")
    look.page.goto("/account/passkeys/add/")
    assert look.page.get_by_text("einen Browser mit eingeschaltetem Skript").is_visible()
    assert not look.page.locator("#id_name").is_visible()


def test_other_peoples_passkeys_cannot_be_removed(at_a_device):
    look = at_a_device().as_("steward")
    add_a_passkey(look, "Vom Steward")
    address = look.page.get_by_role(
        "link", name=re.compile("Entfernen.*Vom Steward")
    ).get_attribute("href")
    other = at_a_device(device=False).as_("participant")
    assert other.page.goto(address).status == 404
    assert look.page.goto(address).status == 200
