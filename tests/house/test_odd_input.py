# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What nobody types and attackers send: answered in words, never by a broken page."""

import pytest
from django.test import Client
from tests.builders.network import a_coordinator, a_lab, a_steward
from tests.builders.programme import a_host, an_edition

from labcamp.core.instance.models import Instance
from labcamp.harvest.models import Report

pytestmark = pytest.mark.django_db


def as_(person):
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("query", ["kind=%00", "phase=%00", "topic=%00", "q=%00", "q=a%00b"])
@pytest.mark.parametrize("page", ["/learnings/", "/labs/", "/labs/map/", "/labs/download/"])
def test_a_nul_in_a_filter_chooses_nothing(page, query):
    assert Client().get(f"{page}?{query}").status_code == 200


@pytest.mark.parametrize("chosen", ["²", "9" * 5000, "9" * 30, "-1", "a\x00", ""])
def test_a_session_that_is_no_number_is_not_found(chosen):
    answer = as_(a_steward()).post("/account/sessions/", {"session": chosen})
    assert answer.status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_days_at_the_ends_of_time_are_refused_at_the_hosts_desk(day):
    edition = an_edition()
    host, desk = as_(a_host(edition)), f"/edition/{edition.slug}/plan/"
    single = {"what": "single", "one-day": day, "one-begins": "23:30", "one-ends": "23:10"}
    row = {"day": day, "begins": "00:00", "minutes": "480", "count": "24", "pause": "15"}
    window = {"version": "1", "opens_on": day, "opens_at": "00:00", "seed": "1"}
    for where, sent in (("times/", single), ("times/", row), ("window/", window)):
        answer = host.post(desk + where, sent)
        assert (where, answer.status_code) == (where, 422)
        assert "aria-invalid" in answer.content.decode()


def test_the_token_of_a_report_cannot_break_its_address():
    lab = a_lab()
    client = as_(a_coordinator(lab))
    words = {"title": "Titel", "teaser": "Ein Satz.", "text": "Text"}
    sent = {**words, "lab": lab.pk, "language": "de", "audience": "lab"}
    for token in ("/%?# /%?# /%?#", "A" * 12, "0" * 33):
        answer = client.post("/reports/new/", {**sent, "token": token})
        assert answer.status_code == 422
    assert not Report.objects.exists()
    answer = client.post("/reports/new/", {**sent, "token": "0123456789abcdef"})
    assert answer.status_code == 303
    assert client.get(answer.url).status_code == 200


def test_barriers_are_counted_by_reader_and_not_by_the_server_in_between(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    Instance.objects.create(pk=1, name="LabCamp", contact="post@example.org")

    def report(reader):
        return (
            Client()
            .post(
                "/barrier/",
                {"text": "Zu klein."},
                REMOTE_ADDR="10.0.0.1",
                headers={"x-forwarded-for": reader},
            )
            .status_code
        )

    while (status := report("192.0.2.1")) == 303:
        pass
    assert status == 429
    assert report("192.0.2.2") == 303


def test_no_cache_on_the_way_keeps_what_was_made_for_one_person():
    answer = as_(a_steward()).get("/labs/")
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Cache-Control" not in Client().get("/labs/")
