# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The programme in a frame of another site."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.builders.programme import a_host, a_participant, a_published_edition, an_edition

from labcamp.core.access import Audience
from labcamp.programme.models import Proposal

pytestmark = pytest.mark.django_db


def as_(person):
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_only_this_address_may_stand_in_a_frame(client):
    edition = a_published_edition()
    framed = client.get(f"/edition/{edition.slug}/embed/")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "script-src 'none'" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert not framed.cookies
    whole = client.get(f"/edition/{edition.slug}/programme/")
    assert "frame-ancestors 'none'" in whole["Content-Security-Policy"]
    assert whole["X-Frame-Options"] == "DENY"


def test_it_runs_no_script_and_links_lead_out_of_the_frame(client):
    edition = a_published_edition()
    for query, is_list in (("", False), ("?view=list", True), ("?view=x", False)):
        html = client.get(f"/edition/{edition.slug}/embed/{query}").content.decode()
        assert "<script" not in html
        assert '<base target="_top">' in html
        assert ("lc-plan--list" in html) is is_list
        assert html.count("lc-session__title") == 3
        assert html.count("<h1>") == 1


def test_whoever_looks_it_shows_what_guests_see():
    edition = a_published_edition()
    Proposal.objects.filter(number=1).update(audience=Audience.HOSTS)
    for reader in (Client(), as_(a_host(edition))):
        html = reader.get(f"/edition/{edition.slug}/embed/").content.decode()
        assert "Session 001" not in html
        assert "Session 002" in html
    inner = a_published_edition(audience=Audience.EDITION)
    for reader in (Client(), as_(a_participant(inner)), as_(a_host(inner))):
        assert reader.get(f"/edition/{inner.slug}/embed/").status_code == 404


def test_without_a_timetable_it_says_so(client):
    html = client.get(f"/edition/{an_edition().slug}/embed/").content.decode()
    assert "Es gibt noch keinen Zeitplan" in html


def test_hosts_find_a_snippet_to_copy_and_every_door():
    edition = a_published_edition(title='Treff "mit" <Zeichen>')
    html = as_(a_host(edition)).get(f"/edition/{edition.slug}/plan/screens/").content.decode()
    assert re.search(r'value="&lt;iframe src=&quot;[^"]*/embed/&quot;', html)
    assert "<Zeichen>" not in html
    assert html.count(f"/edition/{edition.slug}/room/") == 2
    assert f"/edition/{edition.slug}/doors/" in html
    inner = a_published_edition(audience=Audience.EDITION)
    html = as_(a_host(inner)).get(f"/edition/{inner.slug}/plan/screens/").content.decode()
    assert "iframe" not in html
