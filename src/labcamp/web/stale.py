# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Both versions of something that two people changed at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import Form

from labcamp.core.actions import Stale


def both_versions(form: Form, names: Iterable[str], stale: Stale) -> list[tuple[str, Any, Any]]:
    """(label, as it is now, as typed) for every field that differs.

    The form keeps what was typed and takes the present version's number, so that saving once more
    is a decision made with both versions in view.
    """
    present: Any = stale.present
    rows = [
        (str(form.fields[name].label), getattr(present, name), form.cleaned_data[name])
        for name in names
        if getattr(present, name) != form.cleaned_data[name]
    ]
    typed: Any = form.data
    mine = typed.copy()
    mine["version"] = present.version
    form.data = mine
    return rows
