# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""One person's own programme: what they want and give, and which of it runs at the same time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from labcamp.core.access import Viewer
from labcamp.programme.models import Giver, Interest, Proposal
from labcamp.programme.queries.plan import Entry
from labcamp.series.models import Edition


@dataclass(frozen=True)
class Choice:
    """A session of one's own programme; `beside` are other choices that run meanwhile."""

    entry: Entry
    wanted: bool
    gives: bool
    beside: tuple[Entry, ...]


@dataclass(frozen=True)
class Lost:
    """A firm wish that cannot be kept, and the sessions it stands against.

    Where one gives some of those oneself (`gives`), only these: nothing else decides.
    """

    entry: Entry
    against: tuple[Entry, ...]
    gives: bool


@dataclass(frozen=True)
class OwnPlan:
    """The choices in the order they run.

    `kept` counts the firm wishes one person can sit in if they choose well, out of `wanted`; both
    count sessions that take place, and `lost` are the others. What one gives comes first.
    """

    choices: list[Choice]
    kept: int
    wanted: int
    lost: tuple[Lost, ...] = ()


def own_plan(entries: Sequence[Entry], marks: Mapping[int, int], gives: Collection[int]) -> OwnPlan:
    """What somebody marked (proposal to strength) or gives, out of the published plan."""
    chosen = sorted(
        (e for e in entries if e.proposal and (e.proposal in marks or e.proposal in gives)),
        key=lambda e: (e.starts_at, e.ends_at, e.pk),
    )
    running = [e for e in chosen if not e.cancelled]
    choices = [
        Choice(
            e,
            wanted=marks.get(e.proposal) == Interest.Strength.WANT,
            gives=e.proposal in gives,
            beside=tuple(o for o in running if o is not e and not e.cancelled and _meet(e, o)),
        )
        for e in chosen
    ]
    firm = [c for c in choices if (c.wanted or c.gives) and not c.entry.cancelled]
    giving = _most([c.entry for c in firm if c.gives], [])
    sitting = _most([c.entry for c in firm if not c.gives], giving)
    kept = [*giving, *sitting]
    lost = tuple(_lost(c, kept, gives) for c in firm if c.entry not in kept)
    return OwnPlan(choices, kept=len(kept), wanted=len(firm), lost=lost)


def _lost(choice: Choice, kept: Sequence[Entry], gives: Collection[int]) -> Lost:
    against = tuple(one for one in kept if _meet(choice.entry, one))
    given = tuple(one for one in against if one.proposal in gives)
    return Lost(choice.entry, given or against, gives=bool(given))


def _meet(one: Entry, other: Entry) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _most(entries: Sequence[Entry], taken: Sequence[Entry]) -> list[Entry]:
    """As many of them as one person can sit in beside `taken`: always the next that ends first."""
    kept: list[Entry] = []
    for entry in sorted(entries, key=lambda e: (e.ends_at, e.starts_at)):
        if not any(_meet(entry, other) for other in (*kept, *taken)):
            kept.append(entry)
    return kept


def given_by(edition: Edition, viewer: Viewer) -> frozenset[int]:
    """Proposals of the edition that the viewer gives."""
    if viewer.person is None:
        return frozenset()
    mine = Giver.objects.filter(person=viewer.person, proposal__edition=edition)
    return frozenset(mine.values_list("proposal", flat=True))


def not_in_plan(
    edition: Edition, viewer: Viewer, chosen: Collection[int], entries: Sequence[Entry]
) -> list[Proposal]:
    """What somebody marked or gives and the published plan does not have."""
    placed = {entry.proposal for entry in entries}
    missing = [key for key in chosen if key not in placed]
    found = Proposal.objects.visible_to(viewer).filter(pk__in=missing, edition=edition)
    shown = (*Proposal.PLACEABLE, Proposal.State.PARKED)
    return list(found.filter(state__in=shown).order_by("number"))
