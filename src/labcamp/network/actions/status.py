# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a lab works, pauses or has ended, and whether anybody has looked lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from labcamp.core.access import Viewer, require
from labcamp.core.record import record
from labcamp.network import facts
from labcamp.network.models import Lab
from labcamp.network.queries.checks import due_for_the_question

YEAR = timedelta(days=365)


class Circular(Exception):
    """A lab would follow itself, directly or through its successors."""


@dataclass(frozen=True)
class Change:
    """How a lab is from a day on (ISO date, month or year); how it ended and who follows it."""

    status: str
    as_of: str
    how: str = ""
    successor: Lab | None = None


@transaction.atomic
def change_status(lab: Lab, change: Change, *, by: Viewer) -> Lab:
    """Pause, resume, close or reopen; nothing is lost and the same change twice is one.

    Raises Circular when the successor leads back to the lab.
    """
    lab = Lab.objects.select_for_update().get(pk=lab.pk)
    require(by, "change-status", lab)
    ends = change.status == Lab.Status.ENDED
    before = (lab.status, lab.status_as_of, lab.ended_how, lab.successor_id)
    successor = change.successor if ends else None
    if successor is not None:
        _refuse_circles(lab, successor)
    was = lab.status
    lab.status, lab.status_as_of = change.status, change.as_of
    lab.ended = change.as_of if ends else ""
    lab.ended_how = change.how if ends else ""
    lab.successor = successor
    if before == (lab.status, lab.status_as_of, lab.ended_how, lab.successor_id):
        return lab
    lab.save(update_fields=["status", "status_as_of", "ended", "ended_how", "successor"])
    details = {"how": change.how, "successor": lab.successor_id} if ends else {}
    record(
        facts.LAB_STATUS_CHANGED,
        about=lab,
        by=by,
        before=str(was),
        after=str(lab.status),
        as_of=change.as_of,
        **details,
    )
    return lab


@transaction.atomic
def confirm(lab: Lab, *, by: Viewer) -> Lab:
    """The profile is still right. A second click on the same day changes nothing."""
    lab = Lab.objects.select_for_update().get(pk=lab.pk)
    require(by, "confirm", lab)
    if lab.checked_at is None or timezone.localdate(lab.checked_at) < by.today or lab.asked_at:
        lab.checked_at, lab.asked_at = by.now, None
        fields = ["checked_at", "asked_at"]
        if lab.status not in (Lab.Status.ENDED, Lab.Status.UNKNOWN):
            lab.status_as_of = by.today.isoformat()
            fields.append("status_as_of")
        lab.save(update_fields=fields)
        record(facts.LAB_CONFIRMED, about=lab, by=by)
    return lab


def ask_whether_still_right(now: datetime, *, by: Viewer) -> int:
    """Put the yearly question to labs nobody has confirmed for a year; how many were asked.

    Every lab is asked in a transaction of its own and marked, so a second run asks the others.
    """
    asked = 0
    for pk in list(due_for_the_question(now).values_list("pk", flat=True)):
        with transaction.atomic():
            lab = due_for_the_question(now).select_for_update(of=("self",)).filter(pk=pk).first()
            if lab is None:
                continue
            require(by, "ask-whether-still-right", lab)
            lab.asked_at = now
            lab.save(update_fields=["asked_at"])
            record(facts.LAB_ASKED, about=lab, by=by)
            asked += 1
    return asked


def _refuse_circles(lab: Lab, successor: Lab) -> None:
    seen = {lab.pk}
    step: Lab | None = successor
    while step is not None:
        if step.pk in seen:
            raise Circular
        seen.add(step.pk)
        step = step.successor
