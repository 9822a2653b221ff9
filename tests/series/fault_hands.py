# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: E402 - Django is set up before its models are imported
"""A process that kills its children before every single statement of what they do.

Each act is tried again after every kill, one statement further, until it comes through. Whatever
was not committed is gone, so the next try begins where a restarted server would. Prints JSON: how
often was killed, what stood there after each kill, and what stands there in the end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "labcamp.config.settings"
ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import django

django.setup()

from django.db import connection, connections
from django.utils import timezone
from tests.builders import harvest as build

from labcamp.cli import migrate
from labcamp.core import jobs
from labcamp.core.access import system
from labcamp.core.mail.models import CaughtLetter, Letter
from labcamp.network.actions import consent
from labcamp.series.actions import calls, offers, places
from labcamp.series.models import Edition, HostCall, HostTeam, OfferLab, Registration, Series
from labcamp.series.queries import viewer_for

NOW = timezone.now()


class Deadly:
    """Ends the process before its n-th statement."""

    def __init__(self, n: int) -> None:
        self.left = n

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def survives(act, n: int) -> bool:
    """Do it in a child that dies before its n-th statement; whether it came through."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        with connection.execute_wrapper(Deadly(n)):
            act()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    assert os.WEXITSTATUS(status) == 0, "the act itself failed"
    return True


def until_done(act, look) -> tuple[int, list]:
    """How often it was killed before it came through, and what `look` saw after each kill."""
    n, seen = 1, []
    while not survives(act, n):
        seen.append(look())
        n += 1
    return n - 1, seen


def work_off() -> tuple[int, int]:
    """Every job that waits, each child dying one statement later; kills, and tries in all."""
    kills = tries = 0
    n = 1
    while jobs.Job.objects.filter(gave_up_at=None).exists():
        tries += 1
        if survives(run_one, n):
            n = 1
        else:
            kills += 1
            n += 1
            jobs.Job.objects.update(leased_until=None, tries=0)  # as if the lease had run out
    return kills, tries


def run_one() -> None:
    jobs.run_due()


def the_baton() -> dict:
    Series.objects.create(name="LabCamp")
    labs = [build.a_lab(), build.a_lab()]
    speakers = [build.a_member(lab, "coordinator") for lab in labs]
    terms = calls.Terms(number=11, text="", offers_until=NOW + timedelta(days=9))
    call = calls.open_call(terms, by=system("test"))
    promise = offers.Promise("Mut", "", "Mai", None, None, "", "", None, "")
    offer = offers.make_offer(call, promise, lab=labs[0], by=viewer_for(speakers[0]))
    asked = calls.put_to_the_labs(offer, by=system("test")).round
    for lab, person in zip(labs, speakers, strict=True):
        consent.speak(asked, lab, "consent", reason="", text=1, by=viewer_for(person))
    calls.take_outcome(type(asked).objects.get(pk=asked.pk), by=system("test"))
    part = OfferLab.objects.get(offer=offer)

    def look() -> list:
        state = HostCall.objects.get(pk=call.pk).state
        return [state, Edition.objects.count(), HostTeam.objects.count()]

    kills, seen = until_done(lambda: offers.accept_baton(part, by=viewer_for(speakers[0])), look)
    return {"kills": kills, "seen": seen, "end": look(), **letters()}


def a_move_up() -> dict:
    edition = build.an_edition(12, seats=1, registration_open=True)
    people = [build.a_person() for _ in range(3)]
    for person in people:
        places.register(edition, by=viewer_for(person))

    def look() -> list:
        states = Registration.objects.filter(edition=edition).values_list("state", flat=True)
        return sorted(Counter(states).items())

    first = viewer_for(people[0])
    kills, seen = until_done(lambda: places.give_back(edition, by=first), look)
    return {"kills": kills, "seen": seen, "end": look(), **letters()}


def letters() -> dict:
    """Work everything off under fire; what was written and how often each was sent."""
    kills, tries = work_off()
    doubled = Letter.objects.values_list("key", flat=True)
    told = Counter(CaughtLetter.objects.values_list("to", "subject"))
    return {
        "letters": doubled.count(),
        "keys": doubled.distinct().count(),
        "unsent": Letter.objects.filter(sent_at=None).count(),
        "job_kills": kills,
        "job_tries": tries,
        "sent_most": max(told.values(), default=0),
        "sent_twice": sum(many > 1 for many in told.values()),
        "gave_up": jobs.Job.objects.exclude(gave_up_at=None).count(),
    }


if __name__ == "__main__":
    migrate()
    print(json.dumps({"baton": the_baton(), "move_up": a_move_up()}))  # noqa: T201 - the answer
