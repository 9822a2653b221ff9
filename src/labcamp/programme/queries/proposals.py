# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of proposals as somebody sees it, in an order of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from labcamp.core.access import Viewer, may
from labcamp.programme.estimate import Demand
from labcamp.programme.models import Giver, Interest, Planning, Proposal
from labcamp.programme.queries.demand import demand_of
from labcamp.series.models import Edition

MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_#>`|]+")
GIST = 240


@dataclass(frozen=True, slots=True)
class Listed:
    """One proposal in the list; `demand` is None for those who may not know it (yet).

    `strength` is the reader's own mark, None when they have not answered; whoever `gives` a session
    is not asked about it.
    """

    pk: int
    number: int
    title: str
    givers: str
    kind: str
    language: str
    minutes: int
    gist: str
    mine: bool
    gives: bool
    strength: int | None
    demand: Demand | None


def planning_of(edition: Edition) -> Planning:
    """How the edition plans; the defaults when nobody has set anything."""
    planning = Planning.objects.filter(edition=edition).first() or Planning(edition=edition)
    planning.edition = edition
    return planning


def takes_proposals(edition: Edition, planning: Planning | None = None) -> bool:
    """Whether those who take part may propose at present."""
    planning = planning or planning_of(edition)
    return planning.proposals_open and edition.state == Edition.State.PLANNED


def offered(
    edition: Edition, viewer: Viewer, planning: Planning, marks: Mapping[int, int] | None = None
) -> list[Listed]:
    """What is offered, each reader in their own order, so that no proposal is always first.

    `marks` are the answers to show; when None, those of the viewer's account.
    """
    rows = Proposal.objects.visible_to(viewer).filter(edition=edition, state=Proposal.State.OFFERED)
    strengths = _own(edition, viewer) if marks is None else marks
    gives = set(_given(viewer).filter(proposal__edition=edition)) if viewer.person else set()
    counts = demand_of(edition) if may_count(edition, viewer, planning) else {}
    listed = [
        Listed(
            pk, number, title, givers, kind_of, language, minutes, gist(abstract),
            by is not None and by == viewer.person, pk in gives, strengths.get(pk),
            counts.get(pk),
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


def own_of_this_title(edition: Edition, viewer: Viewer, title: str, token: UUID) -> Proposal | None:
    """Another proposal the viewer has already made under this title, unless it is withdrawn."""
    mine = Proposal.objects.visible_to(viewer).filter(edition=edition, by=viewer.person)
    same = mine.filter(title__iexact=title).exclude(state=Proposal.State.WITHDRAWN)
    return None if mine.filter(guid=str(token)).exists() else same.first()


def aside(edition: Edition, viewer: Viewer) -> list[Proposal]:
    """What is not on the list: one's own drafts, waiting and withdrawn ones, and what is parked."""
    shown = Q(state=Proposal.State.PARKED)
    if viewer.person is not None:
        given = _given(viewer)
        own = (Proposal.State.DRAFT, Proposal.State.WAITING, Proposal.State.WITHDRAWN)
        shown |= Q(state__in=own) & (Q(by=viewer.person) | Q(pk__in=given))
    rows = Proposal.objects.visible_to(viewer).filter(shown, edition=edition)
    return list(rows.order_by("number"))


def marking_over(planning: Planning, viewer: Viewer) -> bool:
    """Whether marking has ended; until then nobody but hosts learns what others want."""
    closes = planning.voting_closes
    return bool(closes and closes <= viewer.now)


def may_count(edition: Edition, viewer: Viewer, planning: Planning) -> bool:
    """Counts are for hosts, and only once the vote is over: nobody follows the herd."""
    return marking_over(planning, viewer) and may(viewer, "plan", edition)


def answered(listed: Iterable[Listed]) -> int:
    """To how many the reader has said something, be it "not for me"."""
    return sum(one.strength is not None for one in listed if not one.gives)


def asked(listed: Iterable[Listed]) -> int:
    """About how many the reader is asked: all but those they give themselves."""
    return sum(not one.gives for one in listed)


def progress(edition: Edition, viewer: Viewer) -> tuple[int, int]:
    """To how many of the sessions offered by others the viewer has answered, and of how many."""
    rows = Proposal.objects.visible_to(viewer).filter(edition=edition, state=Proposal.State.OFFERED)
    rows = rows.exclude(pk__in=_given(viewer))
    mine = Interest.objects.filter(person=viewer.person, proposal__in=rows)
    return mine.count(), rows.count()


def renumbered(viewer: Viewer, lookups: dict[str, Any]) -> dict[str, Any] | None:
    """The number a proposal has got since people see it, for an address from before."""
    rows = Proposal.objects.visible_to(viewer).filter(
        edition__slug=lookups["edition__slug"], earlier=lookups["number"]
    )
    number = rows.values_list("number", flat=True).first()
    return None if number is None else {"number": number}


def voting_open(planning: Planning, viewer: Viewer) -> bool:
    opens, closes = planning.voting_opens, planning.voting_closes
    if planning.edition.state != Edition.State.PLANNED:
        return False
    return (opens is None or opens <= viewer.now) and (closes is None or closes > viewer.now)


def gist(text: str) -> str:
    """The first words of a Markdown text without its signs."""
    words = " ".join(MARKUP.sub(r"\1", text[: 2 * GIST]).split())
    return words if len(words) <= GIST else words[:GIST].rsplit(" ", 1)[0] + " …"


def _given(viewer: Viewer) -> QuerySet[Giver, int]:
    """The proposals that the viewer gives."""
    return Giver.objects.filter(person=viewer.person).values_list("proposal", flat=True)


def _own(edition: Edition, viewer: Viewer) -> dict[int, int]:
    if viewer.person is None:
        return {}
    mine = Interest.objects.filter(person=viewer.person, proposal__edition=edition)
    return dict(mine.values_list("proposal", "strength"))
