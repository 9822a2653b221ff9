# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The essential tasks without a mouse: Tab, Enter, Space, arrows. The focus can always be seen."""

from __future__ import annotations

import re

import pytest
from tests.journeys import steps

pytestmark = pytest.mark.journey
EDITION = "/edition/11/"
MOST = 200

FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const label = e.labels?.length ? e.labels[0].innerText : "";
  const words = (label || e.getAttribute("aria-label") || e.innerText || e.name || "");
  const marked = (one, part) => {
    const s = getComputedStyle(one, part), bare = (v) => v === "none" || v === "0px";
    return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || !bare(s.boxShadow);
  };
  const box = e.getBoundingClientRect();
  return {
    words: words.replace(/\\s+/g, " ").trim(),
    tag: e.tagName.toLowerCase(), id: e.id, name: e.name || "", type: e.type || "",
    seen: marked(e) || marked(e, "::after") || (e.parentElement !== null && marked(e.parentElement)),
    size: box.width * box.height,
    inside: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
  };
}"""


@pytest.fixture(params=[390, 1280])
def hands(request, visit):
    """A browser window somebody uses by keyboard alone, as a phone's and a desk's width."""

    def open_(who=""):
        look = visit(width=request.param)
        if who:
            look.as_(who)
        return Hands(look)

    return open_


class Hands:
    """Only keys. Every stop of the focus is looked at."""

    def __init__(self, look):
        self.look = look
        self.page = look.page

    def goto(self, path):
        self.page.goto(path)

    def focus(self):
        return self.page.evaluate(FOCUS)

    def tab(self, key="Tab"):
        self.page.keyboard.press(key)
        there = self.focus()
        if there is not None:
            where = f"{there['tag']} “{there['words'][:40]}” on {self.page.url}"
            assert there["seen"], f"the focus cannot be seen at {where}"
            assert there["size"] > 0, f"the focus is on nothing at {where}"
            assert there["inside"], f"the focus is outside the window at {where}"
        return there

    def to(self, words, *, tag="", key="Tab"):
        """Tab until something with these words has the focus."""
        for _ in range(MOST):
            there = self.tab(key)
            if there and re.search(words, there["words"]) and tag in ("", there["tag"]):
                return there
        raise AssertionError(f"“{words}” cannot be reached by keyboard on {self.page.url}")

    def press(self, key):
        self.page.keyboard.press(key)

    def follow(self, words, *, tag=""):
        """Enter on it; the next page is there afterwards."""
        self.to(words, tag=tag)
        with self.page.expect_navigation():
            self.press("Enter")

    def type(self, text):
        self.press("Control+a")
        self.page.keyboard.type(text)


def test_the_skip_link_comes_first_and_leads_to_the_content(hands):
    person = hands()
    for path in ("/", "/labs/", f"{EDITION}programme/"):
        person.goto(path)
        first = person.tab()
        assert first["words"] == "Zum Inhalt springen"
        person.press("Enter")
        assert person.focus()["id"] == "main"
        following = person.tab()
        assert person.page.evaluate(
            "document.querySelector('#main').contains(document.activeElement)"
        )
        assert following["words"] != "Zum Inhalt springen"


def test_the_focus_is_seen_everywhere_and_comes_round(hands):
    person = hands()
    for path in ("/", "/labs/", f"{EDITION}", f"{EDITION}programme/", "/learnings/"):
        person.goto(path)
        stops = 0
        for _ in range(60):
            if person.tab() is None:
                break
            stops += 1
        assert stops > 10
        back = person.tab("Shift+Tab")
        assert back is not None


def test_a_menu_opens_by_enter_and_closes_by_escape(hands):
    person = hands("participant")
    person.goto("/labs/")
    person.to("", tag="summary")
    while "Teilnahme" not in person.focus()["words"] and person.focus()["words"] != "S":
        person.to("", tag="summary")
    menu = person.page.locator("details:has(.lc-tools__person)")
    person.press("Enter")
    assert menu.get_attribute("open") is not None
    assert person.tab()["words"] == "Mein Konto"
    person.press("Escape")
    assert menu.get_attribute("open") is None
    assert person.focus()["tag"] == "summary", "the focus is where it came from"
    person.press("Space")
    person.follow("^Mein Konto$", tag="a")
    assert person.page.url.endswith("/account/settings/")


def test_a_guest_searches_and_narrows_the_labs(hands):
    person = hands()
    person.goto("/labs/")
    person.to("Labore suchen")
    person.type("stadt")
    with person.page.expect_navigation():
        person.press("Enter")
    assert "q=stadt" in person.page.url
    person.to("", tag="summary")
    box = person.to("", tag="input")
    while box["type"] != "checkbox":
        box = person.to("", tag="input")
    with person.page.expect_navigation():
        person.press("Space")
    assert f"{box['name']}=" in person.page.url
    assert person.page.locator("#found").inner_text()


def test_somebody_signs_in_by_code_and_takes_a_place(hands):
    person = hands()
    address = f"tastatur{person.page.viewport_size['width']}@example.org"
    person.goto(f"{EDITION}register/")
    assert person.focus()["name"] == "email", "the field is ready"
    person.page.keyboard.type("nichts")
    with person.page.expect_navigation():
        person.press("Enter")
    assert person.focus()["id"] in ("errors", "id_email"), "errors come first"
    person.to("E-Mail-Adresse", tag="input")
    person.type(address)
    with person.page.expect_navigation():
        person.press("Enter")
    form = person.page.url
    code = steps.code_for(person.look.context.new_page(), address)
    assert person.page.url == form
    assert person.focus()["name"] == "code"
    person.page.keyboard.type(code)
    with person.page.expect_navigation():
        person.press("Enter")
    person.to("^Name", tag="input")
    person.type("Toni Tastatur")
    with person.page.expect_navigation():
        person.press("Enter")
    person.follow("Platz sichern|Platz", tag="button")
    assert "/place/" in person.page.url
    person.follow("Platz zurückgeben|Warteliste", tag="button")
    assert person.page.get_by_role("button", name="Platz zurückgeben").count() == 0


def test_a_participant_proposes_corrects_and_withdraws(hands):
    person = hands("participant")
    person.goto(f"{EDITION}proposals/")
    person.follow("^Session vorschlagen$", tag="a")
    person.follow("^Vorschlagen$", tag="button")
    assert person.focus()["id"] == "errors", "what is missing is heard first"
    person.to("Titel", tag="a")
    person.press("Enter")
    assert person.focus()["id"] == "id_title", "the summary leads to the field"
    title = f"Nur mit Tasten {person.page.viewport_size['width']}"
    person.type(title)
    person.to("", tag="select")
    person.press("ArrowDown")
    person.follow("^Vorschlagen$", tag="button")
    assert person.page.locator("h1").inner_text() == title
    person.follow("^Zurückziehen$", tag="a")
    person.follow("^Zurückziehen$", tag="button")
    assert person.page.locator("main").get_by_text("zurückgezogen").count() >= 1


def test_a_participant_marks_in_place(hands):
    person = hands("participant")
    person.goto(f"{EDITION}proposals/")
    button = person.to("^Will ich", tag="button")["id"]
    pressed = person.page.locator(f'#{button}[aria-pressed="true"]')
    person.press("Enter")
    pressed.wait_for()
    person.page.wait_for_function("id => document.activeElement.id === id", arg=button)
    person.press("Space")
    pressed.wait_for(state="detached")
    person.page.wait_for_function("id => document.activeElement.id === id", arg=button)
    assert "proposals" in person.page.url


def test_a_lab_is_proposed_by_keys(hands):
    person = hands("participant")
    width = person.page.viewport_size["width"]
    person.goto("/labs/propose/")
    person.follow("^Labor vorschlagen$", tag="button")
    assert person.focus()["id"] == "errors"
    person.to("^Name", tag="input")
    person.type(f"Tastenlabor {width}")
    person.to("Träger", tag="input")
    person.type("Beispielamt (erfunden)")
    person.to("Ebene", tag="select")
    person.press("ArrowDown")
    person.to("^Ort|^Stadt|Gemeinde", tag="input")
    person.type("Kassel")
    person.follow("^Ort", tag="button")
    assert person.page.locator("#id_name").input_value() == f"Tastenlabor {width}"
    assert "Kassel" in person.page.locator("main").inner_text()
    person.follow("^Labor vorschlagen$", tag="button")
    if "/propose/" in person.page.url:
        person.follow("trotzdem|anderes", tag="button")
    assert person.page.locator("h1").inner_text() == f"Tastenlabor {width}"


def test_a_form_sent_twice_at_once_counts_once(hands):
    person = hands("participant")
    person.goto(f"{EDITION}propose/")
    title = f"Zweimal Enter {person.page.viewport_size['width']}"
    person.to("Titel", tag="input")
    person.type(title)
    with person.page.expect_navigation():
        person.page.evaluate(
            "() => { const f = document.querySelector('main form'); f.requestSubmit();"
            " f.requestSubmit(); }"
        )
    person.page.locator("h1", has_text=title).wait_for()
    person.goto(f"{EDITION}proposals/")
    assert person.page.locator(".lc-proposal", has_text=title).count() == 1
