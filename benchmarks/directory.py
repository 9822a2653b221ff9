# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the directory costs with 10 and with 10,000 labs: `python -m benchmarks.directory`.

Fills a throwaway database (SQLite in a temporary folder; PostgreSQL when LABCAMP_DATABASE names a
database that may be filled), asks every page as a member of the network, and prints queries and
processor time of this process per request, medians: with everything as it was at the request
before, and right after a change ("cold").
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

WORDS = (
    *("Digitalisierung", "Beteiligung", "Verwaltung", "Innovation", "Bürgerservice", "Prototyp"),
    *("Werkstatt", "Zukunft", "Bürgeramt", "Genehmigung", "Open-Data", "Smart-City", "Design"),
    *("Nutzerzentrierung", "Haushalt", "Mobilität", "Klima", "Quartier", "Bildung", "Bibliothek"),
    *("Register", "Verwaltungsdigitalisierung", "Kulturwandel", "Führung", "Vergabe", "Service"),
    *("Experiment", "Reallabor", "Netzwerk", "Austausch", "Portal", "Antrag", "Formular"),
    *("Sprache", "Barrierefreiheit"),
)
KINDS = ("Stadtlabor", "Innovationslabor", "Digitallabor", "Zukunftswerkstatt", "GovLab", "iTeam")
PAGES = {
    "whole list": "/labs/",
    "second page, newest": "/labs/?sort=newest&page=2",
    "two facets": "/labs/?level=kommune&topic=t3&topic=t4",
    "search: a rare word": "/labs/?q=barrierefreiheit",
    "search: a town, mistyped": "/labs/?q=Hamubrg",
    "search: a compound's part": "/labs/?q=digitalisierung",
    "search: the commonest word": "/labs/?q=labor",
    "search: two words and a facet": "/labs/?q=innovation+beteiligung&level=land",
    "search: nothing": "/labs/?q=xylophonquark",
    "map": "/labs/map/?level=kommune&phase=p1",
}


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--labs", type=int, default=10_000)
    words.add_argument("--runs", type=int, default=7)
    words.add_argument("--most", type=float, default=50.0, help="milliseconds of CPU per request")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LABCAMP_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "labcamp.config.settings"
        return measure(chosen.labs, chosen.runs, chosen.most)


def measure(many: int, runs: int, most: float) -> int:
    """Print the table; 1 when a page needs more queries with many labs, or more than `most` ms."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    # Names of assets without a manifest: nothing is built here.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    client = a_member()
    fill(10)
    few = {name: asked(client, address, 2) for name, address in PAGES.items()}
    began = time.process_time()
    fill(many - 10)
    print(f"{many} labs filled and indexed in {time.process_time() - began:.0f} s of CPU")
    print(f"{'page':32} {'queries: 10':>12} {many:>7} {'ms CPU: 10':>11} {many:>7} {'cold':>7}")
    wrong = 0
    for name, address in PAGES.items():
        queries, milliseconds, cold = asked(client, address, runs)
        bad = queries > few[name][0] or (milliseconds > most and name != "map")
        wrong += bad
        print(
            f"{name:32} {few[name][0]:>12} {queries:>7} {few[name][1]:>11.1f} {milliseconds:>7.1f}"
            f" {cold:>7.1f}" + ("  <- too much" if bad else "")
        )
    return min(1, wrong)


def asked(client: object, address: str, runs: int) -> tuple[int, float, float]:
    """Queries, and milliseconds of CPU of this process (medians), of one address.

    The second number is for the first request after a change of anything ("cold").
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from labcamp.core.record import move_stamp

    ask: Callable[[str], object] = client.get  # type: ignore[attr-defined]
    ask(address)
    with CaptureQueriesContext(connection) as queries:
        ask(address)
        count = len(queries)
    warm = [timed(ask, address) for _ in range(runs)]
    cold = []
    for _ in range(runs):
        move_stamp()
        cold.append(timed(ask, address))
    return count, statistics.median(warm) * 1000, statistics.median(cold) * 1000


def timed(ask: Callable[[str], object], address: str) -> float:
    began = time.process_time()
    ask(address)
    return time.process_time() - began


def a_member() -> object:
    from django.test import Client
    from django.utils import timezone

    from labcamp.network.models import Person, Steward

    person = Person.objects.create_user("kim@example.org", name="Kim Beispiel")
    Steward.objects.create(person=person, since=timezone.now())
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(person)
    return client


def fill(number: int) -> None:
    """Admitted labs in real towns, with levels, phases, topics and texts drawn by a fixed seed."""
    from django.utils import timezone

    from labcamp.core import search
    from labcamp.core.instance.models import Level, Phase, Topic
    from labcamp.core.record import move_stamp
    from labcamp.network.models import Lab
    from labcamp.network.names import name_key
    from labcamp.network.places import register

    start = Lab.objects.count()
    dice = random.Random(start)
    keys = ("bund", "land", "kommune", "betrieb", "wissenschaft", "zivil", "international")
    levels = [Level.objects.get_or_create(key=k, name_de=k.title())[0] for k in keys]
    phases = [Phase.objects.get_or_create(key=f"p{n}", name_de=f"Phase {n}")[0] for n in range(5)]
    topics = [
        Topic.objects.get_or_create(key=f"t{n}", name_de=word)[0] for n, word in enumerate(WORDS)
    ]
    # The first labs are in all respects what the pages ask for, so that few and many compare.
    model = start == 0
    places = [p for letter in "abdefghklmnrstw" for p in register.find(letter, limit=60)]
    labs = []
    for n in range(start, start + number):
        place = register.resolve("Hamburg") if model else dice.choice(places)
        name = f"{dice.choice(KINDS)} {place.name} {dice.choice(WORDS)} {n}"
        labs.append(
            Lab(
                slug=f"lab-{n}",
                name=name,
                name_key=name_key(name),
                carrier=f"Stadt {place.name}",
                level=levels[1 + n % 2] if model else dice.choice(levels),
                phase=phases[1] if model else dice.choice([*phases, None]),
                description=" ".join(WORDS if model else dice.choices(WORDS, k=40)),
                offers=" ".join(dice.choices(WORDS, k=8)),
                town=place.name,
                place_id=place.id,
                region=place.state,
                country=place.country,
                latitude=place.latitude,
                longitude=place.longitude,
                population=place.population,
                town_size=register.size_class(place.population),
                status=dice.choice(Lab.Status.values),
                state=Lab.State.ADMITTED,
                audience="public" if n % 10 else "network",
                proposed_at=timezone.now(),
                admitted_at=timezone.now(),
            )
        )
    Lab.objects.bulk_create(labs, batch_size=500)
    through = Lab.topics.through
    through.objects.bulk_create(
        [
            through(lab_id=lab.pk, topic_id=topic.pk)
            for lab in labs
            for topic in (topics[3:5] if model else dice.sample(topics, dice.randint(1, 4)))
        ],
        batch_size=500,
    )
    search.reindex(Lab)
    move_stamp()


if __name__ == "__main__":
    sys.exit(main())
