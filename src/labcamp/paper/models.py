# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint
from django.urls import reverse

from labcamp.core.access import Circle, Visible, VisibleQuerySet
from labcamp.core.instance.models import Topic
from labcamp.core.sources import Source


class Paper(Visible):
    """A paper of the network, as far as it is on record."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=40)
    made_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    marks = models.JSONField(default=list, blank=True, help_text="version marks on the file")
    addressees = models.JSONField(default=list, blank=True)
    signatories_note = models.TextField(blank=True)
    origin = models.TextField(blank=True)
    structure = models.JSONField(default=list, blank=True)
    statements = models.JSONField(default=list, blank=True, help_text="known of its content")
    text_note = models.TextField(blank=True)
    sources = models.ManyToManyField(Source, blank=True, related_name="papers")

    circle = Circle()

    class Meta:
        ordering = ["-published_on", "-made_on"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("paper:paper", args=[self.slug])


class Finding(models.Model):
    """A numbered finding of a paper, with its demands in order."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="findings")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    demands = models.JSONField(default=list, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="findings")
    sources = models.ManyToManyField(Source, blank=True, related_name="findings")

    circle = Circle(audience="paper__audience")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [UniqueConstraint(fields=["paper", "number"], name="one_number_per_paper")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
