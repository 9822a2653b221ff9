# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A room of the instance's own BigBlueButton, against a server that checks every signature."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import harvest as build

from labcamp.publish.bigbluebutton import Server, succeeded
from labcamp.series.actions import places
from labcamp.series.models import HostTeam, RegistrationDesk
from labcamp.series.queries import viewer_for
from labcamp.web.series.placekey import path_of

pytestmark = pytest.mark.django_db
SECRET = "geheim und lang"


def signed(address):
    """Whether the address carries the seal the documentation asks for."""
    parts = urlsplit(address)
    query, _, seal = parts.query.rpartition("checksum=")
    name = parts.path.rpartition("/")[2]
    told = f"{name}{query.rstrip('&')}{SECRET}"
    return hashlib.sha256(told.encode()).hexdigest() == seal


class Video(BaseHTTPRequestHandler):
    """Answers `create` as BigBlueButton does."""

    def do_GET(self):
        right = signed(self.path)
        self.server.seen.append((self.path, right))
        word = "SUCCESS" if right else "FAILED"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"<response><returncode>{word}</returncode></response>".encode())

    def log_message(self, *_words):
        """Silent."""


@pytest.fixture
def video(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Video)
    server.seen = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BIGBLUEBUTTON = (f"http://127.0.0.1:{server.server_port}/bigbluebutton/api", SECRET)
    yield server
    server.shutdown()
    server.server_close()


def an_edition_now(**fields):
    soon = timezone.now().astimezone(ZoneInfo("Europe/Berlin")) + timedelta(minutes=10)
    edition = build.an_edition(
        11, registration_open=True, first_day=soon.date(), last_day=soon.date(),
        begins=soon.time(), confidentiality="Bleibt im Raum.", **fields,
    )  # fmt: skip
    RegistrationDesk.objects.create(edition=edition, own_room=True)
    return edition


def test_those_with_a_place_are_led_in_under_their_name_and_hosts_moderate(video):
    edition = an_edition_now()
    guest, host = build.a_person(), build.a_person()
    guest.name = "Ada & Bo Beispiel"
    guest.save()
    HostTeam.objects.create(edition=edition, person=host, since=timezone.now() - timedelta(days=1))
    for person, role in ((guest, "VIEWER"), (host, "MODERATOR")):
        place = places.register(edition, by=viewer_for(person))
        assert f"{path_of(place)}room/" in Client().get(path_of(place)).content.decode()
        answer = Client().get(f"{path_of(place)}room/")
        assert answer.status_code == 302
        assert signed(answer.url)
        assert parse_qs(urlsplit(answer.url).query)["role"] == [role]
    assert all(right for _, right in video.seen)
    created = {parse_qs(urlsplit(path).query)["meetingID"][0] for path, _ in video.seen}
    assert len(created) == 1
    assert parse_qs(urlsplit(video.seen[0][0]).query)["welcome"] == ["Bleibt im Raum."]


def test_nobody_else_and_nobody_too_early(video):
    edition = an_edition_now(seats=1)
    first = places.register(edition, by=viewer_for(build.a_person()))
    waiting = places.register(edition, by=viewer_for(build.a_person()))
    assert Client().get(f"{path_of(waiting)}room/").status_code == 404
    assert Client().get("/place/1-0/room/").status_code == 404
    RegistrationDesk.objects.update(room_opens_minutes=5)
    assert Client().get(f"{path_of(first)}room/").status_code == 404
    RegistrationDesk.objects.update(room_opens_minutes=30, own_room=False)
    assert Client().get(f"{path_of(first)}room/").status_code == 404
    assert video.seen == []


def test_a_server_that_is_down_or_refuses_has_words(video, settings):
    place = places.register(an_edition_now(), by=viewer_for(build.a_person()))
    settings.BIGBLUEBUTTON = (settings.BIGBLUEBUTTON[0], "falsch")
    answer = Client().get(f"{path_of(place)}room/")
    assert answer.status_code == 503
    assert "antwortet gerade nicht" in answer.content.decode()
    settings.BIGBLUEBUTTON = ("http://127.0.0.1:9/api", SECRET)
    assert Client().get(f"{path_of(place)}room/").status_code == 503


def test_hosts_choose_it_only_where_the_operator_has_one(video, settings):
    edition = an_edition_now()
    host = build.a_person()
    HostTeam.objects.create(edition=edition, person=host, since=timezone.now() - timedelta(days=1))
    browser = build.browser_of(host)
    assert "BigBlueButton der Instanz" in browser.get("/edition/11/desk/").content.decode()
    settings.BIGBLUEBUTTON = ("", "")
    assert "BigBlueButton der Instanz" not in browser.get("/edition/11/desk/").content.decode()
    sent = {"version": 1, "room_opens_minutes": 15, "accept_hours": 0}
    assert browser.post("/edition/11/desk/", sent).status_code == 303
    assert RegistrationDesk.objects.get().own_room


@given(st.text(max_size=30), st.text(max_size=30))
def test_every_name_is_signed_right(name, meeting):
    server = Server("https://video.example.org/bigbluebutton/api/", SECRET)
    for address in (server.join(meeting, name, moderates=False), server.create(meeting, name)):
        assert signed(address)
        assert "/api//" not in address


@given(st.binary(max_size=200))
def test_odd_answers_are_no_success(data):
    assert not succeeded(data)
    assert not succeeded(b"<!DOCTYPE x [<!ENTITY a 'SUCCESS'>]>" + data)
