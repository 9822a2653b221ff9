# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "labcamp.notes"
    label = "notes"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Notes"

    def ready(self) -> None:
        from labcamp.notes import rules  # noqa: F401, PLC0415 - Django calls this when models are there
