# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Limits are exact, in one process and in several at the same moment."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from labcamp.core.limits import Allowance, TooMany, forget_old, spend

HANDS = Path(__file__).with_name("hands.py")
NOW = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_the_last_one_is_allowed_and_the_next_one_told_when_to_come_back():
    for minute in range(3):
        spend("k", most=3, per=HOUR, now=NOW + timedelta(minutes=minute))
    with pytest.raises(TooMany) as limit:
        spend("k", most=3, per=HOUR, now=NOW + timedelta(minutes=59))
    assert limit.value.again_at == NOW + HOUR


@pytest.mark.django_db
def test_after_the_window_it_starts_anew_and_keys_do_not_share():
    spend("k", most=1, per=HOUR, now=NOW)
    spend("other", most=1, per=HOUR, now=NOW)
    spend("k", most=1, per=HOUR, now=NOW + HOUR)
    with pytest.raises(TooMany) as limit:
        spend("k", most=1, per=HOUR, now=NOW + HOUR)
    assert limit.value.again_at == NOW + 2 * HOUR


@pytest.mark.django_db
def test_windows_that_are_over_are_forgotten():
    spend("old", most=1, per=HOUR, now=NOW)
    spend("new", most=1, per=HOUR, now=NOW + HOUR)
    assert forget_old(NOW + HOUR - timedelta(seconds=1)) == 0
    assert forget_old(NOW + HOUR) == 1
    assert Allowance.objects.get().key == "new"


@pytest.fixture
def surroundings(tmp_path):
    """A migrated database of this test's own, as the environment of a process."""
    given = os.environ.get("LABCAMP_DATABASE", "")
    env = {**os.environ, "LABCAMP_DATA": str(tmp_path)}
    drop = None
    if given:
        from urllib.parse import urlsplit

        import psycopg

        name = f"limits_{os.getpid()}"
        admin = psycopg.connect(given, autocommit=True)
        admin.execute(f"CREATE DATABASE {name}")
        drop = f"DROP DATABASE {name} WITH (FORCE)"
        env["LABCAMP_DATABASE"] = urlsplit(given)._replace(path=f"/{name}").geturl()
    migrate = "from labcamp.cli import main; main(['django', 'migrate', 'core', '-v', '0'])"
    subprocess.run([sys.executable, "-c", migrate], env=env, check=True, timeout=180)
    yield env
    if drop:
        admin.execute(drop)
        admin.close()


@pytest.mark.fault
def test_processes_at_the_same_moment_get_exactly_as_many_as_there_are(surroundings, tmp_path):
    """Three processes try 40 times each; 50 are allowed, together, no more and no fewer."""
    go = tmp_path / "go"
    words = [sys.executable, str(HANDS), "code-to:x", "50", "40", str(go)]
    processes = [
        subprocess.Popen(words, env=surroundings, text=True, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 3
    go.touch()
    allowed = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sum(allowed) == 50
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")  # the library's limits
