# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Check-in with a bad connection, a server that dies, two helpers; and a rehearsal of it all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.site import serve_again

pytestmark = pytest.mark.journey
LIST = "/edition/11/check-in/"


def names(page) -> list[str]:
    """Whom the page shows as not here yet."""
    free = page.locator(".lc-door__row:not([data-is-here]) strong")
    return free.all_inner_texts()


def tick(page, name, button="Ist da"):
    row = page.locator(".lc-door__row", has=page.locator("strong", has_text=name))
    row.get_by_role("button", name=button).click()


def here(page) -> set[str]:
    page.goto(LIST)
    return set(page.locator(".lc-door__row[data-is-here] strong").all_inner_texts())


def state(page, text):
    expect(page.locator(".lc-door__state")).to_contain_text(text, timeout=20_000)


def test_ticks_made_offline_arrive_once_the_connection_is_back(visit):
    desk, other = visit(width=390).as_("host"), visit().as_("host").page
    page = desk.page
    page.goto(LIST)
    state(page, "Alles übertragen")
    one, two, three = names(page)[:3]
    desk.context.set_offline(True)
    for name in (one, two, three):
        tick(page, name)
    tick(page, two, "Doch nicht da")
    expect(page.locator("[data-door=here]")).to_have_text("2")
    state(page, "4 noch nicht übertragen")
    assert here(other) == set()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert desk.axe() == []
    desk.context.set_offline(False)
    state(page, "Alles übertragen")
    assert here(other) == {one, three}
    kept = page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('labcamp-door'))")
    assert kept == []


def test_a_closed_tab_loses_nothing(visit):
    desk, other = visit().as_("host"), visit().as_("host").page
    desk.page.goto(LIST)
    before, (late, *_) = here(other), names(desk.page)
    desk.context.set_offline(True)
    tick(desk.page, late)
    state(desk.page, "1 noch nicht übertragen")
    desk.page.close()
    desk.context.set_offline(False)
    again = desk.context.new_page()
    again.goto(LIST)
    state(again, "Alles übertragen")
    assert here(other) == before | {late}


def test_what_one_helper_ticks_shows_at_the_other(visit):
    first, second = visit().as_("host").page, visit().as_("host").page
    first.goto(LIST)
    second.goto(LIST)
    name = names(first)[0]
    tick(first, name)
    state(first, "Alles übertragen")
    second.evaluate("dispatchEvent(new Event('online'))")
    row = second.locator(".lc-door__row[data-is-here]", has_text=name)
    expect(row).to_have_count(1, timeout=20_000)


@pytest.mark.parametrize("arrives", [True, False])
def test_a_server_killed_while_ticks_are_sent_loses_and_doubles_nothing(visit, site, arrives):
    desk = visit().as_("host")
    page = desk.page
    page.goto(LIST)
    state(page, "Alles übertragen")
    before = set(page.locator(".lc-door__row[data-is-here] strong").all_inner_texts())
    chosen = names(page)[:3]
    killed = []

    def kill(route):
        """The server dies before the letter arrives, or after it was taken and before the answer."""
        if killed or b'"here":true' not in (route.request.post_data_buffer or b""):
            route.continue_() if not killed else route.abort()
            return
        if arrives:
            route.fetch()
        site.process.kill()
        killed.append(site.process.wait())
        route.abort()

    page.route("**/check-in/ticks/", kill)
    for name in chosen:
        tick(page, name)
    state(page, "3 noch nicht übertragen")
    assert killed
    page.unroute("**/check-in/ticks/")
    serve_again(site)
    state(page, "Alles übertragen")
    assert here(visit().as_("host").page) == before | set(chosen)


def test_names_are_found_by_keyboard(visit):
    page = visit().as_("host").page
    page.goto(LIST)
    name = names(page)[-1]
    page.get_by_label("Name oder Labor suchen").fill(name.upper())
    shown = page.locator(".lc-door__row:visible strong")
    assert shown.all_inner_texts() == [name]
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    state(page, "Alles übertragen")
    assert page.locator(".lc-door__row[data-is-here]", has_text=name).count() == 1
    page.get_by_label("Name oder Labor suchen").fill("Zwurbelfix")
    expect(page.locator(".lc-door__none")).to_have_text("So heißt niemand auf der Liste.")
    page.keyboard.press("Escape")
    assert page.locator(".lc-door__row:visible").count() > 10


def test_without_script_each_name_is_a_form(visit):
    page = visit(width=390, script=False).as_("host").page
    page.goto(LIST)
    name = names(page)[0]
    tick(page, name)
    assert name in here(page)
    tick(page, name, "Doch nicht da")
    assert name not in here(page)


def test_a_rehearsal_from_the_first_click_to_the_last(visit):
    one = visit(width=390).as_("host")
    page = one.page
    page.goto("/edition/11/host/")
    page.get_by_role("link", name="Mit erfundenen Personen proben").click()
    assert one.axe() == []
    page.get_by_role("button", name="Probe beginnen").click()
    assert page.locator(".lc-rehearsal").is_visible()
    assert one.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Der Tag ist jetzt").click()
    page.get_by_role("link", name="Wer ist da?").click()
    assert re.search(r"von \d+ da", page.locator(".lc-door__count").inner_text())
    tick(page, names(page)[0])
    state(page, "Alles übertragen")
    page.get_by_role("link", name="Briefe", exact=True).click()
    page.locator(".lc-letters summary").first.click()
    assert one.axe() == []
    page.get_by_role("link", name="Löschen", exact=True).click()
    page.get_by_role("button", name="Endgültig löschen").click()
    assert page.url.endswith("/edition/11/host/")
    assert page.locator(".lc-rehearsal").count() == 0
