# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which answers the front door may keep for everybody, and how they lie ready to be sent."""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

Headers = list[tuple[bytes, bytes]]

SECONDS = 60
GZIP_FROM = 700
LARGEST = 4 * 1024 * 1024

DROPPED = {b"content-length", b"etag", b"vary"}
ANSWERED_HERE = {b"accept-encoding", b"accept-language", b"cookie"}
UNCHANGED = {b"cache-control", b"etag", b"vary", b"content-location", b"expires"}


@dataclass(slots=True)
class Kept:
    """One answer for guests, ready to send."""

    stamp: int
    until: float
    tag: bytes
    plain: bytes
    packed: bytes
    plain_headers: Headers
    packed_headers: Headers
    unchanged_headers: Headers


def may_be_kept(start: Mapping[str, Any]) -> bool:
    """A whole page of a known length that is nobody's own and varies by nothing unknown."""
    if start["status"] != 200 or not 0 <= length(start) <= LARGEST:
        return False
    for name, value in start["headers"]:
        match name.lower():
            case b"set-cookie" | b"content-encoding":
                return False
            case b"cache-control" if b"no-store" in value or b"private" in value:
                return False
            case b"vary" if not _names(value) <= ANSWERED_HERE:
                return False
    return True


def length(start: Mapping[str, Any]) -> int:
    """The announced length; -1 for a stream."""
    for name, value in start["headers"]:
        if name.lower() == b"content-length":
            return int(value)
    return -1


def keep(headers: Headers, plain: bytes, stamp: int) -> Kept:
    tag = b'"' + hashlib.blake2b(plain, digest_size=12).hexdigest().encode() + b'"'
    packed = gzip.compress(plain, 6, mtime=0) if len(plain) >= GZIP_FROM else b""
    base = [(name.lower(), value) for name, value in headers if name.lower() not in DROPPED]
    if not any(name == b"cache-control" for name, _ in base):
        base.append((b"cache-control", b"public, no-cache"))
    base += [(b"etag", b"W/" + tag), (b"vary", b"Accept-Encoding, Cookie")]
    return Kept(
        stamp=stamp,
        until=time.monotonic() + min(SECONDS, _seconds_right(headers)),
        tag=tag,
        plain=plain,
        packed=packed,
        plain_headers=[*base, (b"content-length", str(len(plain)).encode())],
        packed_headers=[
            *base,
            (b"content-encoding", b"gzip"),
            (b"content-length", str(len(packed)).encode()),
        ],
        unchanged_headers=[(name, value) for name, value in base if name in UNCHANGED],
    )


def _seconds_right(headers: Headers) -> float:
    """How long an answer that says the time stays right, by its Expires; others: no limit."""
    for name, value in headers:
        if name.lower() == b"expires":
            return parsedate_to_datetime(value.decode("latin-1")).timestamp() - time.time()
    return float("inf")


@lru_cache(maxsize=256)
def takes_gzip(accepted: bytes) -> bool:
    """Whether an Accept-Encoding header allows gzip ("gzip;q=0" refuses it)."""
    weights = {}
    for part in accepted.lower().split(b","):
        name, _, rest = part.partition(b";")
        weights[name.strip()] = rest.replace(b" ", b"").removeprefix(b"q=").strip(b"0.") != b""
        if not rest:
            weights[name.strip()] = True
    return weights.get(b"gzip", weights.get(b"*", False))


def _names(value: bytes) -> set[bytes]:
    return {name.strip().lower() for name in value.split(b",") if name.strip()}
