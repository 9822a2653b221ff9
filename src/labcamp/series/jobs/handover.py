# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reminders of the checklist, and letters about who is responsible for the data."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext_lazy as _

from labcamp.core.jobs import every
from labcamp.core.record import Fact, after
from labcamp.network.letters import address, write
from labcamp.network.models import Person
from labcamp.series import facts
from labcamp.series.models import Controller, Edition, HostTeam, Registration, Task

AHEAD = timedelta(days=3)  # a letter so many days before, and one as many days after
HELLO = _("Hello,")


@every("night")
def remind_of_tasks(now: datetime) -> None:
    """May run twice: a person gets one letter a day for an edition."""
    today = timezone.localdate(now)
    planned = Edition.objects.real().exclude(state__in=["called-off", "archived"])
    for edition in planned.exclude(first_day=None).filter(tasks__done_at=None).distinct():
        due = [
            task
            for task in edition.tasks.filter(done_at=None).select_related("owner")
            if task.due(edition.first_day) in (today + AHEAD, today - AHEAD)
        ]
        if due:
            _remind(edition, due, today, now)


def _remind(edition: Edition, due: list[Task], today: date, now: datetime) -> None:
    """Owners get their own tasks, the team those that nobody has taken."""
    running = Q(until=None) | Q(until__gt=now)
    places = HostTeam.objects.filter(running, edition=edition).select_related("person")
    team = {one.person_id: one.person for one in places}
    theirs: dict[int, list[Task]] = defaultdict(list)
    for task in due:
        owners = [task.owner_id] if task.owner_id in team else list(team)
        for owner in owners:
            if owner is not None:
                theirs[owner].append(task)
    for key, tasks in theirs.items():
        write(
            [team[key]],
            _("%(edition)s: what is due"),
            [HELLO, _("this is on your checklist:"), "%(tasks)s", "%(address)s"],
            kind="tasks",
            key=f"tasks:{edition.pk}:{today.isoformat()}",
            edition=str(edition),
            tasks="\n".join(_told(task, edition, team[key]) for task in tasks),
            address=address(reverse("series:workspace", args=[edition.slug])),
        )


def _told(task: Task, edition: Edition, person: Person) -> str:
    with translation.override(person.language):
        due = task.due(edition.first_day)
        return f"- {task.title} ({formats.date_format(due, 'SHORT_DATE_FORMAT') if due else ''})"


@after(facts.CONTROLLER_CHANGED)
def tell_the_registered_who_is_responsible(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once. The first one is no change."""
    fact = Fact.objects.get(pk=fact_id)
    new = Controller.objects.select_related("edition").filter(pk=fact.data["controller"]).first()
    if new is None or not new.edition.controllers.exclude(pk=new.pk).exists():
        return
    places = Registration.objects.filter(edition=new.edition).select_related("person")
    write(
        [one.person for one in places.exclude(state=Registration.State.GIVEN_BACK)],
        _("%(edition)s: who is responsible for your data"),
        [
            HELLO,
            _(
                "the hosts of %(edition)s have changed. From now on this organisation is "
                "responsible for what you told at registration:"
            ),
            "%(name)s\n%(contact)s",
            _("Your place stays as it is. You can change or give it back by the address in its "
              "letter, and what you told is deleted with it when you ask for it."),
        ],
        kind="controller",
        key=f"controller:{new.pk}",
        edition=str(new.edition),
        name=new.name,
        contact=new.contact,
    )  # fmt: skip
