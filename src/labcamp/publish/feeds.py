# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Atom feeds (RFC 4287): values in, bytes out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr  # writes only

from labcamp import __version__
from labcamp.publish.schedule.text import legal


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed.

    `id` is an address that never changes, `url` the page, `updated` and `published` are aware.
    `summary` is plain text; `html` is HTML that is already safe to show.
    """

    id: str
    title: str
    url: str
    updated: datetime
    published: datetime | None = None
    author: str = ""
    summary: str = ""
    html: str = ""
    language: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; `url` is its own address, `page` what it is about, `author` an organisation.

    `updated` counts when there are no entries; otherwise the newest entry's moment does.
    """

    id: str
    title: str
    url: str
    page: str
    author: str
    updated: datetime
    items: tuple[Item, ...] = ()
    subtitle: str = ""
    language: str = "de"
    rights: str = ""


def to_atom(feed: Feed) -> bytes:
    """The feed as UTF-8 XML; equal feeds give equal bytes. ValueError for a naive moment."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(feed.language)}>',
        *_head(feed),
    ]
    for item in feed.items:
        lines += [f"<entry{_language(item, feed)}>", *_entry(item), "</entry>"]
    return legal("\n".join([*lines, "</feed>", ""])).encode()


def _head(feed: Feed) -> Iterator[str]:
    newest = max((item.updated for item in feed.items), default=feed.updated)
    yield _element("id", feed.id)
    yield _element("title", feed.title)
    if feed.subtitle:
        yield _element("subtitle", feed.subtitle)
    yield f"<updated>{_moment(newest)}</updated>"
    yield f"<author>{_element('name', feed.author)}</author>"
    yield f'<link rel="self" type="application/atom+xml" href={quoteattr(feed.url)}/>'
    yield f'<link rel="alternate" type="text/html" href={quoteattr(feed.page)}/>'
    if feed.rights:
        yield _element("rights", feed.rights)
    yield f"<generator version={quoteattr(__version__)}>labcamp</generator>"


def _entry(item: Item) -> Iterator[str]:
    yield _element("id", item.id)
    yield _element("title", item.title)
    yield f"<updated>{_moment(item.updated)}</updated>"
    if item.published:
        yield f"<published>{_moment(item.published)}</published>"
    if item.author:
        yield f"<author>{_element('name', item.author)}</author>"
    yield f'<link rel="alternate" type="text/html" href={quoteattr(item.url)}/>'
    for category in item.categories:
        yield f"<category term={quoteattr(category)}/>"
    if item.summary:
        yield _element("summary", item.summary)
    if item.html:
        yield f'<content type="html">{_text(item.html)}</content>'


def _language(item: Item, feed: Feed) -> str:
    """The entry's own language, where it differs."""
    other = item.language and item.language != feed.language
    return f" xml:lang={quoteattr(item.language)}" if other else ""


def _element(tag: str, text: str) -> str:
    return f"<{tag}>{_text(text)}</{tag}>"


def _text(text: str) -> str:
    return escape(text.replace("\r\n", "\n").replace("\r", "\n"))


def _moment(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC, to the second."""
    if moment.utcoffset() is None:
        raise ValueError("A moment without a time zone.")
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
