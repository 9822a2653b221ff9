# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Audience, Circle, Visible
from labcamp.network.models import ConsentRound, Lab, Person
from labcamp.series.models.edition import Edition


class HostCall(Visible):
    """The question who hosts an edition, from the call to the moment the baton is passed.

    The rules by which the labs will decide are fixed here, before anybody offers. `edition` is
    the one the baton made, or the one whose hosts gave it back and that needs new ones.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open for offers")
        DECIDING = "deciding", _("the labs decide")
        ACCEPTING = "accepting", _("agreed, the hosts accept")
        PASSED = "passed", _("passed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    number = models.PositiveIntegerField()
    text = models.TextField(blank=True, help_text="Markdown")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    offers_until = models.DateTimeField()
    quorum_percent = models.PositiveSmallIntegerField(default=33)
    silence = models.CharField(
        max_length=10, choices=ConsentRound.Silence, default=ConsentRound.Silence.AGREES
    )
    decide_days = models.PositiveSmallIntegerField(default=14)
    change_days = models.PositiveSmallIntegerField(default=7)
    accept_days = models.PositiveSmallIntegerField(default=14)
    edition = models.ForeignKey(
        Edition, models.SET_NULL, null=True, blank=True, related_name="calls"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PUBLIC)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            UniqueConstraint(
                fields=["number"],
                condition=Q(state__in=["open", "deciding", "accepting"]),
                name="one_running_call_per_number",
            ),
            CheckConstraint(
                condition=Q(state__in=["passed", "withdrawn"], ended_at__isnull=False)
                | (~Q(state__in=["passed", "withdrawn"]) & Q(ended_at=None)),
                name="ended_calls_know_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def running(self) -> bool:
        return self.state in (self.State.OPEN, self.State.DECIDING, self.State.ACCEPTING)

    def get_absolute_url(self) -> str:
        return reverse("series:call", args=[self.pk])


class HostOffer(Visible):
    """What one lab, or several together, promise when they offer to host."""

    class State(models.TextChoices):
        MADE = "made", _("offered")
        PUT = "put", _("before the labs")
        AGREED = "agreed", _("agreed, not accepted yet")
        ACCEPTED = "accepted", _("took the baton")
        NOT_AGREED = "not-agreed", _("not agreed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("not accepted in time")

    call = models.ForeignKey(HostCall, models.CASCADE, related_name="offers")
    theme = models.CharField(max_length=400)
    about = models.TextField(blank=True, help_text="Markdown")
    period = models.CharField(max_length=120, help_text="when, as far as known")
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    form = models.CharField(max_length=10, choices=Edition.Form, blank=True)
    place = models.CharField(max_length=200, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    needs = models.TextField(blank=True, help_text="what the hosts need from others")
    state = models.CharField(max_length=10, choices=State, default=State.MADE)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="offers")
    at = models.DateTimeField()
    round = models.OneToOneField(
        ConsentRound, models.SET_NULL, null=True, blank=True, related_name="host_offer"
    )
    accept_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.NETWORK)

    circle = Circle(author="by")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(last_day=None) | Q(first_day__lte=F("last_day")),
                name="offers_end_after_they_begin",
            ),
            UniqueConstraint(
                fields=["call"],
                condition=Q(state__in=["put", "agreed", "accepted"]),
                name="one_offer_at_a_time_is_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.theme

    @property
    def running(self) -> bool:
        return self.state in (self.State.MADE, self.State.PUT, self.State.AGREED)

    def get_absolute_url(self) -> str:
        return reverse("series:offer", args=[self.pk])


class OfferLab(models.Model):
    """A lab in an offer: the one that leads it, or one that was asked to join and says yes."""

    offer = models.ForeignKey(HostOffer, models.CASCADE, related_name="labs")
    lab = models.ForeignKey(Lab, models.CASCADE, related_name="host_offers")
    leads = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-leads", "pk"]
        constraints = [
            UniqueConstraint(fields=["offer", "lab"], name="a_lab_is_once_in_an_offer"),
            UniqueConstraint(fields=["offer"], condition=Q(leads=True), name="one_lab_leads"),
        ]

    def __str__(self) -> str:
        return f"{self.lab}: {self.offer}"


class Takeover(models.Model):
    """Hosts who are asked whether they still carry the baton, or who give it back.

    Without an answer in time the baton is free: their rights end after an overlap, a new call
    begins, and what was prepared stays.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="takeovers")
    reason = models.TextField()
    resigned = models.BooleanField(default=False, help_text="the hosts themselves gave it back")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    answer_until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    freed_at = models.DateTimeField(null=True, blank=True)
    hosts = models.JSONField(default=list, blank=True, help_text="names of the hosts until then")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            UniqueConstraint(
                fields=["edition"],
                condition=Q(answered_at=None, freed_at=None),
                name="hosts_are_asked_once_at_a_time",
            ),
            CheckConstraint(
                condition=Q(answered_at=None) | Q(freed_at=None),
                name="answered_hosts_keep_the_baton",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.asked_at:%Y-%m-%d}"
