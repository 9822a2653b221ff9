# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Both versions of something that two people changed at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.forms import BaseForm, Field, Form
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from labcamp.core.actions import Stale


def both_versions(form: Form, names: Iterable[str], stale: Stale) -> list[tuple[str, Any, Any]]:
    """(label, as it is now, as typed) for every field that differs.

    The form keeps what was typed and takes the present version's number, so that saving once more
    is a decision made with both versions in view.
    """
    present: Any = stale.present
    rows = [
        compared(form.fields[name], getattr(present, name), form.cleaned_data[name])
        for name in names
        if getattr(present, name) != form.cleaned_data[name]
    ]
    take_version(form, present.version)
    return rows


def take_version(form: BaseForm, version: int | str, name: str = "version") -> None:
    """The form keeps what was typed; its hidden field `name` takes what is so now."""
    typed: Any = form.data
    sent = typed.copy()
    sent[name] = str(version)
    form.data = sent


def compared(field: Field, now: object, typed: object) -> tuple[str, Any, Any]:
    """One row of the table of both versions, in the words of the form."""
    return str(field.label), _in_words(field, now), _in_words(field, typed)


def _in_words(field: Field, value: object) -> object:
    """Days, times, ticks and choices as people read them; anything else as it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(value, "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, time):
        return time_format(value, "TIME_FORMAT")
    if isinstance(value, str) and hasattr(field, "choices"):
        return next((label for key, label in field.choices if str(key) == value), value)
    return value
