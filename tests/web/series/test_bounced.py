# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hosts see whose letters came back, with the reason; so does the person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.builders import harvest as build

from labcamp.core.mail.models import Letter
from labcamp.series.models import HostTeam, Mailing, Registration
from labcamp.web.series.mailletters import key_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
WORDS = "Die Adresse gibt es nicht."


def test_hosts_and_the_person_read_that_a_letter_came_back():
    edition = build.an_edition(11, registration_open=True)
    host, guest = build.a_person(), build.a_person()
    HostTeam.objects.create(edition=edition, person=host, since=NOW - timedelta(days=1))
    Registration.objects.create(edition=edition, person=guest, state="held", at=NOW)
    mailing = Mailing.objects.create(
        edition=edition, group="held", subject="Gruß", text="Text", at=NOW, sent_at=NOW, total=1
    )
    browser, own = build.browser_of(host), build.browser_of(guest)
    pages = {
        "/edition/11/coming/": browser,
        f"/edition/11/host/letters/{mailing.pk}/": browser,
        "/account/settings/": own,
        "/edition/11/todo/": own,
    }
    for page, who in pages.items():
        assert WORDS not in who.get(page).content.decode()
    Letter.objects.create(
        key=f"{key_of(mailing)}{guest.pk}", kind="mailing", to=guest.email, subject="Gruß",
        text="Text", written_at=NOW, sent_at=NOW, bounced_at=NOW, bounce="5.1.1",
    )  # fmt: skip
    for page, who in pages.items():
        assert WORDS in who.get(page).content.decode(), page
    assert WORDS not in browser.get("/edition/11/people/").content.decode()
