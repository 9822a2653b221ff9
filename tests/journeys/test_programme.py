# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a proposal on a phone to a new version of the timetable, in a real browser."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.journey
EDITION = "/edition/11/"


def submit(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def test_proposing_and_marking_on_a_phone_without_script(visit):
    page = visit(width=390, script=False).as_("participant").page
    page.goto(f"{EDITION}proposals/")
    page.get_by_role("link", name="Session vorschlagen").click()
    submit(page, "Vorschlagen")
    assert page.locator("#id_title").count() == 1, "the form comes back with its words"
    page.fill("#id_title", "Ohne Skript vorgeschlagen")
    submit(page, "Vorschlagen")
    assert page.locator("h1").inner_text() == "Ohne Skript vorgeschlagen"

    page.goto(f"{EDITION}proposals/")
    card = page.locator(".lc-proposal", has_not_text="Ihre").first
    title = card.locator("h2").inner_text()
    card.get_by_role("button", name="Will ich").click()
    again = page.locator(".lc-proposal", has_text=title)
    assert again.locator('[aria-pressed="true"]').count() == 1
    again.locator('[aria-pressed="true"]').click()
    assert page.locator('.lc-proposal [aria-pressed="true"]').count() == 0


def test_a_title_that_is_one_long_word_breaks_no_page(visit):
    page = visit(width=390).as_("participant").page
    page.goto(f"{EDITION}propose/")
    page.fill("#id_title", "Donaudampfschifffahrtsgesellschaft" * 6)
    submit(page, "Vorschlagen")
    session = page.url
    pages = [session, f"{session}edit/", f"{session}withdraw/", f"{EDITION}proposals/"]
    for address in (*pages, f"{EDITION}proposals/?view=pitch", f"{EDITION}mine/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page.goto(f"{session}withdraw/")
    submit(page, "Zurückziehen")


def test_one_click_marks_in_place_with_script(visit):
    page = visit().as_("participant").page
    page.goto(f"{EDITION}proposals/")
    card = page.locator(".lc-proposal", has=page.locator(".lc-interest")).first
    first = page.get_by_role("group", name=card.get_by_role("heading").inner_text())
    first.get_by_role("button", name="vielleicht").click()
    pressed = page.locator('.lc-interest [aria-pressed="true"]')
    pressed.wait_for()
    assert page.url.endswith("/proposals/")
    pressed.click()
    pressed.wait_for(state="detached")


def test_a_printed_programme_carries_nobodys_own_marks(visit):
    page = visit().as_("participant").page
    page.goto(f"{EDITION}programme/")
    page.locator(".lc-plan .lc-session__title a").nth(2).click()
    want = page.locator("#interest").get_by_role("button", name="Will ich")
    want.click()
    page.locator('#interest [aria-pressed="true"]').wait_for()
    page.goto(f"{EDITION}programme/")
    mark = page.locator(".lc-plan .lc-mine").first
    mark.wait_for()
    page.emulate_media(media="print")
    assert not mark.is_visible()
    assert page.locator(".lc-plan .lc-session__title").first.is_visible()


def test_a_click_that_fails_says_so(visit):
    """Without a network, with a form too old, signed out meanwhile."""
    look = visit(width=390).as_("participant")
    page = look.page
    page.goto(f"{EDITION}proposals/")
    want = page.locator(".lc-interest").first.get_by_role("button", name="Will ich")
    look.context.set_offline(True)
    want.click()
    page.get_by_role("alert").get_by_text("Das hat nicht geklappt").wait_for()
    look.context.set_offline(False)

    look.context.clear_cookies(name="csrftoken")
    want.click()
    page.get_by_role("heading", name="Das Formular ist abgelaufen").wait_for()

    page.goto(f"{EDITION}proposals/")
    look.context.clear_cookies(name="labcamp_session")
    want.click()
    page.wait_for_url("**/account/sign-in/?next=**proposals**")
    assert page.locator("h1").count() == 1, "the whole page, not within a card"


def test_the_plan_is_a_grid_on_a_desk_and_a_list_on_a_phone(visit):
    desk, phone = visit().page, visit(width=390).page
    for page in (desk, phone):
        page.goto(f"{EDITION}programme/")
    assert desk.locator("thead th").nth(1).is_visible()
    assert not phone.locator("thead").is_visible()
    first, second = phone.locator(".lc-session").nth(0), phone.locator(".lc-session").nth(1)
    assert second.bounding_box()["y"] > first.bounding_box()["y"] + 20
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    head = desk.locator("thead th").nth(1)
    desk.mouse.wheel(0, 700)
    desk.wait_for_function("window.scrollY > 300")
    assert head.bounding_box()["y"] >= 0, "the rooms' names stay"


def test_a_host_plans_by_keyboard_alone(visit):
    page = visit().as_("host").page
    page.goto(f"{EDITION}plan/")
    begin = page.get_by_role(
        "button", name="Einen Entwurf aus der veröffentlichten Fassung beginnen"
    )
    if begin.count():
        begin.focus()
        page.keyboard.press("Enter")
    solve = page.get_by_role("button", name="Mit wenigen Änderungen ausbessern")
    solve.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Die letzte Berechnung endete").wait_for(timeout=30_000)

    link = page.locator(".lc-session__title a", has_text="KI im Amt").first
    title = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    page.locator("h1", has_text=title).wait_for()
    move = page.locator(".lc-rows button").first
    move.focus()
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Planungstisch").wait_for()

    publish = page.get_by_role("button", name="Entwurf veröffentlichen")
    publish.focus()
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Programm").wait_for()
    assert "seit der vorigen Fassung" in page.locator(".lc-plan__changes summary").inner_text()
    guest = visit().page
    guest.goto(f"{EDITION}programme/")
    assert guest.locator(".lc-session").count() == page.locator(".lc-session").count()
