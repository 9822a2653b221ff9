# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import Q, UniqueConstraint

from labcamp.network.models import Lab, Person
from labcamp.series.models.edition import Edition


class HostTeam(models.Model):
    """One person in the host team of one edition; the rights end with `until`."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="team")
    person = models.ForeignKey(Person, models.CASCADE, related_name="hosting")
    lab = models.ForeignKey(Lab, models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["edition", "person"],
                condition=Q(until=None),
                name="once_in_a_host_team",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} @ {self.edition}"
