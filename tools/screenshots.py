# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Take the pictures of the README and a set for looking: `make screenshots [OUT=folder]`.

Starts a labcamp with the demo in a throwaway folder, opens pages in headless Chromium at 390, 1280
and 1920 px, light and dark, and stops it again. Needs what the tests need.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402 - after the path is set
from tests import site as sites  # noqa: E402 - same
from tests.journeys.conftest import FLAGS  # noqa: E402 - same

README = {
    "start": "/",
    "series": "/series/",
    "labs": "/labs/",
    "programme": "/edition/11/programme/",
}
PAGES = {
    **README,
    "edition": "/edition/4/",
    "barcelona": "/edition/barcelona-2022/",
    "map": "/labs/map/",
    "lab": "/labs/stadtlabor-soest/",
    "learnings": "/learnings/",
    "paper": "/papers/impulse-2021/",
    "glossary": "/glossary/",
    "sign-in": "/account/sign-in/",
    "planned": "/edition/11/",
}
LOOKS = [(390, False), (1280, False), (1280, True), (1920, False), (390, True)]


def main() -> int:
    out = Path(os.environ.get("OUT", "screenshots")).resolve()
    chosen = sys.argv[1:] or list(PAGES)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = sites.start(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            _take(browser, site, out, chosen)
        finally:
            browser.close()
            site.stop()
    return 0


def _take(browser, site, out: Path, chosen: list[str]) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    out.mkdir(parents=True, exist_ok=True)
    for width, dark in LOOKS:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        for name in chosen:
            page.goto(PAGES[name])
            look = f"{name}-{width}{'-dark' if dark else ''}.png"
            page.screenshot(path=out / look, full_page=True)
            if name in README and width == 1280 and not dark:
                page.screenshot(path=ROOT / "docs" / "screenshots" / f"{name}.png")
        context.close()


if __name__ == "__main__":
    raise SystemExit(main())
