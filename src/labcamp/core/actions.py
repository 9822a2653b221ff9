# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What actions of every room say when a change cannot be made."""

from __future__ import annotations

from django.db import models


class Stale(Exception):
    """Somebody saved meanwhile; `present` is the thing as it is now. Nothing was overwritten."""

    def __init__(self, present: models.Model) -> None:
        super().__init__(str(present))
        self.present = present
