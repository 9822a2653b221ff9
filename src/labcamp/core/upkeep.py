# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the ground floor forgets at night."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from labcamp.core.files.actions import forget_files_without_row
from labcamp.core.jobs import every, forget_given_up
from labcamp.core.limits import forget_old
from labcamp.core.mail.post import forget_old_letters


@every("night")
def forget_at_night(now: datetime) -> None:
    """May run twice: what is gone stays gone."""
    forget_old(now)
    forget_given_up(now)
    forget_old_letters(now)
    forget_ended_sessions(now)
    forget_files_without_row(now)


def forget_ended_sessions(now: datetime) -> None:
    """Sessions that ran out, and what was noted about the browsers of sessions that are gone."""
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
