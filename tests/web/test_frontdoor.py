# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The entrance: what is kept, what passes through, and that a change shows at once."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from labcamp.web.frontdoor import FrontDoor
from labcamp.web.stampreader import STAMP


class Inner:
    """An application that counts how often it was asked and says so."""

    def __init__(self, *headers, status=200, length=True, pieces=1):
        self.asked = 0
        self.scopes = []
        self.headers = [(b"content-type", b"text/html"), *headers]
        self.status = status
        self.length = length
        self.pieces = pieces

    async def __call__(self, scope, _receive, send):
        self.asked += 1
        self.scopes.append(scope)
        body = f"{scope['path']} {self.asked} ".encode() + b"x" * 2000
        head = list(self.headers)
        if self.length:
            head.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": head})
        size = -(-len(body) // self.pieces)
        for begin in range(0, len(body), size):
            part = body[begin : begin + size]
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


class Number:
    """A stamp that stands where the test puts it."""

    def __init__(self):
        self.now = 1

    def read(self):
        return self.now


def scope_of(path="/", method="GET", query="", **headers):
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }


async def asking(door, *args, **kwargs):
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    await door(scope_of(*args, **kwargs), receive, send)
    head = dict(sent[0]["headers"])
    return sent[0]["status"], head, b"".join(m.get("body", b"") for m in sent[1:])


def ask(door, *args, **kwargs):
    return asyncio.run(asking(door, *args, **kwargs))


def door_to(inner):
    return FrontDoor(inner, Number())


def test_a_guest_page_is_rendered_once_and_again_after_a_change():
    inner = Inner()
    door = door_to(inner)
    first = ask(door)
    assert ask(door) == first
    assert inner.asked == 1

    door.reader.now += 1
    assert ask(door)[2] != first[2]
    assert inner.asked == 2


def test_somebody_the_server_may_know_always_gets_a_fresh_page():
    inner = Inner()
    door = door_to(inner)
    ask(door)
    for headers in (
        {"cookie": "a=b; labcamp_session=abc"},
        {"cookie": "labcamp_session=abc"},
        {"cookie": "messages=W1sibGV0dGVyIl1d"},
        {"authorization": "Bearer abc"},
        {"hx_request": "true"},
    ):
        before = inner.asked
        ask(door, **headers)
        assert inner.asked == before + 1, headers
        sent = dict(inner.scopes[-1]["headers"])
        assert [sent[k.replace("_", "-").encode()] for k in headers] == [
            v.encode() for v in headers.values()
        ]
    before = inner.asked
    ask(door)
    assert inner.asked == before, "the guests' page is still the one kept"


def test_other_peoples_cookies_and_languages_do_not_reach_a_page_that_is_kept():
    inner = Inner()
    door = door_to(inner)
    ask(door, cookie="theme=dark", accept_language="en", range="bytes=0-3", accept_encoding="gzip")
    assert inner.scopes[0]["headers"] == []
    ask(door, cookie="theme=light")
    assert inner.asked == 1


def test_a_reader_with_a_form_cookie_gets_kept_pages_but_makes_none():
    """A page rendered for them could hold their form token without setting a cookie."""
    inner = Inner()
    door = door_to(inner)
    ask(door, cookie="csrftoken=abc")
    assert not door.pages
    ask(door)
    ask(door, cookie="csrftoken=abc")
    assert inner.asked == 2


@pytest.mark.parametrize(
    "inner",
    [
        Inner((b"set-cookie", b"csrftoken=x")),
        Inner((b"cache-control", b"private")),
        Inner((b"cache-control", b"no-store")),
        Inner((b"content-encoding", b"gzip")),
        Inner((b"vary", b"Cookie, HX-Request")),
        Inner(status=404),
        Inner(status=302),
        Inner(status=206),
        Inner(status=500),
        Inner(length=False, pieces=3),
    ],
)
def test_what_is_for_one_person_no_page_or_a_stream_is_not_kept(inner):
    door = door_to(inner)
    before = inner.asked
    status, _, body = ask(door)
    ask(door)
    assert inner.asked == before + 2
    assert status == inner.status
    assert body.startswith(b"/ ")
    assert len(body) > 2000
    assert not door.pages


def test_a_stream_passes_piece_by_piece():
    inner = Inner(length=False, pieces=3)
    sent = []

    async def send(message):
        sent.append(message["type"])

    asyncio.run(door_to(inner)(scope_of(), None, send))
    assert sent == ["http.response.start"] + ["http.response.body"] * 4


def test_an_answer_in_pieces_is_kept_whole():
    door = door_to(Inner((b"vary", b"Cookie, Accept-Language"), pieces=3))
    first = ask(door)
    assert ask(door) == first
    assert len(first[2]) == int(first[1][b"content-length"])


