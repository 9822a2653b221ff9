# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""When two names or web addresses mean the same lab. Pure."""

from __future__ import annotations

import re
from collections.abc import Container
from urllib.parse import urlsplit

from django.utils.text import slugify

from labcamp.core.text.german import fold, grams

_LEGAL_FORM = re.compile(
    r"\b(?:e\.?\s?v|e\.?\s?g|g?gmbh|ug|ag|mbh|a\.?\s?o\.?\s?r|k\.?\s?d\.?\s?o\.?\s?r)"
    r"\.?(?=\W|$)"
)
_OTHER_THAN_LETTERS = re.compile(r"[\W_]+")


def name_key(name: str) -> str:
    """The name folded for comparison: small letters and digits, at most 160.

    "stadtLABOR Soest" and "Stadtlabor Soest e. V." have the same key; so have "Stadt-Labor Köln"
    and "Stadtlabor Koeln". A name of signs only keeps them, so that no key is empty but of "".
    """
    folded = fold(name)
    bare = _OTHER_THAN_LETTERS.sub("", _LEGAL_FORM.sub(" ", folded))
    return (fold(bare) or _OTHER_THAN_LETTERS.sub("", folded) or folded.strip())[:160]


def web_key(address: str) -> str:
    """A web address folded for comparison: host without www and path, at most 200; "" for none."""
    address = address.strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    path = re.sub(r"/(?:index\.(?:html?|php))?$", "", parts.path.rstrip("/")).rstrip("/")
    return (host.lower().removeprefix("www.") + path.lower())[:200]


def similarity(one: str, other: str) -> float:
    """How alike two names are, from 0.0 (nothing in common) to 1.0 (the same key).

    The share of their three-letter pieces they have in common (Dice's coefficient on sets).
    """
    a, b = name_key(one), name_key(other)
    if a == b:
        return 1.0
    pieces, others = grams(a), grams(b)
    if not pieces or not others:
        return 0.0
    return 2 * len(pieces & others) / (len(pieces) + len(others))


RESERVED = frozenset({"map", "mine", "propose", "download", "place"})
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug_of(name: str, taken: Container[str] = ()) -> str:
    """An address part for the name, at most 80 characters, none of `taken` and no page of ours."""
    stem = slugify(name.lower().translate(_TWO_LETTERS))[:70].strip("-") or "lab"
    slug, number = stem, 1
    while slug in taken or slug in RESERVED:
        number += 1
        slug = f"{stem}-{number}"
    return slug
