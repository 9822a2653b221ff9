# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Circle, Visible
from labcamp.network.models import Lab, Person
from labcamp.programme.models.form import Form
from labcamp.series.models import Edition


def given_by(person: int) -> Any:
    """Keys of what somebody gives: co-givers read drafts too, but not what was withdrawn.

    And of what their own proposal went into.
    """
    given = Q(pk__in=Giver.objects.filter(person=person).values("proposal"))
    mine = Proposal.objects.filter(given | Q(pk__in=merged_from(person)))
    return mine.exclude(state=Proposal.State.WITHDRAWN).values("pk")


def merged_from(person: int) -> Any:
    """Keys of what a proposal of somebody's went into, whether or not they are named there."""
    gone = Proposal.objects.filter(by=person, state=Proposal.State.MERGED)
    return gone.values("merged_into")


class Proposal(Visible):
    """A session somebody offers for an edition."""

    class Kind(models.TextChoices):
        INTRODUCTION = "introduction", _("Lab introduction")
        IMPULSE = "impulse", _("Impulse")
        CHALLENGE = "challenge", _("Live challenge")
        WORKSHOP = "workshop", _("Workshop")
        DISCUSSION = "discussion", _("Discussion")
        WALK = "walk", _("Walk")
        OTHER = "other", _("Other")

    class State(models.TextChoices):
        DRAFT = "draft"
        WAITING = "waiting"
        OFFERED = "offered"
        PARKED = "parked"
        MERGED = "merged"
        WITHDRAWN = "withdrawn"
        CANCELLED = "cancelled"

    UNSEEN_FROM = 1_000_000_000
    """From here on numbers are drawn at random, for proposals nobody but givers and hosts see."""

    PLACEABLE = (State.OFFERED, State.CANCELLED)
    """What may stand in a draft of the timetable."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="proposals")
    guid = models.CharField(max_length=80, default=uuid.uuid4, help_text="stable in every file")
    number = models.PositiveIntegerField(help_text="stable within the edition, in every address")
    earlier = models.PositiveIntegerField(
        null=True, blank=True, help_text="its number while only givers and hosts saw it"
    )
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.DISCUSSION)
    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=1000, blank=True)
    abstract = models.TextField(blank=True, help_text="Markdown")
    description = models.TextField(blank=True, help_text="Markdown")
    language = models.CharField(max_length=20, blank=True)
    track = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveIntegerField(default=45)
    needs = models.CharField(max_length=300, blank=True)
    form = models.CharField(max_length=7, choices=Form, blank=True, help_text="empty: either")
    links = models.JSONField(default=list, blank=True, help_text="[{title, url}]")
    set_aside = models.JSONField(default=dict, blank=True, help_text="imported, not understood")
    givers_told = models.CharField(
        max_length=500, blank=True, help_text="the givers' names in one line, kept by the actions"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    reply = models.CharField(
        max_length=600, blank=True, help_text="what the hosts wrote when they sent it back"
    )
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    before_merges = models.JSONField(
        default=list, blank=True, help_text="its own words before each merge, to part them again"
    )
    offered_at = models.DateTimeField(
        null=True, blank=True, help_text="when people could first see it; unknown: when it came"
    )
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="proposals")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    circle = Circle(author="by", edition="edition", named=given_by)

    class Meta:
        ordering = ["number"]
        constraints = [
            UniqueConstraint(fields=["edition", "guid"], name="one_guid_per_edition"),
            UniqueConstraint(fields=["edition", "number"], name="one_number_per_edition"),
            CheckConstraint(condition=Q(minutes__gt=0), name="sessions_last_some_minutes"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:session", args=[self.edition.slug, self.number])

    @property
    def told_number(self) -> int | None:
        """The number people say; None while it has only the one drawn for a hidden proposal."""
        return self.number if self.number < self.UNSEEN_FROM else None


UNNAMED = "–"
"""What stands for a giver who has deleted their account."""


class Giver(models.Model):
    """Who gives a session: a person with an account, a lab, or a name from an imported file."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="givers")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="gives")
    lab = models.ForeignKey(Lab, models.SET_NULL, null=True, blank=True, related_name="gives")
    name = models.CharField(max_length=200)
    guid = models.CharField(max_length=80, blank=True)
    set_aside = models.JSONField(default=dict, blank=True, help_text="imported, not understood")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class InterestCode(models.Model):
    """A slip for somebody in the room without an account: one code counts as one person.

    The code follows from the row's key and the instance's secret, so it can be printed again; the
    digest finds the row. Nothing is kept about who has it.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="interest_codes")
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    used = models.BooleanField(
        default=False, help_text="something was marked with it, so somebody has it"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.edition} {self.pk}"


class Interest(models.Model):
    """One person's wish for one session, by account or by code. One person counts once.

    `via` is the proposal from which a merge brought the wish, `was` what it said before.
    """

    class Strength(models.IntegerChoices):
        NOT = 0, _("not for me")
        MAYBE = 1, _("maybe")
        WANT = 2, _("want")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="interests")
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="interests"
    )
    code = models.ForeignKey(
        InterestCode, models.CASCADE, null=True, blank=True, related_name="interests"
    )
    strength = models.PositiveSmallIntegerField(choices=Strength, default=Strength.WANT)
    at = models.DateTimeField()
    via = models.ForeignKey(Proposal, models.SET_NULL, null=True, blank=True, related_name="+")
    was = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["proposal", "person"], name="one_wish_per_person_and_session"),
            UniqueConstraint(fields=["proposal", "code"], name="one_wish_per_code_and_session"),
            CheckConstraint(
                condition=Q(person__isnull=False, code=None) | Q(person=None, code__isnull=False),
                name="a_wish_is_of_a_person_or_a_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.code} → {self.proposal}"
