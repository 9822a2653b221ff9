# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a draft breaks as it stands, because conditions, rooms or slots changed under it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from labcamp.programme.models import Proposal, Timetable
from labcamp.programme.queries.why import Case
from labcamp.solvers import rules
from labcamp.solvers.problem import Problem


@dataclass(frozen=True, slots=True)
class Broken:
    """A session that may not stand where it stands: each rule with the session it meets, or ""."""

    key: int
    number: int
    title: str
    pinned: bool
    reasons: tuple[tuple[str, str], ...]


def broken_of(draft: Timetable) -> list[Broken]:
    return broken_in(Case.of(draft.edition, draft))


def broken_in(case: Case) -> list[Broken]:
    """Sessions that break a rule, by number; a pair is told once, at one of the two."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for violation in rules.violations(_as_asked(case), case.plan):
        first, *others = violation.sessions
        reason = (str(violation.rule), others[0] if others else "")
        if reason not in found[first]:
            found[first].append(reason)
    keys = {key for first, some in found.items() for key in (first, *(o for _, o in some)) if key}
    rows = Proposal.objects.filter(pk__in=map(int, keys)).values_list("pk", "number", "title")
    known = {str(pk): (number, title) for pk, number, title in rows}
    return sorted(
        (
            Broken(
                int(key), *known[key], key in case.problem.pins,
                tuple((rule, known[other][1] if other else "") for rule, other in some),
            )
            for key, some in found.items()
        ),
        key=lambda one: (one.number, one.key),
    )  # fmt: skip


def _as_asked(case: Case) -> Problem:
    """Sessions as long as they should be; those that hosts gave more slots, as they stand."""
    wanted = tuple(
        one if one.key in case.plan and one.parts > case.asked[one.key].parts
        else case.asked[one.key]
        for one in case.problem.sessions
    )  # fmt: skip
    return replace(case.problem, sessions=wanted)
