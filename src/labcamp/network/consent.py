# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""How labs decide by consent, as plain values: who has said what, and what follows from it.

Every lab has one voice: consent, stand aside, or object with a reason. A matter is agreed when
nobody objects and enough labs have spoken. A changed text asks those who spoke before only about
the change; what their silence means was fixed before the round began:

- `Silence.AGREES`: a lab that says nothing about the present text goes along with it. What it said
  about an earlier text still counts, but an earlier objection is taken as met.
- `Silence.ABSTAINS`: silence counts as nothing. What was said about an earlier text is spent, but
  an earlier objection stands until the lab itself says otherwise.

Two colleagues who speak differently for one lab have not spoken yet; if one of them objects, the
objection stands meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What somebody says for a lab."""

    CONSENT = "consent"
    ASIDE = "aside"
    OBJECTION = "objection"


class Silence(StrEnum):
    AGREES = "agrees"
    ABSTAINS = "abstains"


class Stand(StrEnum):
    """Where a lab stands on the present text."""

    CONSENT = "consent"
    ASIDE = "aside"
    OBJECTION = "objection"
    SILENT = "silent"
    CONFLICT = "conflict"


class Outcome(StrEnum):
    AGREED = "agreed"
    OBJECTIONS = "objections"
    TOO_FEW = "too-few"


@dataclass(frozen=True)
class Said:
    """One person's word for one lab about the text of one number (from 1)."""

    lab: int
    person: int
    text: int
    kind: Kind


@dataclass(frozen=True)
class Standing:
    """Where one lab stands.

    `about` is the number of the text it spoke about last, 0 when it never spoke; `owes` says that
    it has not spoken (with one voice) about the present text; `blocks` that an objection of it
    stands.
    """

    stand: Stand
    about: int
    owes: bool
    blocks: bool
    counts: bool


@dataclass(frozen=True)
class Tally:
    """The present state of a round. `spoken` is compared with the quorum."""

    labs: Mapping[int, Standing]
    quorum: int

    def having(self, stand: Stand) -> int:
        return sum(one.stand == stand for one in self.labs.values())

    @property
    def spoken(self) -> int:
        return sum(one.counts for one in self.labs.values())

    @property
    def blocked(self) -> bool:
        return any(one.blocks for one in self.labs.values())

    @property
    def owing(self) -> frozenset[int]:
        return frozenset(lab for lab, one in self.labs.items() if one.owes)

    @property
    def settled(self) -> bool:
        """Whether waiting any longer can change nothing: all have spoken and nobody objects."""
        return not self.owing and not self.blocked and self.spoken >= self.quorum

    @property
    def outcome(self) -> Outcome:
        """What holds if the round ends now."""
        if self.blocked:
            return Outcome.OBJECTIONS
        return Outcome.AGREED if self.spoken >= self.quorum else Outcome.TOO_FEW


def tally(
    labs: Iterable[int], said: Iterable[Said], *, text: int, quorum: int, silence: Silence
) -> Tally:
    """Count a round whose present text has number `text`.

    `said` holds what has not been taken back, at most one word per lab, person and text; words of
    labs that do not take part are passed over.
    """
    by_lab: dict[int, list[Said]] = defaultdict(list)
    for one in said:
        by_lab[one.lab].append(one)
    return Tally({lab: _standing(by_lab[lab], text, silence) for lab in sorted(set(labs))}, quorum)


def _standing(said: list[Said], text: int, silence: Silence) -> Standing:
    about = max((one.text for one in said), default=0)
    kinds = {one.kind for one in said if one.text == about}
    if about == 0:
        return Standing(Stand.SILENT, 0, owes=True, blocks=False, counts=False)
    objected = Kind.OBJECTION in kinds
    if about == text:
        if len(kinds) > 1:
            return Standing(Stand.CONFLICT, about, owes=True, blocks=objected, counts=False)
        return Standing(Stand(kinds.pop()), about, owes=False, blocks=objected, counts=True)
    if silence == Silence.ABSTAINS:
        stand = Stand.OBJECTION if objected else Stand.SILENT
        return Standing(stand, about, owes=True, blocks=objected, counts=objected)
    stand = Stand.CONSENT if Kind.CONSENT in kinds or objected else Stand.ASIDE
    return Standing(stand, about, owes=True, blocks=False, counts=True)


def quorum_of(labs: int, percent: int) -> int:
    """How many labs must speak when `percent` (0 to 100) of `labs` are asked for: at least one."""
    return max(1, -(-labs * percent // 100))
