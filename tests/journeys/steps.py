# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Steps that several journeys take."""

from __future__ import annotations

import contextlib
import re

from playwright.sync_api import TimeoutError as NotYet


def code_for(page, address: str) -> str:
    """The newest code the demo's mailbox caught for the address."""
    row = page.locator("main li", has_text=address).filter(has_text="Code zum Anmelden").first
    for _ in range(40):  # the letter is sent by a job; the page is asked again until it is there
        page.goto("/account/mailbox/")
        with contextlib.suppress(NotYet):
            row.wait_for(timeout=500)
            break
    row.get_by_role("link").click()
    found = re.search(r"^\s*(\S+)\s*$", page.locator("pre").inner_text(), re.MULTILINE)
    return found[1]


def sign_in_by_code(page, address: str) -> None:
    """On the sign-in page: ask for a code, read it in the mailbox, enter it."""
    page.get_by_label("E-Mail-Adresse").fill(address)
    page.get_by_role("button", name="Code").click()
    form = page.url
    code = code_for(page, address)
    page.goto(form)
    page.get_by_label("Code").fill(code)
    page.locator("main").get_by_role("button", name="Anmelden").click()
