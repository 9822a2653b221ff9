# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The entrance of the server: static files and kept pages for guests, before Django wakes up.

A page rendered for a guest is kept as the bytes that go over the wire, compressed, with its ETag.
It is right as long as the instance's stamp (core/record.py) has not moved, which is asked of the
database at every request: one primary-key read, so a change shows at once in every process. Pages
that set a cookie, refuse to be stored, or were asked for by somebody with a session pass through.
Kept pages grow old after a minute all the same, because some words depend on the clock.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from whitenoise import WhiteNoise

log = logging.getLogger("labcamp.frontdoor")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

SECONDS = 60
BYTES = 24 * 1024 * 1024
GZIP_FROM = 700


@dataclass(slots=True)
class Kept:
    """One answer for guests, ready to send."""

    stamp: int
    until: float
    etag: bytes
    plain: bytes
    packed: bytes
    plain_headers: Headers
    packed_headers: Headers
    unchanged_headers: Headers

    @property
    def weight(self) -> int:
        return len(self.plain) + len(self.packed)


class StampReader:
    """Asks the database for the instance's stamp on a connection of its own."""

    QUESTION = "SELECT number FROM core_stamp WHERE id = 1"

    def __init__(self) -> None:
        self.database = settings.DATABASES["default"]
        self.connection: Any = None

    def read(self) -> int | None:
        """The stamp, or None when the database does not answer: then nothing kept is used."""
        try:
            if self.connection is None:
                self.connection = self._connect()
            row = self.connection.execute(self.QUESTION).fetchone()
        except Exception:  # whatever the driver says, the page is rendered afresh
            log.exception("the stamp could not be read")
            self.connection = None
            return None
        return int(row[0]) if row else 0

    def _connect(self) -> Any:  # noqa: ANN401 - one of two drivers
        if "sqlite" in self.database["ENGINE"]:
            address = f"file:{self.database['NAME']}?mode=ro"
            return sqlite3.connect(address, uri=True, isolation_level=None, timeout=1)
        import psycopg  # noqa: PLC0415 - not needed where SQLite is used

        return psycopg.connect(
            host=self.database["HOST"] or None,
            port=self.database["PORT"] or None,
            user=self.database["USER"] or None,
            password=self.database["PASSWORD"] or None,
            dbname=self.database["NAME"],
            autocommit=True,
            prepare_threshold=1,
            options="-c statement_timeout=1000",
        )


