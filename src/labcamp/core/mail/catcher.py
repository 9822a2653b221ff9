# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A mail backend for the demo: keeps letters in the database, where a page shows them."""

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from labcamp.core.mail.models import CaughtLetter


class Backend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            CaughtLetter.objects.create(
                to=", ".join(message.recipients()),
                sender=message.from_email,
                subject=str(message.subject),
                text=str(message.body),
                raw=message.message().as_string(),
            )
        return len(email_messages)
