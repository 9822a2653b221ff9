# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a file, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SHOWN = 50


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong: the place in the file ("$.labs[3].level") and a sentence."""

    at: str
    says: str

    def __str__(self) -> str:
        return f"{self.at}: {self.says}"


class Broken(Exception):
    """The file cannot be taken in; nothing was changed. At least one trouble says why."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__("\n".join(str(trouble) for trouble in troubles))
        self.troubles = tuple(troubles)

    def sentences(self, file: str) -> Iterator[str]:
        """The first troubles with the file's name, how many more there are, and what it means."""
        for trouble in self.troubles[:SHOWN]:
            yield f"{file}: {trouble}"
        more = len(self.troubles) - SHOWN
        if more > 0:
            yield ngettext("… and %(n)d more.", "… and %(n)d more.", more) % {"n": more}
        yield _("Nothing was changed.")
