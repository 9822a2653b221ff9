# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two people write the notes of one session at once, on telephones without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
FRAME = "Was in den Sessions gesagt wird, bleibt in der Runde"


def open_session(page, title):
    page.goto("/edition/11/programme/?view=list")
    page.locator("main").get_by_role("link", name=title).first.click()


def field(page):
    return page.get_by_label("Text der Mitschrift")


def write_under(page, heading, words):
    """Type a point under a heading, as somebody does who scrolls to it."""
    text = field(page).input_value()
    assert f"{heading}\n" in text
    field(page).fill(text.replace(f"{heading}\n", f"{heading}\n\n{words}\n", 1))


def save(page, name="Speichern"):
    page.get_by_role("button", name=name, exact=True).click()


def test_two_people_write_a_pad_at_once_and_nobody_else_notices(visit):
    first = visit(width=390, script=False).as_("participant").page
    second = visit(width=390, script=False).as_("coordinator").page
    guest = visit(width=390, script=False).page
    title = "Der lange Weg einer Schaltfläche"
    open_session(guest, title)
    unseen = guest.locator("main").inner_html()

    open_session(first, title)
    first.get_by_role("button", name="Mitschrift beginnen").click()
    expect(first.get_by_text(FRAME)).to_be_visible()
    expect(field(first)).to_have_value(re.compile("^## Das Wichtigste in drei Sätzen"))

    open_session(second, title)
    second.get_by_role("link", name="Mitschrift lesen").click()
    expect(second.get_by_text("Bisher stehen hier nur Überschriften")).to_be_visible()
    second.get_by_role("link", name="Mitschreiben").click()

    # Both have read the same state; the second saves over what the first has saved meanwhile.
    write_under(first, "## Beispiele und Zahlen", "- Sieben Freigaben für eine Schaltfläche")
    save(first, "Speichern und weiterschreiben")
    expect(first.get_by_text("Gespeichert.")).to_be_visible()
    write_under(second, "## Fragen aus der Runde", "- Wer **darf** nein sagen?")
    save(second)
    expect(second.get_by_text("zusammen mit dem, was andere inzwischen")).to_be_visible()

    # The first goes on from what they had, and adds to the same heading as the second.
    write_under(first, "## Fragen aus der Runde", "- Und wer ja?")
    save(first)
    page = first.locator(".lc-pad")
    for words in ("Sieben Freigaben", "Wer darf nein sagen?", "Und wer ja?"):
        expect(page).to_contain_text(words)
    expect(first.get_by_text(FRAME)).to_be_visible()
    expect(page.locator("strong", has_text="darf")).to_be_visible()

    first.get_by_role("link", name="Frühere Stände").click()
    expect(first.locator("main .lc-row")).to_have_count(4)
    first.locator("main .lc-row a").nth(2).click()
    expect(first.locator(".lc-pad")).to_contain_text("Sieben Freigaben")
    expect(first.locator(".lc-pad")).not_to_contain_text("nein sagen")
    first.get_by_role("button", name="Diesen Stand zurückholen").click()
    expect(first.locator(".lc-pad")).not_to_contain_text("nein sagen")

    open_session(guest, title)
    assert guest.locator("main").inner_html() == unseen
    assert "Mitschrift" not in unseen
    assert guest.goto(first.url).status == 404


def test_the_host_finds_all_notes_and_takes_them_along(visit):
    look = visit(width=390, script=False).as_("host")
    page = look.page
    page.goto("/edition/11/host/")
    page.get_by_role("link", name="Mitschriften", exact=True).click()
    row = page.locator("main .lc-row", has_text="Was tun, wenn niemand kommt?")
    expect(row).to_contain_text("Zeichen")
    link = page.get_by_role("link", name="Alle in einer Datei")
    text = look.context.request.get(link.get_attribute("href")).text()
    assert text.startswith(f"> **Vertraulichkeit:** {FRAME}")
    assert "# Was tun, wenn niemand kommt?" in text
    assert "in der Kantine" in text
