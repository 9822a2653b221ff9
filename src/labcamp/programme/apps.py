# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "labcamp.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Programme"

    def ready(self) -> None:
        from labcamp.programme import jobs, rules  # noqa: F401, PLC0415 - Django calls this when models are there
