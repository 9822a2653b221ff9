# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first view of a page in a real browser with an empty cache."""

from __future__ import annotations

import shutil
import statistics
from dataclasses import dataclass

ROUNDS = 7
PATIENCE = 30_000

# Notes the first drawn frame in which a link to a session is on the page, in its shadow parts too.
WATCH = """
(() => {
  const shown = (root) => {
    for (const link of root.querySelectorAll("a[href*='/session/'], a[href*='/talk/']"))
      if (link.getClientRects().length) return true;
    for (const part of root.querySelectorAll("*"))
      if (part.shadowRoot && shown(part.shadowRoot)) return true;
    return false;
  };
  const look = () => {
    if (document.body && shown(document)) window.__sessions = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


@dataclass(frozen=True)
class View:
    """Requests, bytes on the wire (headers included), milliseconds until sessions are visible."""

    requests: int
    wire: int
    visible: float
    fastest: float
    slowest: float
    sessions: int


def browser_path() -> str:
    return shutil.which("chromium") or shutil.which("google-chrome") or ""


def first_view(address: str, executable: str) -> View:
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            _once(browser, address)
            found = [_once(browser, address) for _ in range(ROUNDS)]
        finally:
            browser.close()
    times = [time for _, _, time, _ in found]
    return View(
        requests=max(requests for requests, _, _, _ in found),
        wire=max(wire for _, wire, _, _ in found),
        visible=statistics.median(times),
        fastest=min(times),
        slowest=max(times),
        sessions=found[0][3],
    )


def _once(browser, address: str) -> tuple[int, int, float, int]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE")
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    asked, wire = [], []
    line.on("Network.requestWillBeSent", lambda sent: asked.append(sent["requestId"]))
    line.on("Network.loadingFinished", lambda done: wire.append(done["encodedDataLength"]))
    page.add_init_script(WATCH)
    page.goto(address, wait_until="load", timeout=PATIENCE)
    page.wait_for_function("window.__sessions", timeout=PATIENCE)
    page.wait_for_load_state("networkidle", timeout=PATIENCE)
    visible = page.evaluate("window.__sessions")
    sessions = page.locator("a[href*='/session/'], a[href*='/talk/']").count()
    context.close()
    return len(asked), int(sum(wire)), float(visible), sessions
