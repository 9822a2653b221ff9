# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "labcamp.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Ground floor"

    def ready(self) -> None:
        from labcamp.core import upkeep  # noqa: F401, PLC0415 - makes its job known
        from labcamp.core.instance import rules  # noqa: F401, PLC0415 - Django calls this when models are there
        from labcamp.core.mail import post  # noqa: F401, PLC0415 - makes its job known
