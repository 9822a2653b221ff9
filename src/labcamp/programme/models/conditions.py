# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What hosts and givers say that a timetable has to respect."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from labcamp.network.models import Person
from labcamp.programme.models.proposal import Proposal
from labcamp.programme.models.timetable import Room, Slot
from labcamp.series.models import Edition


class Availability(models.Model):
    """One giver's times at one edition, as they or the hosts have said them.

    A giver without an account is known by the name alone, in letters that do not tell cases apart.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="availabilities")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=600, blank=True, help_text="casefolded, without an account")
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["edition", "person"], name="one_availability_per_person"),
            UniqueConstraint(
                fields=["edition", "name"],
                condition=Q(person=None),
                name="one_availability_per_name",
            ),
            CheckConstraint(
                condition=Q(person=None, name__gt="") | Q(person__isnull=False, name=""),
                name="an_availability_is_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.person_id or self.name}"


class SlotStance(models.Model):
    """What a giver says of one slot; of a slot without a row they say nothing against it."""

    class Stance(models.TextChoices):
        RATHER = "rather", _("rather then")
        CANNOT = "cannot", _("cannot")

    availability = models.ForeignKey(Availability, models.CASCADE, related_name="stances")
    slot = models.ForeignKey(Slot, models.CASCADE, related_name="+")
    stance = models.CharField(max_length=6, choices=Stance)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["availability", "slot"], name="one_stance_per_slot")
        ]

    def __str__(self) -> str:
        return f"{self.slot} {self.stance}"


class ApartGroup(models.Model):
    """Sessions of which no two run at the same time."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="apart_groups")
    name = models.CharField(max_length=120)
    sessions = models.ManyToManyField(Proposal, related_name="apart_groups")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            UniqueConstraint(fields=["edition", "name"], name="one_group_name_per_edition")
        ]

    def __str__(self) -> str:
        return self.name


class SessionOrder(models.Model):
    """Sessions that follow each other; its steps say in which order."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="session_orders")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.edition} {self.pk}"


class OrderStep(models.Model):
    """One session of an order, and at which place of it."""

    order = models.ForeignKey(SessionOrder, models.CASCADE, related_name="steps")
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            UniqueConstraint(fields=["order", "position"], name="one_step_per_position"),
            UniqueConstraint(fields=["order", "proposal"], name="a_session_once_per_order"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.proposal}"


class RoomClosed(models.Model):
    """A slot in which a room cannot be used."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="closed")
    slot = models.ForeignKey(Slot, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["room", "slot"], name="a_room_is_closed_once_per_slot")
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.slot}"


class SessionCondition(models.Model):
    """What the hosts say of one session beyond its proposal."""

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="condition")
    parts = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="slots in a row; empty: by its minutes"
    )
    heads = models.PositiveIntegerField(
        null=True, blank=True, help_text="people expected; empty: whoever wishes for it"
    )
    slots = models.ManyToManyField(Slot, related_name="+", help_text="only these; none: all")

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(parts=None) | Q(parts__gte=1, parts__lte=3),
                name="a_session_takes_one_to_three_slots",
            )
        ]

    def __str__(self) -> str:
        return str(self.proposal)
