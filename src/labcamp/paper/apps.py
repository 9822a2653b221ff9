# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "labcamp.paper"
    label = "paper"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Paper"

    def ready(self) -> None:
        from labcamp.paper import jobs, rules  # noqa: F401, PLC0415 - Django calls this when models are there
