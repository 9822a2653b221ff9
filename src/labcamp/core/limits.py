# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rate limits kept in the database, so that they hold over several processes."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F


class Allowance(models.Model):
    """How often a key was used in its present window."""

    key = models.CharField(max_length=200, primary_key=True)
    window_ends = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.used}"


class TooMany(Exception):
    """The limit is used up; `again_at` says when to try again."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at.isoformat())
        self.again_at = again_at


def spend(key: str, *, most: int, per: timedelta, now: datetime) -> None:
    """Use the key once; raises TooMany when it was used `most` times within `per`.

    Counting is one UPDATE, so two processes at the same moment cannot both take the last one.
    """
    with transaction.atomic():
        Allowance.objects.filter(key=key, window_ends__lte=now).delete()
        Allowance.objects.bulk_create(
            [Allowance(key=key, window_ends=now + per, used=0)], ignore_conflicts=True
        )
        if not Allowance.objects.filter(key=key, used__lt=most).update(used=F("used") + 1):
            raise TooMany(Allowance.objects.get(key=key).window_ends)


def forget_old(now: datetime) -> int:
    """Drop windows that are over; how many there were."""
    return Allowance.objects.filter(window_ends__lte=now).delete()[0]
