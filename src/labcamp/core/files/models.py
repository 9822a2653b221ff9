# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.conf import settings
from django.db import models

from labcamp.core.access import Circle, Visible


class Upload(Visible):
    """A stored file. Its name on disk is its SHA-256; pictures are ours, re-encoded."""

    class Kind(models.TextChoices):
        PICTURE = "picture"
        DOCUMENT = "document"

    kind = models.CharField(max_length=10, choices=Kind)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(null=True, blank=True, help_text="pixels")
    height = models.PositiveIntegerField(null=True, blank=True, help_text="pixels")
    alt = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="uploads"
    )
    at = models.DateTimeField()

    circle = Circle(author="by")

    def __str__(self) -> str:
        return self.name
