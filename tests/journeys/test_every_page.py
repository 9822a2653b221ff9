# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every page, in both languages, light and dark, on a phone and a desk: axe finds nothing, nothing
leaves the site, nothing is wider than the screen."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.journey

# Starting points; every link of the site that they lead to is followed once by kind of page.
STARTS = {
    "guest": ["/", "/series/", "/labs/", "/labs/map/", "/learnings/", "/reports/", "/papers/",
              "/glossary/", "/sources/", "/baton/", "/consent/", "/next/", "/barrier/", "/account/sign-in/",
              "/edition/11/now/", "/edition/11/wall/", "/edition/11/embed/",
              "/edition/11/programme/changes/"],
    "participant": ["/edition/11/mine/", "/edition/11/session/4/notes/", "/account/settings/", "/account/delete/", "/account/sessions/"],
    "coordinator": ["/labs/propose/", "/labs/mine/", "/reports/new/", "/consent/", "/baton/"],
    "host": ["/edition/11/notes/", "/edition/11/plan/today/", "/edition/11/plan/today/later/", "/edition/11/plan/screens/", "/edition/11/", "/edition/11/host/", "/edition/11/host/inputs/", "/edition/11/baton/", "/baton/"],
    "steward": ["/steward/", "/steward/settings/", "/steward/words/", "/series/hints/",
                "/edition/new/", "/baton/call/new/", "/checklist/",
                "/steward/terms/", "/edition/new/afternoon/"],
}  # fmt: skip
# Width, dark, language: four looks in which every two of the three meet in every way.
LOOKS = [(390, False, ""), (1280, True, ""), (1280, False, "/en"), (390, True, "/en")]
SIGNED_IN = [(390, True, ""), (1280, False, "/en")]
MOST = 60


def kind_of(path: str) -> str:
    """The address with its variable parts taken out, so one page of each kind is visited."""
    path = re.sub(r"^/en(?=/)", "", path)
    path = re.sub(
        r"/(labs|edition|learnings|reports|papers|legal)/(?!new/|map/)[^/]+/", r"/\1/*/", path
    )
    return re.sub(r"/(\d+|[0-9a-f-]{20,})(?=/|$)", "/*", path)


def pages_from(visit, starts):
    """One address of every kind of page that can be reached from `starts`."""
    queue, seen = list(starts), {}
    page = visit.page
    while queue and len(seen) < MOST:
        path = queue.pop(0)
        kind = kind_of(path.partition("?")[0].partition("#")[0])
        if kind in seen:
            continue
        answer = page.goto(path)
        seen[kind] = path
        assert answer.status == 200, f"{path} answered {answer.status}"
        links = page.eval_on_selector_all(
            "a[href]", "all => all.map(a => new URL(a.getAttribute('href'), location).href)"
        )
        for link in links:
            inner = link.removeprefix(visit.site.url)
            skip = inner == link or inner.startswith(("/en/", "/static/", "/files/"))
            if not skip and not re.search(r"\.(ics|xml|json|csv|atom|txt|md|css|svg)(\?|$)", inner):
                queue.append(inner.partition("#")[0])
    return seen


@pytest.mark.parametrize("who", STARTS)
def test_axe_finds_nothing_on_any_page(visit, who):
    first = visit()
    if who != "guest":
        first.as_(who)
    starts = STARTS[who] or ["/edition/11/"]
    found = pages_from(first, starts if who == "guest" else [*starts, "/"])
    state = first.context.storage_state()
    problems = []
    for width, dark, prefix in LOOKS if who == "guest" else SIGNED_IN:
        look = visit(width=width, dark=dark)
        look.context.add_cookies(state["cookies"])
        for kind, path in found.items():
            look.page.goto(prefix + path)
            problems += [f"{prefix}{kind} {width} dark={dark}: {p}" for p in look.axe()]
            wide = look.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                problems.append(f"{prefix}{kind} {width}: {wide} px wider than the screen")
        problems += [f"console: {c}" for c in look.complaints]
    assert problems == []
    if who == "guest":
        assert len(found) >= 15, found


def test_pages_have_one_heading_a_title_and_a_language(visit):
    look = visit()
    for path, language in (("/", "de"), ("/labs/", "de"), ("/en/series/", "en")):
        look.page.goto(path)
        assert look.page.locator("h1").count() == 1
        assert look.page.locator("html").get_attribute("lang") == language
        assert len(look.page.title()) > 5
