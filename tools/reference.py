# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Write the generated parts of docs/reference: `make docs`; with --check say what is stale.

Commands come from the command line's own words, permissions from the rules, facts from their
kinds and followers, words from the models.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "reference"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labcamp.config.settings")
os.environ.setdefault("LABCAMP_DATA", tempfile.gettempdir() + "/labcamp-reference")

NOTE = "<!-- Made by tools/reference.py; do not edit. -->\n\n"


def permissions() -> Iterator[str]:
    from labcamp.core.access import RULES  # noqa: PLC0415 - after setup

    yield "# Who may do what\n"
    yield "| thing | act | rule |\n| --- | --- | --- |"
    for (model, act), rule in sorted(RULES.items(), key=lambda r: (r[0][0].__name__, r[0][1])):
        words = rule.__name__.replace("_", " ").capitalize()
        more = " ".join((rule.__doc__ or "").split())
        yield f"| {model.__name__} | {act} | {words}. {more} |".replace("  ", " ")


def facts() -> Iterator[str]:
    import importlib  # noqa: PLC0415 - only here

    from django.apps import apps  # noqa: PLC0415 - after setup

    from labcamp.core.record import FOLLOWERS, Kind  # noqa: PLC0415 - after setup

    yield "# What can happen, and what follows\n"
    yield "| fact | a guest may notice | followers |\n| --- | --- | --- |"
    modules = [f"{config.name}.facts" for config in apps.get_app_configs()]
    modules += ["labcamp.core.instance.facts", "labcamp.portability.facts"]
    kinds: dict[str, Kind] = {}
    for name in modules:
        if name.startswith("labcamp") and importlib.util.find_spec(name):
            for value in vars(importlib.import_module(name)).values():
                if isinstance(value, Kind):
                    kinds[value.name] = value
    for name, kind in sorted(kinds.items()):
        jobs = ", ".join(f.rpartition(".")[2] for f in FOLLOWERS.get(name, ())) or "–"
        yield f"| {name} | {'yes' if kind.seen_by_guests else 'no'} | {jobs} |"


def commands() -> Iterator[str]:
    from labcamp.commands import parser  # noqa: PLC0415 - after setup

    yield "# The command line\n"
    yield "```text"
    yield from _usages(parser())
    yield "```"


def _usages(parser) -> Iterator[str]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    import argparse  # noqa: PLC0415 - only here

    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]  # noqa: SLF001 - argparse offers no other way
    if not groups:
        yield " ".join(parser.format_usage().removeprefix("usage: ").split())
    for group in groups:
        for inner in group.choices.values():
            yield from _usages(inner)


# The German word of every model, as the pages say it; a new model needs one.
GERMAN = {
    "Allowance": "Kontingent",
    "Answer": "Antwort auf eine Anmeldefrage",
    "ApartGroup": "Gruppe, nicht gleichzeitig",
    "Availability": "Zeiten von Sessiongebenden",
    "CaughtLetter": "aufgefangener Brief",
    "ConsentRound": "Konsentrunde",
    "Contribution": "Impuls, gefragt oder angeboten",
    "Controller": "verantwortliche Stelle",
    "DeskTick": "Haken am Einlass",
    "DraftStep": "Schritt am Entwurf",
    "Edition": "Ausgabe",
    "EditionRole": "Rolle bei einer Ausgabe",
    "ErasedPlaces": "Plätze Gelöschter, als Zahl",
    "Fact": "Vorgang",
    "Finding": "Kernerkenntnis",
    "Giver": "Sessiongeber:in",
    "Gram": "Wortstück",
    "Hint": "Hinweis",
    "HostCall": "Aufruf an Gastgeber",
    "HostOffer": "Angebot, Gastgeber zu sein",
    "HostTeam": "Gastgeber-Team",
    "Instance": "Instanz",
    "Interest": "Interesse",
    "InterestCode": "Zettel mit Code",
    "Invitation": "Einladung",
    "Item": "Erkenntnis, Herausforderung",
    "Job": "Auftrag",
    "JoinRequest": "Bitte um Aufnahme",
    "KeptSeats": "freigehaltene Plätze",
    "Lab": "Labor",
    "LabName": "weiterer Name",
    "LegalPage": "rechtliche Seite",
    "Letter": "Brief",
    "Level": "Ebene",
    "LogEntry": "Eintrag im Logbuch",
    "Mailing": "Brief an eine Gruppe",
    "Material": "Material",
    "Membership": "Zugehörigkeit",
    "Nomination": "Vorschlag für das Kümmern",
    "OfferLab": "Labor in einem Angebot",
    "OrderStep": "Schritt einer Reihenfolge",
    "Pad": "Mitschrift",
    "PadUpdate": "Änderung an einer Mitschrift",
    "Paper": "Papier",
    "Part": "Beitrag",
    "Partner": "Partner",
    "Person": "Person",
    "Phase": "Lebensphase",
    "Placement": "Platz im Zeitplan",
    "Planning": "Planung",
    "Posting": "Fundstelle",
    "ProgrammeNews": "Stand der Nachrichten zum Programm",
    "Proposal": "Vorschlag",
    "Question": "Anmeldefrage",
    "Registration": "Anmeldung",
    "RegistrationDesk": "Anmeldestelle",
    "Report": "Bericht",
    "Room": "Raum",
    "RoomClosed": "Raum nicht frei",
    "RoundLab": "Labor in einer Konsentrunde",
    "RoundText": "Fassung, die den Laboren vorliegt",
    "Series": "Reihe",
    "SessionCondition": "Bedingung einer Session",
    "SessionOrder": "Reihenfolge von Sessions",
    "Slot": "Zeitfenster",
    "SlotStance": "Haltung zu einem Zeitfenster",
    "SolverRun": "Lauf des Lösers",
    "Source": "Quelle",
    "Stamp": "Stempel",
    "Steward": "Kümmerer:in",
    "Takeover": "Frage an die Gastgeber",
    "Task": "Aufgabe",
    "TemplateTask": "Aufgabe der Vorlage",
    "Term": "Begriff",
    "Tick": "Uhrschlag",
    "Timetable": "Zeitplan",
    "Topic": "Thema",
    "Upload": "Datei",
    "Voice": "Stimme",
    "Vouch": "Bürgschaft",
    "Word": "Suchwort",
}


def models() -> Iterator[str]:
    from django.apps import apps  # noqa: PLC0415 - after setup

    yield "# Words in the code\n"
    yield "| Wort | code | room | what it is |\n| --- | --- | --- | --- |"
    rows = []
    for config in apps.get_app_configs():
        if config.name.startswith("labcamp"):
            for model in config.get_models():
                text = (model.__doc__ or "").strip().split("\n\n")[0]
                if not text.startswith(f"{model.__name__}("):
                    name = model.__name__
                    rows.append((GERMAN[name], f"`{name}`", config.label, " ".join(text.split())))
    for row in sorted(rows):
        yield "| {} | {} | {} | {} |".format(*row)


PAGES = {
    "permissions.md": permissions,
    "facts.md": facts,
    "commands.md": commands,
    "glossary.md": models,
}


def main() -> int:
    import django  # noqa: PLC0415 - after the settings' name is known

    django.setup()
    stale = []
    for name, make in PAGES.items():
        text = NOTE + "\n".join(make()) + "\n"
        path = OUT / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                OUT.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if "--check" in sys.argv and stale:
        print("stale, run make docs:", ", ".join(stale))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
