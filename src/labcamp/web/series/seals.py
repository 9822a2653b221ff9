# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys of secret addresses: a number and its seal. They hold as long as the instance's secret."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac


def sealed(salt: str, number: int) -> str:
    """The key in letters; it names nobody."""
    return f"{number}-{_seal(salt, number)}"


def number_in(salt: str, key: str) -> int | None:
    """The number under a right seal, else None."""
    number, _dash, seal = key.partition("-")
    if not (number.isascii() and number.isdigit()) or len(number) > 12:
        return None
    if not secrets.compare_digest(seal.encode(), _seal(salt, int(number)).encode()):
        return None
    return int(number)


def _seal(salt: str, number: int) -> str:
    return salted_hmac(salt, str(number), algorithm="sha256").hexdigest()[:40]
