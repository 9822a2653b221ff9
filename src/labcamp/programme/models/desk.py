# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models

from labcamp.network.models import Person
from labcamp.programme.models.proposal import Proposal
from labcamp.series.models import Edition


class DraftStep(models.Model):
    """One change of an edition's draft, kept until it is published, so that it can be undone.

    `changes` says for each session it touched where it stood before and where afterwards; titles
    and names are looked up when shown.
    """

    class Kind(models.TextChoices):
        BEGUN = "begun"
        MOVED = "moved"
        PINNED = "pinned"
        SOLVED = "solved"
        MENDED = "mended"
        ADOPTED = "adopted"
        ROOM_REMOVED = "room_removed"
        SLOT_CHANGED = "slot_changed"
        SLOT_REMOVED = "slot_removed"
        SLOTS_ADDED = "slots_added"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="draft_steps")
    kind = models.CharField(max_length=12, choices=Kind)
    session = models.ForeignKey(Proposal, models.SET_NULL, null=True, blank=True, related_name="+")
    changes = models.JSONField(default=dict, help_text="proposal: [row before, row after]")
    told = models.JSONField(default=list, help_text="what the solver said, before and after")
    raster = models.JSONField(default=dict, blank=True, help_text="the room or slots that changed")
    lost_before = models.PositiveIntegerField(null=True, blank=True)
    lost_after = models.PositiveIntegerField(null=True, blank=True)
    undone = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
