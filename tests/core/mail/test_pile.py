# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters that leave for nobody: a rehearsal's, and those to addresses that cannot exist."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from labcamp.core import jobs
from labcamp.core.mail.models import Letter
from labcamp.core.mail.pile import PILE, piled
from labcamp.core.mail.post import forget_old_letters, post, progress

pytestmark = pytest.mark.django_db


def test_an_address_nowhere_gets_its_letter_on_the_pile_of_its_domain():
    post("kim.beispiel@probe-7.invalid", "Hallo", "Text", kind="x", key="a:1")
    jobs.run_due()
    letter = Letter.objects.get()
    assert (letter.pile, bool(letter.sent_at)) == ("probe-7.invalid", True)
    assert mail.outbox == []
    assert (progress("a:").written, progress("a:").sent) == (1, 1)


def test_on_a_pile_not_even_real_addresses_are_written_to():
    with piled("probe-7.invalid"):
        post("kim.beispiel@example.org", "Hallo", "Text", kind="x", key="a:1")
    post("kim.beispiel@example.org", "Hallo", "Text", kind="x", key="a:2")
    jobs.run_due()
    assert [sent.to for sent in mail.outbox] == [["kim.beispiel@example.org"]]
    assert Letter.objects.get(key="a:1").pile == "probe-7.invalid"


def test_the_pile_ends_with_the_block_also_when_it_fails():
    with pytest.raises(ZeroDivisionError), piled("probe-7.invalid"), piled(""):
        assert PILE.get() == "probe-7.invalid"
        _ = 1 / 0
    assert PILE.get() == ""


def test_a_code_to_nowhere_is_never_sent_and_forgotten_in_time():
    soon = timezone.now() + timedelta(minutes=15)
    post("kim@probe-7.invalid", "Ihr Code", "123", kind="code", key="c:1", until=soon)
    jobs.run_due()
    assert mail.outbox == []
    assert Letter.objects.get().sent_at is None
    forget_old_letters(soon + timedelta(seconds=1))
    assert not Letter.objects.exists()
