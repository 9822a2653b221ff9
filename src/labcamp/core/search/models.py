# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import UniqueConstraint


class Word(models.Model):
    """A folded German stem that stands somewhere."""

    text = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.text


class Gram(models.Model):
    """A piece of three letters of a word: leads from a mistyped word to those spelled alike."""

    word = models.ForeignKey(Word, models.CASCADE, related_name="grams")
    text = models.CharField(max_length=3)

    class Meta:
        constraints = [UniqueConstraint(fields=["text", "word"], name="one_gram_per_word")]

    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """A word stands in a thing; the weight tells how much it says about it."""

    word = models.ForeignKey(Word, models.PROTECT, related_name="postings", db_index=False)
    kind = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    thing = models.BigIntegerField()
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["kind", "thing", "word"], name="one_posting_per_word")
        ]
        indexes = [
            models.Index(fields=["kind", "word", "weight", "thing"], name="postings_of_words")
        ]

    def __str__(self) -> str:
        return f"{self.word_id} in {self.kind_id}/{self.thing}"
