# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that matters, in a real browser whose script is switched off; and bad input."""

from __future__ import annotations

import re

import pytest
from tests.journeys import steps

pytestmark = pytest.mark.journey
EDITION = "/edition/11/"


@pytest.fixture
def plain(visit):
    """A phone with script switched off."""

    def open_():
        return visit(width=390, script=False)

    return open_


def heading(page):
    return page.locator("h1").inner_text()


def number_in(page, place):
    return int(re.search(r"\d+", page.locator(place).inner_text())[0])


def press(page, name):
    page.locator("main").get_by_role("button", name=name).first.click()


def test_a_guest_finds_the_series_an_edition_and_its_labs(plain):
    page = plain().page
    page.goto("/")
    page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Reihe").click()
    assert page.url.endswith("/series/")
    page.locator('main a[href="/edition/11/"]').first.click()
    assert page.url.endswith(EDITION)
    assert page.locator("h1").count() == 1
    page.locator('main a[href^="/labs/"]').first.click()
    page.locator(".lc-facts").get_by_text("Ebene").wait_for()


def test_a_guest_searches_filters_and_opens_the_map(plain):
    page = plain().page
    page.goto("/labs/")
    everything = number_in(page, "#found")
    page.get_by_label("Labore suchen").fill("stadt")
    press(page, "Suchen")
    searched = number_in(page, "#found")
    assert 0 < searched < everything
    page.locator('.lc-filter input[name="level"]').first.check()
    press(page, "Filter anwenden")
    assert "level=" in page.url
    assert "q=stadt" in page.url
    assert 0 < number_in(page, "#found") <= searched
    page.locator('main a[href^="/labs/map/"]').first.click()
    assert "q=stadt" in page.url
    assert page.locator("main svg").count() == 1
    page.goto("/labs/?q=zzzzqqqq")
    page.get_by_text("Kein Labor passt").wait_for()


def test_a_guest_narrows_what_labs_learnt(plain):
    page = plain().page
    page.goto("/learnings/")
    status = page.locator("main p[role=status]")
    everything = int(re.search(r"\d+", status.inner_text())[0])
    page.locator(".lc-facet").first.locator("summary").click()
    box = page.locator('.lc-facet input[type="checkbox"]').first
    if not box.is_visible():
        page.locator(".lc-facet").first.locator("summary").click()
    box.check()
    press(page, re.compile("Filter anwenden"))
    fewer = int(re.search(r"\d+", status.inner_text())[0])
    assert 0 < fewer < everything
    page.locator(".lc-rows a").first.click()
    assert "/learnings/" in page.url
    assert page.locator("h1").count() == 1


def test_a_guest_takes_a_session_along_as_a_calendar_file(plain):
    look = plain()
    page = look.page
    page.goto(f"{EDITION}programme/")
    page.locator(".lc-session__title a").first.click()
    title = heading(page)
    link = page.get_by_role("link", name="In den Kalender")
    answer = look.context.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in answer.text()
    unfolded = answer.text().replace("\r\n ", "").replace("\\", "")
    assert title in unfolded


def test_a_newcomer_signs_in_registers_and_gives_the_place_back(plain):
    page = plain().page
    page.goto(f"{EDITION}register/")
    assert "/account/sign-in/" in page.url
    steps.sign_in_by_code(page, "robin.ohneskript@example.org")
    assert "/account/welcome/" in page.url
    page.get_by_label("Name").fill("Robin Ohneskript")
    press(page, re.compile("Speichern|Weiter"))
    assert page.url.endswith(f"{EDITION}register/"), "back to where it began"
    press(page, "Platz")
    assert "/place/" in page.url
    own = page.url
    give_back = page.get_by_role("button", name=re.compile("Platz zurückgeben|Warteliste"))
    give_back.wait_for()
    page.goto("/account/settings/")
    assert page.get_by_label("Name").input_value() == "Robin Ohneskript"
    page.goto(EDITION)
    page.get_by_role("link", name="Meinen Platz ansehen oder ändern").click()
    assert page.url == own
    give_back.click()
    assert give_back.count() == 0
    page.goto(EDITION)
    page.get_by_role("link", name="Platz sichern").wait_for()


