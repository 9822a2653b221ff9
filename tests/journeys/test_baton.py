# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""J2 and the usual afternoon in a browser: consent without script on a phone, by keyboard, the
baton passed, and a public page with registration within 25 inputs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = pytest.mark.journey


def test_an_objection_is_met_and_the_baton_passed_on_a_phone_without_script(visit):
    coordinator = visit(width=390, script=False).as_("coordinator").page
    coordinator.goto("/consent/")
    coordinator.get_by_role("link", name="Soll Musterlabor Beispielland").first.click()
    asked = coordinator.url
    assert "Im Juli sind in mehreren Ländern Ferien" in coordinator.locator("main").inner_text()
    coordinator.get_by_role("link", name="Text ändern").click()
    coordinator.get_by_label("Wann?").fill("Juni des kommenden Jahres")
    coordinator.get_by_role("button", name="Speichern").click()
    coordinator.locator("#errors").wait_for()
    coordinator.get_by_label("Was ist anders").fill("Juni statt Juli.")
    coordinator.get_by_role("checkbox").first.check()
    coordinator.get_by_role("button", name="Speichern").click()

    host = visit(width=390, script=False).as_("host").page
    host.goto(asked)
    assert "Juni statt Juli." in host.locator("main").inner_text()
    host.get_by_role("radio", name="Zustimmung").check()
    host.get_by_role("button", name="antworten").click()
    host.get_by_text("ist festgehalten").wait_for()
    coordinator.goto(asked)
    coordinator.get_by_role("radio", name="Zustimmung").check()
    coordinator.get_by_role("button", name="antworten").click()
    coordinator.locator(".lc-status", has_text="Vereinbart").wait_for()

    offer = coordinator.get_by_role("link", name="Zur Sache").get_attribute("href")
    accept = coordinator.get_by_role("button", name="annehmen")
    for _ in range(40):  # a job carries the outcome over; the page is asked again until it is there
        coordinator.goto(offer)
        if accept.count():
            break
        coordinator.wait_for_timeout(250)
    accept.click()
    coordinator.wait_for_url("**/edition/12/")
    guest = visit(width=390, script=False)
    guest.page.goto("/baton/")
    assert "LabCamp #12" in guest.page.locator("main").inner_text()
    coordinator.goto("/edition/12/host/")
    coordinator.get_by_role("button", name=re.compile("Mit den früheren")).click()
    coordinator.get_by_text("1 von 21 erledigt").wait_for()


def test_a_voice_is_given_by_keyboard(visit):
    speaker = visit().as_("host")
    page = speaker.page
    page.goto("/steward/terms/")
    page.get_by_label("E-Mail-Adresse der Person").press_sequentially(
        "toni.koordination@example.org"
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Kennt die Labore.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Vorgeschlagen").wait_for()
    other = visit().as_("coordinator").page
    other.goto("/steward/terms/")
    other.get_by_role("button", name="Ja, ich bin bereit").click()
    page.goto("/consent/")
    page.get_by_role("link", name="Soll Toni Koordination").click()
    page.get_by_role("radio", name="Zustimmung").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Wir kennen sie wenig.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**?said=*")
    assert "festgehalten" in page.locator("main").inner_text()
    assert speaker.axe() == []
    assert speaker.complaints == []


def test_the_usual_afternoon_is_public_with_registration_within_25_inputs(visit):
    steward = visit().as_("steward")
    page, inputs = steward.page, 0
    page.goto("/")

    def click(what):
        nonlocal inputs
        inputs += 1
        what.click()

    def fill(label, text, within=page):
        nonlocal inputs
        inputs += 1
        within.get_by_label(label, exact=False).first.fill(text)

    def choose(label, number, within=page):
        nonlocal inputs
        inputs += 1
        within.get_by_label(label, exact=False).first.select_option(index=number)

    click(page.locator(".lc-menu summary", has_text="Kim"))
    click(page.get_by_role("link", name="Für Kümmerer:innen"))
    click(page.get_by_role("link", name="Den üblichen Nachmittag planen"))
    choose("Gastgeber", 1)
    fill("Thema in einem Satz", "Was bleibt, wenn das Projekt endet?")
    fill("Tag", (timezone.localdate() + timedelta(days=40)).isoformat())
    fill("Link zum Videoraum", "https://video.example.org/labcamp")
    for n in (1, 2, 3):
        card = page.get_by_role("group", name=f"Impuls {n}", exact=True)
        fill("Worüber?", f"Erfundener Impuls {n}", card)
        choose("Von welchem Labor?", n, card)
        fill("Wen dürfen wir", f"impuls{n}@example.org", card)
    page.locator("#preview", has_text="14:15").wait_for()
    assert steward.axe() == []
    click(page.get_by_role("button", name="Seite anlegen"))

    page.wait_for_url("**/edition/*/")
    assert inputs <= 25, inputs
    guest = visit().page
    guest.goto(page.url)
    assert guest.get_by_role("link", name="Platz sichern").count() == 1
    told = guest.locator("main").inner_text()
    assert "14:00–14:15 Begrüßung" in told
    assert "Erfundener Impuls" not in told
