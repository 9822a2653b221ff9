# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from labcamp.core.access import Circle, Viewer, Visible, VisibleQuerySet, seen_by

Held = Callable[[Viewer], models.QuerySet]  # type: ignore[type-arg]  # of any model


class UploadQuerySet(VisibleQuerySet["Upload"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Files of an audience of their own, and files of things the viewer may see."""
        seen = seen_by(viewer, self.model.circle)
        for held in Upload.HOLDERS:
            seen |= Q(pk__in=held(viewer))
        return self.filter(seen)


class Upload(Visible):
    """A stored file. Its name on disk is its SHA-256; pictures are ours, re-encoded.

    A file follows the things that hold it: who may read the material may open its file, and no
    longer once the material is narrowed again.
    """

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
    objects: ClassVar[Any] = UploadQuerySet.as_manager()

    HOLDERS: ClassVar[list[Held]] = []

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plain:file", args=[self.pk, self.name])

    @classmethod
    def held_by(cls, held: Held) -> Held:
        """Register which files a viewer may open because of a thing that holds them.

        `held(viewer)` is a queryset of one column, the uploads' keys, without nulls.
        """
        cls.HOLDERS.append(held)
        return held
