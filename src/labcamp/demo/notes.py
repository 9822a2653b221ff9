# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notes some of the invented people have begun: questions and examples gathered before the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from labcamp.core.access import may
from labcamp.network.models import Person
from labcamp.notes import actions
from labcamp.notes.models import Pad
from labcamp.programme.models import Proposal
from labcamp.series.models import Edition
from labcamp.series.queries import viewer_for


def write(
    edition: Edition, told: list[dict[str, Any]], people: dict[str, Person], now: datetime
) -> None:
    """Each writes under one heading. A session the timetable found no place for has no notes."""
    for one in told:
        session = Proposal.objects.get(edition=edition, title=one["session"])
        first = one["writes"][0]
        by = viewer_for(people[first["by"]], now - timedelta(minutes=first["minutes"] + 2))
        if not may(by, "take-notes", session):
            continue
        pad = actions.begin(session, by=by)
        for number, words in enumerate(one["writes"]):
            at = now - timedelta(minutes=words["minutes"])
            pad = Pad.objects.get(pk=pad.pk)
            actions.save(
                pad,
                _under(pad.text, words["under"], "\n".join(words["text"])),
                read_at=pad.sequence,
                client=f"demo-{number}",
                by=viewer_for(people[words["by"]], at),
            )


def _under(text: str, heading: str, words: str) -> str:
    """The text with the words at the end of what stands under the heading."""
    before, found, after = text.partition(f"{heading}\n")
    assert found, heading
    own, following, rest = after.partition("\n## ")
    told = own.strip("\n")
    filled = "\n".join(part for part in (told, words) if part)
    return f"{before}{found}\n{filled}\n{following}{rest}"
