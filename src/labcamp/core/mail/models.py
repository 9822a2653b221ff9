# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.db import models


class Letter(models.Model):
    """One letter to one address. `key` makes it once only; `sent_at` says it left.

    A letter with `until` (a sign-in code) is gone as soon as it left. One on a `pile` was written
    in a rehearsal: it counts as sent and goes out to nobody.
    """

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    headers = models.JSONField(default=dict, blank=True)
    calendar = models.TextField(blank=True, help_text="an iCalendar invitation that goes with it")
    language = models.CharField(max_length=5, default="de")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True, help_text="of no use afterwards")
    pile = models.CharField(max_length=60, blank=True, db_index=True)
    reference = models.CharField(
        max_length=40, blank=True, db_index=True, help_text="part of its Message-ID; nobody guesses"
    )
    bounced_at = models.DateTimeField(null=True, blank=True, help_text="came back for good")
    bounce = models.CharField(max_length=12, blank=True, help_text="the status, such as 5.1.1")

    def __str__(self) -> str:
        return self.subject


class CaughtLetter(models.Model):
    """A letter that the demo's catcher kept instead of sending it out."""

    to = models.CharField(max_length=500)
    sender = models.CharField(max_length=300)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    raw = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject
