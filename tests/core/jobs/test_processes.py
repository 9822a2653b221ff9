# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Jobs on real processes: workers are killed, race each other, and outlive their leases."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

HANDS = Path(__file__).with_name("hands.py")
SQLITE = "sqlite" in settings.DATABASES["default"]["ENGINE"]
pytestmark = pytest.mark.fault


class Hall:
    """A database of these tests' own, and the processes that work on it."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("LABCAMP_")},
            "LABCAMP_DATA": str(folder),
            "LABCAMP_DATABASE": database,
        }
        self.log = folder / "log"
        self.running: list[subprocess.Popen] = []

    def hands(self, *words: object) -> str:
        done = subprocess.run(
            [sys.executable, HANDS, *map(str, words)],
            env=self.env, check=True, text=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return done.stdout

    def start(self, *words: object, lease: int = 60) -> subprocess.Popen:
        env = {**self.env, "LABCAMP_LEASE_SECONDS": str(lease)}
        process = subprocess.Popen([sys.executable, HANDS, *map(str, words)], env=env)
        self.running.append(process)
        return process

    def lines(self) -> list[list[str]]:
        return (
            [line.split() for line in self.log.read_text().splitlines()]
            if self.log.exists()
            else []
        )

    def count(self, word: str) -> int:
        return sum(line[0] == word for line in self.lines())

    def until(self, happened, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < deadline, self.lines()
            threading.Event().wait(0.02)

    def let_go(self) -> None:
        Path(f"{self.log}.go").touch()

    def ask(self, question: str) -> list[tuple]:
        """Straight to the database, since every further process takes its second to start."""
        if self.env["LABCAMP_DATABASE"]:
            import psycopg

            with psycopg.connect(self.env["LABCAMP_DATABASE"], autocommit=True) as connection:
                cursor = connection.execute(question)
                return cursor.fetchall() if cursor.description else []
        file = self.folder / "labcamp.sqlite3"
        with closing(sqlite3.connect(file, isolation_level=None, timeout=20)) as connection:
            return connection.execute(question).fetchall()

    def left(self) -> list[tuple]:
        return self.ask("SELECT name, tries FROM core_job ORDER BY id")

    def close(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()
        for file in (self.log, Path(f"{self.log}.go")):
            file.unlink(missing_ok=True)
        self.running.clear()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A migrated database: a file of SQLite's, or one made and dropped on PostgreSQL."""
    folder = tmp_path_factory.mktemp("jobs")
    if SQLITE:
        database, drop = "", None
    else:
        import psycopg

        given = os.environ["LABCAMP_DATABASE"]
        name = f"jobs_{os.getpid()}"
        admin = psycopg.connect(given, autocommit=True)
        admin.execute(f"CREATE DATABASE {name}")
        database = urlsplit(given)._replace(path=f"/{name}").geturl()
        drop = f"DROP DATABASE {name} WITH (FORCE)"
    migrate = "from labcamp.cli import main; main(['django', 'migrate', 'core', '-v', '0'])"
    env = Hall(folder, database).env
    subprocess.run([sys.executable, "-c", migrate], env=env, check=True, timeout=180)
    yield folder, database
    if drop:
        admin.execute(drop)
        admin.close()


@pytest.fixture
def hall(place):
    hall = Hall(*place)
    yield hall
    hall.close()
    assert hall.left() == []


def test_the_job_of_a_killed_worker_runs_again_and_to_its_end(hall):
    hall.hands("queue", "held", 1, hall.log)
    first = hall.start("work", lease=1)
    hall.until(lambda: hall.count("start") == 1)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert hall.left() == [("__main__.held", 1)]

    hall.let_go()
    second = hall.start("work", lease=1)
    hall.until(lambda: hall.count("end") == 1)
    hall.until(lambda: hall.left() == [])
    assert [(word, int(pid)) for word, _, pid in hall.lines()] == [
        ("start", first.pid),
        ("start", second.pid),
        ("end", second.pid),
    ]


def test_two_workers_share_the_work_and_never_the_same_job(hall):
    hall.hands("queue", "quick", 60, hall.log)
    for _ in range(2):
        hall.start("work")
    hall.until(lambda: hall.count("end") == 60)
    hall.until(lambda: hall.left() == [])
    assert Counter(number for word, number, _ in hall.lines() if word == "start") == Counter(
        map(str, range(60))
    )


def test_a_job_that_outlives_its_lease_is_not_taken_by_another_worker(hall):
    hall.hands("queue", "held", 1, hall.log)
    lease = 1
    for _ in range(2):
        hall.start("work", lease=lease)
    hall.until(lambda: hall.count("start") == 1)
    began = time.monotonic()
    hall.hands("queue", "quick", 1, hall.log)  # the other worker is awake and takes what is free
    hall.until(lambda: hall.count("end") == 1)
    hall.until(lambda: time.monotonic() - began > 3 * lease)
    assert hall.count("start") == 2
    hall.let_go()
    hall.until(lambda: hall.left() == [])
    assert (hall.count("start"), hall.count("end")) == (2, 2)


def test_a_job_that_writes_for_longer_than_its_lease_runs_once(hall):
    hall.hands("queue", "writing", 1, hall.log)
    lease = 1
    for _ in range(2):
        hall.start("work", lease=lease)
    hall.until(lambda: hall.count("start") == 1)
    began = time.monotonic()
    hall.until(lambda: time.monotonic() - began > 2 * lease)
    hall.let_go()
    hall.until(lambda: hall.count("end") == 1)
    hall.until(lambda: hall.left() == [])
    assert hall.count("start") == 1


def test_a_long_job_does_not_hold_up_the_quick_ones(hall):
    hall.hands("queue", "solving", 1, hall.log)
    hall.start("work")
    hall.until(lambda: hall.count("start") == 1)
    hall.hands("queue", "quick", 1, hall.log)
    hall.until(lambda: hall.count("end") == 1)
    hall.let_go()
    hall.until(lambda: hall.left() == [])


def test_two_clocks_queue_each_minute_once(hall):
    minutes = 40
    for _ in range(2):
        hall.start("tick", hall.log, minutes)
    hall.until(lambda: hall.count("ready") == 2)
    hall.let_go()
    hall.until(lambda: hall.count("done") == 2)
    queued = [str(now) for (now,) in hall.ask("SELECT arguments FROM core_job")]
    hall.ask("DELETE FROM core_job")
    assert len(set(queued)) == len(queued) == minutes


def test_a_worker_told_to_stop_ends_by_itself(hall):
    worker = hall.start("work")
    hall.hands("queue", "quick", 1, hall.log)
    hall.until(lambda: hall.count("end") == 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    hall.until(lambda: hall.left() == [])
