# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from labcamp.core.sources import Source
from labcamp.network.models import Person


class Series(models.Model):
    """The series as a whole; one row. What it says is data, with its sources."""

    name = models.CharField(max_length=80)
    subtitle = models.CharField(max_length=200, blank=True)
    goal = models.TextField(blank=True)
    who = models.JSONField(default=list, blank=True)
    reach = models.TextField(blank=True)
    what_public_means = models.TextField(blank=True)
    frequency = models.CharField(max_length=200, blank=True)
    usual_people = models.CharField(max_length=200, blank=True)
    usual_minutes = models.JSONField(default=list, blank=True, help_text="shortest, longest")
    initiators = models.JSONField(default=list, blank=True, help_text="names of organisations")
    first_supporters = models.JSONField(default=list, blank=True)
    handover_on = models.DateField(null=True, blank=True)
    handover_text = models.TextField(blank=True)
    since_then = models.TextField(blank=True)
    gap_numbers = models.JSONField(default=list, blank=True, help_text="numbers nobody could fill")
    gap_text = models.TextField(blank=True)
    gap_sources = models.ManyToManyField(Source, blank=True, related_name="+")
    sources = models.ManyToManyField(Source, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    """An organisation or undertaking around the series that is not a lab in the directory."""

    class Kind(models.TextChoices):
        INITIATOR = "initiator", _("Initiators")
        SUPPORTER = "supporter", _("Supporters")
        CONTRIBUTOR = "contributor", _("Contributors")
        PROJECT = "project", _("Projects")
        SISTER = "sister-series", _("Sister series")
        DIRECTORY = "directory", _("Directories")
        STUDY = "study", _("Studies")

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=16, choices=Kind)
    text = models.TextField(blank=True)
    website = models.URLField(max_length=300, blank=True)
    sources = models.ManyToManyField(Source, blank=True, related_name="partners")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Hint(models.Model):
    """What somebody told the stewards about a gap; read by stewards only."""

    number = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField()
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.text[:80]
