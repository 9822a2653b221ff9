# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Markdown to HTML that is safe to show. The only maker of HTML out of people's words."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(
    ["table", "strikethrough"]
)
_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_CODE = ("fence", "code_block")
_BREAKS = ("softbreak", "hardbreak")
_READ = ("text", "code_inline", *_BREAKS)
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}


def render(text: str, *, top: int = 2) -> SafeString:
    """HTML of `text`; its first heading level becomes `top` (2 to 6), deeper ones follow.

    Raw HTML in the source is shown as text; links keep http, https, mailto and paths of ours,
    everything else loses its address. Pictures are not embedded: uploads have their own place.
    """
    tokens = _PARSER.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + top - 1)}"
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)


@lru_cache(maxsize=1024)  # after a change all other texts of an edition are known already
def plain(text: str, length: int = 200) -> str:
    """The words of `text` without markup, cut at a word to at most `length` characters.

    Plain text, not HTML: whoever shows it in a page escapes it, as templates do by themselves.
    """
    words = " ".join(" ".join(map(_words, _PARSER.parse(text))).split())
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0].rstrip(",.;:–") + " …"


def _words(token: Token) -> str:
    """What a reader would read of a block: its text and code, no pictures, no addresses."""
    if token.type != "inline":
        return token.content if token.type in _CODE else ""
    return "".join(
        " " if child.type in _BREAKS else child.content
        for child in token.children or ()
        if child.type in _READ
    )
