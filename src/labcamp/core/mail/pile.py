# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where letters lie that leave for nobody: those of a rehearsal, and those to a domain nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NOWHERE = ".invalid"  # no mail server ever answers to it (RFC 2606)
PILE: ContextVar[str] = ContextVar("pile", default="")


@contextmanager
def piled(pile: str) -> Iterator[None]:
    """Letters written inside are put on this pile and leave for nobody; "" changes nothing."""
    before = PILE.set(pile or PILE.get())
    try:
        yield
    finally:
        PILE.reset(before)


def pile_for(to: str) -> str:
    """The pile a letter to this address lands on: the present one, or that of a domain nowhere."""
    domain = to.rpartition("@")[2].lower()
    return PILE.get() or (domain if domain.endswith(NOWHERE) else "")
