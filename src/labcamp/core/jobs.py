# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Work in the background: one table, leases, retries. The only module that knows the queue.

A job is queued in the transaction of the change it follows. A worker leases it, runs it and
deletes it; a worker that dies lets the lease run out, and the job runs again. So every job may
run twice and says why that is harmless. The number of tries is the lease's token: whoever was
overtaken while running changes nothing any more. Why our own table: docs/decisions/0004-jobs.md.
"""

from __future__ import annotations

import logging
import os
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import (
    DatabaseError,
    IntegrityError,
    close_old_connections,
    connections,
    models,
    transaction,
)
from django.db.models import F, Q
from django.utils import timezone

log = logging.getLogger("labcamp.jobs")

LEASE = timedelta(seconds=float(os.environ.get("LABCAMP_LEASE_SECONDS", "60")))
TRIES = 8
FIRST_WAIT = timedelta(seconds=10)  # doubled after every failure: a job gives up after 21 minutes
PATIENT = 14  # tries of a job that waits for somebody else's server: it gives up after 23 hours
KEPT = timedelta(days=30)  # what gave up stays for somebody to look at
DIED = "Every worker that took this job ended while it ran."


class Job(models.Model):
    """One piece of work to be done; gone when it is done, kept with its error when it gave up."""

    name = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["gave_up_at", "due_at"], name="jobs_that_are_due")]

    def __str__(self) -> str:
        return f"{self.name} {self.arguments}"


class Tick(models.Model):
    """When a job of the clock is due next."""

    name = models.CharField(max_length=120, primary_key=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Work:
    name: str
    func: Callable[..., None]
    period: str = ""
    long: bool = False
    tries: int = TRIES


class Wake:
    """Wakes every lane of this process; one that was busy learns afterwards that it was called."""

    def __init__(self) -> None:
        self.calls = 0
        self._called = threading.Condition()

    def set(self) -> None:
        with self._called:
            self.calls += 1
            self._called.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Return once there were other calls than the `heard` ones, or after so many seconds."""
        with self._called:
            self._called.wait_for(lambda: self.calls != heard, seconds)


WORKS: dict[str, Work] = {}
WAKE = Wake()


def takes_long(func: Callable[..., None]) -> Callable[..., None]:
    """Mark a job that runs for more than a few seconds; stands below `@after` or `@every`."""
    func.takes_long = True  # type: ignore[attr-defined]  # read by job()
    return func


def job(func: Callable[..., None], period: str = "", *, tries: int = TRIES) -> Work:
    """Make `func` known to the queue under its module and name; it gives up after `tries`."""
    name = f"{func.__module__}.{func.__qualname__}"
    work = Work(name, func, period, long=getattr(func, "takes_long", False), tries=tries)
    WORKS[work.name] = work
    return work


def every(period: str) -> Callable[[Callable[[datetime], None]], Callable[[datetime], None]]:
    """Run the decorated job (it gets the moment) every "minute", "hour" or "night"."""
    if period not in ("minute", "hour", "night"):
        raise ValueError(period)

    def register(func: Callable[[datetime], None]) -> Callable[[datetime], None]:
        job(func, period)
        return func

    return register


def enqueue(
    name: str | Callable[..., None],
    *,
    due_at: datetime | None = None,
    **arguments: Any,
) -> Job:
    """Queue work in the present transaction; JSON arguments only."""
    if callable(name):
        name = f"{name.__module__}.{name.__qualname__}"
    if name not in WORKS:
        raise KeyError(name)
    queued = Job.objects.create(name=name, arguments=arguments, due_at=due_at or timezone.now())
    transaction.on_commit(WAKE.set)
    return queued


def next_due(period: str, now: datetime) -> datetime:
    """The moment after `now` at which a clock job is due; nights begin at 03:00 in Berlin."""
    if period == "minute":
        return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if period == "hour":
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    local = now.astimezone(ZoneInfo("Europe/Berlin"))
    three = local.replace(hour=3, minute=0, second=0, microsecond=0)
    return (three if three > local else three + timedelta(days=1)).astimezone(UTC)


def tick(now: datetime) -> int:
    """Queue what the clock makes due; how many were queued. Two workers never queue it twice."""
    due = dict(Tick.objects.values_list("name", "due_at"))
    return sum(_tick(work, due.get(work.name), now) for work in WORKS.values() if work.period)


def _tick(work: Work, due: datetime | None, now: datetime) -> bool:
    """Move one job's clock on if it is due; the update is the lock."""
    later = next_due(work.period, now)
    if due is None:
        try:
            with transaction.atomic():
                Tick.objects.create(name=work.name, due_at=later)
        except IntegrityError:
            log.debug("another worker set the clock for %s", work.name)
        return False
    if due > now:
        return False
    with transaction.atomic():
        mine = Tick.objects.filter(name=work.name, due_at=due).update(due_at=later)
        if mine:
            enqueue(work.name, now=now.isoformat())
    return bool(mine)


