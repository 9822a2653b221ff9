# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class HarvestConfig(AppConfig):
    name = "labcamp.harvest"
    label = "harvest"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Harvest"

    def ready(self) -> None:
        from labcamp.harvest import jobs, rules, searched  # noqa: F401, PLC0415 - Django calls this when models are there
