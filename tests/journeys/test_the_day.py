# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""On the day: a host changes the programme on a telephone, and every screen follows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
DAY = "/edition/11/plan/today/"


def ask_again(page):
    """What the page does every 15 seconds, and whenever somebody looks at it again."""
    with page.expect_response(re.compile(r"part=1")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_change_on_the_telephone_shows_on_every_screen(visit):
    phone, wall = visit().page, visit(width=1920).page
    phone.goto("/edition/11/now/")
    wall.goto("/edition/11/wall/")
    title = wall.locator(".lc-wall__two .lc-wall__title").first.inner_text()
    host = visit(width=390).as_("host").page
    host.goto(DAY)
    row = host.locator(".lc-row", has_text=title).first
    row.get_by_role("button", name="Absagen").focus()
    host.keyboard.press("Enter")
    expect(host.locator(".lc-row", has_text=title).first).to_contain_text("entfällt")
    for screen, mark in ((phone, ".lc-now .lc-session__off"), (wall, ".lc-wall__one--off")):
        assert screen.locator(mark).count() == 0
        ask_again(screen)
        expect(screen.locator(mark).first).to_be_visible()
    host.locator(".lc-row", has_text=title).first.get_by_role("button", name="Findet doch").click()
    ask_again(wall)
    expect(wall.locator(".lc-wall__one--off")).to_have_count(0)


def test_who_stands_on_a_link_sees_the_change_and_stays_there(visit):
    phone, host = visit(width=390).page, visit(width=390).as_("host").page
    phone.goto("/edition/11/now/")
    link = phone.locator(".lc-now a").first
    title = link.inner_text()
    link.focus()
    host.goto(DAY)
    row = host.locator(".lc-row", has_text=title).first
    row.get_by_role("button", name="Absagen").click()
    expect(host.locator(".lc-row", has_text=title).first).to_contain_text("entfällt")
    ask_again(phone)
    expect(phone.locator(".lc-now .lc-session__off").first).to_be_visible()
    expect(phone.get_by_role("link", name=title)).to_be_focused()
    host.locator(".lc-row", has_text=title).first.get_by_role("button", name="Findet doch").click()


def test_no_room_falls_off_a_wall_that_is_too_low(visit):
    wall = visit().page
    wall.set_viewport_size({"width": 1280, "height": 440})
    wall.goto("/edition/11/wall/")
    last, foot = (wall.locator(f"{one}:visible").last for one in ("tbody tr", ".lc-wall__foot"))
    assert last.bounding_box()["y"] + last.bounding_box()["height"] <= foot.bounding_box()["y"] + 1


def test_a_session_is_added_without_script(visit):
    host = visit(width=390, script=False).as_("host").page
    host.goto(DAY + "#add")
    places = host.get_by_label("Freier Platz").locator("option")
    if places.count() == 0:  # the demo's plan is full: a cancelled session makes room
        host.get_by_role("button", name="Absagen").last.click()
    host.get_by_label("Titel").fill("Ganz spontan")
    host.get_by_label("Wer gibt sie?").fill("Kim Beispiel")
    host.get_by_role("button", name="Ergänzen und veröffentlichen").click()
    expect(host.locator(".lc-row", has_text="Ganz spontan")).to_be_visible()
    guest = visit(script=False).page
    guest.goto("/edition/11/embed/?view=list")
    expect(guest.get_by_role("link", name="Ganz spontan")).to_be_visible()