def test_a_participant_marks_proposes_and_withdraws(plain):
    page = plain().as_("participant").page
    page.goto(f"{EDITION}proposals/")
    card = page.locator(".lc-proposal").last
    title = card.locator("h2").inner_text()
    card.get_by_role("button", name="Will ich").click()
    card = page.locator(".lc-proposal", has_text=title)
    card.locator('[aria-pressed="true"]').wait_for()
    card.locator('[aria-pressed="true"]').click()
    page.locator('.lc-proposal [aria-pressed="true"]').wait_for(state="detached")

    page.get_by_role("link", name="Session vorschlagen").click()
    page.get_by_label("Titel").fill("Wird zurückgezogen")
    press(page, "Vorschlagen")
    assert heading(page) == "Wird zurückgezogen"
    mine = page.url
    page.get_by_role("link", name="Zurückziehen").click()
    press(page, "Zurückziehen")
    page.goto(mine)
    page.get_by_text("Diese Session ist zurückgezogen").wait_for()
    assert plain().page.goto(mine).status == 404


def propose_a_lab(page, name, town):
    page.goto("/labs/")
    page.get_by_role("link", name="Labor vorschlagen").click()
    press(page, re.compile("^Labor vorschlagen"))
    page.locator("#errors").wait_for()  # empty: said what is missing, nothing filed
    page.locator("#id_name").fill(name)
    page.locator("#id_carrier").fill("Stadt Beispielhausen (erfunden)")
    page.locator("#id_level").select_option(index=1)
    page.locator("#id_town").fill(town)
    press(page, "Ort")
    assert page.locator("#id_name").input_value() == name, "looking a town up loses nothing"


def test_a_lab_is_proposed_warned_of_vouched_for_and_admitted(plain):
    look = plain().as_("participant")
    page = look.page
    known = plain().page
    known.goto("/labs/?sort=name")
    twin = known.locator(".lc-cards h2, .lc-cards h3").first.inner_text()

    propose_a_lab(page, twin, "Neustadt")
    choice = page.locator("#id_place select, select#id_place, input[name=place]").first
    assert choice.count() == 1, "several towns of that name: which one?"
    if choice.evaluate("e => e.tagName") == "SELECT":
        choice.select_option(index=1)
    else:
        choice.check()
    press(page, re.compile("^Labor vorschlagen"))
    assert heading(page) == "Ist es eines davon?"
    page.get_by_role("link", name=twin, exact=True).first.wait_for()
    press(page, "Zurück zum Formular")
    page.locator("#id_name").fill("Werkbank Ohneskript")
    press(page, re.compile("^Labor vorschlagen"))
    if heading(page) == "Ist es eines davon?":
        press(page, re.compile("trotzdem|anderes"))
    assert heading(page) == "Werkbank Ohneskript"
    path = page.url.split("?")[0]
    assert plain().page.goto(path).status == 404, "guests do not see proposals"

    voucher = plain().as_("coordinator").page
    voucher.goto(path)
    press(voucher, re.compile("bürgen", re.IGNORECASE))
    voucher.get_by_text("Ihr Labor hat schon").wait_for()

    steward = plain().as_("steward").page
    steward.goto("/steward/labs/")
    steward.get_by_role("link", name="Werkbank Ohneskript").click()
    press(steward, "aufnehmen")
    assert "done=admitted" in steward.url
    steward.goto(path)
    assert steward.get_by_text("noch nicht aufgenommen").count() == 0


