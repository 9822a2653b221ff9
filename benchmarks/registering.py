# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A rush for places: PEOPLE people register within SECONDS, against a real server.

    python -m benchmarks.registering [PEOPLE] [SEATS] [SECONDS] [PROCESSES]

Says how long the answers took and whether every answer was right: everybody was told of a place
or the waiting list as the database has it, as many places as seats are given, nobody has two, and
whoever came while a seat was free has it. Every third person sends the form twice at once.
LABCAMP_DATABASE chooses PostgreSQL; an empty database is needed.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter

from benchmarks.votes import TOKEN, free_port, wait_for


def main() -> int:
    given = [int(word) for word in sys.argv[1:]]
    people, seats, seconds, processes = given + [300, 120, 10, 1][len(given) :]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LABCAMP_DEMO"] = "1"  # letters go to the local catcher
        os.environ["LABCAMP_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "labcamp.config.settings"
        import django

        django.setup()
        from labcamp.cli import migrate

        migrate()
        keys = prepare(people, seats)
        port = free_port()
        words = ["serve", "--port", str(port), "--processes", str(processes)]
        server = subprocess.Popen(
            [sys.executable, "-c", "from labcamp.cli import main; main()", *words],
            env={**os.environ, "LABCAMP_ORIGIN": f"http://127.0.0.1:{port}"},
        )
        try:
            wait_for(port)
            waits, answers = asyncio.run(rush(port, keys, seconds))
        finally:
            server.terminate()
            server.wait()
        wrong = faults(keys, answers, seats)
    waits.sort()
    middle, late = (1000 * waits[int(len(waits) * part)] for part in (0.5, 0.99))
    print(
        f"{people} people for {seats} seats in {seconds} s, {processes} process(es): "
        f"{len(waits)} answers, p50 {middle:.0f} ms, p99 {late:.0f} ms, "
        f"slowest {1000 * waits[-1]:.0f} ms; {len(wrong)} wrong"
    )
    for line in wrong[:10]:
        print(" ", line)
    return 1 if wrong else 0


def prepare(people: int, seats: int) -> dict[str, int]:
    """An edition with registration open, and a session key for everybody."""
    from datetime import timedelta

    from benchmarks import programme_page
    from django.utils import timezone

    from labcamp.core.access import Audience
    from labcamp.network.models import Person
    from labcamp.series.models import Edition

    day = timezone.localdate() + timedelta(days=30)
    Edition.objects.create(
        slug="bench", title="Rush", audience=Audience.PUBLIC, seats=seats,
        registration_open=True, first_day=day, last_day=day,
    )  # fmt: skip
    keys = {}
    for number in range(people):
        person = Person.objects.create_user(f"person{number}@example.org", name=f"Kim {number}")
        keys[programme_page.signed_in(person)] = person.pk
    return keys


async def rush(
    port: int, keys: dict[str, int], seconds: int
) -> tuple[list[float], dict[str, list[tuple[int, str]]]]:
    """Everybody at moments of their own, every third twice; waits and what each was told."""
    chance = random.Random(1)
    waits: list[float] = []
    answers: dict[str, list[tuple[int, str]]] = {key: [] for key in keys}

    async def one(key: str, moment: float) -> None:
        await asyncio.sleep(moment)
        began = time.perf_counter()
        answers[key].append(await post(port, key))
        waits.append(time.perf_counter() - began)

    wishes = []
    for number, key in enumerate(keys):
        moment = chance.uniform(0, seconds)
        wishes += [one(key, moment) for _ in range(2 if number % 3 == 0 else 1)]
    await asyncio.gather(*wishes)
    return waits, answers


async def post(port: int, key: str) -> tuple[int, str]:
    """Status and target of one registration, over a connection of its own."""
    body = f"audience=hosts&csrfmiddlewaretoken={TOKEN}"
    lines = (
        "POST /edition/bench/register/ HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Origin: http://127.0.0.1:{port}",
        f"Cookie: labcamp_session={key}; csrftoken={TOKEN}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
        "",
        body,
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("\r\n".join(lines).encode())
    answer = (await reader.read()).decode("utf-8", "replace")
    writer.close()
    head = answer.partition("\r\n\r\n")[0].split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    return int(head[0].split(" ", 2)[1]), fields.get("location", "")


def faults(
    keys: dict[str, int], answers: dict[str, list[tuple[int, str]]], seats: int
) -> list[str]:
    """Every sentence that is not true of the database afterwards."""
    from labcamp.core.record import Fact
    from labcamp.series.models import Registration
    from labcamp.web.series.placekey import path_of

    places = {place.person_id: place for place in Registration.objects.select_related("edition")}
    states = Counter(place.state for place in places.values())
    wrong = []
    if states["held"] != min(seats, len(keys)):
        wrong.append(f"{states['held']} places held, {min(seats, len(keys))} expected")
    if states["held"] + states["waiting"] != len(keys):
        wrong.append(f"{len(keys) - states['held'] - states['waiting']} people lost")
    if Registration.objects.count() != len(places):
        wrong.append("somebody has two places")
    for key, person in keys.items():
        for status, target in answers[key]:
            if status != 303:
                wrong.append(f"person {person} was answered {status}")
            elif person not in places or target != path_of(places[person]).lower():
                wrong.append(f"person {person} was led to {target}")
    order = Fact.objects.filter(kind="series.place_taken").order_by("pk")
    taken = [fact.data["state"] for fact in order]
    if taken != sorted(taken):
        wrong.append("somebody got a place after others had to wait")
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
