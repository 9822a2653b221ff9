# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The server dies before every statement of passing the baton, a move-up and their letters.

A letter may reach somebody twice when the server dies after the mail server took it and before
that was noted: to note it first would lose letters instead. No letter is written twice.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

HANDS = Path(__file__).with_name("fault_hands.py")
SQLITE = "sqlite" in settings.DATABASES["default"]["ENGINE"]
pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the deadly process saw, on a database of its own."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("LABCAMP_")}
    env |= {"LABCAMP_DATA": str(tmp_path_factory.mktemp("faults")), "LABCAMP_DEMO": "1"}
    if SQLITE:
        yield run(env)
        return
    import psycopg

    given, name = os.environ["LABCAMP_DATABASE"], f"faults_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield run(env | {"LABCAMP_DATABASE": urlsplit(given)._replace(path=f"/{name}").geturl()})
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(env: dict[str, str]) -> dict:
    done = subprocess.run(
        [sys.executable, HANDS], env=env, text=True, capture_output=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_baton_is_passed_whole_or_not_at_all(told):
    baton = told["baton"]
    assert baton["kills"] > 20
    assert all(seen == ["accepting", 0, 0] for seen in baton["seen"])
    assert baton["end"] == ["passed", 1, 1]


def test_a_place_given_back_and_the_next_ones_are_one_change(told):
    places = told["move_up"]
    assert places["kills"] > 10
    assert all(seen == [["held", 1], ["waiting", 2]] for seen in places["seen"])
    assert places["end"] == [["given-back", 1], ["held", 1], ["waiting", 1]]


@pytest.mark.parametrize("what", ["baton", "move_up"])
def test_every_letter_is_written_once_and_goes_out(told, what):
    letters = told[what]
    assert letters["job_kills"] > 10
    assert letters["letters"] == letters["keys"] >= 4
    assert (letters["unsent"], letters["gave_up"]) == (0, 0)
    assert letters["sent_most"] <= 2