class FrontDoor:
    """ASGI application in front of `inner`."""

    def __init__(self, inner: App) -> None:
        self.inner = inner
        self.pages: OrderedDict[bytes, Kept] = OrderedDict()
        self.weight = 0
        self.reader = StampReader()
        self.cookie = settings.SESSION_COOKIE_NAME.encode() + b"="
        self.static = WhiteNoise(None, settings.STATIC_ROOT, settings.STATIC_URL, max_age=0)
        self.static.immutable_file_test = _named_by_content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return await self.inner(scope, receive, send)
        if scope["path"].startswith(settings.STATIC_URL):
            return await self._static(scope, receive, send)
        headers = dict(scope["headers"])
        if self.cookie in headers.get(b"cookie", b""):
            return await self.inner(scope, receive, send)
        return await self._page(scope, receive, send, headers)

    async def _page(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]
    ) -> None:
        key = b"\n".join((headers.get(b"host", b""), scope["raw_path"], scope["query_string"]))
        stamp = self.reader.read()
        kept = self.pages.get(key)
        if kept and kept.stamp == stamp and kept.until > time.monotonic():
            self.pages.move_to_end(key)
            return await _answer(kept, scope["method"], headers, send)
        if scope["method"] == "HEAD" or stamp is None:
            return await self.inner(scope, receive, send)
        listener = _Listener(send)
        await self.inner(_without_encoding(scope), receive, listener)
        if listener.may_be_kept:
            kept = _keep(listener, stamp)
            self._put(key, kept)
            return await _answer(kept, "GET", headers, send)
        await listener.let_go()
        return None

    def _put(self, key: bytes, kept: Kept) -> None:
        old = self.pages.pop(key, None)
        self.weight += kept.weight - (old.weight if old else 0)
        self.pages[key] = kept
        while self.weight > BYTES:
            self.weight -= self.pages.popitem(last=False)[1].weight

    async def _static(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self.static.files.get(scope["path"])
        if file is None:
            return await self.inner(scope, receive, send)
        environ = {
            "HTTP_" + name.decode().upper().replace("-", "_"): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        found = file.get_response(scope["method"], environ)
        head = [(k.lower().encode(), v.encode()) for k, v in found.headers]
        await send({"type": "http.response.start", "status": int(found.status), "headers": head})
        body = b""
        if found.file is not None:
            with found.file as opened:
                body = opened.read()
        await send({"type": "http.response.body", "body": body})
        return None


class _Listener:
    """Collects the inner application's answer; lets it through when it may not be kept."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: MutableMapping[str, Any] = {}
        self.body: list[bytes] = []
        self.through = False

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if self.through:
            await self.send(message)
        elif message["type"] == "http.response.start":
            self.start = message
            if not _storable(message):
                self.through = True
                await self.send(message)
        else:
            self.body.append(message.get("body", b""))

    @property
    def may_be_kept(self) -> bool:
        return not self.through and bool(self.start)

    async def let_go(self) -> None:
        if not self.through and self.start:
            await self.send(self.start)
            await self.send({"type": "http.response.body", "body": b"".join(self.body)})


def _storable(start: MutableMapping[str, Any]) -> bool:
    if start["status"] != 200:
        return False
    for name, value in start["headers"]:
        if name.lower() == b"set-cookie":
            return False
        if name.lower() == b"cache-control" and (b"no-store" in value or b"private" in value):
            return False
    return True


DROPPED = (b"content-length", b"content-encoding", b"etag", b"vary", b"cache-control")


def _keep(listener: _Listener, stamp: int) -> Kept:
    plain = b"".join(listener.body)
    etag = b'"' + hashlib.blake2b(plain, digest_size=12).hexdigest().encode() + b'"'
    packed = gzip.compress(plain, 6, mtime=0) if len(plain) >= GZIP_FROM else b""
    base: Headers = [
        (name.lower(), value)
        for name, value in listener.start["headers"]
        if name.lower() not in DROPPED
    ]
    base += [
        (b"etag", etag),
        (b"cache-control", b"public, no-cache"),
        (b"vary", b"Accept-Encoding, Cookie"),
    ]
    return Kept(
        stamp=stamp,
        until=time.monotonic() + SECONDS,
        etag=etag,
        plain=plain,
        packed=packed,
        plain_headers=[*base, (b"content-length", str(len(plain)).encode())],
        packed_headers=[
            *base,
            (b"content-encoding", b"gzip"),
            (b"content-length", str(len(packed)).encode()),
        ],
        unchanged_headers=base,
    )


async def _answer(kept: Kept, method: str, headers: dict[bytes, bytes], send: Send) -> None:
    if kept.etag in headers.get(b"if-none-match", b""):
        start = {"status": 304, "headers": kept.unchanged_headers}
        body = b""
    elif kept.packed and b"gzip" in headers.get(b"accept-encoding", b""):
        start = {"status": 200, "headers": kept.packed_headers}
        body = kept.packed
    else:
        start = {"status": 200, "headers": kept.plain_headers}
        body = kept.plain
    await send({"type": "http.response.start", **start})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


def _without_encoding(scope: Scope) -> Scope:
    """The same request, asking for the whole page unpacked, so that one copy serves everybody."""
    unwanted = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"accept-language")
    return {**scope, "headers": [(k, v) for k, v in scope["headers"] if k not in unwanted]}


def _named_by_content(path: str, url: str) -> bool:
    name = url.rpartition("/")[2]
    return len(name.split(".")) > 2 and len(name.split(".")[-2]) == 12
