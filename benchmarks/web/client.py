# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small client with lasting connections, whose own work is not counted."""

from __future__ import annotations

import asyncio
import socket
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.web.process import Server

CONNECTIONS = 4
SECONDS = 20


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    wire: int


@dataclass(frozen=True)
class Cost:
    """What one request cost: median over rounds; milliseconds."""

    cpu: float
    lowest: float
    highest: float
    p50: float
    p99: float
    status: int
    wire: int
    requests: int


def request(path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: bench",
        "Accept: text/html,*/*",
    ]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def ask(
    port: int, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> Answer:
    """One request on a connection of its own."""

    async def once() -> Answer:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(request(path, headers, method))
            return await _read(reader, method)
        finally:
            writer.close()

    return asyncio.run(asyncio.wait_for(once(), 60))


def measure(
    server: Server,
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    requests: int = 1000,
    rounds: int = 5,
    connections: int = CONNECTIONS,
) -> Cost:
    """CPU time of the server's processes per request; stops early when a round takes too long."""
    asyncio.run(_load(server.port, request(path, headers), 10 * connections, connections))
    costs: list[float] = []
    walls: list[float] = []
    status = wire = 0
    started = time.monotonic()
    for _ in range(rounds):
        before = server.cpu()
        took, answer = asyncio.run(
            _load(server.port, request(path, headers), requests, connections)
        )
        costs.append((server.cpu() - before) / len(took) * 1000)
        walls += took
        status, wire = answer.status, answer.wire
        if time.monotonic() - started > SECONDS:
            break
    walls.sort()
    return Cost(
        cpu=statistics.median(costs),
        lowest=min(costs),
        highest=max(costs),
        p50=walls[len(walls) // 2] * 1000,
        p99=walls[len(walls) * 99 // 100] * 1000,
        status=status,
        wire=wire,
        requests=len(walls),
    )


async def _load(
    port: int, message: bytes, requests: int, connections: int
) -> tuple[list[float], Answer]:
    took: list[float] = []
    until = time.monotonic() + SECONDS
    first: list[Answer] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(max(1, requests // connections)):
            begun = time.perf_counter()
            writer.write(message)
            answer = await _read(reader, "GET")
            took.append(time.perf_counter() - begun)
            first.append(answer) if not first else None
            if answer.status != first[0].status:
                raise RuntimeError(f"{message!r}: {answer.status} after {first[0].status}")
            if time.monotonic() > until:
                break
            if answer.headers.get("connection") == "close":
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return took, first[0]


async def _read(reader: asyncio.StreamReader, method: str) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split()[1])
    headers = {}
    for line in lines[1:-2]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = b""
    wire = len(head)
    if method != "HEAD" and status not in (204, 304):
        if headers.get("transfer-encoding") == "chunked":
            body, extra = await _chunks(reader)
            wire += extra
        elif "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        else:
            body = await reader.read()
            headers["connection"] = "close"
    return Answer(status, headers, body, wire + len(body))


async def _chunks(reader: asyncio.StreamReader) -> tuple[bytes, int]:
    parts: list[bytes] = []
    extra = 0
    while True:
        line = await reader.readline()
        size = int(line.split(b";")[0], 16)
        part = await reader.readexactly(size + 2)
        extra += len(line) + 2
        if size == 0:
            return b"".join(parts), extra
        parts.append(part[:-2])
