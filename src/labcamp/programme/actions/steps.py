# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What each change did to the draft, written down so that it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from labcamp.core.access import Viewer
from labcamp.programme.models import DraftStep, Placement, Proposal, Timetable
from labcamp.programme.queries.draft import Row, Rows, draft_of, rows_of
from labcamp.programme.queries.problem import Raster, plan_of, problem_of, raster_of
from labcamp.series.models import Edition
from labcamp.solvers import timetable as solver

MOST = 100
"""So many steps are kept; older ones can no longer be undone."""


@dataclass(frozen=True)
class State:
    """Where every session of the draft stands, and what the solver said about it."""

    draft: Timetable | None
    rows: Rows
    told: dict[str, object]


def placement_of(draft: Timetable, proposal: Proposal, row: Row) -> Placement:
    """The row as a placement; a session that fell through meanwhile stays so."""
    room, starts, ends, day, pinned, sequence = row
    return Placement(
        timetable=draft,
        proposal=proposal,
        room_id=room,
        starts_at=datetime.fromisoformat(str(starts)),
        ends_at=datetime.fromisoformat(str(ends)),
        day=date.fromisoformat(str(day)),
        pinned=bool(pinned),
        sequence=sequence,
        cancelled=proposal.state == Proposal.State.CANCELLED,
    )


def state_of(edition: Edition) -> State:
    draft = draft_of(edition)
    told = {"report": draft.report, "name": draft.name} if draft else {}
    return State(draft, rows_of(draft), told)


@contextmanager
def step(
    edition: Edition,
    kind: str,
    *,
    by: Viewer,
    session: Proposal | None = None,
    raster: Mapping[str, object] | None = None,
) -> Iterator[None]:
    """Keep what the block does to the draft as one step; the caller holds the edition's row."""
    before = state_of(edition)
    old = raster_of(edition) if raster else None
    yield
    after = state_of(edition)
    changes = {
        key: [before.rows.get(key, []), after.rows.get(key, [])]
        for key in sorted(before.rows.keys() | after.rows.keys(), key=int)
        if before.rows.get(key) != after.rows.get(key)
    }
    begun = before.draft is None and after.draft is not None
    below = after.draft is not None and raster is not None
    if not (changes or begun or below or before.told != after.told):
        return
    DraftStep.objects.filter(edition=edition, undone=True).delete()
    lost = _lost(edition, before, after, old)
    DraftStep.objects.create(
        edition=edition,
        kind=kind,
        session=session,
        changes=changes,
        told=[before.told, after.told] if before.told != after.told else [],
        raster=dict(raster or {}),
        lost_before=lost[0],
        lost_after=lost[1],
        by_id=by.person,
        at=by.now,
    )
    _forget_old(edition)


def _forget_old(edition: Edition) -> None:
    kept = DraftStep.objects.filter(edition=edition).order_by("-pk").values_list("pk", flat=True)
    oldest = kept[MOST - 1 : MOST].first()
    if oldest is not None:
        DraftStep.objects.filter(edition=edition, pk__lt=oldest).delete()


def move_on(edition: Edition, moves: Callable[[datetime], bool], later: timedelta) -> None:
    """Times in the steps that `moves` is true of are later too, so that they can be undone."""

    def moved(starts: str, ends: str) -> list[str]:
        moments = [datetime.fromisoformat(starts), datetime.fromisoformat(ends)]
        if not moves(moments[0]):
            return [starts, ends]
        return [(moment + later).isoformat() for moment in moments]

    for one in DraftStep.objects.filter(edition=edition):
        for row in (row for both in one.changes.values() for rows in both for row in rows):
            row[1:3] = moved(*row[1:3])
        for row in (row for _key, *both in one.raster.get("slots", ()) for row in both if row):
            row[:2] = moved(*row[:2])
        one.save(update_fields=["changes", "raster"])


def forget(edition: Edition) -> None:
    """With publication the steps of its draft end."""
    DraftStep.objects.filter(edition=edition).delete()


def _lost(
    edition: Edition, before: State, after: State, old: Raster | None
) -> tuple[int | None, int | None]:
    """Wishes lost before, on the `old` raster if it changed, and after; the draft keeps these."""
    if after.draft is None:
        return None, None
    raster = raster_of(edition)
    problem = problem_of(edition, after.draft, raster)
    givers = solver.givers_of(problem)

    def lost(rows: Rows, raster: Raster) -> int:
        placed = [
            Placement(
                proposal_id=int(key),
                room_id=row[0],
                starts_at=datetime.fromisoformat(str(row[1])),
                ends_at=datetime.fromisoformat(str(row[2])),
            )
            for key, some in rows.items()
            for row in some
        ]
        return solver.lost_wishes(plan_of(placed, raster), problem.wishes, givers)

    now = lost(after.rows, raster)
    wishes = sum(len(wish) for wish in problem.wishes.values())
    Timetable.objects.filter(pk=after.draft.pk).update(lost=now, wishes=wishes)
    return lost(before.rows, old or raster), now
