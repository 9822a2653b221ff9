# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""CPU and queries of the programme page and its files, for somebody who is signed in.

    python -m benchmarks.programme_page [SESSIONS]

Makes an edition of SESSIONS sessions (120) in a database of its own, then asks the application
itself, middleware and all, without a server around it.
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta

ROUNDS = 60
WORDS = [
    *("Labor", "Verwaltung", "Bürger", "Antrag", "digital", "gemeinsam", "Werkstatt"),
    *("Experiment", "Formular", "Amt", "Land", "Bund", "Kommune", "lernen", "fragen", "bauen"),
    *("testen", "teilen", "Vertrauen", "Fehler", "Mut", "Haltung", "Daten", "Sprache", "Wandel"),
]


def main() -> int:
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LABCAMP_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "labcamp.config.settings"
        import django

        django.setup()
        from labcamp.cli import migrate

        migrate()
        cookie = prepare(sessions)
        print(f"{sessions} sessions; medians of {ROUNDS} requests, signed in")
        for path in (
            "/edition/bench/programme/",
            "/edition/bench/programme.ics",
            "/edition/bench/schedule.xml",
            "/edition/bench/schedule.json",
            "/edition/bench/proposals/",
        ):
            print(line(path, cookie))
    return 0


def prepare(sessions: int) -> str:
    from labcamp.core.access import Audience, system
    from labcamp.network.models import Person
    from labcamp.programme.actions import importing, proposals, timetable
    from labcamp.series.models import Edition, Registration
    from labcamp.series.queries import viewer_for

    edition = Edition.objects.create(
        slug="bench", title="Bench", audience=Audience.PUBLIC, first_day="2027-03-04"
    )
    rooms = tuple(importing.IncomingRoom(f"Raum {n}", f"room-{n}", 30) for n in range(1, 9))
    first = datetime(2027, 3, 4, 8, tzinfo=UTC)
    incoming = importing.Incoming(
        name="1",
        rooms=rooms,
        sessions=tuple(_session(number, rooms, first) for number in range(sessions)),
        set_aside={},
    )
    importing.take_over(edition, incoming, by=system("bench"))
    seen = edition.proposals.values_list("pk", flat=True)  # one person gives all of them
    timetable.publish(edition, number=1, by=system("bench"), despite=seen)
    person = Person.objects.create_user("bench@example.org", name="Kim Beispiel")
    Registration.objects.create(edition=edition, person=person, state="held", at=first)
    viewer = viewer_for(person)
    for proposal in edition.proposals.all()[:8]:
        proposals.mark_interest(proposal, strength=2, by=viewer)
    return signed_in(person)


def _session(number: int, rooms: tuple, first: datetime):
    from labcamp.programme.actions import importing

    pick = [WORDS[(number * 7 + step * 5 + step * number) % len(WORDS)] for step in range(6)]
    start = first + timedelta(days=number // 60, minutes=60 * (number // len(rooms) % 8))
    givers = tuple(importing.IncomingGiver(f"Kim Beispiel-{(number + n) % 90}") for n in range(2))
    columns = {
        "title": " ".join(pick).capitalize(),
        "abstract": " ".join(pick * 25),
        "language": "de",
        "kind": "workshop" if number % 3 else "impulse",
        "minutes": 45,
    }
    room = rooms[number % len(rooms)].name
    return importing.IncomingSession(
        f"guid-{number}", number + 1, columns, givers, room, start, start.date()
    )


def signed_in(person) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


def line(path: str, cookie: str) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    status, body = ask(path, cookie)
    assert status == "200 OK", status
    with CaptureQueriesContext(connection) as captured:
        ask(path, cookie)
    queries = list(captured)
    spent = []
    for _ in range(ROUNDS):
        before = time.process_time()
        ask(path, cookie)
        spent.append(1000 * (time.process_time() - before))
    packed = len(gzip.compress(body, 6)) / 1000
    return (
        f"{path:32} {statistics.median(spent):6.2f} ms CPU  {len(queries)} queries  "
        f"{packed:6.1f} kB compressed"
    )


def ask(path: str, cookie: str) -> tuple[str, bytes]:
    from django.core.wsgi import get_wsgi_application

    global _application  # noqa: PLW0603 - one for the whole run
    if _application is None:
        _application = get_wsgi_application()
    said = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": f"labcamp_session={cookie}",
        "wsgi.input": sys.stdin.buffer,
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        "QUERY_STRING": "",
    }
    answer = _application(environ, lambda status, _headers: said.append(status))
    body = b"".join(answer)
    answer.close()
    return said[0], body


_application = None

if __name__ == "__main__":
    raise SystemExit(main())
