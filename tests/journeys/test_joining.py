# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""J1 in a browser: a lab joins, without script, on a phone, and by keyboard."""

import pytest

pytestmark = pytest.mark.journey


def test_a_lab_is_proposed_on_a_phone_without_script_and_admitted(visit):
    proposer = visit(width=390, script=False).as_("participant").page
    proposer.goto("/labs/")
    proposer.get_by_role("link", name="Labor vorschlagen").click()
    proposer.get_by_label("Name des Labors").fill("Stadt-Labor Soest (erfunden)")
    proposer.get_by_label("Träger").fill("Stadt Beispiel")
    proposer.get_by_label("Ebene").select_option("kommune")
    proposer.get_by_label("Ort", exact=False).first.fill("Neustadt")
    proposer.get_by_role("button", name="Ort nachschlagen").click()
    proposer.get_by_role("radio").first.check()
    proposer.get_by_label("Was Sie anderen Laboren anbieten").fill("Einen Raum")
    proposer.get_by_role("button", name="Labor vorschlagen").click()

    assert proposer.title().startswith("Ist es eines davon?")
    proposer.get_by_role("button", name="trotzdem einreichen").click()
    assert "Der Vorschlag ist eingereicht" in proposer.locator("main").inner_text()
    address = proposer.url.partition("?")[0]

    guest = visit(script=False).page
    assert guest.goto(address).status == 404

    steward = visit().as_("steward")
    steward.page.goto("/steward/labs/")
    steward.page.get_by_role("link", name="Stadt-Labor Soest (erfunden)").click()
    assert steward.axe() == []
    steward.page.get_by_role("button", name="Labor aufnehmen").click()

    assert guest.goto(address).status == 200
    assert "Einen Raum" in guest.locator("main").inner_text()


def test_the_directory_is_narrowed_by_keyboard_and_the_map_follows(visit):
    reader = visit()
    page = reader.page
    page.goto("/labs/")
    page.get_by_label("Labore suchen").press_sequentially("Sost")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=Sost**")
    assert "stadtLABOR Soest" in page.locator("main").inner_text()

    page.goto("/labs/")
    box = page.get_by_role("checkbox", name="Bund").first
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**level=bund**")
    assert page.locator("#found").inner_text().endswith("Labore")
    page.get_by_role("navigation", name="Ansichten").get_by_role("link", name="Karte").click()
    page.wait_for_url("**/labs/map/?level=bund")
    assert "Laboren auf der Karte" in page.locator("#found").inner_text()
    assert reader.axe() == []
    assert reader.complaints == []
