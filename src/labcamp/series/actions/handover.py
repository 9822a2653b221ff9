# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The handover: a checklist from the template, the logbook, who is responsible for the data.

A checklist belongs to an edition or to a steward's term; both are kept by the same actions.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from labcamp.core.access import Refused, Viewer, require
from labcamp.core.instance import current
from labcamp.core.record import record
from labcamp.network.models import Lab, Person, Steward
from labcamp.series import checklist, facts
from labcamp.series.models import (
    Controller,
    Edition,
    HostTeam,
    LogEntry,
    Occasion,
    RegistrationDesk,
    Series,
    Task,
    TemplateTask,
)


@dataclass(frozen=True)
class Plan:
    """A task as people write it; `days_before` counts from the day of its occasion."""

    title: str
    about: str
    area: str
    days_before: int
    of: str = Occasion.EDITION


def lay_out_template(of: str = Occasion.EDITION, *, by: Viewer) -> int:
    """Give a new instance its first checklist; how many tasks. Where there is one, nothing."""
    if TemplateTask.objects.filter(of=of).exists():
        return 0
    tasks = checklist.first(current.instance().content_language)
    rows = [
        TemplateTask(**asdict(one), order=order, accepted_at=by.now)
        for order, one in enumerate(tasks)
        if one.of == of
    ]
    return len(TemplateTask.objects.bulk_create(rows))


@transaction.atomic
def start_handover(edition: Edition, *, by: Viewer) -> int:
    """Fill the edition's checklist from the template, once; how many tasks were added."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.tasks.exists():
        return 0
    require(by, "edit", edition)
    return begin_tasks(edition, by)


@transaction.atomic
def start_term_handover(term: Steward, of: str, *, by: Viewer) -> int:
    """The same when a steward's term begins or comes to its end; once for each."""
    term = Steward.objects.select_for_update().get(pk=term.pk)
    if term.tasks.filter(of=of).exists():
        return 0
    require(by, "edit", term)
    return begin_tasks(term, by, of)


def begin_tasks(about: Edition | Steward, by: Viewer, of: str = Occasion.EDITION) -> int:
    """Fill a checklist inside a change that has been allowed already."""
    lay_out_template(of, by=by)
    accepted = TemplateTask.objects.filter(of=of).exclude(accepted_at=None)
    tasks = [
        Task(
            **_belonging_to(about),
            of=of,
            title=one.title,
            about=one.about,
            area=one.area,
            days_before=one.days_before,
            order=one.order,
            template=one,
        )
        for one in accepted
    ]
    record(facts.HANDOVER_BEGAN, about=about, by=by)
    return len(Task.objects.bulk_create(tasks))


@transaction.atomic
def add_task(about: Edition | Steward, plan: Plan, *, by: Viewer) -> Task:
    """One more task; the same words twice are one task."""
    about = type(about).objects.select_for_update().get(pk=about.pk)
    require(by, "edit", about)
    task, new = Task.objects.get_or_create(
        **_belonging_to(about),
        of=plan.of,
        title=plan.title,
        defaults={"about": plan.about, "area": plan.area, "days_before": plan.days_before},
    )
    if new:
        record(facts.TASK_CHANGED, about=about, by=by, task=task.pk)
    return task


@transaction.atomic
def tend_task(task: Task, *, owner: Person | None, note: str, days_before: int, by: Viewer) -> Task:
    """Who does it, what is noted, and by when. Owners belong to the host team, or are stewards."""
    task = _task(task, by)
    if owner is not None and not _in_team(owner, task, by):
        raise Refused("edit")
    task.owner, task.note, task.days_before = owner, note, days_before
    task.save(update_fields=["owner", "note", "days_before"])
    record(facts.TASK_CHANGED, about=task.about_whom, by=by, task=task.pk)
    return task


@transaction.atomic
def tick_task(task: Task, *, done: bool, by: Viewer) -> Task:
    """Done, or not done after all; a second click changes nothing."""
    task = _task(task, by)
    if (task.done_at is not None) != done:
        task.done_at, task.done_by_id = (by.now, by.person) if done else (None, None)
        task.save(update_fields=["done_at", "done_by"])
        record(facts.TASK_CHANGED, about=task.about_whom, by=by, task=task.pk)
    return task


