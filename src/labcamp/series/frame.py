# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an edition's letters carry besides their words: its confidentiality, and where answers go.

Pages include `series/frame.html` for the same sentence.
"""

from __future__ import annotations

from labcamp.series.models import Edition, RegistrationDesk


def confidentiality(edition: Edition) -> list[str]:
    """The edition's sentence as a paragraph of a letter; none without one."""
    said = " ".join(edition.confidentiality.split())
    return [said] if said else []


def paragraphs(edition: Edition) -> list[str]:
    """The same for letters whose paragraphs are filled with words by `%`."""
    return [said.replace("%", "%%") for said in confidentiality(edition)]


def reply_to(edition: Edition) -> str:
    """Where answers to the edition's letters go, when its hosts have said so; else ""."""
    found = RegistrationDesk.objects.filter(edition=edition).values_list("reply_to", flat=True)
    return found.first() or ""
