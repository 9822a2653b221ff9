# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Undoing and redoing the draft's steps, one after the other, until it is published.

A step touches only the sessions it changed. Where somebody else changed one of them by another
way (it was withdrawn, its place was given away), that one stays as it is now and is counted.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from labcamp.core.access import Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions import rasterback, timetable
from labcamp.programme.actions.locks import locked_edition
from labcamp.programme.actions.steps import placement_of
from labcamp.programme.models import DraftStep, Placement, Proposal, Room, Timetable
from labcamp.programme.queries.draft import Row, Rows, draft_of, rows_of
from labcamp.series.models import Edition

BEFORE, AFTER = 0, 1
STANDING = (Proposal.State.OFFERED, Proposal.State.CANCELLED)


@dataclass(frozen=True)
class Undone:
    """The step that was undone or done again, and how many sessions had to stay as they are."""

    step: DraftStep
    stayed: int


def next_undo(edition: Edition) -> DraftStep | None:
    steps = DraftStep.objects.filter(edition=edition, undone=False)
    return steps.select_related("session").order_by("-pk").first()


def next_redo(edition: Edition) -> DraftStep | None:
    steps = DraftStep.objects.filter(edition=edition, undone=True)
    return steps.select_related("session").order_by("pk").first()


@transaction.atomic
def undo(edition: Edition, number: int, *, by: Viewer) -> Undone:
    """Bring back the state before the step with this number, if it is the last one."""
    return _take(edition, number, undone=True, by=by)


@transaction.atomic
def redo(edition: Edition, number: int, *, by: Viewer) -> Undone:
    """Do the step with this number again, if it is the first of those undone."""
    return _take(edition, number, undone=False, by=by)


def _take(edition: Edition, number: int, *, undone: bool, by: Viewer) -> Undone:
    """A second click finds the step taken; Stale when another one would be next."""
    require(by, "plan", edition)
    edition = locked_edition(edition.pk)
    asked = DraftStep.objects.filter(edition=edition, pk=number).first()
    if asked is not None and asked.undone == undone:
        return Undone(asked, 0)
    step = next_undo(edition) if undone else next_redo(edition)
    if step is None or step.pk != number:
        raise Stale(draft_of(edition) or edition)
    stayed = _apply(edition, step, BEFORE if undone else AFTER, by)
    step.undone = undone
    step.save(update_fields=["undone", "raster"])
    kind = facts.STEP_UNDONE if undone else facts.STEP_REDONE
    record(kind, about=edition, by=by, step=step.pk, what=step.kind)
    return Undone(step, stayed)


def _apply(edition: Edition, step: DraftStep, side: int, by: Viewer) -> int:
    draft = draft_of(edition)
    if step.kind == DraftStep.Kind.BEGUN:
        if side == AFTER:
            draft = draft or timetable.make_draft(edition, by=by)
        elif draft is not None:
            draft.delete()
        return 0
    if draft is None:
        raise Stale(edition)
    if side == AFTER:  # first the sessions leave the room, then it goes
        stayed = _put_back(draft, step, side)
        _raster_back(draft, step, after=True)
    elif _raster_back(draft, step, after=False):
        stayed = _put_back(draft, step, side)
    else:
        return len(step.changes)
    lost = step.lost_after if side == AFTER else step.lost_before
    if lost is not None:
        draft.lost = lost
    if step.told:
        for field, value in step.told[side].items():
            setattr(draft, field, value)
    draft.save()
    return stayed


def _raster_back(draft: Timetable, step: DraftStep, *, after: bool) -> bool:
    """The room or slots as they were, and with slots the draft's breaks."""
    done = rasterback.bring_back(step, after=after)
    if done and "slots" in step.raster:
        timetable.set_fixed_points(draft)
    return done


def _put_back(draft: Timetable, step: DraftStep, side: int) -> int:
    """Set the sessions' rows; how many could not be set."""
    keys = [int(key) for key in step.changes]
    standing = Proposal.objects.filter(state__in=STANDING).in_bulk(keys)
    wanted = {key: both for key, both in step.changes.items() if int(key) in standing}
    present = rows_of(draft)
    goal: Rows = {
        key: both[side] for key, both in wanted.items() if present.get(key, []) == both[1 - side]
    }
    goal = _without_clashes(goal, present, _rooms(draft))
    Placement.objects.filter(timetable=draft, proposal__in=[int(key) for key in goal]).delete()
    Placement.objects.bulk_create(
        placement_of(draft, standing[int(key)], row) for key, rows in goal.items() for row in rows
    )
    return len(wanted) - len(goal)


def _rooms(draft: Timetable) -> set[object]:
    return {None, *Room.objects.filter(edition=draft.edition_id).values_list("pk", flat=True)}


def _without_clashes(goal: Rows, present: Rows, rooms: set[object]) -> Rows:
    """Only what finds its place free; whoever does not stays, and may be in the way of others."""
    while True:
        taken = [row for key, rows in present.items() if key not in goal for row in rows]
        fitting = {
            key: rows
            for key, rows in goal.items()
            if all(
                row[0] in rooms and not any(_meet(row, other) for other in taken) for row in rows
            )
        }
        if len(fitting) == len(goal):
            return goal
        goal = fitting


def _meet(one: Row, other: Row) -> bool:
    """The same room at overlapping times; both are written in the same zone."""
    same_room = one[0] is not None and one[0] == other[0]
    return same_room and str(one[1]) < str(other[2]) and str(other[1]) < str(one[2])
