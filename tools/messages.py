# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keep the German catalogues in step with the code: `make messages`, and `--check` in the gate.

English is the language of the message ids, so it needs no catalogue. Every room has a German one
under src/labcamp/locale/<room>/. New ids are added untranslated to the catalogue of the room that
uses them first, unused ones are removed; an id lives in one catalogue only. `--check` changes
nothing and fails on a missing, fuzzy, unused or doubled id and on placeholders that differ.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
import polib
from babel.messages.extract import extract
from django.conf import settings

SRC = Path(__file__).resolve().parent.parent / "src" / "labcamp"
LOCALE = SRC / "locale"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sdf]|%[sd]|\{[a-z_0-9]*\}")
HEADER = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "de",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

Key = tuple[str, str]  # context, msgid


@dataclass
class Use:
    """One message id, with its plural and the places it stands in."""

    plural: str = ""
    places: list[str] = field(default_factory=list)


def room_of(place: str) -> str:
    """The catalogue a file belongs to: its room, or "web" for what all pages share."""
    parts = Path(place).parts
    rooms = {p.name for p in LOCALE.iterdir() if p.is_dir()}
    for part in parts[:-1] if parts[0] != "web" else (*parts[1:-1], parts[0]):
        if part in rooms:
            return part
    return "web"


def _template_as_python(path: Path) -> io.BytesIO:
    from django.utils.translation.template import templatize  # noqa: PLC0415 - after setup

    # What templatize leaves is indented like the template, which is no indentation of Python.
    lines = templatize(path.read_text(encoding="utf-8")).splitlines()
    return io.BytesIO("\n".join(line.lstrip() for line in lines).encode())


def _files() -> Iterator[tuple[str, io.BufferedIOBase]]:
    for path in sorted(SRC.rglob("*.py")):
        if "migrations" not in path.parts:
            yield str(path.relative_to(SRC)), path.open("rb")
    for pattern in ("*.html", "*.txt"):
        for path in sorted((SRC / "web" / "templates").rglob(pattern)):
            yield str(path.relative_to(SRC)), _template_as_python(path)


def used() -> dict[Key, Use]:
    found: dict[Key, Use] = {}
    for place, stream in _files():
        with stream:
            for line, message, _comments, context in extract(
                "python", stream, keywords=KEYWORDS, options={"encoding": "utf-8"}
            ):
                single, plural = message if isinstance(message, tuple) else (message, "")
                if not single:
                    continue
                use = found.setdefault((context or "", single), Use())
                use.plural = use.plural or plural
                use.places.append(f"{place}:{line}")
    return found


def catalogues() -> dict[str, polib.POFile]:
    books = {}
    for room in sorted(p.name for p in LOCALE.iterdir() if p.is_dir()):
        path = LOCALE / room / "de" / "LC_MESSAGES" / "django.po"
        books[room] = polib.pofile(str(path), wrapwidth=99) if path.exists() else polib.POFile()
        books[room].fpath = str(path)
    return books


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def faults(books: dict[str, polib.POFile], uses: dict[Key, Use]) -> Iterator[str]:
    """Everything that is not as it should be, a line each."""
    where: dict[Key, str] = {}
    for room, book in books.items():
        for entry in book:
            if key(entry) in where:
                yield f"{room}: in {where[key(entry)]} as well: {entry.msgid!r}"
            where[key(entry)] = room
            if key(entry) not in uses:
                yield f"{room}: no longer used: {entry.msgid!r}"
            elif entry.fuzzy or not entry.translated():
                yield f"{room}: not translated: {entry.msgid!r} ({uses[key(entry)].places[0]})"
            yield from _placeholder_faults(room, entry)
    for (context, single), use in uses.items():
        if (context, single) not in where:
            yield f"{room_of(use.places[0])}: missing: {single!r} ({use.places[0]})"


def _placeholder_faults(room: str, entry: polib.POEntry) -> Iterator[str]:
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    for text in [entry.msgstr, *entry.msgstr_plural.values()]:
        given = set(PLACEHOLDER.findall(text))
        if text and (given - wanted or (not entry.msgid_plural and given != wanted)):
            yield f"{room}: placeholders differ: {entry.msgid!r}"


def mend(books: dict[str, polib.POFile], uses: dict[Key, Use]) -> None:
    known: set[Key] = set()
    for book in books.values():
        for entry in list(book):
            if key(entry) not in uses or key(entry) in known:
                book.remove(entry)
            known.add(key(entry))
    for (context, single), use in uses.items():
        if (context, single) not in known:
            entry = polib.POEntry(msgid=single, msgctxt=context or None)
            if use.plural:
                entry.msgid_plural = use.plural
                entry.msgstr_plural = {0: "", 1: ""}
            books[room_of(use.places[0])].append(entry)
    for book in books.values():
        book.metadata = HEADER
        book.sort(key=lambda entry: (entry.msgid.lower(), entry.msgctxt or ""))
        Path(book.fpath).parent.mkdir(parents=True, exist_ok=True)
        book.save()


def main() -> int:
    settings.configure(USE_I18N=True)
    django.setup()
    books, uses = catalogues(), used()
    if "--check" not in sys.argv:
        mend(books, uses)
    problems = list(faults(books, uses))
    print("\n".join(problems) or f"{len(uses)} messages, all of them in German too.")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
