# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The entrance: what is kept, what passes through, and that a change shows at once."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from django.db import transaction

from labcamp.core.record import move_stamp
from labcamp.web.frontdoor import FrontDoor

pytestmark = pytest.mark.django_db(transaction=True)


class Inner:
    """An application that counts how often it was asked and says so."""

    def __init__(self, *headers, status=200):
        self.asked = 0
        self.headers = [(b"content-type", b"text/html"), *headers]
        self.status = status

    async def __call__(self, scope, receive, send):
        self.asked += 1
        await send(
            {"type": "http.response.start", "status": self.status, "headers": self.headers}
        )
        body = f"{scope['path']} {self.asked} ".encode() + b"x" * 2000
        await send({"type": "http.response.body", "body": body, "more_body": False})


class KnownStamp:
    """Reads the stamp through Django's own connection, which sees the test's database."""

    def read(self):
        from labcamp.core.record import stamp

        return stamp()


def ask(door, path="/", method="GET", **headers):
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }
    asyncio.run(door(scope, receive, send))
    head = dict(sent[0]["headers"])
    return sent[0]["status"], head, b"".join(m.get("body", b"") for m in sent[1:])


@pytest.fixture
def door_to(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

    def build(inner):
        door = FrontDoor(inner)
        door.reader = KnownStamp()
        return door

    return build


def test_a_guest_page_is_rendered_once_and_again_after_a_change(door_to):
    inner = Inner()
    door = door_to(inner)
    first = ask(door)
    assert ask(door) == first
    assert inner.asked == 1

    with transaction.atomic():
        move_stamp()
    assert ask(door)[2] != first[2]
    assert inner.asked == 2


def test_somebody_with_a_session_always_gets_a_fresh_page(door_to):
    inner = Inner()
    door = door_to(inner)
    ask(door)
    ask(door, cookie="a=b; labcamp_session=abc")
    ask(door, cookie="labcamp_session=abc")
    assert inner.asked == 3


@pytest.mark.parametrize(
    "inner",
    [
        Inner((b"set-cookie", b"csrftoken=x")),
        Inner((b"cache-control", b"private")),
        Inner((b"cache-control", b"no-store")),
        Inner(status=404),
        Inner(status=302),
    ],
)
def test_what_is_for_one_person_or_no_page_is_not_kept(door_to, inner):
    door = door_to(inner)
    before = inner.asked
    status, _, body = ask(door)
    ask(door)
    assert inner.asked == before + 2
    assert status == inner.status
    assert body.startswith(b"/ ")


def test_the_page_is_packed_for_those_who_take_it_and_known_by_its_tag(door_to):
    door = door_to(Inner())
    _, head, plain = ask(door)
    _, packed_head, packed = ask(door, accept_encoding="br, gzip")
    assert gzip.decompress(packed) == plain
    assert packed_head[b"content-encoding"] == b"gzip"
    status, _, body = ask(door, if_none_match=head[b"etag"].decode())
    assert (status, body) == (304, b"")


def test_a_database_that_does_not_answer_means_fresh_pages(door_to):
    inner = Inner()
    door = door_to(inner)
    door.reader.read = lambda: None
    ask(door)
    ask(door)
    assert inner.asked == 2


def test_posts_pass_through(door_to):
    inner = Inner()
    door = door_to(inner)
    ask(door)
    ask(door, method="POST")
    assert inner.asked == 2


def test_what_is_kept_has_a_bound(door_to, monkeypatch):
    monkeypatch.setattr("labcamp.web.frontdoor.BYTES", 6000)
    door = door_to(Inner())
    for number in range(20):
        ask(door, path=f"/{number}")
    assert door.weight <= 6000
    assert len(door.pages) == 2
