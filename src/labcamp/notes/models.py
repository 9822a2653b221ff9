# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse

from labcamp.core.access import Audience, Circle, Viewer, Visible, VisibleQuerySet
from labcamp.network.models import Person
from labcamp.programme.models import Proposal
from labcamp.programme.models.proposal import given_by
from labcamp.series.models import Edition


class PadQuerySet(VisibleQuerySet["Pad"]):
    """Pads; nobody reads one of a session or an edition they do not see."""

    def visible_to(self, viewer: Viewer) -> PadQuerySet:
        return (
            super()
            .visible_to(viewer)
            .filter(
                proposal__in=Proposal.objects.visible_to(viewer).values("pk"),
                proposal__edition__in=Edition.objects.visible_to(viewer).order_by().values("pk"),
            )
        )


def pads_given(person: int) -> Any:
    """Keys of the pads of sessions somebody gives; they need no place to read them."""
    return Pad.objects.filter(proposal__in=given_by(person)).values("pk")


class Pad(Visible):
    """What people write together in one session.

    The log of `PadUpdate` is what counts; `state` and `text` are what it comes to, kept so that
    reading costs one row. A session that is cancelled or leaves the programme keeps its pad.
    """

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="pad")
    sequence = models.PositiveIntegerField(default=0, help_text="of the newest update")
    text = models.TextField(blank=True, help_text="Markdown, as the log comes to it")
    state = models.BinaryField(default=b"", help_text="all updates in one, as the log comes to it")
    written_at = models.DateTimeField(
        null=True, blank=True, help_text="when somebody last wrote; nobody yet: only headings"
    )
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EDITION)

    circle = Circle(author="proposal__by", edition="proposal__edition", named=pads_given)
    objects: ClassVar[Any] = PadQuerySet.as_manager()

    class Meta:
        ordering = ["proposal__number"]

    def __str__(self) -> str:
        return self.proposal.title

    @property
    def edition(self) -> Edition:
        return self.proposal.edition

    def get_absolute_url(self) -> str:
        return reverse("notes:pad", args=[self.proposal.edition.slug, self.proposal.number])


class PadUpdate(models.Model):
    """One change of a pad, as the writer's own bytes; never changed afterwards."""

    pad = models.ForeignKey(Pad, models.CASCADE, related_name="updates")
    sequence = models.PositiveIntegerField(help_text="1, 2, 3 … within the pad")
    author = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="pad_updates"
    )
    client = models.CharField(max_length=64, help_text="the writer's own name of this change")
    update = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pad", "sequence"]
        constraints = [
            UniqueConstraint(fields=["pad", "sequence"], name="one_update_per_sequence"),
            UniqueConstraint(fields=["pad", "client"], name="an_update_is_stored_once"),
            CheckConstraint(condition=Q(sequence__gt=0), name="updates_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.pad} {self.sequence}"
