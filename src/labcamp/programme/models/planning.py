# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from labcamp.network.models import Person
from labcamp.series.models import Edition


class Planning(models.Model):
    """How one edition plans its programme: who may propose until when, when interest is marked.

    `version` grows with every change of the days, slots and rooms too, so that two hosts at the
    same raster notice each other.
    """

    class Flow(models.TextChoices):
        STRAIGHT = "straight", _("Straight to the list of proposals")
        QUEUE = "queue", _("First into the hosts’ queue")
        GRID = "grid", _("To the list, and onto a free place its givers choose")

    class OwnMoves(models.TextChoices):
        NONE = "none", _("not at all; they ask us")
        DAY = "day", _("to a free place on the same day")
        ANY = "any", _("to any free place")

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="planning")
    flow = models.CharField(max_length=8, choices=Flow, default=Flow.STRAIGHT)
    proposals_open = models.BooleanField(default=True)
    voting_opens = models.DateTimeField(null=True, blank=True)
    voting_closes = models.DateTimeField(null=True, blank=True)
    seed = models.PositiveIntegerField(default=1, help_text="the same seed gives the same plan")
    own_moves = models.CharField(max_length=4, choices=OwnMoves, default=OwnMoves.NONE)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(voting_opens=None)
                | Q(voting_closes=None)
                | Q(voting_opens__lt=F("voting_closes")),
                name="voting_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} ({self.version})"


class SolverRun(models.Model):
    """One run of the solver for one edition, with how far it is."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    class Kind(models.TextChoices):
        ANEW = "anew"
        GENTLY = "gently"
        ALTERNATIVES = "variants"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="solver_runs")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ANEW)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    seed = models.PositiveIntegerField(default=1)
    seconds = models.FloatField(default=3)
    done = models.PositiveSmallIntegerField(default=0, help_text="percent")
    lost = models.PositiveIntegerField(null=True, blank=True, help_text="wishes lost so far")
    found = models.JSONField(default=list, blank=True, help_text="alternatives, the best first")
    basis = models.CharField(max_length=32, blank=True, help_text="what they were computed from")
    stop_asked = models.BooleanField(default=False)
    said = models.CharField(max_length=60, blank=True, help_text="why it failed, as a key")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            UniqueConstraint(
                fields=["edition"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_solver_at_a_time_per_edition",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.state}"

    def is_lost(self, now: datetime) -> bool:
        """Nobody has heard of it for so long that it is over; its worker gave up."""
        return self.state in RUNNING and self.asked_at < now - GIVEN_UP


RUNNING = (SolverRun.State.WAITING, SolverRun.State.RUNNING)
GIVEN_UP = timedelta(minutes=15)