def test_two_windows_one_proposal_nothing_is_overwritten(plain):
    look = plain().as_("participant")
    page = look.page
    page.goto(f"{EDITION}propose/")
    page.get_by_label("Titel").fill("Zwei Fenster")
    press(page, "Vorschlagen")
    edit = page.url.split("?")[0] + "edit/"
    page.goto(edit)
    other = look.context.new_page()
    other.goto(edit)
    other.get_by_label("Titel").fill("Zwei Fenster, neuer Titel")
    press(other, "Speichern")
    page.get_by_label("Titel").fill("Zwei Fenster, alter Stand")
    press(page, "Speichern")
    words = page.locator("main").inner_text()
    assert "Zwei Fenster, neuer Titel" in words
    assert page.get_by_label("Titel").input_value() == "Zwei Fenster, alter Stand"
    other.reload()
    assert heading(other) == "Zwei Fenster, neuer Titel"


def test_sending_a_form_twice_makes_one_proposal(plain):
    look = plain().as_("participant")
    page = look.page
    page.goto(f"{EDITION}propose/")
    fields = {
        box.get_attribute("name"): box.input_value()
        for box in page.locator("main form").locator("input:not([type=checkbox]), select").all()
    }
    fields["title"] = "Doppelt gesendet"
    sent = [
        look.context.request.post(page.url, form=fields, headers={"Referer": page.url})
        for _ in range(2)
    ]
    assert sent[0].url == sent[1].url
    assert "/session/" in sent[0].url
    page.goto(f"{EDITION}proposals/")
    assert page.locator(".lc-proposal", has_text="Doppelt gesendet").count() == 1


def test_unknown_addresses_and_other_peoples_things_answer_in_words(plain):
    page = plain().as_("participant").page
    for path in ("/labs/gibt-es-nicht/", "/edition/999/", f"{EDITION}session/99999/", "/nirgends/"):
        assert page.goto(path).status == 404
        assert page.locator("h1").count() == 1
        assert page.locator('main a[href="/"], main a[href="/labs/"]').count() >= 1
    for path in ("/steward/", f"{EDITION}plan/", f"{EDITION}edit/"):
        assert page.goto(path).status in (403, 404)
        assert page.locator("h1").count() == 1
    page.goto(f"{EDITION}proposals/")
    strange = page.locator(".lc-proposal", has_not_text="Ihre").first.locator("h2 a")
    address = strange.get_attribute("href")
    assert page.goto(address + "edit/").status == 403
    assert page.goto(address + "withdraw/").status == 403


def test_a_wrong_code_and_a_used_one_are_said_in_words(plain):
    page = plain().page
    page.goto("/account/sign-in/")
    page.get_by_label("E-Mail-Adresse").fill("keine adresse")
    press(page, "Code")
    assert page.locator("#errors").is_visible()
    page.get_by_label("E-Mail-Adresse").fill("kim.falsch@example.org")
    press(page, "Code")
    for _ in range(2):
        page.get_by_label("Code").fill("AAAAAA")
        press(page, "Anmelden")
        assert "nicht der Code" in page.locator("#errors").inner_text()
    page.get_by_label("Code").fill("AAAAAA")
    press(page, "Anmelden")
    assert page.url.split("?")[0].endswith("/account/sign-in/")
    assert "neuen" in page.locator(".lc-messages").inner_text()
    page.goto("/account/code/")
    assert page.url.split("?")[0].endswith("/account/sign-in/"), "nothing to enter any more"


def test_pages_tell_search_engines_what_they_are_about(plain):
    page = plain().page
    told = set()
    for path in ("/", "/labs/", "/series/", f"{EDITION}programme/"):
        page.goto(path)
        told.add(page.locator('meta[name="description"]').get_attribute("content"))
    assert len(told) == 4
    assert all(len(words) > 10 for words in told)


def test_quotes_in_a_text_stay_text_in_the_head_of_the_page(plain):
    page = plain().as_("participant").page
    page.goto(f"{EDITION}propose/")
    page.get_by_label("Titel").fill("Mit Anführungszeichen")
    page.locator("#id_abstract").fill('Ein " http-equiv="refresh" lang="x" <b>Wort</b> & mehr')
    press(page, "Vorschlagen")
    meta = page.locator('meta[name="description"]')
    assert meta.evaluate("e => e.getAttributeNames()") == ["name", "content"]
    assert meta.get_attribute("content").endswith("& mehr")