def test_an_answer_that_broke_off_is_not_kept():
    class Broken(Inner):
        async def __call__(self, _scope, _receive, send):
            await send(
                {
                    "type": "http.response.start",
                    "status": 200,
                    "headers": [(b"content-length", b"10")],
                }
            )
            await send({"type": "http.response.body", "body": b"half"})
            raise ConnectionAbortedError

    door = door_to(Broken())
    with pytest.raises(ConnectionAbortedError):
        ask(door)
    assert not door.pages
    assert not door.making


def test_the_page_is_packed_for_those_who_take_it():
    door = door_to(Inner())
    _, _, plain = ask(door)
    for takes in ("br, gzip", "gzip;q=0.5", "GZIP", "*"):
        _, head, packed = ask(door, accept_encoding=takes)
        assert head[b"content-encoding"] == b"gzip", takes
        assert gzip.decompress(packed) == plain
        assert int(head[b"content-length"]) == len(packed)
    for refuses in ("br", "gzip;q=0", "gzip; q=0.0", "*;q=0", "identity"):
        _, head, body = ask(door, accept_encoding=refuses)
        assert b"content-encoding" not in head, refuses
        assert body == plain
    assert ask(door)[1][b"vary"] == b"Accept-Encoding, Cookie"


def test_who_has_the_page_is_told_so():
    door = door_to(Inner((b"etag", b'"inner"')))
    tag = ask(door)[1][b"etag"].decode()
    for tags in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        status, head, body = ask(door, if_none_match=tags)
        assert (status, body) == (304, b""), tags
        assert head[b"etag"].decode() == tag
        assert b"content-length" not in head
    assert ask(door, if_none_match='"other"')[0] == 200
    door.reader.now += 1
    assert ask(door, if_none_match=tag)[0] == 200


def test_head_has_the_headers_of_the_page_and_no_body():
    door = door_to(Inner())
    whole = ask(door)
    status, head, body = ask(door, method="HEAD")
    assert (status, head, body) == (200, whole[1], b"")


def test_a_range_is_answered_with_the_whole_page():
    door = door_to(Inner())
    whole = ask(door)
    assert ask(door, range="bytes=0-9") == whole


def test_a_page_says_itself_how_long_others_may_keep_it():
    door = door_to(Inner((b"cache-control", b"public, max-age=60")))
    assert ask(door)[1][b"cache-control"] == b"public, max-age=60"
    assert ask(door_to(Inner()))[1][b"cache-control"] == b"public, no-cache"


def test_hosts_paths_and_queries_are_pages_of_their_own():
    inner = Inner()
    door = door_to(inner)
    for args in ({}, {"host": "a"}, {"query": "x=1"}, {"path": "/b"}):
        ask(door, **args)
    assert inner.asked == 4


def test_behind_a_proxy_the_scheme_is_part_of_the_address(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    inner = Inner()
    door = door_to(inner)
    ask(door, x_forwarded_proto="https")
    ask(door, x_forwarded_proto="http")
    assert inner.asked == 2


def test_a_database_that_does_not_answer_means_fresh_pages():
    inner = Inner()
    door = door_to(inner)
    ask(door)
    door.reader.now = None
    ask(door)
    ask(door)
    assert inner.asked == 3


def test_posts_pass_through():
    inner = Inner()
    door = door_to(inner)
    ask(door)
    ask(door, method="POST")
    assert inner.asked == 2


def test_django_is_told_the_stamp_that_was_read():
    inner = Inner()
    door = door_to(inner)
    door.reader.now = 7
    ask(door)
    ask(door, "/other", "HEAD")
    assert [scope[STAMP] for scope in inner.scopes] == [7, 7]


def test_what_is_kept_has_a_bound(monkeypatch):
    monkeypatch.setattr("labcamp.web.frontdoor.BYTES", 10_000)
    door = door_to(Inner())
    for number in range(20):
        ask(door, query=f"q={number}")
    assert 0 < door.weight <= 10_000
    assert 0 < len(door.pages) < 4
    assert not door.making


def test_the_page_read_most_stays_while_others_come_and_go(monkeypatch):
    monkeypatch.setattr("labcamp.web.frontdoor.BYTES", 20_000)
    inner = Inner()
    door = door_to(inner)
    ask(door, "/busy")
    for number in range(30):
        ask(door, query=f"q={number}")
        ask(door, "/busy")
    assert sum(scope["path"] == "/busy" for scope in inner.scopes) == 1


def test_after_a_change_many_readers_wait_for_one_rendering():
    class Slow(Inner):
        async def __call__(self, scope, receive, send):
            await asyncio.sleep(0)
            await super().__call__(scope, receive, send)

    inner = Slow()
    door = door_to(inner)
    ask(door)
    door.reader.now += 1

    async def many():
        return await asyncio.gather(*(asking(door) for _ in range(20)))

    answers = asyncio.run(many())
    assert inner.asked == 2
    assert len({body for _, _, body in answers}) == 1
