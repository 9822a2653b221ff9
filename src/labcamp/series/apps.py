# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class SeriesConfig(AppConfig):
    name = "labcamp.series"
    label = "series"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Series"

    def ready(self) -> None:
        from labcamp.series import jobs, rules  # noqa: F401, PLC0415 - Django calls this when models are there
