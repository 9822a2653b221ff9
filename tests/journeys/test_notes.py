# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two people write the notes of one session at once, on telephones without script."""

from __future__ import annotations

import re
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import httpx
import pytest
from playwright.sync_api import expect
from tests import site as sites

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


def client_of(look):
    """The same signed-in person, as a program that sends forms."""
    client = httpx.Client(base_url=look.site.url, timeout=60)
    for cookie in look.context.cookies():
        client.cookies.set(cookie["name"], cookie["value"])
    return client


def opened(client, address):
    """The form as it is now: text and every hidden field."""
    page = client.get(address).text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)[1]
    return {**fields, "text": unescape(text)}


def test_two_clients_who_send_stale_forms_at_the_same_moment_lose_nothing(visit):
    """Each sends forms that were all read at the beginning, while the other does the same."""
    looks = [visit().as_("participant"), visit().as_("coordinator")]
    clients = [client_of(look) for look in looks]
    looks[0].page.goto("/edition/11/session/1/")
    looks[0].page.get_by_role("link", name="Mitschrift lesen").click()
    address = looks[0].page.url.removeprefix(looks[0].site.url) + "write/"
    forms = [opened(client, address) for client in clients]
    assert forms[0]["read_at"] == forms[1]["read_at"]

    def send(job):
        who, number = job
        words = f"[{'AB'[who]}{number:02d} äöü]"
        at = (who * 37 + number * 11) % len(forms[who]["text"])
        text = forms[who]["text"][:at] + words + forms[who]["text"][at:]
        return clients[who].post(address, data={**forms[who], "text": text}).status_code

    jobs = [(who, number) for number in range(15) for who in (0, 1)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, jobs))
    assert set(answers) == {303}

    now = opened(clients[0], address)
    for who, number in jobs:
        assert f"[{'AB'[who]}{number:02d} äöü]" in now["text"]
    rest = re.sub(r"\[[AB]\d\d äöü\]", "", now["text"])
    assert rest == forms[0]["text"], "and what stood there before stands there once"
    assert int(now["read_at"]) == int(forms[0]["read_at"]) + len(jobs), "each stored once"
    for client in clients:
        client.close()


@pytest.mark.fault
def test_what_was_acknowledged_is_there_after_the_server_was_killed(visit, site):
    """Killed between two saves or within one: every 303 that came back was stored before."""
    look = visit().as_("participant")
    look.page.goto("/edition/11/session/1/")
    look.page.get_by_role("link", name="Mitschrift lesen").click()
    address = look.page.url.removeprefix(site.url) + "write/"
    client = client_of(look)
    form, told, sent = opened(client, address), [], []
    killer = threading.Timer(0.4, site.process.kill)
    try:
        for number in range(200):
            words = f"[K{number:03d}]"
            sent.append(words)
            answer = client.post(address, data={**form, "text": form["text"] + words})
            assert answer.status_code == 303
            told.append(words)
            if number == 0:
                killer.start()
    except httpx.TransportError:
        pass
    killer.join()
    assert site.process.wait(timeout=20) == -signal.SIGKILL

    sites.serve_again(site)
    now = opened(client, address)
    found = re.findall(r"\[K\d\d\d\]", now["text"])
    assert set(told) <= set(found) <= set(sent)
    assert len(found) == len(set(found))
    if set(sent) - set(found):  # the one under way, sent again as its browser would
        answer = client.post(address, data={**form, "text": form["text"] + sent[-1]})
        assert answer.status_code == 303
    again = re.findall(r"\[K\d\d\d\]", opened(client, address)["text"])
    assert sorted(again) == sorted(sent)
    client.close()
