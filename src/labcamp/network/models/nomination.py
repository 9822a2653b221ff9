# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from labcamp.network.models.consent import ConsentRound
from labcamp.network.models.lab import Lab
from labcamp.network.models.person import Person


class Nomination(models.Model):
    """Somebody proposed as steward: first they say yes, then the labs decide by consent."""

    class State(models.TextChoices):
        ASKED = "asked"
        DECLINED = "declined"
        PUT = "put"
        CHOSEN = "chosen"
        NOT_CHOSEN = "not-chosen"

    person = models.ForeignKey(Person, models.CASCADE, related_name="nominations")
    lab = models.ForeignKey(Lab, models.CASCADE, related_name="nominations")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(help_text="why this person, as the labs read it")
    months = models.PositiveSmallIntegerField(default=12)
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    at = models.DateTimeField()
    round = models.OneToOneField(
        ConsentRound, models.SET_NULL, null=True, blank=True, related_name="nomination"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["asked", "put"]),
                name="nominated_once_at_a_time",
            ),
            CheckConstraint(condition=Q(months__gte=1, months__lte=48), name="terms_are_limited"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.state}"
