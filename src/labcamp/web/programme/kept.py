# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The part of the programme page that does not depend on who reads it, kept in the process.

What somebody sees is asked of the database at every request (which placements of which version);
only the text made of exactly these is kept, for as long as the instance's stamp stands still.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from django.db import transaction
from django.utils.safestring import SafeString, mark_safe

T = TypeVar("T")
MARK = "\x00"
MOST = 64


class Keep(Generic[T]):
    """The newest `MOST` values by key; inside a transaction nothing is kept."""

    def __init__(self) -> None:
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        if transaction.get_connection().in_atomic_block:
            return make()
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > MOST:
                self._values.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in which a place is left open for each session's personal mark."""

    texts: tuple[str, ...]
    keys: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Pieces:
        """Split at MARK key MARK."""
        parts = text.split(MARK)
        return cls(tuple(parts[::2]), tuple(int(key) for key in parts[1::2]))

    def filled(self, words: dict[int, str]) -> SafeString:
        """The whole text with each key's words, or nothing, in its place; words are our HTML."""
        out = [self.texts[0]]
        for key, text in zip(self.keys, self.texts[1:], strict=True):
            if key in words:
                out.append(words[key])
            out.append(text)
        return mark_safe("".join(out))
