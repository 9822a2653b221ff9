# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "labcamp.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Ground floor"
