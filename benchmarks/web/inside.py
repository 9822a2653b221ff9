# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: E402 - Django is set up before what needs it
"""Run in an interpreter of its own beside the served labcamp: what only its inside can tell.

Prints one line of JSON: a session for somebody signed in, how many queries each page makes, and
the CPU of answering a guest afresh, that is directly after a change.
"""

import json
import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labcamp.config.settings")

import django

django.setup()

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from labcamp.core.record import move_stamp
from labcamp.core.text.markdown import plain
from labcamp.network.models import Person

ROUNDS = 15


def fresh(browser: Client, path: str) -> float:
    """CPU milliseconds of one answer when everything kept is old."""
    with transaction.atomic():
        move_stamp()
    plain.cache_clear()
    begun = time.process_time()
    answer = browser.get(path)
    took = time.process_time() - begun
    assert answer.status_code == 200, (path, answer.status_code)
    return took * 1000


def queries(browser: Client, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(connection) as seen:
        browser.get(path)
    return len(seen)


def main(paths: dict[str, str]) -> None:
    person = Person.objects.filter(email="bench@example.org").first()
    person = person or Person.objects.create_user("bench@example.org", name="Kim Beispiel")
    guest, known = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    known.force_login(person)
    found = {
        "session": known.cookies["labcamp_session"].value,
        "queries": {name: queries(known, path) for name, path in paths.items()},
        "afresh": {},
    }
    for name, path in paths.items():
        fresh(guest, path)
        took = [fresh(guest, path) for _ in range(ROUNDS)]
        found["afresh"][name] = [statistics.median(took), min(took), max(took)]
    print(json.dumps(found))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
