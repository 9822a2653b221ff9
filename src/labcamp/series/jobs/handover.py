# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reminders of the checklist, and letters about who is responsible for the data."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import may, system
from labcamp.core.jobs import every
from labcamp.core.record import Fact, after
from labcamp.network import facts as network
from labcamp.network.letters import address, write
from labcamp.network.models import Person, Steward
from labcamp.series import facts
from labcamp.series.actions.handover import start_term_handover
from labcamp.series.models import Controller, Edition, HostTeam, Occasion, Registration, Task
from labcamp.series.queries import viewer_for

BEFORE_THE_END = timedelta(days=30)  # of a term its list begins
AHEAD = timedelta(days=3)  # a letter so many days before, and one as many days after
HELLO = _("Hello,")


@after(network.STEWARD_TERM_BEGAN)
def begin_the_handover_of_a_new_steward(fact_id: int) -> None:
    """May run twice: a list begins once for each occasion."""
    _begin(fact_id, Occasion.TERM_BEGINS)


@after(network.STEWARD_TERM_ENDED)
def begin_the_handover_of_a_leaving_steward(fact_id: int) -> None:
    """May run twice: a list begins once for each occasion."""
    _begin(fact_id, Occasion.TERM_ENDS)


def _begin(fact_id: int, of: Occasion) -> None:
    person = int(Fact.objects.get(pk=fact_id).about_id)
    term = Steward.objects.filter(person=person).order_by("-since", "-pk").first()
    if term is not None:
        start_term_handover(term, of, by=system("stewards"))


@every("night")
def begin_the_handover_of_terms_that_end(now: datetime) -> None:
    """May run twice: a list begins once for each occasion."""
    for term in Steward.objects.filter(until__gt=now, until__lte=now + BEFORE_THE_END):
        start_term_handover(term, Occasion.TERM_ENDS, by=system("stewards", now))


@every("night")
def remind_of_tasks(now: datetime) -> None:
    """May run twice: a person gets one letter a day for an edition or a term."""
    running = Q(until=None) | Q(until__gt=now)
    planned = Edition.objects.real().exclude(state__in=["called-off", "archived"])
    for edition in planned.exclude(first_day=None).filter(tasks__done_at=None).distinct():
        team = HostTeam.objects.filter(running, edition=edition).select_related("person")
        _remind(
            _Checklist(
                f"{edition.pk}",
                {one.person_id: one.person for one in team},
                [
                    (task, task.due(edition.first_day))
                    for task in edition.tasks.filter(done_at=None).select_related("owner")
                ],
                reverse("series:workspace", args=[edition.slug]),
                str(edition),
            ),
            timezone.localdate(now),
        )
    terms = Steward.objects.filter(tasks__done_at=None, tasks__isnull=False).distinct()
    present = {
        one.person_id: one.person
        for one in Steward.objects.filter(running).select_related("person")
    }
    for term in terms.select_related("person"):
        theirs = may(viewer_for(term.person, now), "edit", term)
        _remind(
            _Checklist(
                f"term-{term.pk}",
                {**present, **({term.person_id: term.person} if theirs else {})},
                [
                    (task, task.due_in(term))
                    for task in term.tasks.filter(done_at=None).select_related("owner")
                ],
                reverse("steward:handover"),
                "",
            ),
            timezone.localdate(now),
        )


@dataclass(frozen=True)
class _Checklist:
    """Whose checklist, who sees to it, its open tasks with their days; `name` "" for a term."""

    key: str
    team: dict[int, Person]
    tasks: list[tuple[Task, date | None]]
    page: str
    name: str


def _remind(one: _Checklist, today: date) -> None:
    """Owners get their own tasks, the team those that nobody has taken."""
    theirs: dict[int, list[tuple[Task, date]]] = defaultdict(list)
    for task, due in one.tasks:
        if due is None or due not in (today + AHEAD, today - AHEAD):
            continue
        owner = task.owner_id
        for key in [owner] if owner is not None and owner in one.team else list(one.team):
            theirs[key].append((task, due))
    for key, tasks in theirs.items():
        person = one.team[key]
        with translation.override(person.language):
            told = "\n".join(
                f"- {task.title} ({formats.date_format(due, 'SHORT_DATE_FORMAT')})"
                for task, due in tasks
            )
            name = one.name or str(_("Stewards"))
        write(
            [person],
            _("%(edition)s: what is due"),
            [HELLO, _("this is on your checklist:"), "%(tasks)s", "%(address)s"],
            kind="tasks",
            key=f"tasks:{one.key}:{today.isoformat()}",
            edition=name,
            tasks=told,
            address=address(one.page),
        )


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
