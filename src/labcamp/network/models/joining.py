# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from labcamp.network.models.lab import Lab
from labcamp.network.models.person import Person


class JoinRequest(models.Model):
    """Somebody's wish to belong to a lab, open until its coordinators have answered."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted"
        TURNED_DOWN = "turned-down"
        WITHDRAWN = "withdrawn"

    lab = models.ForeignKey(Lab, models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(Person, models.CASCADE, related_name="join_requests")
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["lab", "person"], condition=Q(outcome=""), name="one_open_request_per_lab"
            ),
            CheckConstraint(
                condition=Q(outcome="", decided_at=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="decided_requests_know_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.lab}"
