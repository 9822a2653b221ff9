# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking over from an earlier edition what still fits: words, times, questions, seats, tasks."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

from django.db import transaction

from labcamp.core.access import Viewer, require
from labcamp.core.record import record
from labcamp.series import facts
from labcamp.series.models import Edition, KeptSeats, Question, Task

KEPT = timedelta(days=30)  # answers stay so long after the day where nobody knows better


@transaction.atomic
def take_from(edition: Edition, source: Edition, parts: Collection[str], *, by: Viewer) -> Edition:
    """Copy the chosen `parts` of `source`; what is there already under the same name stays.

    The source must be one that `by` sees; people, places and answers are never copied.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "edit", edition)
    source = Edition.objects.visible_to(by).exclude(pk=edition.pk).get(pk=source.pk)
    for name, copy in PARTS.items():
        if name in parts:
            copy(edition, source)
    edition.version += 1
    edition.save()
    record(facts.EDITION_CHANGED, about=edition, by=by, source=source.pk)
    return edition


def _words(edition: Edition, source: Edition) -> None:
    edition.about, edition.outline = source.about, list(source.outline)
    edition.confidentiality, edition.language = source.confidentiality, source.language


def _frame(edition: Edition, source: Edition) -> None:
    for name in ("begins", "ends", "time_zone", "form", "place", "tool", "seats"):
        setattr(edition, name, getattr(source, name))


def _questions(edition: Edition, source: Edition) -> None:
    """Their delete days keep their distance from the day of the edition."""
    known = set(edition.questions.values_list("label", flat=True))
    shift = edition.first_day - source.first_day if edition.first_day and source.first_day else None
    for one in source.questions.exclude(label__in=known):
        day = edition.first_day or one.delete_on
        Question.objects.create(
            edition=edition,
            order=one.order,
            label=one.label,
            kind=one.kind,
            choices=list(one.choices),
            required=one.required,
            purpose=one.purpose,
            delete_on=one.delete_on + shift if shift is not None else day + KEPT,
        )


def _kept_seats(edition: Edition, source: Edition) -> None:
    for one in source.kept_seats.all():
        KeptSeats.objects.get_or_create(
            edition=edition, lab=one.lab, level=one.level, defaults={"seats": one.seats}
        )


def _tasks(edition: Edition, source: Edition) -> None:
    known = set(edition.tasks.values_list("title", flat=True))
    Task.objects.bulk_create(
        Task(
            edition=edition,
            title=one.title,
            about=one.about,
            area=one.area,
            days_before=one.days_before,
            order=one.order,
            template=one.template,
        )
        for one in source.tasks.exclude(title__in=known)
    )


PARTS: dict[str, Callable[[Edition, Edition], None]] = {
    "words": _words,
    "frame": _frame,
    "questions": _questions,
    "seats": _kept_seats,
    "tasks": _tasks,
}
