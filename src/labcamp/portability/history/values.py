# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a single value in the file may be. A check yields what is wrong, with the place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from labcamp.portability.trouble import Trouble

Check = Callable[[Any, str], Iterator[Trouble]]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_CLOCK = re.compile(r"\d{2}:\d{2}", re.ASCII)
_SLUG = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_YEARS = range(1800, 2201)


def text(most: int = 20_000) -> Check:
    """Words, at most so many characters, without control characters."""

    def check(value: Any, at: str) -> Iterator[Trouble]:
        if not isinstance(value, str):
            yield _not(value, at, _("text"))
        elif len(value) > most:
            says = _("%(n)d characters are too many; at most %(most)d are kept.")
            yield Trouble(at, says % {"n": len(value), "most": most})
        elif _CONTROL.search(value):
            yield Trouble(at, _("The text holds a control character."))

    return check


def named(most: int) -> Check:
    """Words that may not be empty."""

    def check(value: Any, at: str) -> Iterator[Trouble]:
        yield from text(most)(value, at)
        if isinstance(value, str) and not value.strip():
            yield Trouble(at, _("This may not be empty."))

    return check


def slug(most: int) -> Check:
    """A short name for addresses: letters a to z, digits, hyphen, underscore."""

    def check(value: Any, at: str) -> Iterator[Trouble]:
        if not isinstance(value, str):
            yield _not(value, at, _("text"))
        elif not _SLUG.fullmatch(value) or len(value) > most:
            says = _("“%(value)s” is no key: 1 to %(most)d letters a to z, digits, hyphens.")
            yield Trouble(at, says % {"value": value[:60], "most": most})

    return check


def whole(low: int = 0, high: int = 2_000_000_000) -> Check:
    def check(value: Any, at: str) -> Iterator[Trouble]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield _not(value, at, _("a whole number"))
        elif not low <= value <= high:
            says = _("%(value)d is not between %(low)d and %(high)d.")
            yield Trouble(at, says % {"value": value, "low": low, "high": high})

    return check


def one_of(words: Collection[str]) -> Check:
    def check(value: Any, at: str) -> Iterator[Trouble]:
        if not isinstance(value, str) or value not in words:
            says = _("“%(value)s” is unknown here; known are: %(words)s.")
            known = ", ".join(sorted(words))
            yield Trouble(at, says % {"value": str(value)[:60], "words": known})

    return check


def country(value: Any, at: str) -> Iterator[Trouble]:
    """Two capital letters as ISO 3166-1 has them."""
    if not isinstance(value, str) or not _COUNTRY.fullmatch(value):
        says = _("“%(value)s” is no country; write two capital letters such as DE.")
        yield Trouble(at, says % {"value": str(value)[:40]})


def flag(value: Any, at: str) -> Iterator[Trouble]:
    if not isinstance(value, bool):
        yield _not(value, at, _("true or false"))


def told_date(value: Any, at: str) -> Iterator[Trouble]:
    """A day, a month or a year as ISO 8601 writes it; a year may be a number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        yield _not(value, at, _("a date"))
    elif not _is_date(str(value)):
        says = _("“%(value)s” is no date; write 2024, 2024-02 or 2024-02-26.")
        yield Trouble(at, says % {"value": str(value)[:40]})


def day(value: Any, at: str) -> Iterator[Trouble]:
    if not isinstance(value, str) or len(value) != len("2024-02-26") or not _is_date(value):
        says = _("“%(value)s” is no day; write it as 2024-02-26.")
        yield Trouble(at, says % {"value": str(value)[:40]})


def clock(value: Any, at: str) -> Iterator[Trouble]:
    if not isinstance(value, str) or not _CLOCK.fullmatch(value) or not _is_time(value):
        says = _("“%(value)s” is no time; write it as 14:30.")
        yield Trouble(at, says % {"value": str(value)[:40]})


def link(most: int = 500) -> Check:
    """An address that begins with http or https."""

    def check(value: Any, at: str) -> Iterator[Trouble]:
        yield from text(most)(value, at)
        if isinstance(value, str) and not _is_address(value):
            says = _("“%(value)s” is no web address; it begins with https:// or http://.")
            yield Trouble(at, says % {"value": value[:60]})

    return check


def list_of(check_one: Check, most: int = 1000) -> Check:
    def check(value: Any, at: str) -> Iterator[Trouble]:
        if not isinstance(value, list):
            yield _not(value, at, _("a list"))
        elif len(value) > most:
            says = _("%(n)d entries are too many; at most %(most)d are read.")
            yield Trouble(at, says % {"n": len(value), "most": most})
        else:
            for place, one in enumerate(value):
                yield from check_one(one, f"{at}[{place}]")

    return check


def either(*checks: Check) -> Check:
    """Right when one of the checks finds nothing wrong; otherwise what the last one says."""

    def check(value: Any, at: str) -> Iterator[Trouble]:
        found = [list(each(value, at)) for each in checks]
        if all(found):
            yield from found[-1]

    return check


def _is_date(value: str) -> bool:
    match = _DATE.fullmatch(value)
    if not match:
        return False
    year, month, number = (int(part or 1) for part in match.groups())
    try:
        date(year, month, number)
    except ValueError:
        return False
    return year in _YEARS


def _is_time(value: str) -> bool:
    try:
        time.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    plain = not any(sign.isspace() or sign in '<>"' for sign in value)
    return parts.scheme in ("http", "https") and bool(host) and plain


def _not(value: Any, at: str, wanted: str) -> Trouble:
    kinds = {
        dict: _("an object"),
        list: _("a list"),
        str: _("text"),
        bool: _("true or false"),
        int: _("a whole number"),
        float: _("a number"),
        type(None): _("nothing"),
    }
    says = _("This must be %(wanted)s, but it is %(given)s.")
    return Trouble(at, says % {"wanted": wanted, "given": kinds.get(type(value), "?")})
