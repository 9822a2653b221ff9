# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NetworkConfig(AppConfig):
    name = "labcamp.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Network"

    def ready(self) -> None:
        from labcamp.network import jobs, rules, searching  # noqa: F401, PLC0415 - Django calls this when models are there
        from labcamp.network.queries import catalogue  # noqa: PLC0415 - same

        post_migrate.connect(catalogue.forget, sender=self)
