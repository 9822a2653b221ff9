# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: E402 - Django is set up before its models are imported
"""A worker's process for the tests: knows a few jobs, does what its arguments say.

    python hands.py queue NAME COUNT LOG    queue that many jobs
    python hands.py work                    work until told to stop (SIGTERM)
    python hands.py tick LOG COUNT          wait for LOG.go, then let COUNT minutes pass

Jobs write a line when they start and one when they end, so that the tests can see them.
"""

import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "labcamp.config.settings"
sys.path.insert(0, str(Path(__file__).parents[3] / "src"))

import django

django.setup()

from django.db import transaction

from labcamp import cli
from labcamp.core import jobs
from labcamp.core.mail.models import CaughtLetter

PAUSE = threading.Event()  # never set: wait() with a bound is how these jobs take their time


def say(log: str, word: str, number: int) -> None:
    line = f"{word} {number} {os.getpid()}\n".encode()
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, line)
    os.close(handle)


def wait_until_file(path: Path, seconds: float = 60) -> None:
    for _ in range(int(seconds / 0.02)):
        if path.exists():
            return
        PAUSE.wait(0.02)
    raise TimeoutError(path)


def quick(log: str, number: int) -> None:
    say(log, "start", number)
    say(log, "end", number)


def held(log: str, number: int) -> None:
    """Runs until the test lets it go."""
    say(log, "start", number)
    wait_until_file(Path(f"{log}.go"))
    say(log, "end", number)


def writing(log: str, number: int) -> None:
    """Holds a writing transaction until the test lets it go: on SQLite nobody else can write."""
    with transaction.atomic():
        CaughtLetter.objects.create(to="kim@example.org", sender="", subject="", text="", raw="")
        say(log, "start", number)
        wait_until_file(Path(f"{log}.go"))
    say(log, "end", number)


@jobs.takes_long
def solving(log: str, number: int) -> None:
    held(log, number)


@jobs.every("minute")
def minutely(now: datetime) -> None:
    raise RuntimeError("only queued, never run here")


for func in (quick, held, writing, solving):
    jobs.job(func)


def queue(name: str, count: str, log: str) -> None:
    for number in range(int(count)):
        jobs.enqueue(globals()[name], log=log, number=number)


def work() -> None:
    for name in [n for n, w in jobs.WORKS.items() if w.period]:
        del jobs.WORKS[name]  # the clock is not what these tests look at
    jobs.work_until(cli.stop_on_signals(), pause=0.05)


def tick(log: str, count: str) -> None:
    jobs.WORKS = {n: w for n, w in jobs.WORKS.items() if n.endswith("minutely")}
    start = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
    say(log, "ready", 0)
    wait_until_file(Path(f"{log}.go"))
    for minute in range(int(count) + 1):
        jobs.tick(start + timedelta(minutes=minute))
    say(log, "done", 0)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
