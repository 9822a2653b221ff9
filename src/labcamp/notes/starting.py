# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The headings a pad begins with, by kind of session; they stand in `starting.json`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from labcamp.programme.models import Proposal

FILE = Path(__file__).with_name("starting.json")


def start_for(proposal: Proposal) -> str:
    """Markdown in the session's language, or in the edition's: German or English.

    Everybody who opens the pad gets the same, whatever language their pages are in.
    """
    told = _all().get(proposal.kind) or _all()["other"]
    spoken = [proposal.language[:2], proposal.edition.language[:2], "de"]
    headings = told[next(language for language in spoken if language in told)]
    return "\n".join(f"{heading}\n\n" for heading in headings)


@cache
def _all() -> dict[str, dict[str, list[str]]]:
    return json.loads(FILE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]
