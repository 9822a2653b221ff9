# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The instance's settings, read again whenever the stamp has moved."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from django.db import transaction

from labcamp.core.instance.models import Instance, LegalPage
from labcamp.core.record import stamp


@dataclass(frozen=True)
class Kept:
    stamp: int
    instance: Instance
    legal: tuple[LegalPage, ...]


_LOCK = threading.Lock()
_kept: Kept | None = None


def kept(known: int | None = None) -> Kept:
    """Settings and legal pages of this moment: one small query, three after a change.

    `known` is the stamp when the request has read it already; then there is no query at all.
    """
    global _kept  # noqa: PLW0603 - the process keeps one copy
    now = stamp() if known is None else known
    present = _kept
    if present is None or present.stamp != now or transaction.get_connection().in_atomic_block:
        instance = Instance.objects.select_related("logo").filter(pk=1).first() or Instance(pk=1)
        legal = tuple(LegalPage.objects.defer("text_de", "text_en"))
        present = Kept(now, instance, legal)
        with _LOCK:
            _kept = present
    return present


def instance(known: int | None = None) -> Instance:
    return kept(known).instance
