# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from labcamp.core.access import Circle, Visible, VisibleQuerySet
from labcamp.network.models import Person
from labcamp.programme.models.form import Form
from labcamp.programme.models.proposal import Proposal
from labcamp.series.models import Edition


class Room(models.Model):
    """A room of an edition, on site or online."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=120)
    guid = models.CharField(max_length=80, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    features = models.JSONField(default=list, blank=True)
    form = models.CharField(max_length=7, choices=Form, blank=True, help_text="empty: both")
    description = models.TextField(blank=True, help_text="how to find it, or its link's words")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            UniqueConstraint(fields=["edition", "name"], name="one_room_name_per_edition")
        ]

    def __str__(self) -> str:
        return self.name


class Slot(models.Model):
    """A span of time in which sessions may run, or a break everybody has."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title = models.CharField(max_length=200, blank=True)
    common = models.BooleanField(default=False, help_text="a break or fixed point for everybody")

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(starts_at__lt=models.F("ends_at")), name="slots_end_after_they_begin"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d.%m. %H:%M} {self.title}"


class Timetable(Visible):
    """One version of an edition's plan. A published one is never changed; the next follows it."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        SUPERSEDED = "superseded"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="timetables")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120, blank=True, help_text="the version's name in files")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    wishes = models.PositiveIntegerField(null=True, blank=True, help_text="person-sessions wished")
    lost = models.PositiveIntegerField(null=True, blank=True, help_text="person-sessions lost")
    report = models.JSONField(default=dict, blank=True, help_text="what the solver said")
    set_aside = models.JSONField(default=dict, blank=True, help_text="imported, not understood")

    circle = Circle(author="by", edition="edition")

    class Meta:
        ordering = ["-number"]
        constraints = [
            UniqueConstraint(fields=["edition", "number"], name="one_version_number_per_edition"),
            UniqueConstraint(
                fields=["edition"],
                condition=Q(state="published"),
                name="one_published_timetable_per_edition",
            ),
            UniqueConstraint(
                fields=["edition"], condition=Q(state="draft"), name="one_draft_per_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} v{self.number}"


class Placement(models.Model):
    """Where and when something happens in one version: a session, or a fixed point for everybody.

    A fixed point (a break, the welcome) has a title and neither proposal nor, mostly, room, so a
    version knows its breaks and one query reads the whole plan.
    """

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="placements")
    proposal = models.ForeignKey(
        Proposal, models.CASCADE, null=True, blank=True, related_name="placements"
    )
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title = models.CharField(max_length=200, blank=True)
    day = models.DateField(help_text="the day it belongs to; a night belongs to the day before")
    pinned = models.BooleanField(default=False)
    cancelled = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0, help_text="grows with each published change")

    circle = Circle(audience="timetable__audience", edition="timetable__edition")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "room__order", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(starts_at__lt=models.F("ends_at")),
                name="placements_end_after_they_begin",
            ),
            CheckConstraint(
                condition=Q(proposal__isnull=False) | ~Q(title=""),
                name="a_fixed_point_has_a_title",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d.%m. %H:%M} {self.title}"
