# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Labs that do not exist: the invented people belong to these, never to real ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from labcamp.core.instance.models import Level, Phase, Topic
from labcamp.network.actions import admission, members, status
from labcamp.network.actions.labs import Profile, Where, propose
from labcamp.network.models import Lab, Membership, Person
from labcamp.series.queries import viewer_for

NOTE = "Demodaten: erfunden"

People = dict[str, Person]
Told = dict[str, Any]


def found(told: list[Told], people: People, steward: Person, now: datetime) -> dict[str, Lab]:
    """Propose and admit the invented labs; one of them has ended and names its successor."""
    labs = {}
    for words in told:
        lab = file(words, people, now)
        labs[words["name"]] = admission.admit(lab, by=viewer_for(steward, now))
    for words in told:
        if "successor" in words:
            end = status.Change(
                status=Lab.Status.ENDED,
                as_of=words["ended"],
                how=words["ended_how"],
                successor=labs[words["successor"]],
            )
            status.change_status(labs[words["name"]], end, by=viewer_for(steward, now))
    return labs


def file(words: Told, people: People, now: datetime) -> Lab:
    """Propose one lab in the name of its coordinator, marked as invented."""
    profile = Profile(
        name=words["name"],
        carrier=words["carrier"],
        level=Level.objects.get(key=words["level"]),
        where=Where(town=words["town"], country="DE"),
        phase=Phase.objects.get(key=words["phase"]),
        topics=tuple(Topic.objects.filter(key__in=words["topics"])),
        description=words["description"],
        offers=words.get("offers", ""),
        seeks=words.get("seeks", ""),
    )
    by = viewer_for(people[words["coordinator"]], now)
    lab = propose(profile, wants_public=True, by=by)
    lab.note = NOTE
    lab.save(update_fields=["note"])
    return lab


def join(lab: Lab, person: Person, coordinator: Person, now: datetime) -> None:
    """Have somebody ask to join and the coordination say yes."""
    asked = members.ask_to_join(lab, text="", by=viewer_for(person, now))
    members.accept(asked, role=Membership.Role.MEMBER, by=viewer_for(coordinator, now))
