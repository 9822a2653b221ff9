# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters against a real mail server: once, whole, in good German, and nothing smuggled in."""

from __future__ import annotations

import email.policy
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from labcamp.core import jobs
from labcamp.core.jobs import Job
from labcamp.core.mail.models import Letter
from labcamp.core.mail.post import forget_old_letters, post, send_letter

pytestmark = pytest.mark.django_db
TEXT = "Schöne Grüße aus Köln: „Straße“ – größer, Čapek, 東京."


class Postbox:
    """What the mail server took: the envelopes, and the letters as a mail program reads them."""

    def __init__(self) -> None:
        self.envelopes = []
        self.answer = "250 taken"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - its name there
        self.envelopes.append(envelope)
        return self.answer

    @property
    def letters(self):
        return [
            email.message_from_bytes(e.content, policy=email.policy.default) for e in self.envelopes
        ]


@pytest.fixture
def postbox(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.DEFAULT_FROM_EMAIL = "LabCamp Köln <labcamp@example.org>"
    yield box
    server.stop()


def a_letter(key="k1", to="kim@example.org", subject="Grüße", text=TEXT, **more):
    return post(to, subject, text, kind="test", key=key, **more)


def test_a_letter_leaves_once_with_its_umlauts(postbox):
    a_letter(subject="Ihr Labor „Öffentliches Neuland“ gehört jetzt zum Netzwerk – willkommen!")
    assert jobs.run_due() == 1
    assert jobs.run_due() == 0
    (envelope,), (letter,) = postbox.envelopes, postbox.letters
    assert (envelope.mail_from, envelope.rcpt_tos) == ("labcamp@example.org", ["kim@example.org"])
    assert letter["Subject"].strip() == (
        "Ihr Labor „Öffentliches Neuland“ gehört jetzt zum Netzwerk – willkommen!"
    )
    assert str(letter["From"]) == "LabCamp Köln <labcamp@example.org>"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r", "") == TEXT + "\n"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "de"
    assert Letter.objects.get().sent_at is not None


def test_the_same_key_writes_once(postbox):
    assert a_letter() is not None
    assert a_letter(text="Etwas anderes") is None
    jobs.run_due()
    assert len(postbox.letters) == 1


def test_a_letter_belongs_to_the_transaction_it_is_written_in(postbox):
    with pytest.raises(RuntimeError), transaction.atomic():
        a_letter()
        raise RuntimeError
    assert (Letter.objects.count(), Job.objects.count()) == (0, 0)
    assert a_letter() is not None


def test_a_letter_sent_again_after_a_crash_has_the_same_message_id(postbox):
    written = a_letter()
    jobs.run_due()
    Letter.objects.update(sent_at=None)  # the worker died before it could note it
    send_letter(written.pk)
    send_letter(written.pk)
    first, second = postbox.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@example.org>")
    other = a_letter(key="k2")
    send_letter(other.pk)
    assert postbox.letters[2]["Message-ID"] != first["Message-ID"]


def test_a_mail_server_that_refuses_gets_it_again_later(postbox, caplog):
    postbox.answer = "451 greylisted, come back later"
    a_letter()
    assert jobs.run_due() == 0
    assert "greylisted" in Job.objects.get().error
    assert Letter.objects.get().sent_at is None

    postbox.answer = "250 taken"
    assert jobs.run_due(timezone.now() + timedelta(minutes=1)) == 1
    assert Letter.objects.get().sent_at is not None


def test_a_mail_server_that_is_away_for_half_a_day_loses_nothing(postbox, caplog):
    postbox.answer = "421 not now"
    a_letter()
    for _ in range(12):
        assert jobs.run_due(Job.objects.get().due_at) == 0
    assert Job.objects.get().due_at > timezone.now() + timedelta(hours=5)

    postbox.answer = "250 taken"
    assert jobs.run_due(timezone.now() + timedelta(days=1)) == 1
    assert len({letter["Message-ID"] for letter in postbox.letters}) == 1
    assert Letter.objects.get().sent_at is not None


def test_a_mail_server_that_is_away_loses_nothing(settings, caplog):
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = nobody_listens.getsockname()
        a_letter()
        assert jobs.run_due() == 0
    assert Job.objects.get().tries == 1


def test_lines_in_a_subject_become_spaces(postbox):
    a_letter(subject="Hallo\r\nBcc: alle@example.org\r\n\r\nText")
    jobs.run_due()
    assert postbox.letters[0]["Subject"] == "Hallo Bcc: alle@example.org Text"
    assert postbox.letters[0]["Bcc"] is None
    assert postbox.envelopes[0].rcpt_tos == ["kim@example.org"]


@pytest.mark.parametrize(
    "to",
    [
        "kim@example.org\r\nBcc: alle@example.org",
        "kim@example.org, alle@example.org",
        "Kim <kim@example.org>",
        "kim",
        "",
    ],
)
def test_only_one_plain_address_is_written_to(to):
    with pytest.raises(ValidationError):
        a_letter(to=to)
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("header", [{"X-A": "b\r\nBcc: c@example.org"}, {"X-A\nBcc": "b"}])
def test_headers_are_one_line(header):
    with pytest.raises(ValueError, match="one line"):
        a_letter(headers=header)


def test_a_body_that_looks_like_headers_stays_a_body(postbox):
    text = "Bcc: alle@example.org\n\n.\n\nQUIT\n\nMAIL FROM:<evil@example.org>"
    a_letter(text=text)
    jobs.run_due()
    assert len(postbox.envelopes) == 1
    assert postbox.letters[0].get_content().replace("\r", "") == text + "\n"


def test_a_letter_of_short_use_leaves_no_trace_once_sent(postbox):
    a_letter(until=timezone.now() + timedelta(minutes=15))
    jobs.run_due()
    assert len(postbox.letters) == 1
    assert Letter.objects.count() == 0


def test_a_letter_past_its_use_is_not_sent_any_more(postbox):
    a_letter(until=timezone.now() - timedelta(seconds=1))
    assert jobs.run_due() == 1
    assert (postbox.letters, Letter.objects.count()) == ([], 0)


def test_a_month_later_nobody_knows_to_whom_and_what_but_it_is_not_sent_again(postbox):
    a_letter()
    a_letter(key="k2", until=timezone.now() + timedelta(minutes=15))
    now = timezone.now()
    assert forget_old_letters(now) == 0
    assert forget_old_letters(now + timedelta(hours=1)) == 1
    assert forget_old_letters(now + timedelta(days=31)) == 1
    left = Letter.objects.get()
    assert (left.key, left.to, left.subject, left.text, left.headers) == ("k1", "", "", "", {})
    assert forget_old_letters(now + timedelta(days=32)) == 0
    assert a_letter() is None
