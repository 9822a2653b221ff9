# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who of those that give a session would be missing at a time; hosts decide what follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from labcamp.programme.models import Placement, Slot
from labcamp.programme.queries import conditions
from labcamp.programme.queries.theday import Span, meets
from labcamp.series.models import Edition


@dataclass(frozen=True, slots=True)
class Absent:
    """`session` is what they give at that time; empty: they have said that they cannot."""

    name: str
    session: str


@dataclass(frozen=True, slots=True)
class Presence:
    """What is known of a day's givers: their sessions, and when they cannot."""

    givers: Mapping[int, tuple[conditions.GiverRow, ...]]
    placements: tuple[Placement, ...]
    cannot: Mapping[str, tuple[Span, ...]]

    @classmethod
    def of(cls, edition: Edition, placements: Iterable[Placement]) -> Presence:
        """A constant number of queries; `placements` come with their proposals."""
        rows = conditions.giver_rows(edition)
        givers: dict[int, list[conditions.GiverRow]] = defaultdict(list)
        for row in rows:
            givers[row.proposal].append(row)
        slots = Slot.objects.filter(edition=edition, common=False)
        spans = {
            pk: (begins, ends)
            for pk, begins, ends in slots.values_list("pk", "starts_at", "ends_at")
        }
        said = conditions.times_said(edition, rows)
        return cls(
            {key: tuple(some) for key, some in givers.items()},
            tuple(one for one in placements if one.proposal and not one.cancelled),
            {
                who: tuple(spans[slot] for slot in sorted(times.cannot))
                for who, times in said.items()
            },
        )

    def torn(self) -> frozenset[int]:
        """Sessions of which somebody is to give another one at the same time, by their keys."""
        return frozenset(
            one.proposal_id
            for one in self.placements
            if one.proposal_id
            and any(
                other.session
                for other in self.absent(one.proposal_id, (one.starts_at, one.ends_at))
            )
        )

    def absent(self, proposal: int, span: Span, but: Collection[int] = ()) -> list[Absent]:
        """Who is missing if the session ran then; `but`: sessions that would be elsewhere."""
        meanwhile = [
            one
            for one in self.placements
            if one.proposal_id not in (proposal, *but) and meets([span], one.starts_at, one.ends_at)
        ]
        found = []
        for giver in self.givers.get(proposal, ()):
            for one in meanwhile:
                assert one.proposal is not None
                if any(_same(giver, row) for row in self.givers.get(one.proposal.pk, ())):
                    found.append(Absent(giver.name, one.proposal.title))
            if meets(self.cannot.get(giver.key, ()), *span):
                found.append(Absent(giver.name, ""))
        return found


def _same(one: conditions.GiverRow, other: conditions.GiverRow) -> bool:
    """Whoever was added on the day is a mere name; to be told once too often does no harm."""
    return one.key == other.key or one.name.casefold() == other.name.casefold()
