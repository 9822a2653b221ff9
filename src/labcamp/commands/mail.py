# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""mail bounces: take in what mail servers report about letters that came back."""

from __future__ import annotations

import argparse
import mailbox
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from labcamp import cli


def add_to(words: Any) -> None:
    word = words.add_parser("mail", help="letters that came back")
    acts = word.add_subparsers(required=True, metavar="ACT")
    one = acts.add_parser("bounces", help="read reports from a pipe, a Maildir or an mbox file")
    one.add_argument("path", nargs="?", help="Maildir or mbox; without it one message from stdin")
    one.set_defaults(run=bounces)


def bounces(chosen: argparse.Namespace) -> int:
    """Always 0 for a pipe, so that no mail server bounces a bounce."""
    cli.setup()
    from django.utils import timezone  # noqa: PLC0415 - after setup

    from labcamp.core.mail.bounces import take  # noqa: PLC0415 - after setup

    if chosen.path and not Path(chosen.path).exists():
        print(f"{chosen.path}: no such file or folder", file=sys.stderr)  # noqa: T201 - the answer
        return 1
    messages = _kept(chosen.path) if chosen.path else iter([sys.stdin.buffer.read()])
    found = [take(raw, now=timezone.now()) is not None for raw in messages]
    print(f"{len(found)} read, {sum(found)} letters marked")  # noqa: T201 - the answer
    return 0


def _kept(path: str) -> Iterator[bytes]:
    """The messages of a Maildir that were not read yet, or all of an mbox file."""
    if not Path(path).is_dir():
        with closing(mailbox.mbox(path, create=False)) as box:
            yield from (box.get_bytes(key) for key in box.iterkeys())
        return
    folder = mailbox.Maildir(path, create=False)
    for key in list(folder.keys()):
        message = folder[key]
        if "S" in message.get_flags():
            continue
        yield folder.get_bytes(key)
        message.set_subdir("cur")
        message.add_flag("S")
        folder[key] = message
