# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Audience, Visible
from labcamp.network import consent
from labcamp.network.models.lab import Lab
from labcamp.network.models.person import Person


class ConsentRound(Visible):
    """A question that the labs of the network decide by consent; its rules are fixed at the start.

    What the question is about points here, never the other way round: offers to host, terms of
    stewards and papers each keep their round.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        AGREED = "agreed", _("agreed")
        NOT_AGREED = "not-agreed", _("not agreed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Silence(models.TextChoices):
        AGREES = consent.Silence.AGREES, _("who says nothing goes along")
        ABSTAINS = consent.Silence.ABSTAINS, _("who says nothing is not counted")

    question = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    silence = models.CharField(max_length=10, choices=Silence, default=Silence.AGREES)
    quorum = models.PositiveSmallIntegerField(help_text="labs that must have spoken")
    change_days = models.PositiveSmallIntegerField(
        default=7, help_text="days that remain at least after a change of the text"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="opened_rounds"
    )
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=12, blank=True, help_text="the outcome's reason when closed")
    statement = models.TextField(blank=True, help_text="what was agreed, in a sentence or two")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.NETWORK)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="closed_rounds_know_since_when",
            ),
            CheckConstraint(condition=Q(quorum__gte=1), name="somebody_must_speak"),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("consent:round", args=[self.pk])


class RoundText(models.Model):
    """What is put to the labs; a change is a new text that says what is different and why."""

    round = models.ForeignKey(ConsentRound, models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(help_text="Markdown")
    change = models.TextField(blank=True, help_text="what is different from the text before")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [UniqueConstraint(fields=["round", "number"], name="texts_count_up")]

    def __str__(self) -> str:
        return f"{self.round} ({self.number})"


class RoundLab(models.Model):
    """A lab that takes part in a round, from its start; it may send a colleague."""

    round = models.ForeignKey(ConsentRound, models.CASCADE, related_name="labs")
    lab = models.ForeignKey(Lab, models.CASCADE, related_name="rounds")
    proposes = models.BooleanField(default=False, help_text="the matter is this lab's own")
    delegate = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["round", "lab"], name="one_voice_per_lab")]

    def __str__(self) -> str:
        return f"{self.lab}: {self.round}"


class Voice(models.Model):
    """What one person said for their lab about one text; taken back it stays on record."""

    class Kind(models.TextChoices):
        CONSENT = consent.Kind.CONSENT, _("Consent")
        ASIDE = consent.Kind.ASIDE, _("Stand aside")
        OBJECTION = consent.Kind.OBJECTION, _("Objection")

    part = models.ForeignKey(RoundLab, models.CASCADE, related_name="voices")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.ForeignKey(RoundText, models.CASCADE, related_name="voices")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    answered_in = models.ForeignKey(
        RoundText, models.SET_NULL, null=True, blank=True, related_name="answers"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["part", "person", "text"],
                condition=Q(taken_back_at=None),
                name="one_word_per_person_and_text",
            ),
            CheckConstraint(
                condition=~Q(kind="objection") | ~Q(reason=""), name="objections_have_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part.lab}: {self.kind}"
