# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the sign-in library meets the house."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Letters go out through `core.mail`."""


class SocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on."""
