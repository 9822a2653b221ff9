# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a file to plain JSON values, or the place where it breaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from labcamp.portability.trouble import Broken, Trouble

MOST_BYTES = 8 * 1024 * 1024
TOP = "$"


def read(path: Path) -> dict[str, Any]:
    """The object in the file; raises Broken when it is missing, too large or not JSON."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            says = _("The file has %(size)d bytes; at most %(most)d are read.")
            raise Broken([Trouble(TOP, says % {"size": size, "most": MOST_BYTES})])
        return parse(path.read_bytes())
    except OSError as error:
        says = _("The file cannot be read: %(reason)s")
        raise Broken([Trouble(TOP, says % {"reason": error.strerror})]) from error


def parse(content: bytes) -> dict[str, Any]:
    """The object that `content` writes as JSON in UTF-8; raises Broken."""
    try:
        value = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except UnicodeDecodeError as error:
        says = _("The file is not UTF-8 at byte %(byte)d.") % {"byte": error.start}
        raise Broken([Trouble(TOP, says)]) from error
    except json.JSONDecodeError as error:
        says = _("The file is not JSON at line %(line)d, column %(column)d.")
        where = {"line": error.lineno, "column": error.colno}
        raise Broken([Trouble(TOP, says % where)]) from error
    except RecursionError as error:
        raise Broken([Trouble(TOP, _("The file is nested too deeply."))]) from error
    except ValueError as error:  # numbers of thousands of digits
        raise Broken([Trouble(TOP, _("A number in the file is too large."))]) from error
    if not isinstance(value, dict):
        raise Broken([Trouble(TOP, _("The file must hold one JSON object."))])
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets a name stand twice in an object and drops the first; that would lose something."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        says = _("The name “%(name)s” stands twice in one object.") % {"name": twice}
        raise Broken([Trouble(TOP, says)])
    return made


def _no_number(word: str) -> NoReturn:
    raise Broken([Trouble(TOP, _("“%(word)s” is not a JSON number.") % {"word": word})])
