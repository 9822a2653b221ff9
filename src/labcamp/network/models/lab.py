# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse

from labcamp.core.access import Audience, Circle, Visible
from labcamp.core.files.models import Upload
from labcamp.core.instance.models import Level, Phase, Topic
from labcamp.core.sources import Source
from labcamp.network.models.person import Person


class Lab(Visible):
    """A public innovation lab: who it is, where, what it offers and seeks."""

    class State(models.TextChoices):
        """Where the lab stands with the network."""

        PROPOSED = "proposed"
        ADMITTED = "admitted"
        DECLINED = "declined"

    class Status(models.TextChoices):
        """Whether the lab works, as far as anyone knows."""

        ACTIVE = "active"
        PLANNED = "planned"
        PAUSED = "paused"
        ENDED = "ended"
        UNKNOWN = "unknown"

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    name_key = models.CharField(
        max_length=160, db_index=True, help_text="the name folded for comparison"
    )
    carrier = models.CharField(max_length=200, blank=True)
    level = models.ForeignKey(Level, models.PROTECT, related_name="labs")
    phase = models.ForeignKey(Phase, models.SET_NULL, null=True, blank=True, related_name="labs")
    topics = models.ManyToManyField(Topic, blank=True, related_name="labs")
    description = models.TextField(blank=True, help_text="Markdown")
    offers = models.TextField(blank=True)
    seeks = models.TextField(blank=True)
    website = models.URLField(max_length=300, blank=True)
    web_key = models.CharField(max_length=200, blank=True, db_index=True)

    town = models.CharField(max_length=120, blank=True)
    place_id = models.PositiveIntegerField(null=True, blank=True, help_text="GeoNames id")
    ags = models.CharField(max_length=8, blank=True)
    region = models.CharField(max_length=8, blank=True, help_text="our state code, e.g. DE-05")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    town_size = models.CharField(max_length=12, blank=True, help_text="class of town, see register")

    founded = models.CharField(max_length=10, blank=True, help_text="ISO date, month or year")
    ended = models.CharField(max_length=10, blank=True, help_text="ISO date, month or year")
    ended_how = models.TextField(blank=True)
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="predecessors"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    status_as_of = models.CharField(max_length=10, blank=True, help_text="ISO date, month or year")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    wants_public = models.BooleanField(default=True)
    note = models.TextField(blank=True)
    roles_told = models.JSONField(
        default=list, blank=True, help_text="roles in the series, as told"
    )
    logo = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")
    sources = models.ManyToManyField(Source, blank=True, related_name="labs")

    proposed_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="proposed_labs"
    )
    proposed_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_why = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True, help_text="last yearly 'still right?'")
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="when 'still right?' was asked"
    )
    version = models.PositiveIntegerField(default=1)

    circle = Circle(author="proposed_by", lab="pk")

    class Meta:
        ordering = ["name_key"]
        constraints = [
            CheckConstraint(
                condition=~Q(state="admitted", admitted_at=None),
                name="admitted_labs_know_since_when",
            ),
            CheckConstraint(
                condition=Q(state="admitted") | ~Q(audience=Audience.PUBLIC),
                name="only_admitted_labs_are_public",
            ),
            CheckConstraint(condition=~Q(successor=models.F("pk")), name="no_lab_follows_itself"),
        ]
        indexes = [
            # Holds all that the directory filters and counts by, in the order it shows: the
            # descriptions need not be read for it.
            models.Index(
                fields=[
                    *("name_key", "id", "state", "audience", "proposed_by", "level", "phase"),
                    *("status", "country", "region", "town_size", "place_id"),
                ],
                name="labs_in_the_directory",
            ),
            models.Index(fields=["place_id"], name="labs_of_a_place"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:lab", args=[self.slug])


class LabName(models.Model):
    """A name the lab has or had besides its present one."""

    lab = models.ForeignKey(Lab, models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=160)
    name_key = models.CharField(max_length=160, db_index=True)
    until = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's role in one lab, from a day to a day: what was true then stays on record."""

    class Role(models.TextChoices):
        MEMBER = "member"
        COORDINATOR = "coordinator"

    lab = models.ForeignKey(Lab, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role, default=Role.MEMBER)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["lab", "person"], condition=Q(until=None), name="one_running_role_per_lab"
            ),
            CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="roles_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.role}) {self.lab}"


class Vouch(models.Model):
    """A member lab's word that a proposed lab belongs to the network; one word per lab."""

    lab = models.ForeignKey(Lab, models.CASCADE, related_name="vouches")
    by_lab = models.ForeignKey(Lab, models.CASCADE, related_name="vouched_for")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["lab", "by_lab"], name="one_vouch_per_lab"),
            CheckConstraint(condition=~Q(lab=models.F("by_lab")), name="no_lab_vouches_for_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.by_lab} → {self.lab}"
