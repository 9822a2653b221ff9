# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is here, worked out of the ticks of several helpers in whatever order they came in. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, order=True)
class Noted:
    """A tick: when it happened, whether somebody was here, and its key, which settles a tie."""

    at: datetime
    here: bool
    key: str = ""


def since(ticks: Iterable[Noted]) -> datetime | None:
    """Since when somebody is here; None: not here. The latest tick holds, the first one dates it.

    Of two at the very same moment "here" wins: rather a name too many than somebody overlooked.
    """
    present: datetime | None = None
    for tick in sorted(ticks):
        present = (present or tick.at) if tick.here else None
    return present
