# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Work in the background: one table, leases, retries. The only module that knows the queue.

A job is queued in the transaction of the change it follows. A worker leases it, runs it and
deletes it; a worker that dies lets the lease run out, and the job runs again. So every job may
run twice and says why that is harmless. Why our own table: docs/decisions/0004-jobs.md.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, close_old_connections, models, transaction
from django.db.models import F, Q
from django.utils import timezone

log = logging.getLogger("labcamp.jobs")

LEASE = timedelta(seconds=60)
TRIES = 8


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


WORKS: dict[str, Work] = {}
WAKE = threading.Event()


def job(func: Callable[..., None], period: str = "") -> Work:
    """Make `func` known to the queue under its module and name."""
    work = Work(f"{func.__module__}.{func.__qualname__}", func, period)
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
    **arguments: Any,  # noqa: ANN401 - JSON values
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
    """The moment after `now` at which a clock job of `period` is due; nights begin at 03:00 Berlin."""
    if period == "minute":
        return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if period == "hour":
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    local = now.astimezone(ZoneInfo("Europe/Berlin"))
    three = local.replace(hour=3, minute=0, second=0, microsecond=0)
    return (three if three > local else three + timedelta(days=1)).astimezone(UTC)


def tick(now: datetime) -> int:
    """Queue what the clock makes due; how many were queued. Two workers never queue it twice."""
    queued = 0
    due = dict(Tick.objects.values_list("name", "due_at"))
    for work in [w for w in WORKS.values() if w.period]:
        if work.name not in due:
            try:
                with transaction.atomic():
                    Tick.objects.create(name=work.name, due_at=next_due(work.period, now))
            except IntegrityError:
                log.debug("another worker set the clock for %s", work.name)
        elif due[work.name] <= now:
            with transaction.atomic():
                mine = Tick.objects.filter(name=work.name, due_at=due[work.name]).update(
                    due_at=next_due(work.period, now)
                )
                if mine:
                    enqueue(work.name, now=now.isoformat())
                    queued += 1
    return queued


def claim(now: datetime) -> Job | None:
    """Lease the oldest job that is due and free, or None. The update is the lock."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    ready = Job.objects.filter(free, gave_up_at=None, due_at__lte=now).order_by("due_at", "pk")
    for candidate in ready[:5]:
        taken = Job.objects.filter(free, pk=candidate.pk, gave_up_at=None).update(
            leased_until=now + LEASE, tries=F("tries") + 1
        )
        if taken:
            candidate.refresh_from_db()
            return candidate
    return None


def run(leased: Job) -> bool:
    """Run a leased job to its end; True when it succeeded. Renews the lease while it runs."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_lease, args=(leased.pk, stop), daemon=True)
    keeper.start()
    try:
        _call(leased)
    except Exception:  # noqa: BLE001 - whatever it was is kept with the job and tried again
        _put_back(leased)
        return False
    else:
        Job.objects.filter(pk=leased.pk).delete()
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


def _keep_lease(pk: int, stop: threading.Event) -> None:
    while not stop.wait(LEASE.total_seconds() / 3):
        Job.objects.filter(pk=pk).update(leased_until=timezone.now() + LEASE)
        close_old_connections()


def _put_back(leased: Job) -> None:
    now = timezone.now()
    gave_up = leased.tries >= TRIES
    log.exception("job %s failed (try %s)", leased, leased.tries)
    Job.objects.filter(pk=leased.pk).update(
        leased_until=None,
        due_at=now + timedelta(seconds=5 * 2**leased.tries),
        gave_up_at=now if gave_up else None,
        error=traceback.format_exc()[-4000:],
    )


def run_due(now: datetime | None = None) -> int:
    """Run everything that is due now and what it queues in turn; how many jobs succeeded."""
    done = 0
    while (leased := claim(now or timezone.now())) is not None:
        done += run(leased)
    return done


def work_until(stop: threading.Event, pause: float = 1.0) -> None:
    """The worker's loop: in a thread of the server, or `labcamp worker` on its own."""
    last_tick = None
    while not stop.is_set():
        WAKE.clear()
        try:
            now = timezone.now()
            minute = now.replace(second=0, microsecond=0)
            if minute != last_tick:
                tick(now)
                last_tick = minute
            run_due()
        except Exception:  # a database that is away comes back
            log.exception("the worker stumbled and goes on")
        close_old_connections()
        WAKE.wait(pause)
