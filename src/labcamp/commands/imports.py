# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""import history, import schedule."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from labcamp import cli


def add_to(words: Any) -> None:
    word = words.add_parser("import", help="bring in what exists elsewhere; all or nothing")
    kinds = word.add_subparsers(required=True, metavar="WHAT")
    history_word = kinds.add_parser("history", help="what is known of a network and its series")
    history_word.add_argument("file", type=Path)
    history_word.add_argument("--dry-run", action="store_true", help="say what would happen")
    history_word.set_defaults(run=history)
    schedule_word = kinds.add_parser("schedule", help="a schedule.xml or schedule.json")
    schedule_word.add_argument("file", type=Path)
    goal = schedule_word.add_mutually_exclusive_group(required=True)
    goal.add_argument("--edition", metavar="SLUG", help="into the draft of this edition")
    goal.add_argument("--new-edition", metavar="SLUG", help="as an edition of its own")
    schedule_word.add_argument("--public", action="store_true", help="a new edition for everyone")
    schedule_word.add_argument("--dry-run", action="store_true", help="say what would happen")
    schedule_word.set_defaults(run=schedule)


def history(chosen: argparse.Namespace) -> int:
    """Import a history file; 1 with every place that is wrong, and then nothing has changed."""
    cli.setup()
    cli.migrate()
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.utils import translation  # noqa: PLC0415 - after setup

    from labcamp.core.access import system  # noqa: PLC0415 - after setup
    from labcamp.portability.actions import import_history  # noqa: PLC0415 - after setup
    from labcamp.portability.history.reading import read  # noqa: PLC0415 - after setup
    from labcamp.portability.trouble import Broken  # noqa: PLC0415 - after setup

    with translation.override(settings.LANGUAGE_CODE):
        try:
            by = system("import history")
            report = import_history(read(chosen.file), by=by, rehearsal=chosen.dry_run)
        except Broken as broken:
            return _failed("\n".join(broken.sentences(chosen.file.name)))
        print("\n".join(report.text()))  # noqa: T201 - a command speaks
    return 0


def schedule(chosen: argparse.Namespace) -> int:
    """Import a schedule file; 1 with the place where it broke, and then nothing has changed."""
    cli.setup()
    from labcamp.core.access import system  # noqa: PLC0415 - after setup
    from labcamp.portability import schedule as schedules  # noqa: PLC0415 - after setup
    from labcamp.programme.actions.importing import TooLong  # noqa: PLC0415 - after setup
    from labcamp.publish.schedule import ScheduleError  # noqa: PLC0415 - after setup
    from labcamp.series.actions.editions import NumberTaken  # noqa: PLC0415 - after setup
    from labcamp.series.models import Edition  # noqa: PLC0415 - after setup

    keeper = system("keeper")
    try:
        data = chosen.file.read_bytes()
        if chosen.new_edition:
            report = schedules.import_as_new(
                data,
                slug=chosen.new_edition,
                by=keeper,
                public=chosen.public,
                dry_run=chosen.dry_run,
            )
        else:
            edition = Edition.objects.get(slug=chosen.edition)
            report = schedules.import_into(data, edition=edition, by=keeper, dry_run=chosen.dry_run)
    except OSError as unreadable:
        return _failed(f"{chosen.file} cannot be read: {unreadable.strerror}.")
    except Edition.DoesNotExist:
        return _failed(f"There is no edition “{chosen.edition}”.")
    except NumberTaken:
        return _failed(f"There is an edition “{chosen.new_edition}” already.")
    except (ScheduleError, TooLong) as broken:
        return _failed(f"{broken}\nNothing was changed.")
    print("\n".join(report.sentences()))  # noqa: T201 - a command speaks
    return 0


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - a command speaks
    return 1
