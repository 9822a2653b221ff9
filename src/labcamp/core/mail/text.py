# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a letter looks: short lines, addresses in one piece, at the end who writes and why."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

WIDTH = 72
SIGNATURE = "-- "


def letter(paragraphs: Iterable[object], *, sender: str, address: str, why: str = "") -> str:
    """A whole letter out of its paragraphs; `why` says why one got it."""
    signature = [SIGNATURE, sender, address, *([why] if why else [])]
    return folded("\n\n".join([*map(str, paragraphs), "\n".join(signature)]))


def folded(text: str) -> str:
    """The text in lines of at most 72 characters.

    Words longer than that (addresses) stay whole. Indented lines, quotes and the signature's mark
    are left as they are.
    """
    return "\n".join(map(_folded_line, text.strip("\n").rstrip().splitlines())) + "\n"


def _folded_line(line: str) -> str:
    if line.startswith((" ", ">")) or line == SIGNATURE:
        return line
    return textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
