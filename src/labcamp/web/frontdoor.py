# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The entrance of the server: static files and kept pages for guests, before Django wakes up.

A page rendered for a guest is kept as the bytes that go over the wire, compressed, with its ETag.
It is right as long as the instance's stamp (core/record.py) has not moved, which is asked of the
database at every request: one primary-key read, so a change shows at once in every process. Pages
that set a cookie, refuse to be stored, or were asked for by somebody the server may know pass
through. Kept pages grow old after a minute all the same, because some words depend on the clock.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from whitenoise import WhiteNoise

from labcamp.web import keeping
from labcamp.web.keeping import Kept
from labcamp.web.stampreader import STAMP, Reader, reader_for

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Key = tuple[bytes, bytes, bytes, bytes]

BYTES = 24 * 1024 * 1024


@dataclass(slots=True)
class Asked:
    """What of a request's headers matters here."""

    host: bytes = b""
    cookie: bytes = b""
    encoding: bytes = b""
    tags: bytes = b""
    scheme: bytes = b""
    personal: bool = False


class FrontDoor:
    """ASGI application in front of `inner`."""

    def __init__(self, inner: App, reader: Reader | None = None) -> None:
        self.inner = inner
        self.pages: OrderedDict[Key, Kept] = OrderedDict()
        self.weight = 0
        self.making: dict[tuple[Key, int | None], asyncio.Event] = {}
        self.reader = reader or reader_for(dict(settings.DATABASES["default"]))
        self.knows = [f"{name}=".encode() for name in (settings.SESSION_COOKIE_NAME, "messages")]
        self.form_cookie = f"{settings.CSRF_COOKIE_NAME}=".encode()
        self.behind_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
        self.static_url = settings.STATIC_URL
        self.static = WhiteNoise(None, settings.STATIC_ROOT, settings.STATIC_URL, max_age=0)
        self.static.immutable_file_test = _named_by_content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return await self.inner(scope, receive, send)
        if scope["path"].startswith(self.static_url):
            return await self._static(scope, receive, send)
        asked = _read(scope["headers"])
        if asked.personal or any(name in asked.cookie for name in self.knows):
            return await self.inner(scope, receive, send)
        return await self._page(scope, receive, send, asked)

    async def _page(self, scope: Scope, receive: Receive, send: Send, asked: Asked) -> None:
        scheme = asked.scheme if self.behind_proxy else b""
        key = (asked.host, scope["raw_path"], scope["query_string"], scheme)
        stamp = self.reader.read()
        kept = self._fresh(key, stamp)
        if kept is None and key in self.pages and (busy := self.making.get((key, stamp))):
            await busy.wait()  # somebody asked for the same a moment ago
            kept = self._fresh(key, stamp)
        if kept:
            return await _answer(kept, scope["method"], asked, send)
        if stamp is None:
            return await self.inner(scope, receive, send)
        if scope["method"] == "HEAD" or self.form_cookie in asked.cookie:
            return await self.inner({**scope, STAMP: stamp}, receive, send)
        return await self._make(key, stamp, (scope, receive, send), asked)

    def _fresh(self, key: Key, stamp: int | None) -> Kept | None:
        kept = self.pages.get(key)
        if kept is None or kept.stamp != stamp or kept.until < time.monotonic():
            return None
        self.pages.move_to_end(key)
        return kept

    async def _make(
        self, key: Key, stamp: int, call: tuple[Scope, Receive, Send], asked: Asked
    ) -> None:
        """Have the page rendered with nothing of this one reader's, and keep it if it may be."""
        scope, receive, send = call
        listener = _Listener(send)
        done = self.making[key, stamp] = asyncio.Event()
        try:
            await self.inner(_anybodys(scope, stamp), receive, listener)
            if listener.collected:
                kept = keeping.keep(listener.start["headers"], b"".join(listener.body), stamp)
                self._put(key, kept)
        finally:
            self.making.pop((key, stamp), None)
            done.set()
        if listener.collected:
            await _answer(kept, "GET", asked, send)

    def _put(self, key: Key, kept: Kept) -> None:
        old = self.pages.pop(key, None)
        self.weight += _weight(key, kept) - (_weight(key, old) if old else 0)
        self.pages[key] = kept
        while self.weight > BYTES:
            self.weight -= _weight(*self.pages.popitem(last=False))

    async def _static(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self.static.files.get(scope["path"])
        if file is None:
            return await self.inner(scope, receive, send)
        environ = {
            "HTTP_" + name.decode("latin-1").upper().replace("-", "_"): value.decode("latin-1")
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
        self.start: Message = {}
        self.body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and keeping.may_be_kept(message):
            self.start = message
        elif self.start:
            self.body.append(message.get("body", b""))
        else:
            await self.send(message)

    @property
    def collected(self) -> bool:
        """True when there is a whole answer that may be kept; a broken-off one is not whole."""
        return bool(self.start) and keeping.length(self.start) == sum(map(len, self.body))


def _read(headers: list[tuple[bytes, bytes]]) -> Asked:
    """A request that names a person, a part of a page or a token is nobody else's."""
    asked = Asked()
    for name, value in headers:
        if name == b"host":
            asked.host = value
        elif name == b"cookie":
            asked.cookie += b"; " + value if asked.cookie else value
        elif name == b"accept-encoding":
            asked.encoding = value
        elif name == b"if-none-match":
            asked.tags = value
        elif name == b"x-forwarded-proto":
            asked.scheme = value
        elif name in {b"authorization", b"hx-request"}:
            asked.personal = True
    return asked


PRIVATE = {
    b"accept-encoding",
    b"accept-language",
    b"cookie",
    b"if-modified-since",
    b"if-none-match",
    b"range",
    b"referer",
    b"user-agent",
}


def _anybodys(scope: Scope, stamp: int) -> Scope:
    """The same request without what differs between readers, so that one copy serves everybody."""
    headers = [(name, value) for name, value in scope["headers"] if name not in PRIVATE]
    return {**scope, "headers": headers, STAMP: stamp}


async def _answer(kept: Kept, method: str, asked: Asked, send: Send) -> None:
    body = b""
    if asked.tags and (kept.tag in asked.tags or asked.tags == b"*"):
        status, headers = 304, kept.unchanged_headers
    elif kept.packed and keeping.takes_gzip(asked.encoding):
        status, headers, body = 200, kept.packed_headers, kept.packed
    else:
        status, headers, body = 200, kept.plain_headers, kept.plain
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


def _weight(key: Key, kept: Kept) -> int:
    """What a kept page takes in memory, its address and bookkeeping included."""
    return len(kept.plain) + len(kept.packed) + sum(map(len, key)) + 2000


def _named_by_content(_path: str, url: str) -> bool:
    name = url.rpartition("/")[2]
    return len(name.split(".")) > 2 and len(name.split(".")[-2]) == 12
