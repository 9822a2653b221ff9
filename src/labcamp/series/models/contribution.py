# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q

from labcamp.network.models import Lab, Person
from labcamp.series.models.edition import Edition, Part


class Contribution(models.Model):
    """An input that hosts ask a lab for, or that a lab offers; shown once both have said yes.

    Until then only the hosts and the asked see it; with both yeses it becomes a part of the
    edition's programme.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        OFFERED = "offered"
        CONFIRMED = "confirmed"
        DECLINED = "declined"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="contributions")
    title = models.CharField(max_length=300, blank=True)
    lab = models.ForeignKey(Lab, models.SET_NULL, null=True, blank=True, related_name="+")
    email = models.EmailField(max_length=254, blank=True, help_text="who was asked")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    part = models.OneToOneField(
        Part, models.SET_NULL, null=True, blank=True, related_name="contribution"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(title=""), name="confirmed_inputs_have_a_title"
            )
        ]

    def __str__(self) -> str:
        return self.title or f"{self.lab or self.email}"
