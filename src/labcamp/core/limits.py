# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rate limits kept in the database, so that they hold over several processes."""

from datetime import datetime, timedelta

from django.db import models, transaction


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

    The key's row is locked while it is counted, so two processes at the same moment cannot both
    take the last one, and the night cannot take the row away in between.
    """
    with transaction.atomic():
        locked = Allowance.objects.select_for_update()
        allowance = locked.filter(key=key).first()
        if allowance is None:
            new = Allowance(key=key, window_ends=now + per, used=0)
            Allowance.objects.bulk_create([new], ignore_conflicts=True)
            allowance = locked.get(key=key)
        if allowance.window_ends <= now:
            allowance.window_ends, allowance.used = now + per, 0
        if allowance.used >= most:
            raise TooMany(allowance.window_ends)
        allowance.used += 1
        allowance.save(update_fields=["window_ends", "used"])


def used_up(key: str, *, most: int, now: datetime) -> datetime | None:
    """When the key may be used again, if its limit is used up; nothing is counted by asking."""
    full = Allowance.objects.filter(key=key, used__gte=most, window_ends__gt=now)
    return full.values_list("window_ends", flat=True).first()


def forget_old(now: datetime) -> int:
    """Drop windows that are over; how many there were."""
    return Allowance.objects.filter(window_ends__lte=now).delete()[0]
