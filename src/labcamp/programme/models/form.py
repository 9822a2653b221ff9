# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Form(models.TextChoices):
    """Where people are: what a room is, and what a session needs; empty is both, or either."""

    ON_SITE = "on-site", _("on site")
    ONLINE = "online", _("online")
