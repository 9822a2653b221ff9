# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whoever signs in owns the address; the first time is remembered."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from labcamp.network.actions import person as people


@receiver(user_logged_in)
def confirm_the_address(request: Any, user: Any, **_: Any) -> None:
    if people.confirm(user, now=timezone.now()) and request is not None:
        request.session["first_time"] = True
