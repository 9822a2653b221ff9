# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dates as far as they are told, and texts in the language of the page."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language


def told_date(told: str | date | None) -> str:
    """A day, month or year as words: "2022-11" is November 2022, "2020-05-26" a full date.

    Two of them with a slash between are a span. What is no such date stays as it was told.
    """
    if not told:
        return ""
    if isinstance(told, date):
        return date_format(told, "DATE_FORMAT")
    return " – ".join(_one(part.strip()) for part in str(told).split("/"))


def _one(told: str) -> str:
    with suppress(ValueError):
        if len(told) == 10:
            return date_format(date.fromisoformat(told), "DATE_FORMAT")
        if len(told) == 7:
            return date_format(date.fromisoformat(told + "-01"), "YEAR_MONTH_FORMAT")
    return told


def in_language(thing: Any, name: str) -> str:
    """`name_en` on English pages when there is one, else `name_de`."""
    english = (get_language() or "de").startswith("en")
    text = getattr(thing, f"{name}_en", "") if english else ""
    return str(text or getattr(thing, f"{name}_de", ""))


def told_short(told: str | date | None) -> str:
    """The same in a few letters, for marks and narrow columns: 05/2020, or the year alone."""
    text = told.isoformat() if isinstance(told, date) else str(told or "")
    first = text.split("/")[0]
    return f"{first[5:7]}/{first[:4]}" if len(first) >= 7 else first
