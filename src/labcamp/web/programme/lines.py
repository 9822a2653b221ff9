# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names and titles: one line of what can be read."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

UNSEEN = frozenset({"Cc", "Cn", "Co", "Cs"})
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of all that follows, beyond the line they stand in."""
SEEN = frozenset("LNPS")


def one_line(text: str) -> str:
    """The text without line breaks, double spaces and what nobody sees; empty if all is unseen."""
    line = " ".join(text.split())
    kept = [c for c in line if c not in TURNS and unicodedata.category(c) not in UNSEEN]
    if not any(unicodedata.category(c)[0] in SEEN for c in kept):
        return ""
    return "".join(kept)


class LineField(forms.CharField):
    """A title or a name; one of which nothing could be read counts as empty."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")
