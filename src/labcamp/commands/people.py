# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""steward add, steward end, steward list: the keeper's way, always on record."""

from __future__ import annotations

import argparse
from typing import Any

from labcamp import cli


def add_to(words: Any) -> None:
    word = words.add_parser("steward", help="appoint the first stewards, or help a network out")
    acts = word.add_subparsers(required=True, metavar="ACT")
    for act, run in (("add", add), ("end", end)):
        one = acts.add_parser(act)
        one.add_argument("email")
        one.add_argument("--reason", required=True, help="why; kept on record")
        one.set_defaults(run=run)
    acts.add_parser("list").set_defaults(run=show)


def add(chosen: argparse.Namespace) -> int:
    cli.setup()
    from labcamp.core.access import system  # noqa: PLC0415 - after setup
    from labcamp.network.actions import stewards  # noqa: PLC0415 - after setup

    term = stewards.begin_term(chosen.email, reason=chosen.reason, by=system("keeper"))
    print(f"{term.person.email}: steward since {term.since:%Y-%m-%d}")  # noqa: T201 - the answer
    return 0


def end(chosen: argparse.Namespace) -> int:
    cli.setup()
    from labcamp.core.access import system  # noqa: PLC0415 - after setup
    from labcamp.network.actions import stewards  # noqa: PLC0415 - after setup

    ended = stewards.end_term(chosen.email, reason=chosen.reason, by=system("keeper"))
    print("ended" if ended else "no running term of this address")  # noqa: T201 - the answer
    return 0 if ended else 1


def show(_chosen: argparse.Namespace) -> int:
    cli.setup()
    from labcamp.network.models import Steward  # noqa: PLC0415 - after setup

    for term in Steward.objects.select_related("person").order_by("since"):
        until = f"{term.until:%Y-%m-%d}" if term.until else "today"
        print(f"{term.person.email}  {term.since:%Y-%m-%d} to {until}")  # noqa: T201 - the answer
    return 0
