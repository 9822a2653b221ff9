# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""import history, import schedule."""

from __future__ import annotations

from typing import Any


def add_to(words: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    word = words.add_parser("import", help="bring in what exists elsewhere; all or nothing")
    word.add_subparsers(required=True, metavar="WHAT")
