# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint

from labcamp.series.models.registration import Registration


class DeskTick(models.Model):
    """One tick at the door: somebody is here, or is not after all, at that moment.

    Ticks of several helpers come in any order and some of them late; what holds is worked out of
    all of them (`series.arrivals`). `key` is the browser's own, so that a repeated one counts once.
    """

    place = models.ForeignKey(Registration, models.CASCADE, related_name="ticks")
    key = models.CharField(max_length=40)
    here = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [UniqueConstraint(fields=["place", "key"], name="one_tick_per_key")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.here} {self.at:%H:%M:%S}"
