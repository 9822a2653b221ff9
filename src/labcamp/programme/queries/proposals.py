# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of proposals as somebody sees it, in an order of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from django.db.models import Count

from labcamp.core.access import Viewer, may
from labcamp.programme.models import Interest, Planning, Proposal
from labcamp.series.models import Edition

MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_#>`|]+")
GIST = 240


@dataclass(frozen=True, slots=True)
class Listed:
    """One proposal in the list; `count` is None for those who may not know it (yet)."""

    pk: int
    number: int
    title: str
    givers: str
    kind: str
    language: str
    minutes: int
    gist: str
    mine: bool
    strength: int
    count: int | None


def planning_of(edition: Edition) -> Planning:
    """How the edition plans; the defaults when nobody has set anything."""
    planning = Planning.objects.filter(edition=edition).first() or Planning(edition=edition)
    planning.edition = edition
    return planning


def offered(edition: Edition, viewer: Viewer, planning: Planning, kind: str = "") -> list[Listed]:
    """What is offered, each reader in their own order, so that no proposal is always first."""
    rows = Proposal.objects.visible_to(viewer).filter(edition=edition, state=Proposal.State.OFFERED)
    if kind:
        rows = rows.filter(kind=kind)
    strengths = _own(edition, viewer)
    counts = _counts(edition) if may_count(edition, viewer, planning) else None
    listed = [
        Listed(
            pk, number, title, givers, kind_of, language, minutes, gist(abstract),
            by is not None and by == viewer.person, strengths.get(pk, 0),
            None if counts is None else counts.get(pk, 0),
        )
        for pk, number, title, givers, kind_of, language, minutes, abstract, by in rows.values_list(
            "pk", "number", "title", "givers_told", "kind", "language", "minutes", "abstract", "by"
        )
    ]  # fmt: skip
    return shuffled(listed, planning.seed, viewer.person or 0)


def shuffled(listed: Iterable[Listed], seed: int, person: int) -> list[Listed]:
    """A stable order per person: the same person finds the same list again."""

    def place(one: Listed) -> bytes:
        return blake2b(f"{seed}:{person}:{one.number}".encode(), digest_size=8).digest()

    return sorted(listed, key=place)


def withdrawn(edition: Edition, viewer: Viewer) -> list[Proposal]:
    """What the viewer took back and could offer again."""
    if viewer.person is None:
        return []
    own = Proposal.objects.visible_to(viewer).filter(edition=edition, by=viewer.person)
    return list(own.filter(state=Proposal.State.WITHDRAWN))


def may_count(edition: Edition, viewer: Viewer, planning: Planning) -> bool:
    """Counts are for hosts, and only once the vote is over: nobody follows the herd."""
    closes = planning.voting_closes
    return bool(closes and closes <= viewer.now) and may(viewer, "plan", edition)


def voting_open(planning: Planning, viewer: Viewer) -> bool:
    opens, closes = planning.voting_opens, planning.voting_closes
    if planning.edition.state != Edition.State.PLANNED:
        return False
    return (opens is None or opens <= viewer.now) and (closes is None or closes > viewer.now)


def gist(text: str) -> str:
    """The first words of a Markdown text without its signs."""
    words = " ".join(MARKUP.sub(r"\1", text[: 2 * GIST]).split())
    return words if len(words) <= GIST else words[:GIST].rsplit(" ", 1)[0] + " …"


def _own(edition: Edition, viewer: Viewer) -> dict[int, int]:
    if viewer.person is None:
        return {}
    mine = Interest.objects.filter(person=viewer.person, proposal__edition=edition)
    return dict(mine.values_list("proposal", "strength"))


def _counts(edition: Edition) -> dict[int, int]:
    rows = Interest.objects.filter(proposal__edition=edition).values_list("proposal")
    return dict(rows.annotate(n=Count("pk")).order_by())
