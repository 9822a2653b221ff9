# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Audience, Circle, Visible
from labcamp.core.instance.models import Level
from labcamp.network.models import Lab, Person
from labcamp.series.models.edition import Edition


class Registration(Visible):
    """One person's place at one edition: held, offered, waited for, or given back.

    The audience says who reads the name in the list of those who come: the host team always does.

    Whoever moves up may be asked first: the place is theirs until `offered_until` and is taken by
    accepting it. `told` names what the last calendar letter said, `sequence` counts those letters.
    """

    class State(models.TextChoices):
        HELD = "held", _("has a place")
        OFFERED = "offered", _("was offered a place")
        WAITING = "waiting", _("waits")
        GIVEN_BACK = "given-back", _("gave the place back")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="registrations")
    lab = models.ForeignKey(Lab, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    waiting_since = models.DateTimeField(null=True, blank=True)
    offered_until = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    checked_in_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=64, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.HOSTS)

    circle = Circle(edition="edition", author="person")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["edition", "person"], name="one_place_per_person"),
            CheckConstraint(
                condition=Q(state="waiting", waiting_since__isnull=False)
                | (~Q(state="waiting") & Q(waiting_since__isnull=True)),
                name="only_the_waiting_wait",
            ),
            CheckConstraint(
                condition=Q(state="offered", offered_until__isnull=False)
                | (~Q(state="offered") & Q(offered_until__isnull=True)),
                name="only_offers_run_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.state} {self.edition}"


class RegistrationDesk(models.Model):
    """How an edition takes people: hours to accept a place, the room's link and when it shows."""

    edition = models.OneToOneField(Edition, models.CASCADE, primary_key=True, related_name="desk")
    accept_hours = models.PositiveSmallIntegerField(
        default=0, help_text="to accept a place from the waiting list; 0: it is theirs at once"
    )
    room_link = models.URLField(max_length=500, blank=True)
    room_note = models.CharField(max_length=300, blank=True, help_text="access code, how to enter")
    room_opens_minutes = models.PositiveSmallIntegerField(default=30)
    own_room = models.BooleanField(
        default=False,
        help_text="in the instance's own BigBlueButton, signed for each person",
    )
    reply_to = models.EmailField(
        max_length=254, blank=True, help_text="where answers to the edition's letters go"
    )
    invited_only = models.BooleanField(default=False)
    invite_code = models.CharField(
        max_length=60, blank=True, help_text="whoever knows it may register without an invitation"
    )
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.edition}"


class KeptSeats(models.Model):
    """Seats of an edition that only people of one lab or one level may have."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="kept_seats")
    lab = models.ForeignKey(Lab, models.CASCADE, null=True, blank=True, related_name="+")
    level = models.ForeignKey(Level, models.CASCADE, null=True, blank=True, related_name="+")
    seats = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(lab__isnull=False, level__isnull=True)
                | Q(lab__isnull=True, level__isnull=False),
                name="kept_for_a_lab_or_a_level",
            ),
            UniqueConstraint(fields=["edition", "lab"], name="kept_once_per_lab"),
            UniqueConstraint(fields=["edition", "level"], name="kept_once_per_level"),
        ]

    def __str__(self) -> str:
        return f"{self.seats}: {self.lab or self.level}"


class Question(models.Model):
    """What an edition asks of those who come: why, and until when the answers are kept."""

    class Kind(models.TextChoices):
        TEXT = "text", _("a line of text")
        CHOICE = "choice", _("one of several answers")
        YES_NO = "yes-no", _("yes or no")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TEXT)
    choices = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=False)
    purpose = models.CharField(max_length=300)
    delete_on = models.DateField()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label


class Answer(models.Model):
    """What one person answered; gone on the question's day."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="answers")
    text = models.CharField(max_length=1000)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["question", "registration"], name="one_answer_per_question")
        ]

    def __str__(self) -> str:
        return self.text


class ErasedPlaces(models.Model):
    """How many places of an edition were of people who have been erased; nothing about them."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="erased")
    level = models.ForeignKey(Level, models.SET_NULL, null=True, blank=True, related_name="+")
    places = models.PositiveIntegerField(default=0)
    attended = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["edition", "level"], name="erased_places_once_per_level")
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.places}"
