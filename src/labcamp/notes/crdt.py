# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Texts that several people change at once: bytes in, bytes out. The only importer of pycrdt.

A *state* is one update that holds everything so far; b"" is the empty text. An *update* is what one
writer added. Positions inside pycrdt count bytes of UTF-8, ours count characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pycrdt import Decoder, Doc, Text, get_update

from labcamp.notes.difference import pieces

NAME = "text"
"""Under which every writer, also a later editor in the browser, keeps the text in the document."""


class Unreadable(ValueError):
    """These bytes are no update."""


class Ahead(ValueError):
    """The update builds on others that are not here; whoever sent it must send those first."""


@dataclass(frozen=True, slots=True)
class Merged:
    state: bytes
    text: str


def merged(state: bytes, update: bytes) -> Merged:
    """The state with the update in it. Raises Unreadable and Ahead; then nothing has changed.

    What was written down is read once more: broken bytes that pass as an update may leave a
    document that reads otherwise the next time.
    """
    with _readable():
        doc, text = _opened([state] if state else [])
        doc.apply_update(update)
        if _waits(doc, update):
            raise Ahead
        became = Merged(doc.get_update(), str(text))
        if str(_opened([became.state])[1]) != became.text:
            raise Unreadable
    return became


def replayed(updates: Iterable[bytes]) -> bytes:
    """The state after these updates, in their order."""
    return _opened(updates)[0].get_update()


def texts(updates: Iterable[bytes]) -> list[str]:
    """The text after each of these updates."""
    doc, text = _opened([])
    found = []
    for update in updates:
        doc.apply_update(update)
        found.append(str(text))
    return found


def rewritten(state: bytes, typed: str) -> bytes:
    """The update of a new writer that makes `typed` of the state's text; b"" when it is that."""
    doc, text = _opened([state] if state else [])
    changes, known = pieces(str(text), typed), doc.get_state()
    if not changes:
        return b""
    old = str(text)
    with doc.transaction():
        for one in reversed(changes):
            at, end = len(old[: one.start].encode()), len(old[: one.end].encode())
            if end > at:
                del text[at:end]
            if one.words:
                text.insert(at, one.words)
    return doc.get_update(known)


def _opened(updates: Iterable[bytes]) -> tuple[Doc[Text], Text]:
    doc: Doc[Text] = Doc()
    text = doc.get(NAME, type=Text)
    for update in updates:
        doc.apply_update(update)
    return doc, text


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever pycrdt says about broken bytes becomes Unreadable; some end outside Exception."""
    try:
        yield
    except (Unreadable, Ahead):
        raise
    except ValueError as wrong:
        raise Unreadable from wrong
    except BaseException as wrong:
        if type(wrong).__name__ != "PanicException":
            raise
        raise Unreadable from wrong


def _waits(doc: Doc[Text], update: bytes) -> bool:
    """Whether a part of the update could not be used yet: it would be missing in every state.

    What the document does not hold of the update still stands in their difference; deletions are
    always in it, so each is compared with how far the document knows its writer.
    """
    read = Decoder(get_update(update, doc.get_state())).read_var_uint
    if read():
        return True
    known = _known(doc.get_state())
    for _writer in range(read()):
        writer = read()
        for _range in range(read()):
            if read() + read() > known.get(writer, 0):
                return True
    return False


def _known(state: bytes) -> dict[int, int]:
    """How many characters of each writer a document holds."""
    read = Decoder(state).read_var_uint
    return {read(): read() for _writer in range(read())}
