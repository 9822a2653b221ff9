# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeping the index in step: called by actions in their own transaction, and by importers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from labcamp.core.search.models import Gram, Posting, Word
from labcamp.core.text.german import grams, stems

Texts = Iterable[tuple[str, int]]
BATCH = 500


@dataclass(frozen=True)
class Searched:
    """What of a model is searched: its texts with weights (1 to 100), and what to fetch along."""

    texts: Callable[[Any], Texts]
    related: tuple[str, ...] = ()
    prefetch: tuple[str, ...] = ()


MODELS: dict[type[models.Model], Searched] = {}


def register(
    model: type[models.Model],
    texts: Callable[[Any], Texts],
    *,
    related: Sequence[str] = (),
    prefetch: Sequence[str] = (),
) -> None:
    """Make things of `model` searchable by `texts(thing)`; the best weight of a word counts."""
    MODELS[model] = Searched(texts, tuple(related), tuple(prefetch))


def index(*things: models.Model) -> None:
    """Bring the index up to what the things (of one model) say now."""
    if not things:
        return
    model = type(things[0])
    weights = {thing.pk: _weights(MODELS[model].texts(thing)) for thing in things}
    numbers = _known({word for words in weights.values() for word in words})
    kind = ContentType.objects.get_for_model(model)
    with transaction.atomic():
        Posting.objects.filter(kind=kind, thing__in=list(weights)).delete()
        Posting.objects.bulk_create(
            [
                Posting(word_id=numbers[word], kind=kind, thing=pk, weight=weight)
                for pk, words in weights.items()
                for word, weight in words.items()
            ],
            batch_size=BATCH * 10,
        )


def forget(thing: models.Model) -> None:
    """Take the thing out of the index."""
    kind = ContentType.objects.get_for_model(type(thing))
    Posting.objects.filter(kind=kind, thing=thing.pk).delete()


def reindex(*chosen: type[models.Model]) -> int:
    """Index all things of the models anew (all searched models by default); how many there were."""
    done = 0
    for model in chosen or tuple(MODELS):
        searched = MODELS[model]
        kind = ContentType.objects.get_for_model(model)
        everything = (
            model._default_manager.select_related(*searched.related)
            .prefetch_related(*searched.prefetch)
            .order_by("pk")
        )
        with transaction.atomic():
            Posting.objects.filter(kind=kind).delete()
            batch = []
            for thing in everything.iterator(chunk_size=BATCH):
                batch.append(thing)
                if len(batch) == BATCH:
                    index(*batch)
                    batch = []
                done += 1
            index(*batch)
    return done


def prune() -> int:
    """Drop words that stand nowhere any more; how many there were. Run while nobody writes."""
    unused = Word.objects.filter(~models.Exists(Posting.objects.filter(word=models.OuterRef("pk"))))
    return unused.delete()[1].get(Word._meta.label, 0)


def _weights(texts: Texts) -> dict[str, int]:
    weights: dict[str, int] = {}
    for text, weight in texts:
        for word in stems(text):
            weights[word] = max(weight, weights.get(word, 0))
    return weights


def _known(words: set[str]) -> dict[str, int]:
    """The words' numbers; new words are added with their grams."""
    ordered = sorted(words)
    numbers = _numbers(ordered)
    new = [word for word in ordered if word not in numbers]
    if new:
        with transaction.atomic():
            Word.objects.bulk_create([Word(text=w) for w in new], BATCH, ignore_conflicts=True)
            added = _numbers(new)
            Gram.objects.bulk_create(
                [Gram(word_id=added[w], text=g) for w in new for g in sorted(grams(w))],
                BATCH * 10,
                ignore_conflicts=True,
            )
        numbers |= added
    return numbers


def _numbers(words: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(words), BATCH):
        part = words[start : start + BATCH]
        found.update(Word.objects.filter(text__in=part).values_list("text", "pk"))
    return found
