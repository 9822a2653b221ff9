# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking the index, and keeping of its answer only what the viewer sees.

What is found among the visible things never hangs on hidden ones: a thing's score comes from its
own words alone, and whether to be forgiving is decided after the hidden ones are gone.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from math import ceil
from operator import or_
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, Q

from labcamp.core.search.models import Gram, Posting, Word
from labcamp.core.text.german import asked, distance, grams, slips

EXACT, BEGINNING, INSIDE, ALIKE = 1.0, 0.7, 0.4, 0.2
M = TypeVar("M", bound=models.Model)


class How(StrEnum):
    """How the words were found."""

    WORDS = "words"
    ALIKE = "alike"
    SOME = "some"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Found:
    """Things by key with their scores, and how they were found."""

    scores: dict[int, float] = field(default_factory=dict)
    how: How = How.NOTHING

    @property
    def ordered(self) -> list[int]:
        """Best first; equal ones in the order of their keys."""
        return sorted(self.scores, key=lambda pk: (-self.scores[pk], pk))

    def things(
        self, queryset: models.QuerySet[M], start: int = 0, stop: int | None = None
    ) -> list[M]:
        """The things of `queryset` at these places, best first, in one query."""
        keys = self.ordered[start:stop]
        by_key = queryset.in_bulk(keys)
        return [by_key[key] for key in keys if key in by_key]


class Gathered(models.Aggregate):
    """The numbers of a group in one text, with commas between: far fewer rows to carry over."""

    function = "GROUP_CONCAT"
    output_field = models.TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "STRING_AGG(%(expressions)s::text, ',')"
        return self.as_sql(compiler, connection, template=template, **extra)


class Question:
    """What somebody typed, put to the index for one model."""

    def __init__(self, model: type[models.Model], text: str) -> None:
        self.kind = ContentType.objects.get_for_model(model)
        self.words = asked(text)
        self._exact: list[dict[int, float]] | None = None

    def exact(self) -> dict[int, float]:
        """Things that hold every word, as it is, at its beginning or inside a compound."""
        return _all_of(self._exactly())

    def near(self) -> tuple[dict[int, float], dict[int, float]]:
        """Things that hold every word or one spelled alike; and those that hold only some."""
        exactly = self._exactly()
        alike = self._ask([_spelled_alike(word) for word in self.words])
        merged = [
            one | {pk: s for pk, s in other.items() if pk not in one}
            for one, other in zip(exactly, alike, strict=True)
        ]
        return _all_of(merged), _some_of(merged)

    def _exactly(self) -> list[dict[int, float]]:
        if self._exact is None:
            self._exact = self._ask(_holding(self.words))
        return self._exact

    def _ask(self, candidates: list[dict[int, float]]) -> list[dict[int, float]]:
        """For each word the things that hold a candidate, with their best scores; one query."""
        found: list[dict[int, float]] = [{} for _ in candidates]
        wanted = set().union(*candidates)
        if not wanted:
            return found
        rows = (
            Posting.objects.filter(kind=self.kind, word__in=wanted)
            .order_by()
            .values_list("word_id", "weight")
            .annotate(things=Gathered("thing"))
        )
        told = [(word, weight, list(map(int, things.split(",")))) for word, weight, things in rows]
        for scores, factors in zip(found, candidates, strict=True):
            mine = [
                (weight * factors[word], things) for word, weight, things in told if word in factors
            ]
            for score, things in sorted(mine):  # the best score of a thing comes last and stays
                scores.update(dict.fromkeys(things, score))
        return found


def ask(model: type[models.Model], text: str) -> Question | None:
    """The question to the index, or None when the text holds no word to search for."""
    question = Question(model, text)
    return question if question.words else None


def best(question: Question, seen: Container[int]) -> Found:
    """The best answer among the keys the viewer sees: all words, else spelled alike, else some."""
    if exact := _kept(question.exact(), seen):
        return Found(exact, How.WORDS)
    alike, some = question.near()
    if kept := _kept(alike, seen):
        return Found(kept, How.ALIKE)
    if kept := _kept(some, seen):
        return Found(kept, How.SOME)
    return Found()


def find(visible: models.QuerySet[Any], text: str) -> Found:
    """Things of `visible` (already narrowed to the viewer) that `text` finds; at most 7 queries."""
    question = ask(visible.model, text)
    if question is None:
        return Found()
    return best(question, set(visible.order_by().values_list("pk", flat=True)))


def _kept(scores: dict[int, float], seen: Container[int]) -> dict[int, float]:
    return {pk: score for pk, score in scores.items() if pk in seen}


def _all_of(parts: list[dict[int, float]]) -> dict[int, float]:
    first, *rest = sorted(parts, key=len)
    return {
        pk: s + sum(p[pk] for p in rest) for pk, s in first.items() if all(pk in p for p in rest)
    }


def _some_of(parts: list[dict[int, float]]) -> dict[int, float]:
    """Things with most of the words; a thing with fewer words is left out."""
    held: dict[int, int] = {}
    for part in parts:
        for pk in part:
            held[pk] = held.get(pk, 0) + 1
    return {pk: n * 100 + sum(p.get(pk, 0) for p in parts) for pk, n in held.items()}


def _holding(asked_for: list[str]) -> list[dict[int, float]]:
    """For each asked word the known words that are it, begin with it or hold it; one query."""
    conditions = [_condition(word) for word in asked_for]
    rows = list(Word.objects.filter(reduce(or_, conditions)).values_list("pk", "text"))
    return [{pk: f for pk, text in rows if (f := _factor(word, text))} for word in asked_for]


def _condition(word: str) -> Q:
    if len(word) >= 4:
        return Q(text__contains=word) | Q(text__in=_roots(word))
    return Q(text__startswith=word) if len(word) == 3 else Q(text=word)


def _roots(word: str) -> list[str]:
    """Shorter relatives the stemmer keeps apart: "prufung" also means "pruf"."""
    root = word.removesuffix("ung")
    return [word, root] if root != word and len(root) >= 4 else [word]


def _factor(word: str, text: str) -> float:
    if text == word:
        return EXACT
    if len(word) >= 3 and text.startswith(word):
        return BEGINNING
    if len(word) >= 4 and (word in text or text in _roots(word)):
        return INSIDE
    return 0


def _spelled_alike(word: str) -> dict[int, float]:
    """Known words within the errors that are forgiven; one query."""
    most, pieces = slips(word), grams(word)
    if not most:
        return {}
    rows = (
        Gram.objects.filter(text__in=pieces)
        .values("word_id", "word__text")
        .annotate(shared=Count("text"))
        .filter(shared__gte=max(1, ceil(len(pieces) * 0.3)))
        .order_by()
        .values_list("word_id", "word__text")
    )
    return {
        pk: ALIKE / errors
        for pk, text in rows
        if 0 < (errors := distance(word, text, most)) <= most
    }