@transaction.atomic
def drop_task(task: Task, *, by: Viewer) -> None:
    task = _task(task, by)
    record(facts.TASK_CHANGED, about=task.about_whom, by=by, task=task.pk)
    task.delete()


@transaction.atomic
def offer_to_template(task: Task, *, by: Viewer) -> TemplateTask:
    """Offer a task of one's own to all who host later; stewards take it over or not."""
    task = _task(task, by)
    if task.edition is not None:
        require(by, "offer-task", task.edition)
    if task.template is not None:
        return task.template
    task.template = TemplateTask.objects.create(
        of=task.of,
        title=task.title,
        about=task.about,
        area=task.area,
        days_before=task.days_before,
        offered_from=task.edition,
    )
    task.save(update_fields=["template"])
    record(facts.TASK_OFFERED, about=task.about_whom, by=by, task=task.pk)
    return task.template


@transaction.atomic
def answer_offered(offered: TemplateTask, *, accept: bool, by: Viewer) -> None:
    """A steward takes an offered task into the template, or leaves it with its edition."""
    require(by, "keep-template", Series.objects.select_for_update().get())
    if accept:
        TemplateTask.objects.filter(pk=offered.pk, accepted_at=None).update(accepted_at=by.now)
    else:
        TemplateTask.objects.filter(pk=offered.pk).delete()


@transaction.atomic
def change_template(one: TemplateTask | None, plan: Plan, *, by: Viewer) -> TemplateTask:
    """A task for every edition from now on; running ones keep theirs."""
    require(by, "keep-template", Series.objects.select_for_update().get())
    kept = one or TemplateTask(accepted_at=by.now)
    for key, value in asdict(plan).items():
        setattr(kept, key, value)
    kept.save()
    return kept


@transaction.atomic
def write_log(edition: Edition, text: str, *, by: Viewer) -> LogEntry:
    """A line for those who host after; the same words twice are one line."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "write-log", edition)
    entry, new = LogEntry.objects.get_or_create(
        edition=edition, text=text, by_id=by.person, defaults={"at": by.now}
    )
    if new:
        record(facts.LOG_WRITTEN, about=edition, by=by, entry=entry.pk)
    return entry


@transaction.atomic
def set_reply_to(edition: Edition, address: str, *, by: Viewer) -> None:
    """Where answers to the edition's letters go from now on; "" for the instance's sender."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "edit", edition)
    RegistrationDesk.objects.update_or_create(edition=edition, defaults={"reply_to": address})
    record(facts.DESK_CHANGED, about=edition, by=by)


@transaction.atomic
def name_controller(
    edition: Edition, *, name: str, contact: str, lab: Lab | None = None, by: Viewer
) -> Controller:
    """From now on this organisation is responsible; the registered are told of a change."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "edit", edition)
    return change_controller(edition, name=name, contact=contact, lab=lab, by=by)


def change_controller(
    edition: Edition, *, name: str, contact: str, lab: Lab | None, by: Viewer
) -> Controller:
    """The same inside a change that has been allowed already."""
    present = edition.controllers.filter(until=None).first()
    if present is not None and present.name == name:
        present.contact = contact
        present.save(update_fields=["contact"])
        return present
    if present is not None:
        present.until = max(by.now, present.since)
        present.save(update_fields=["until"])
    new = Controller.objects.create(
        edition=edition, lab=lab, name=name, contact=contact, since=by.now
    )
    record(facts.CONTROLLER_CHANGED, about=edition, by=by, controller=new.pk)
    return new


def _belonging_to(about: Edition | Steward) -> dict[str, Any]:
    return {"edition": about} if isinstance(about, Edition) else {"term": about}


def _task(task: Task, by: Viewer) -> Task:
    about = task.about_whom
    about = type(about).objects.select_for_update().get(pk=about.pk)
    require(by, "edit", about)
    related = ("edition", "term__person", "template")
    return Task.objects.select_related(*related).get(pk=task.pk)


def _in_team(person: Person, task: Task, by: Viewer) -> bool:
    """The host team of an edition; of a term its steward and all present ones."""
    if task.term is not None and task.term.person_id == person.pk:
        return True
    places: list[HostTeam] | list[Steward] = (
        list(HostTeam.objects.filter(edition=task.edition, person=person))
        if task.edition
        else list(Steward.objects.filter(person=person))
    )
    return any(one.until is None or one.until > by.now for one in places)
