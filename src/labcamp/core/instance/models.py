# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.db import models
from django.utils.translation import get_language

from labcamp.core.files.models import Upload


class Named(models.Model):
    """Something with a German and an English name, ordered by hand."""

    key = models.SlugField(max_length=40, unique=True)
    name_de = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "name_de"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page; German when there is no other."""
        return ((get_language() or "de").startswith("en") and self.name_en) or self.name_de


class Level(Named):
    """Administrative level or sector a lab belongs to; `short` stands on badges."""

    short_de = models.CharField(max_length=24, blank=True)
    short_en = models.CharField(max_length=24, blank=True)
    colour = models.PositiveSmallIntegerField(default=1, help_text="1 to 8: a hue of the palette")


class Phase(Named):
    """Phase of a lab's life."""

    text_de = models.CharField(max_length=200, blank=True)
    text_en = models.CharField(max_length=200, blank=True)


class Topic(Named):
    """What a lab works on; grows with the network."""

    class Meta(Named.Meta):
        ordering = ["name_de"]


class Instance(models.Model):
    """The one row of settings stewards may change."""

    name = models.CharField(max_length=60, default="labcamp")
    claim_de = models.CharField(max_length=200, blank=True)
    claim_en = models.CharField(max_length=200, blank=True)
    welcome_de = models.TextField(blank=True)
    welcome_en = models.TextField(blank=True)
    logo = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")
    accent = models.CharField(max_length=7, default="#1f5d50", help_text="sRGB as #rrggbb")
    contact = models.EmailField(blank=True)
    security_contact = models.CharField(max_length=200, blank=True)
    operator = models.TextField(blank=True)
    content_language = models.CharField(
        max_length=5,
        default="de",
        choices=[("de", "Deutsch"), ("en", "English")],
        help_text="of records that name no language of their own",
    )
    open_to_search_engines = models.BooleanField(default=True)
    vouches_needed = models.PositiveSmallIntegerField(default=2)
    demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class LegalPage(models.Model):
    """A page the law or good custom asks for: imprint, privacy, accessibility statement."""

    slug = models.SlugField(max_length=40, unique=True)
    title_de = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    text_de = models.TextField(help_text="Markdown")
    text_en = models.TextField(help_text="Markdown", blank=True)
    order = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title_de
