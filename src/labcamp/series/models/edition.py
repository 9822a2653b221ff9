# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Audience, Circle, Visible, VisibleQuerySet
from labcamp.core.instance.models import Level
from labcamp.core.sources import Source
from labcamp.network.models import Lab
from labcamp.series.models.series import Partner


class EditionQuerySet(VisibleQuerySet["Edition"]):
    """Editions, with the one word that keeps rehearsals out of everything that lists or counts."""

    def real(self) -> EditionQuerySet:
        """The editions of the series: everything but rehearsals."""
        return self.filter(rehearses=None)


class Edition(Visible):
    """One meeting of the series. What nobody could find out is left empty and called unknown.

    One that `rehearses` another is a rehearsal: full of invented people, for the hosts of the
    other one alone, thrown away whole. See docs/decisions/0017-rehearsals.md.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CALLED_OFF = "called-off", _("called off")
        ARCHIVED = "archived", _("archived")

    class Form(models.TextChoices):
        ONLINE = "online", _("online")
        ON_SITE = "on-site", _("on site")
        HYBRID = "hybrid", _("hybrid")

    slug = models.SlugField(max_length=60, unique=True, help_text="its number when it has one")
    number = models.PositiveIntegerField(null=True, blank=True, unique=True)
    possible_numbers = models.JSONField(default=list, blank=True)
    title = models.CharField(max_length=200)
    theme = models.CharField(max_length=400, blank=True)
    about = models.TextField(blank=True, help_text="Markdown")
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    date_told = models.CharField(
        max_length=20, blank=True, help_text="ISO date, month or year as far as known"
    )
    begins = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, default="Europe/Berlin")
    form = models.CharField(max_length=10, choices=Form, blank=True)
    place = models.CharField(max_length=200, blank=True)
    tool = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=20, default="de")
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)

    people_min = models.PositiveIntegerField(null=True, blank=True)
    people_max = models.PositiveIntegerField(null=True, blank=True)
    people_note = models.CharField(max_length=200, blank=True)
    units = models.PositiveIntegerField(null=True, blank=True, help_text="labs that took part")
    units_note = models.CharField(max_length=200, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    registration_open = models.BooleanField(default=False)
    registration_told = models.JSONField(default=dict, blank=True)
    announced_on = models.DateField(null=True, blank=True)
    confidentiality = models.TextField(blank=True)
    outline = models.JSONField(default=list, blank=True, help_text="programme in words, in order")
    formats = models.JSONField(default=list, blank=True)
    unknown = models.JSONField(default=list, blank=True, help_text="what nobody could find out")
    hosts_note = models.CharField(max_length=200, blank=True)
    sources = models.ManyToManyField(Source, blank=True, related_name="editions")
    rehearses = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="rehearsal"
    )
    thrown_away_on = models.DateField(null=True, blank=True, help_text="a rehearsal's last day")
    version = models.PositiveIntegerField(default=1)

    circle = Circle(edition="pk")
    objects: ClassVar[Any] = EditionQuerySet.as_manager()

    class Meta:
        ordering = [F("first_day").asc(nulls_last=True), "date_told"]
        constraints = [
            CheckConstraint(
                condition=Q(last_day=None) | Q(first_day__lte=F("last_day")),
                name="editions_end_after_they_begin",
            ),
            CheckConstraint(
                condition=Q(rehearses=None, thrown_away_on=None)
                | Q(rehearses__isnull=False, thrown_away_on__isnull=False, number=None)
                & Q(audience=Audience.HOSTS),
                name="rehearsals_are_for_hosts_and_end",
            ),
        ]

    def __str__(self) -> str:
        if self.number is None or f"#{self.number}" in self.title:
            return self.title
        return f"#{self.number} {self.title}"

    @property
    def pile(self) -> str:
        """Where a rehearsal's letters stay; also the domain of its invented people."""
        return f"probe-{self.pk}.invalid" if self.rehearses_id else ""

    @property
    def carriers(self) -> list[EditionRole]:
        """Who carried the baton, each once: hosts and co-hosts, or the organisers without them."""
        roles = list(self.roles.all())
        for kinds in (("host", "co-host"), ("organiser",)):
            found = {role.name: role for role in roles if role.role in kinds}
            if found:
                return list(found.values())
        return []

    def get_absolute_url(self) -> str:
        return reverse("series:edition", args=[self.slug])


class EditionRole(models.Model):
    """Who stood for an edition and as what. A lab, a partner, or a name when it is neither."""

    class Role(models.TextChoices):
        HOST = "host", _("Host")
        COHOST = "co-host", _("Co-host")
        ORGANISER = "organiser", _("Organiser")
        SUPPORTER = "supporter", _("Supporter")
        MODERATION = "moderation", _("Moderation")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=12, choices=Role)
    lab = models.ForeignKey(Lab, models.PROTECT, null=True, blank=True, related_name="roles")
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="roles"
    )
    name = models.CharField(max_length=200)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"


class Part(models.Model):
    """One part of the programme of an edition as it is told: an input, a challenge, a round."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="parts")
    order = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    lab = models.ForeignKey(Lab, models.PROTECT, null=True, blank=True, related_name="parts")
    by = models.CharField(max_length=200, blank=True, help_text="organisation")
    level = models.ForeignKey(Level, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title
