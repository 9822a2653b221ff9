# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters that came back: real letters through a real server, reports in the shapes about."""

from __future__ import annotations

import io
import mailbox
import sys
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.core.mail import reports
from tests.core.mail.test_letters import a_letter, postbox  # noqa: F401 - a fixture

from labcamp.commands.mail import bounces
from labcamp.core import jobs
from labcamp.core.mail.bounces import came_back, read, reason, take
from labcamp.core.mail.models import Letter
from labcamp.core.mail.post import progress
from labcamp.core.record import Fact

pytestmark = pytest.mark.django_db


@pytest.fixture
def message_id(postbox):  # noqa: F811 - the fixture
    """The Message-ID of a letter as it went over the wire."""
    a_letter(key="mailing:1:1")
    jobs.run_due()
    return str(postbox.letters[0]["Message-ID"])


@pytest.mark.parametrize(
    ("shape", "status"),
    [
        (reports.postfix, "5.1.1"),
        (reports.exchange, "5.2.2"),
        (reports.gmail, "5.7.1"),
        (reports.qmail, "5.1.1"),
    ],
)
def test_a_report_marks_its_letter_once(message_id, shape, status):
    raw = shape(message_id)
    assert take(raw, now=timezone.now()).bounce == status
    assert take(raw, now=timezone.now()) is None
    assert Letter.objects.get().bounced_at is not None
    assert progress("mailing:1:").bounced == [("kim@example.org", reason(status))]
    assert came_back(["kim@example.org"]) == {"kim@example.org": reason(status)}
    assert Fact.objects.get(kind="core.letter_bounced").data == {"status": status}


def test_line_ends_of_the_wire_are_read_too(message_id):
    raw = reports.postfix(message_id).replace(b"\n", b"\r\n")
    assert take(raw, now=timezone.now())


@pytest.mark.parametrize(
    "make",
    [
        lambda m: reports.postfix(m, status="4.4.7", action="delayed", code="451"),
        lambda m: reports.postfix(m, status="4.2.2", code="452"),
        lambda m: reports.postfix(m, status="2.0.0", action="relayed", code="250"),
        lambda m: reports.qmail(m, "451 4.3.0 try again"),
        reports.out_of_office,
        reports.answer,
        lambda m: reports.out_of_office(m, "postmaster@example.org"),
    ],
)
def test_what_may_pass_and_what_people_answer_marks_nothing(message_id, make):
    assert take(make(message_id), now=timezone.now()) is None
    assert Letter.objects.get().bounced_at is None


def test_a_forged_report_marks_nothing(message_id):
    letter = Letter.objects.get()
    for forged in (
        f"<letter-{letter.pk}.{'0' * 32}@example.org>",
        f"<letter-{letter.pk}.{letter.written_at:%Y%m%d%H%M%S}@example.org>",
        f"<letter-{letter.pk}.@example.org>",
        "<kim@example.org>",
    ):
        for shape in (reports.postfix, reports.exchange, reports.gmail, reports.qmail):
            assert take(shape(forged), now=timezone.now()) is None
    assert Letter.objects.get().bounced_at is None


def test_references_differ_and_stay_with_a_letter_sent_again(postbox):  # noqa: F811
    first, second = a_letter(key="a"), a_letter(key="b")
    assert first.reference != second.reference
    assert len(first.reference) == 32


def test_a_letter_that_arrives_later_clears_the_address(message_id):
    take(reports.postfix(message_id), now=timezone.now())
    a_letter(key="later")
    jobs.run_due()
    assert came_back(["kim@example.org"]) == {}


@given(st.binary(max_size=400))
def test_whatever_comes_in_is_read_without_trouble(raw):
    read(raw)
    read(b"From: postmaster@x\nContent-Type: multipart/report; boundary=b\n\n--b\n" + raw)


def run(path=None):
    return bounces(SimpleNamespace(path=str(path) if path else None))


def test_the_command_reads_a_pipe(message_id, monkeypatch, capsys):
    pipe = SimpleNamespace(buffer=io.BytesIO(reports.postfix(message_id)))
    monkeypatch.setattr(sys, "stdin", pipe)
    assert run() == 0
    assert "1 letters marked" in capsys.readouterr().out


def test_the_command_reads_new_messages_of_a_maildir(message_id, tmp_path, capsys):
    folder = mailbox.Maildir(tmp_path / "Maildir")
    folder.add(reports.out_of_office(message_id))
    folder.add(reports.exchange(message_id))
    assert run(tmp_path / "Maildir") == 0
    assert "2 read, 1 letters marked" in capsys.readouterr().out
    assert run(tmp_path / "Maildir") == 0
    assert "0 read" in capsys.readouterr().out


def test_the_command_reads_an_mbox(message_id, tmp_path, capsys):
    box = mailbox.mbox(tmp_path / "mbox")
    box.add(reports.gmail(message_id))
    box.flush()
    box.close()
    assert run(tmp_path / "mbox") == 0
    assert "1 read, 1 letters marked" in capsys.readouterr().out
    assert run(tmp_path / "nothing") == 1
