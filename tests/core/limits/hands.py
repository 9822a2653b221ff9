# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: E402, T201 - Django is set up before its models are imported; it speaks by printing
"""A process that spends: `hands.py KEY MOST TIMES GO` waits for the file GO, prints its successes."""

import os
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "labcamp.config.settings"

import django

django.setup()

from labcamp.core.limits import TooMany, spend

NOW = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
PAUSE = threading.Event()


def main(key: str, most: str, times: str, go: str) -> None:
    print("ready", flush=True)
    for _ in range(3000):
        if Path(go).exists():
            break
        PAUSE.wait(0.02)
    allowed = 0
    for _ in range(int(times)):
        with suppress(TooMany):
            spend(key, most=int(most), per=timedelta(hours=1), now=NOW)
            allowed += 1
    print(allowed)


main(*sys.argv[1:])
