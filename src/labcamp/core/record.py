# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happened: who, what, about what, when; and what follows from it.

`record()` writes the fact, queues its followers and moves the instance's stamp in the caller's
transaction: all of it is there, or none. The stamp is one number that grows with every fact a
guest could notice; whoever keeps a rendered page compares it (see `web/frontdoor.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F

from labcamp.core import jobs
from labcamp.core.access import Viewer
from labcamp.core.mail.pile import piled


@dataclass(frozen=True)
class Kind:
    """One sort of fact, named in past tense and never renamed: "network.lab_admitted".

    `seen_by_guests` is False only where no page a guest can open changes with it.
    """

    name: str
    seen_by_guests: bool = True


class Fact(models.Model):
    """Something that happened; never changed afterwards."""

    kind = models.CharField(max_length=60, db_index=True)
    about_type = models.ForeignKey(ContentType, models.PROTECT)
    about_id = models.CharField(max_length=40)
    about = GenericForeignKey("about_type", "about_id")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    system = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(db_index=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["about_type", "about_id"], name="facts_about_a_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_id}"


class Stamp(models.Model):
    """The one row whose number tells whether a kept public page is still right."""

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


AT_ONCE = 500
FOLLOWERS: dict[str, list[str]] = {}


def after(*kinds: Kind) -> Callable[[Callable[[int], None]], Callable[[int], None]]:
    """Run the decorated job (it gets the fact's id) after each fact of these kinds.

    Whatever it writes to people about a rehearsal stays on the rehearsal's pile.
    """

    def register(func: Callable[[int], None]) -> Callable[[int], None]:
        @wraps(func)
        def followed(fact_id: int) -> None:
            with piled(_pile(fact_id)):
                func(fact_id)

        job = jobs.job(followed)
        for kind in kinds:
            FOLLOWERS.setdefault(kind.name, []).append(job.name)
        return followed

    return register


def _pile(fact_id: int) -> str:
    """The pile of what the fact is about, or of the edition that belongs to."""
    fact = Fact.objects.filter(pk=fact_id).first()
    about = fact.about if fact else None
    home = about if hasattr(about, "pile") else getattr(about, "edition", None)
    return getattr(home, "pile", "")


def record(kind: Kind, *, about: models.Model, by: Viewer, **data: Any) -> Fact:
    """Write the fact and queue what follows; must run inside the change's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a fact is recorded in the transaction of its change")
    fact = Fact.objects.create(
        kind=kind.name,
        about_type=ContentType.objects.get_for_model(about),
        about_id=str(about.pk),
        person_id=by.person,
        system=by.system,
        at=by.now,
        data=data,
    )
    for follower in FOLLOWERS.get(kind.name, ()):
        jobs.enqueue(follower, fact_id=fact.pk)
    if kind.seen_by_guests:
        move_stamp()
    return fact


def forget(model: type[models.Model], keys: Sequence[object]) -> None:
    """Facts about things that are deleted without a trace, and the jobs that would follow them."""
    kind = ContentType.objects.get_for_model(model)
    for at in range(0, len(keys), AT_ONCE):
        ids = [str(key) for key in keys[at : at + AT_ONCE]]
        told = Fact.objects.filter(about_type=kind, about_id__in=ids)
        facts = list(told.values_list("pk", flat=True))
        for step in range(0, len(facts), AT_ONCE):
            some = facts[step : step + AT_ONCE]
            jobs.Job.objects.filter(arguments__fact_id__in=some).delete()
            Fact.objects.filter(pk__in=some).delete()


def move_stamp() -> None:
    """Tell every kept public page, in every process, that it may be old."""
    if not Stamp.objects.filter(pk=1).update(number=F("number") + 1):
        Stamp.objects.create(pk=1, number=1)


def stamp() -> int:
    """The instance's present number; one primary-key read."""
    row = Stamp.objects.filter(pk=1).values_list("number", flat=True).first()
    return row or 0
