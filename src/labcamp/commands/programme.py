# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""programme solve, programme publish."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from labcamp import cli

if TYPE_CHECKING:
    from labcamp.series.models import Edition


def add_to(words: Any) -> None:
    word = words.add_parser("programme", help="make and publish an edition's timetable")
    acts = word.add_subparsers(required=True, metavar="ACT")

    solve_word = acts.add_parser("solve", help="fill the draft so that few wishes are lost")
    solve_word.add_argument("edition", metavar="EDITION", help="its slug")
    solve_word.add_argument("--seed", type=int, help="the same seed gives the same timetable")
    solve_word.add_argument("--seconds", type=float, default=3.0)
    solve_word.set_defaults(run=solve)

    publish_word = acts.add_parser("publish", help="make the draft the version that counts")
    publish_word.add_argument("edition", metavar="EDITION", help="its slug")
    publish_word.set_defaults(run=publish)


def _edition(slug: str) -> Edition | None:
    from labcamp.series.models import Edition  # noqa: PLC0415 - after setup

    found = Edition.objects.filter(slug=slug).first()
    if found is None:
        print(f"There is no edition “{slug}”.", file=sys.stderr)  # noqa: T201 - a command speaks
    return found


def solve(chosen: argparse.Namespace) -> int:
    cli.setup()
    from labcamp.core.access import system  # noqa: PLC0415 - after setup
    from labcamp.programme.actions import solving  # noqa: PLC0415 - after setup

    edition = _edition(chosen.edition)
    if edition is None:
        return 1
    try:
        draft = solving.solve(
            edition, seed=chosen.seed, seconds=chosen.seconds, by=system("keeper")
        )
    except solving.NothingToSolve as nothing:
        print(nothing, file=sys.stderr)  # noqa: T201 - a command speaks
        return 1
    print(solving.told(draft))  # noqa: T201 - a command speaks
    return 0


def publish(chosen: argparse.Namespace) -> int:
    cli.setup()
    from labcamp.core.access import system  # noqa: PLC0415 - after setup
    from labcamp.programme.actions import timetable  # noqa: PLC0415 - after setup
    from labcamp.programme.models import Timetable  # noqa: PLC0415 - after setup

    edition = _edition(chosen.edition)
    if edition is None:
        return 1
    draft = Timetable.objects.filter(edition=edition, state=Timetable.State.DRAFT).first()
    if draft is None:
        print("There is no draft to publish.", file=sys.stderr)  # noqa: T201 - a command speaks
        return 1
    try:
        version = timetable.publish(edition, number=draft.number, by=system("keeper"))
    except timetable.NothingToPublish:
        print("The draft holds no session.", file=sys.stderr)  # noqa: T201 - a command speaks
        return 1
    except timetable.RunsIntoBreak as cut:
        words = f"A break or fixed point cuts into these sessions: {cut}. Nothing was published."
        print(words, file=sys.stderr)  # noqa: T201 - a command speaks
        return 1
    except timetable.BreaksConditions as broken:
        words = f"These sessions break a condition: {broken}. Nothing was published."
        print(words, file=sys.stderr)  # noqa: T201 - a command speaks
        return 1
    print(f"{edition}: version {version.number} is published.")  # noqa: T201 - a command speaks
    return 0
