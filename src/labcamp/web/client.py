# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys for limits: addresses of people and clients, counted without being kept."""

import hashlib

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest


def key_of(text: str) -> str:
    """32 characters that stand for `text` on this instance and cannot be turned back."""
    return hashlib.sha256((settings.SECRET_KEY + text).encode()).hexdigest()[:32]


def client_of(request: HttpRequest) -> str:
    """The key of the client's network address, behind as many proxies as the settings trust."""
    return key_of(get_adapter().get_client_ip(request) or "")
