# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "labcamp.web"
    label = "web"
    verbose_name = "Pages"

    def ready(self) -> None:
        from labcamp.web.account import signals  # noqa: F401, PLC0415 - Django calls this when models are there
        from labcamp.web.programme import newsletters  # noqa: F401, PLC0415 - same
        from labcamp.web.series import inputletters, invitations, mailletters  # noqa: F401, PLC0415 - same
