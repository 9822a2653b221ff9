# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Votes under load: PEOPLE people mark VOTES sessions each within SECONDS, against a real server.

    python -m benchmarks.votes [PEOPLE] [VOTES] [SECONDS]

Says how long the answers took and whether every vote is in the database afterwards.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from urllib.error import URLError

TOKEN = "a" * 32


def main() -> int:
    given = [int(word) for word in sys.argv[1:]]
    people, votes, seconds = given + [300, 10, 60][len(given) :]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LABCAMP_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "labcamp.config.settings"
        import django

        django.setup()
        from labcamp.cli import migrate

        migrate()
        keys = prepare(people)
        port = free_port()
        server = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from labcamp.cli import main; main()",
                "serve",
                "--port",
                str(port),
            ],
            env=os.environ.copy(),
        )
        try:
            wait_for(port)
            waits, refused = asyncio.run(vote(port, keys, votes, seconds))
        finally:
            server.terminate()
            server.wait()
        from labcamp.programme.models import Interest

        kept = Interest.objects.count()
    waits.sort()
    middle, late = (1000 * waits[int(len(waits) * part)] for part in (0.5, 0.99))
    print(
        f"{people} people × {votes} votes in {seconds} s: p50 {middle:.0f} ms, p99 {late:.0f} ms, "
        f"slowest {1000 * waits[-1]:.0f} ms; {refused} refused, {people * votes - kept} lost"
    )
    return 0 if kept == people * votes else 1


def prepare(people: int) -> list[str]:
    from benchmarks import programme_page
    from django.utils import timezone

    from labcamp.network.models import Person
    from labcamp.programme.models import Interest
    from labcamp.series.models import Edition, Registration

    programme_page.prepare(120)
    Interest.objects.all().delete()
    edition = Edition.objects.get(slug="bench")
    keys = []
    for number in range(people):
        person = Person.objects.create_user(f"person{number}@example.org", name=f"Kim {number}")
        Registration.objects.create(edition=edition, person=person, state="held", at=timezone.now())
        keys.append(programme_page.signed_in(person))
    return keys


async def vote(port: int, keys: list[str], votes: int, seconds: int) -> tuple[list[float], int]:
    """Everybody at moments of their own; how long each answer took, how many were refused."""
    chance = random.Random(1)
    waits: list[float] = []
    refused = 0

    async def one(key: str, session: int, moment: float) -> None:
        nonlocal refused
        await asyncio.sleep(moment)
        began = time.perf_counter()
        status = await post(port, key, session)
        waits.append(time.perf_counter() - began)
        refused += status != 303

    wishes = [
        one(key, session, chance.uniform(0, seconds))
        for key in keys
        for session in chance.sample(range(1, 121), votes)
    ]
    await asyncio.gather(*wishes)
    return waits, refused


async def post(port: int, key: str, session: int) -> int:
    """The status of one vote, over a connection of its own."""
    body = f"strength=2&csrfmiddlewaretoken={TOKEN}"
    lines = (
        f"POST /edition/bench/session/{session}/interest/ HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: labcamp_session={key}; csrftoken={TOKEN}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
        "",
        body,
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("\r\n".join(lines).encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=2).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    raise SystemExit(main())