def claim(now: datetime, *, long: bool | None = None) -> Job | None:
    """Lease the oldest job that is due and free, or None. The update is the lock.

    `long` narrows it to jobs that take long, or to those that do not.
    """
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    ready = Job.objects.filter(free, gave_up_at=None, due_at__lte=now).order_by("due_at", "pk")
    if long is not None:
        those = Q(name__in=_long_ones())
        ready = ready.filter(those if long else ~those)
    while candidates := list(ready[:5]):
        for candidate in candidates:
            if candidate.tries >= _most_tries(candidate):
                _bury(candidate, now)
                continue
            taken = Job.objects.filter(free, pk=candidate.pk, tries=candidate.tries).update(
                leased_until=now + LEASE, tries=F("tries") + 1
            )
            if taken:
                candidate.refresh_from_db()
                return candidate
    return None


def _long_ones() -> list[str]:
    return [work.name for work in WORKS.values() if work.long]


def _most_tries(queued: Job) -> int:
    work = WORKS.get(queued.name)
    return work.tries if work else TRIES


def _bury(dead: Job, now: datetime) -> None:
    """Give up a job that never came to an end, so that it cannot take down worker after worker."""
    log.error("job %s gave up: %s", dead, DIED)
    _held(dead).update(gave_up_at=now, leased_until=None, error=dead.error or DIED)


def _held(leased: Job) -> models.QuerySet[Job]:
    """The job, as long as nobody has taken it over since it was leased."""
    return Job.objects.filter(pk=leased.pk, tries=leased.tries, gave_up_at=None)


def run(leased: Job) -> bool:
    """Run a leased job to its end; True when it succeeded. Renews the lease while it runs."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_lease, args=(leased, stop), daemon=True)
    keeper.start()
    try:
        _call(leased)
    except (Exception, SystemExit):  # whatever it was is kept with the job, and it is tried again
        log.exception("job %s failed (try %s)", leased, leased.tries)
        _put_back(leased, traceback.format_exc())
        return False
    else:
        _held(leased).delete()
        return True
    finally:
        stop.set()
        keeper.join()


def _call(leased: Job) -> None:
    arguments = dict(leased.arguments)
    work = WORKS[leased.name]
    if work.period:
        work.func(datetime.fromisoformat(arguments["now"]))
    else:
        work.func(**arguments)


def _keep_lease(leased: Job, stop: threading.Event) -> None:
    """Renew the lease until told to stop.

    A database that is busy or away is asked again: on SQLite a job that is writing locks even its
    own keeper out, and then nobody else can take the job either.
    """
    try:
        while not stop.wait(LEASE.total_seconds() / 3):
            try:
                renew(leased)
            except DatabaseError:
                log.warning("the lease of job %s could not be renewed yet", leased)
                close_old_connections()
    finally:
        connections.close_all()


def renew(leased: Job) -> None:
    """Hold the job for another lease, unless it was taken over or put back in the meantime."""
    _held(leased).exclude(leased_until=None).update(leased_until=timezone.now() + LEASE)


def _put_back(leased: Job, error: str) -> None:
    now = timezone.now()
    last = leased.tries >= _most_tries(leased)
    if last:
        log.error("job %s gave up after %s tries", leased, leased.tries)
    _held(leased).update(
        leased_until=None,
        due_at=now + FIRST_WAIT * 2 ** (leased.tries - 1),
        gave_up_at=now if last else None,
        error=error[-4000:],
    )


def forget_given_up(now: datetime) -> int:
    """Drop jobs that gave up a month ago, whose errors may name people; how many there were."""
    return Job.objects.filter(gave_up_at__lt=now - KEPT).delete()[0]


def run_due(
    now: datetime | None = None, *, long: bool | None = None, stop: threading.Event | None = None
) -> int:
    """Run everything that is due now and what it queues in turn; how many jobs succeeded."""
    done = 0
    while not (stop and stop.is_set()):
        leased = claim(now or timezone.now(), long=long)
        if leased is None:
            break
        done += run(leased)
    return done


def work_until(stop: threading.Event, pause: float = 1.0) -> None:
    """The worker: in a thread of the server, or `labcamp worker` on its own.

    Jobs that take long have a lane of their own, so that a sign-in code never waits for a solver.
    """
    slow = threading.Thread(target=_lane, args=(stop, pause), kwargs={"long": True}, daemon=True)
    slow.start()
    _lane(stop, pause, long=False)
    slow.join(timeout=5)  # a longer job is left to its lease


def _lane(stop: threading.Event, pause: float, *, long: bool) -> None:
    last_tick = None
    while not stop.is_set():
        heard = WAKE.calls
        try:
            minute = timezone.now().replace(second=0, microsecond=0)
            if not long and minute != last_tick:
                tick(timezone.now())
                last_tick = minute
            run_due(long=long, stop=stop)
        except Exception:  # a database that is away comes back
            log.exception("the worker stumbled and goes on")
        close_old_connections()
        WAKE.wait(heard, pause)
    connections.close_all()
