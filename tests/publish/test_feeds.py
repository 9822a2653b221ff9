# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Feeds as RFC 4287 wants them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.publish.samples import BERLIN

from labcamp.publish.feeds import Feed, Item, to_atom
from labcamp.publish.schedule.text import legal

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ITEM = Item(
    id="https://camp.example.org/reports/7",
    title="Was bleibt & was nicht",
    url="https://camp.example.org/reports/7?a=1&b=2",
    updated=datetime(2026, 6, 14, 12, 0, tzinfo=BERLIN),
    published=datetime(2026, 6, 13, 8, 0, tzinfo=UTC),
    author="Stadtlabor Musterstadt",
    summary="Kurz <b>gesagt</b>",
    html="<p>Lang &amp; breit</p>",
    language="en",
    categories=("Verwaltung & Recht",),
)
FEED = Feed(
    id="https://camp.example.org/reports/",
    title="Berichte",
    url="https://camp.example.org/reports.atom",
    page="https://camp.example.org/reports/",
    author="LabCamp-Netzwerk",
    updated=datetime(2026, 1, 1, tzinfo=UTC),
    items=(ITEM,),
)


def parsed(feed):
    return etree.fromstring(to_atom(feed))


def said(node, path):
    return [str(found) for found in node.xpath(path, namespaces=ATOM)]


def test_a_feed_has_what_the_standard_demands():
    feed = parsed(FEED)

    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert said(feed, "@xml:lang") == ["de"]
    assert said(feed, "a:id/text()") == ["https://camp.example.org/reports/"]
    assert said(feed, "a:title/text()") == ["Berichte"]
    assert said(feed, "a:updated/text()") == ["2026-06-14T10:00:00Z"]
    assert said(feed, "a:author/a:name/text()") == ["LabCamp-Netzwerk"]
    assert said(feed, "a:link[@rel='self']/@href") == ["https://camp.example.org/reports.atom"]


def test_an_entry_says_what_it_is_about():
    (entry,) = parsed(FEED).xpath("a:entry", namespaces=ATOM)

    assert said(entry, "@xml:lang") == ["en"]
    assert said(entry, "a:id/text()") == ["https://camp.example.org/reports/7"]
    assert said(entry, "a:title/text()") == ["Was bleibt & was nicht"]
    assert said(entry, "a:updated/text()") == ["2026-06-14T10:00:00Z"]
    assert said(entry, "a:published/text()") == ["2026-06-13T08:00:00Z"]
    assert said(entry, "a:author/a:name/text()") == ["Stadtlabor Musterstadt"]
    assert said(entry, "a:link/@href") == ["https://camp.example.org/reports/7?a=1&b=2"]
    assert said(entry, "a:category/@term") == ["Verwaltung & Recht"]
    assert said(entry, "a:summary/text()") == ["Kurz <b>gesagt</b>"]
    assert said(entry, "a:content/@type") == ["html"]
    assert said(entry, "a:content/text()") == ["<p>Lang &amp; breit</p>"]


def test_an_empty_feed_is_a_feed():
    feed = parsed(replace(FEED, items=()))

    assert said(feed, "a:updated/text()") == ["2026-01-01T00:00:00Z"]
    assert said(feed, "a:entry") == []


def test_the_same_values_give_the_same_bytes():
    assert to_atom(FEED) == to_atom(replace(FEED))


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        to_atom(replace(FEED, items=(replace(ITEM, updated=ITEM.updated.replace(tzinfo=None)),)))


@given(st.text())
@settings(deadline=None)
def test_any_text_comes_back(text):
    items = (replace(ITEM, title="x" + text, html="x" + text, categories=("x" + text,)),)
    entry = parsed(replace(FEED, items=items))

    wanted = "x" + legal(text)
    lines = wanted.replace("\r\n", "\n").replace("\r", "\n")
    assert said(entry, "a:entry/a:title/text()") == [lines]
    assert said(entry, "a:entry/a:content/text()") == [lines]
