# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an import did, a line for each record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Outcome(StrEnum):
    """What became of a record."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    LEFT_OUT = "left out"

    @property
    def label(self) -> str:
        return {
            Outcome.CREATED: _("created"),
            Outcome.UPDATED: _("updated"),
            Outcome.UNCHANGED: _("unchanged"),
            Outcome.KEPT: _("kept"),
            Outcome.LEFT_OUT: _("left out"),
        }[self]


@dataclass(frozen=True)
class Line:
    """One record: what became of it, where it stands in the file, its name, and why."""

    outcome: Outcome
    at: str
    name: str
    why: str = ""

    def __str__(self) -> str:
        why = f" ({self.why})" if self.why else ""
        return f"{self.outcome.label:<12} {self.at}: {self.name}{why}"


@dataclass
class Report:
    """All lines in the order of the work, and whether it was only a rehearsal."""

    lines: list[Line] = field(default_factory=list)
    rehearsal: bool = False

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(line.outcome for line in self.lines)

    @property
    def changed(self) -> bool:
        return bool(self.counts[Outcome.CREATED] or self.counts[Outcome.UPDATED])

    def text(self) -> Iterator[str]:
        """The lines, a sum, and what it means."""
        yield from map(str, self.lines)
        counts = self.counts
        yield ", ".join(f"{counts[o]} {o.label}" for o in Outcome if counts[o])
        total = len(self.lines)
        if self.rehearsal:
            yield _("A rehearsal: nothing was saved.")
        elif not self.changed:
            yield _("Nothing has changed.")
        else:
            yield ngettext("One record was read.", "%(n)d records were read.", total) % {"n": total}
