# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Circle, Visible
from labcamp.core.files.models import Upload
from labcamp.core.instance.models import Phase, Topic
from labcamp.core.sources import Source
from labcamp.network.models import Lab, Person
from labcamp.series.models import Edition


class Item(Visible):
    """Something learnt or struggled with, told by a lab, findable by others."""

    class Kind(models.TextChoices):
        LEARNING = "learning", _("Learning")
        CHALLENGE = "challenge", _("Challenge")

    key = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    lab = models.ForeignKey(Lab, models.SET_NULL, null=True, blank=True, related_name="items")
    told_by = models.CharField(
        max_length=200, blank=True, help_text="who told it, when not one lab"
    )
    phase = models.ForeignKey(Phase, models.SET_NULL, null=True, blank=True, related_name="items")
    topics = models.ManyToManyField(Topic, blank=True, related_name="items")
    edition = models.ForeignKey(
        Edition, models.SET_NULL, null=True, blank=True, related_name="items"
    )
    sources = models.ManyToManyField(Source, blank=True, related_name="items")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="items")
    at = models.DateTimeField()

    circle = Circle(author="by", lab="lab", edition="edition")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Report(Visible):
    """What a lab writes about an edition or its work: news with an address of its own."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    teaser = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True, help_text="Markdown")
    url = models.URLField(max_length=500, blank=True, help_text="when it stands elsewhere")
    lab = models.ForeignKey(Lab, models.SET_NULL, null=True, blank=True, related_name="reports")
    edition = models.ForeignKey(
        Edition, models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    picture = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=5, default="de")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="reports")
    at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    circle = Circle(author="by", lab="lab", edition="edition")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("harvest:report", args=[self.slug])


class Material(Visible):
    """Slides, a page, a photo of an edition: a link or a file, with its date and licence."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="materials")
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True)
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    date_told = models.CharField(max_length=20, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    circle = Circle(author="by", edition="edition")

    class Meta:
        ordering = ["date_told", "pk"]
        constraints = [
            CheckConstraint(
                condition=~Q(url="") | Q(upload__isnull=False), name="materials_lead_somewhere"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A word of the field and what it means here."""

    term = models.CharField(max_length=120, unique=True)
    identifier = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    meaning = models.TextField()
    ours = models.BooleanField(default=False, help_text="our own wording, not a source's")
    sources = models.ManyToManyField(Source, blank=True, related_name="terms")

    class Meta:
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term
