# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

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


class Registration(models.Model):
    """One person's place at one edition: held, waited for, or given back."""

    class State(models.TextChoices):
        HELD = "held"
        WAITING = "waiting"
        GIVEN_BACK = "given-back"

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="registrations")
    lab = models.ForeignKey(Lab, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    waiting_since = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["edition", "person"], name="one_place_per_person"),
            CheckConstraint(
                condition=Q(state="waiting", waiting_since__isnull=False)
                | (~Q(state="waiting") & Q(waiting_since__isnull=True)),
                name="only_the_waiting_wait",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.state} {self.edition}"
