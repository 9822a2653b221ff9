# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint

from labcamp.network.models import Person
from labcamp.programme.models.timetable import Timetable
from labcamp.series.models import Edition


class ProgrammeNews(models.Model):
    """What one person was last told of an edition's programme, and whether they want letters.

    `told` is the version up to which they know: by letter, or because they switched letters on.
    `seen` is the one they looked at themselves: the first they met, then what they ticked as seen.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    wanted = models.BooleanField(default=True)
    told = models.ForeignKey(Timetable, models.SET_NULL, null=True, blank=True, related_name="+")
    seen = models.ForeignKey(Timetable, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["edition", "person"], name="one_programme_news_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.edition} → {self.person}"
