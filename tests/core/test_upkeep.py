# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is forgotten at night, and what is not."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from labcamp.core.jobs import WORKS
from labcamp.core.limits import Allowance, spend
from labcamp.core.upkeep import forget_at_night
from labcamp.network.models import Person

pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    UserSession.objects.create(
        user=person, session_key=client.session.session_key, ip="192.0.2.1", user_agent="x"
    )
    return client


def test_sessions_that_ran_out_go_with_what_was_noted_about_them():
    kim = Person.objects.create_user("kim@example.org")
    ended, running = signed_in(kim), signed_in(kim)
    now = timezone.now()
    Session.objects.filter(pk=ended.session.session_key).update(expire_date=now)
    spend("k", most=1, per=timedelta(hours=1), now=now - timedelta(hours=2))

    for _ in range(2):
        forget_at_night(now + timedelta(seconds=1))

    assert [s.pk for s in Session.objects.all()] == [running.session.session_key]
    assert [s.session_key for s in UserSession.objects.all()] == [running.session.session_key]
    assert Allowance.objects.count() == 0


def test_the_night_knows_its_work():
    assert WORKS["labcamp.core.upkeep.forget_at_night"].period == "night"
