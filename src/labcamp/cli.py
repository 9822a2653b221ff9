# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command line: `labcamp serve`, `demo`, `worker`, `check`, `import …`, and Django's own."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labcamp.config.settings")
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["django"]:
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - slow import

        execute_from_command_line(["labcamp", *words[1:]])
        return 0
    from labcamp.commands import parser  # noqa: PLC0415 - after the settings' name is known

    chosen = parser().parse_args(words)
    run: Command = chosen.run
    return run(chosen)


def setup() -> None:
    import django  # noqa: PLC0415 - slow import

    django.setup()


def migrate() -> None:
    """Bring the database, the cache table and the static files up to this version."""
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.core.management import call_command  # noqa: PLC0415 - after setup

    from labcamp.config import upkeep  # noqa: PLC0415 - after setup

    Path(settings.ENV.data).mkdir(parents=True, exist_ok=True)
    if not upkeep.database_is_current():
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    print_of_files = upkeep.static_print()
    if not upkeep.static_is_current(print_of_files):
        call_command("collectstatic", verbosity=0, interactive=False)
        upkeep.remember_static(print_of_files)


def stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    return stop
