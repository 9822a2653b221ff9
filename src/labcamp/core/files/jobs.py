# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the ground floor forgets at night."""

from __future__ import annotations

from datetime import datetime

from labcamp.core.files.actions import forget_files_without_row
from labcamp.core.jobs import every


@every("night")
def forget_unused_files(now: datetime) -> None:
    """May run twice: what is gone stays gone."""
    forget_files_without_row(now)
