# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a statement comes from."""

from django.db import models


class Source(models.Model):
    """An address that statements lean on; the records that use it name it."""

    url = models.URLField(max_length=500, unique=True)
    title = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return self.title or self.url
