# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing and sending letters."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from labcamp.core import jobs
from labcamp.core.mail.bounces import reason
from labcamp.core.mail.models import Letter
from labcamp.core.mail.pile import pile_for
from labcamp.core.mail.text import folded

KEPT = timedelta(days=30)
SECONDS = 20  # to wait for a mail server that does not answer, unless the settings say otherwise


@transaction.atomic
def post(
    to: str,
    subject: str,
    text: str,
    *,
    kind: str,
    key: str,
    language: str = "de",
    headers: Mapping[str, str] | None = None,
    until: datetime | None = None,
    calendar: str = "",
) -> Letter | None:
    """Write a letter in the present transaction; None when a letter of this key exists already.

    After `until` it is of no use: it is not sent any more, and its text is not kept. Raises
    ValidationError for what is not one e-mail address, ValueError for a header of several lines.
    `calendar` is an iCalendar object with a METHOD, shown by mail programs as an invitation.
    A letter for a pile counts as sent; one of short use (a sign-in code) never reaches it.
    """
    validate_email(to)
    extra = dict(headers or {})
    if any(set("\r\n") & set(name + value) for name, value in extra.items()):
        raise ValueError("a header is one line")
    now, pile = timezone.now(), pile_for(to)
    letter, new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "subject": " ".join(subject.split())[:300],
            "text": folded(text),
            "headers": extra,
            "language": language,
            "written_at": now,
            "sent_at": now if pile and until is None else None,
            "pile": pile,
            "until": until,
            "calendar": calendar,
            "reference": secrets.token_hex(16),
        },
    )
    if not new:
        return None
    if not pile:
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
    if found.until is None or found.until > timezone.now():
        _message(found).send()
    if found.until is None:
        Letter.objects.filter(pk=found.pk).update(sent_at=timezone.now())
    else:
        found.delete()


@dataclass(frozen=True)
class Progress:
    """How far the letters under a key have come; `refused` are addresses given up.

    `bounced` are addresses whose letter came back, with the reason in words.
    """

    written: int
    sent: int
    refused: list[str]
    bounced: list[tuple[str, str]] = field(default_factory=list)


def progress(prefix: str) -> Progress:
    """Letters whose key begins so: written, sent, and those the mail server would not take."""
    letters = Letter.objects.filter(key__startswith=prefix)
    waiting = dict(letters.filter(sent_at=None).values_list("pk", "to"))
    gave_up = jobs.Job.objects.exclude(gave_up_at=None).filter(
        name=f"{send_letter.__module__}.{send_letter.__qualname__}"
    )
    given_up = {arguments["letter"] for arguments in gave_up.values_list("arguments", flat=True)}
    written = letters.count()
    refused = sorted(to for pk, to in waiting.items() if pk in given_up)
    back = letters.exclude(bounced_at=None).exclude(to="").order_by("to")
    bounced = [(to, reason(status)) for to, status in back.values_list("to", "bounce")]
    return Progress(written, written - len(waiting), refused, bounced)


def _message(letter: Letter) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    name = f"letter-{letter.pk}.{letter.reference or format(letter.written_at, '%Y%m%d%H%M%S')}"
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        connection=get_connection(timeout=settings.EMAIL_TIMEOUT or SECONDS),
        headers={
            "Message-ID": f"<{name}@{domain}>",
            "X-Labcamp-Letter": f"{name}@{domain}",
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
            **letter.headers,
        },
    )
    if letter.calendar:
        method = letter.calendar.partition("METHOD:")[2].split()[0]
        # Outlook reads the alternative, others the attached file.
        message.attach_alternative(letter.calendar, f"text/calendar; method={method}")
        message.attach("termin.ics", letter.calendar, f"text/calendar; method={method}")
    return message


def forget_old_letters(now: datetime) -> int:
    """Forget to whom and what was written a month ago; the key stays, so nothing is sent again.

    Letters past their `until` go as a whole. How many letters it was.
    """
    gone = Letter.objects.filter(until__lt=now).delete()[0]
    old = Letter.objects.filter(~Q(to=""), written_at__lt=now - KEPT)
    return gone + old.update(to="", subject="", text="", headers={}, calendar="")


jobs.job(send_letter, tries=jobs.PATIENT)
