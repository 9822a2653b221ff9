# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils import timezone


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, **fields: Any) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who can sign in. There are no passwords: a code by mail, single sign-on, a passkey.

    `confirmed_at` is set by the first sign-in; addresses that never confirm are forgotten at night.
    """

    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, default="de")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    calendars_renewed = models.PositiveIntegerField(
        default=0, help_text="how often the secret calendar addresses were renewed"
    )

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or self.email

    # Django's own admin is not part of labcamp; libraries ask these questions all the same.
    is_staff = False
    is_superuser = False


class Steward(models.Model):
    """One person's term as steward of the series."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="terms")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["person"], condition=Q(until=None), name="one_running_term_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.since:%Y}"
