# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Real server, real browser."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from tests import site as sites

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def fresh_database(name: str) -> str:
    """An address of an empty PostgreSQL database beside the configured one, or "" for SQLite."""
    address = os.environ.get("LABCAMP_DATABASE", "")
    if not address:
        return ""
    import psycopg

    from labcamp.config.env import _database

    known = _database(Path())
    with psycopg.connect(
        host=known["HOST"], port=known["PORT"] or None, user=known["USER"],
        password=known["PASSWORD"] or None, dbname=known["NAME"], autocommit=True,
    ) as connection:  # fmt: skip
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return address.rpartition("/")[0] + "/" + name


@pytest.fixture(scope="module")
def site(tmp_path_factory, worker_id):
    """The demo, served by a process of its own; one for each file of journeys."""
    folder = tmp_path_factory.mktemp("site")
    running = sites.start(folder, fresh_database(f"journey_{worker_id}"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=FLAGS
        )
        yield chromium
        chromium.close()


class Visit:
    """One person at one browser; notes every request that leaves the site and every error."""

    def __init__(self, browser, site, **options):
        self.site = site
        self.context = browser.new_context(base_url=site.url, locale="de-DE", **options)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._note)
        self.page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type == "error" else 0
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, request):
        if not request.url.startswith((self.site.url, "data:", "blob:")):
            self.strangers.append(request.url)

    def as_(self, who: str):
        """Sign in by the ready-made link of an invented person of the demo."""
        self.page.goto(self.site.links[who])
        self.page.locator("main form button[type=submit]").first.click()
        return self

    def axe(self) -> list[str]:
        """What axe finds on the present page, a line each."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("() => axe.run(document)")
        return [
            f"{v['id']}: {v['help']} – {n['target']} {n['html'][:120]}"
            for v in found["violations"]
            for n in v["nodes"]
        ]

    def close(self):
        self.context.close()


@pytest.fixture
def visit(browser, site):
    """Open a browser window: visit(width=390, dark=True, script=False).as_("steward").page"""
    opened: list[Visit] = []

    def open_(*, width=1280, dark=False, script=True) -> Visit:
        one = Visit(
            browser, site,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
        )  # fmt: skip
        opened.append(one)
        return one

    yield open_
    for one in opened:
        one.close()
        assert one.strangers == [], "no page asks a third party"
