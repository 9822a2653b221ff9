# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing and sending letters."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from labcamp.core import jobs
from labcamp.core.mail.models import Letter


def post(
    to: str,
    subject: str,
    text: str,
    *,
    kind: str,
    key: str,
    language: str = "de",
    headers: Mapping[str, str] | None = None,
) -> Letter | None:
    """Write a letter in the present transaction; None when a letter of this key exists already."""
    letter, new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "subject": " ".join(subject.split())[:300],
            "text": text,
            "headers": dict(headers or {}),
            "language": language,
            "written_at": timezone.now(),
        },
    )
    if not new:
        return None
    jobs.enqueue(send_letter, letter=letter.pk)
    return letter


def send_letter(letter: int) -> None:
    """Hand one letter to the mail server.

    May run twice: a letter with `sent_at` is left alone. Only a worker that dies between the
    server's answer and the next line sends one letter again; SMTP offers nothing to prevent that,
    and the repeated letter carries the same Message-ID, so that mail programs can fold it.
    """
    found = Letter.objects.filter(pk=letter, sent_at=None).first()
    if found is None:
        return
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    message = EmailMessage(
        subject=found.subject,
        body=found.text,
        to=[found.to],
        headers={
            "Message-ID": f"<letter-{found.pk}.{found.written_at:%Y%m%d%H%M%S}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": found.language,
            **found.headers,
        },
    )
    message.send()
    Letter.objects.filter(pk=found.pk).update(sent_at=timezone.now())


jobs.job(send_letter)
