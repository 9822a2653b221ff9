# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Audience, Circle, Visible
from labcamp.network.models import Lab, Person, Steward
from labcamp.series.models.edition import Edition


class Area(models.TextChoices):
    """What a task of the handover belongs to."""

    START = "start", _("Taking over")
    DATA = "data", _("Data protection")
    PREPARE = "prepare", _("Preparing")
    INVITE = "invite", _("Inviting")
    DAY = "day", _("The day")
    AFTER = "after", _("Afterwards")


class Occasion(models.TextChoices):
    """What a checklist runs for; its days count from that day."""

    EDITION = "edition", _("an edition: its first day")
    TERM_BEGINS = "term-begins", _("a steward begins: the first day of the term")
    TERM_ENDS = "term-ends", _("a steward's term ends: its last day")


class TemplateTask(models.Model):
    """A task that every checklist of its occasion begins with; people may offer their own."""

    of = models.CharField(max_length=12, choices=Occasion, default=Occasion.EDITION)

    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    area = models.CharField(max_length=10, choices=Area, default=Area.PREPARE)
    days_before = models.SmallIntegerField(help_text="days before the day; negative: after")
    order = models.PositiveSmallIntegerField(default=0)
    offered_from = models.ForeignKey(
        Edition, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-days_before", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    """One thing to do for an edition, or when a steward's term begins or ends."""

    of = models.CharField(max_length=12, choices=Occasion, default=Occasion.EDITION)
    edition = models.ForeignKey(
        Edition, models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    term = models.ForeignKey(Steward, models.CASCADE, null=True, blank=True, related_name="tasks")
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    area = models.CharField(max_length=10, choices=Area, default=Area.PREPARE)
    days_before = models.SmallIntegerField()
    order = models.PositiveSmallIntegerField(default=0)
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="handover_tasks"
    )
    note = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    template = models.ForeignKey(
        TemplateTask, models.SET_NULL, null=True, blank=True, related_name="tasks"
    )

    class Meta:
        ordering = ["-days_before", "order", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(of="edition", edition__isnull=False, term__isnull=True)
                | (~Q(of="edition") & Q(edition__isnull=True, term__isnull=False)),
                name="tasks_belong_to_an_edition_or_a_term",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about_whom(self) -> Edition | Steward:
        """The edition or the steward's term it belongs to."""
        found = self.edition or self.term
        assert found is not None, "the database holds it"
        return found

    def due(self, day: date | None) -> date | None:
        """The day by which it should be done; None while nobody knows the day it counts from."""
        return day - timedelta(days=self.days_before) if day else None

    def due_in(self, term: Steward) -> date | None:
        """The same for a steward's term, from its first or its last day."""
        moment = term.since if self.of == Occasion.TERM_BEGINS else term.until
        return self.due(timezone.localdate(moment) if moment else None)


class LogEntry(Visible):
    """What hosts write down for those who host after them; it travels on with the baton."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="log")
    text = models.TextField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.NETWORK)

    circle = Circle(edition="edition", author="by")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Controller(models.Model):
    """Who is responsible for the data of an edition's registered people, from when to when."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="controllers")
    lab = models.ForeignKey(Lab, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, help_text="the organisation, as the law names it")
    contact = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            UniqueConstraint(
                fields=["edition"], condition=Q(until=None), name="one_controller_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.name
