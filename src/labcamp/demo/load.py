# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Loading the demo once, and what `labcamp demo` says afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from labcamp.core.access import system
from labcamp.core.instance.models import Instance
from labcamp.demo import baton, edition, house, labs, notes, people
from labcamp.network.models import Lab, Person
from labcamp.portability.actions import import_history
from labcamp.portability.history.reading import read
from labcamp.web.account.demo import demo_link

HISTORY = house.HERE / "history.json"


class Inhabited(Exception):
    """There is somebody's own data here; a demo does not move in beside it."""


@transaction.atomic
def once(now: datetime | None = None) -> bool:
    """Load the demo into an empty instance; False when it is there already.

    Raises Inhabited when the instance holds people or labs of its own.
    """
    now = now or timezone.now()
    instance = Instance.objects.get_or_create(pk=1)[0]
    if instance.demo:
        return False
    if Person.objects.exists() or Lab.objects.exists():
        raise Inhabited
    with translation.override("de"):
        house.furnish(system("demo", now))
        import_history(read(HISTORY), by=system("import history", now))
        _invent(now)
    return True


def _invent(now: datetime) -> None:
    """What nobody should take for real: people, their labs, a planned edition."""
    told = house.told("edition.json")
    crowd = people.invent(told["people"], now)
    steward = crowd[people.STEWARD]
    founded = labs.found(told["labs"], crowd, steward, now)
    host, other = list(founded.values())[:2]
    labs.join(other, crowd[people.MEMBER], crowd[people.COORDINATOR], now)
    baton.call(told["baton"], crowd, other, host, now)
    # Those who only come to the edition are founded last: the round above stays one of two labs.
    founded |= labs.found(told["guests"], crowd, steward, now)
    for words in (*told["labs"], *told["guests"]):
        for name in words.get("members", ()):
            lab, coordinator = founded[words["name"]], crowd[words["coordinator"]]
            labs.join(lab, crowd[name], coordinator, now)
    planned = edition.plan(told, crowd, host, now)
    notes.write(planned, house.told("notes.json")["pads"], crowd, now)
    labs.file(told["proposed"], crowd, now)


def welcome(origin: str) -> str:
    """Where to look, how to sign in as one of the invented people, where letters end up."""
    with translation.override("de"):
        lines = [f"labcamp demo: {origin}/", "", "Sign in as an invented person:"]
        for role, name in people.SIGN_IN.items():
            person = Person.objects.get(email=people.address(name))
            lines.append(f"  {role:<12} {name:<18} {origin}{demo_link(person)}")
        mailbox = origin + reverse("account:mailbox")
    return "\n".join([*lines, "", f"Letters the demo writes: {mailbox}", "Stop with Ctrl+C."])
