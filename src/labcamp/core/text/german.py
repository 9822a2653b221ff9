# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""German words made comparable: folded, stemmed, cut into pieces. Pure."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

_LOCAL = threading.local()  # a stemmer keeps the word it works on, so each thread has its own
_UMLAUT_IN_TWO = re.compile(r"(a|o|(?<![aeq])u)e+")
_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[^\W_]+(?:[-_.·:*][^\W_]+)+")
LONGEST = 60

# Words that stand in nearly every sentence and tell nothing.
STOP = frozenset(
    {
        *("aber", "alle", "als", "am", "an", "auch", "auf", "aus", "bei", "bis", "das", "dass"),
        *("dem", "den", "der", "des", "die", "durch", "ein", "eine", "einem", "einen", "einer"),
        *("eines", "er", "es", "für", "hat", "im", "in", "ist", "mit", "nach", "nicht", "noch"),
        *("nur", "oder", "sein", "sich", "sie", "sind", "so", "über", "um", "und", "uns", "unter"),
        *("vom", "von", "vor", "war", "was", "wie", "wir", "wird", "zu", "zum", "zur"),
        *("a", "and", "for", "from", "is", "of", "on", "or", "the", "to", "with"),
    }
)


def fold(text: str) -> str:
    """Lower case without accents; ä and ae, ö and oe, ü and ue, ß and ss become one spelling.

    Folding twice changes nothing.
    """
    lowered = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in lowered if not unicodedata.combining(c)).casefold()
    while (shorter := _UMLAUT_IN_TWO.sub(r"\1", plain)) != plain:
        plain = shorter
    return plain


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The folded stem of one word: "Bürgerämter" and "Buergeramt" both give "burgeramt"."""
    composed = unicodedata.normalize("NFC", word).lower()
    if not hasattr(_LOCAL, "stemmer"):
        _LOCAL.stemmer = snowballstemmer.stemmer("german")
    return fold(_LOCAL.stemmer.stemWord(composed))[:LONGEST]


def stems(text: str) -> list[str]:
    """Stems of the words of `text` in their order; parts joined by hyphen or dot also as one."""
    composed = unicodedata.normalize("NFC", text).lower()
    words = [w for w in _WORD.findall(composed) if w not in STOP]
    words += ["".join(_WORD.findall(joined)) for joined in _JOINED.findall(composed)]
    return [s for s in map(stem, words) if s]


def asked(text: str, most: int = 6) -> list[str]:
    """Stems somebody searches for: without repetition, at most `most`."""
    composed = unicodedata.normalize("NFC", text).lower()
    found = (stem(w) for w in _WORD.findall(composed) if w not in STOP)
    return list(dict.fromkeys(s for s in found if s))[:most]


def grams(word: str) -> frozenset[str]:
    """Pieces of three letters, the first with a mark for the beginning: "bonn" → ^bo bon onn."""
    marked = "^" + word
    return frozenset(marked[i : i + 3] for i in range(len(marked) - 2))


def slips(word: str) -> int:
    """How many typing errors a word of this length is forgiven."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def distance(asked_for: str, word: str, most: int) -> int:
    """Typing errors between two words, or between the first and a part of the second.

    One error is a letter too many, missing, wrong, or two swapped. The asked-for word may be a part
    of a longer one once it has 7 letters. Returns `most` + 1 as soon as there are more than `most`.
    """
    inside = len(asked_for) >= 7
    if not inside and abs(len(asked_for) - len(word)) > most:
        return most + 1
    before: list[int] = []
    row = [0] * (len(word) + 1) if inside else list(range(len(word) + 1))
    for i, letter in enumerate(asked_for, 1):
        two_before, before, row = before, row, [i]
        for j, other in enumerate(word, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and asked_for[i - 2] == other:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(most + 1, min(row) if inside else row[-1])
