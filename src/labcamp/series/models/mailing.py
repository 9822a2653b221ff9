# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from labcamp.network.models import Lab, Person
from labcamp.series.models.edition import Edition


class Invitation(models.Model):
    """Somebody the hosts want to invite; whoever signs in with the address may register."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    lab = models.ForeignKey(Lab, models.SET_NULL, null=True, blank=True, related_name="+")
    by_lab = models.BooleanField(
        default=False, help_text="asked through the lab: the hosts do not read the address"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["email", "pk"]
        constraints = [UniqueConstraint(fields=["edition", "email"], name="invited_once")]

    def __str__(self) -> str:
        return self.email


class Mailing(models.Model):
    """A letter of the hosts to a group: drafted, tried on oneself, then sent in the background."""

    class Group(models.TextChoices):
        HELD = "held", _("everybody who has a place")
        WAITING = "waiting", _("everybody on the waiting list")
        REGISTERED = "registered", _("everybody who has a place or waits")
        INVITED = "invited", _("everybody invited who has not registered yet")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="mailings")
    group = models.CharField(max_length=12, choices=Group, default=Group.HELD)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0, help_text="letters, fixed when it is sent")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="mailings_say_something")
        ]

    def __str__(self) -> str:
        return self.subject
