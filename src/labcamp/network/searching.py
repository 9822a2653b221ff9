# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of a lab is searched, and how much each text says about it (1 to 100)."""

from __future__ import annotations

from collections.abc import Iterator

from labcamp.core import search
from labcamp.network.models import Lab


def texts(lab: Lab) -> Iterator[tuple[str, int]]:
    yield lab.name, 40
    for other in lab.other_names.all():
        yield other.name, 30
    yield lab.town, 30
    yield lab.carrier, 15
    for topic in lab.topics.all():
        yield f"{topic.name_de} {topic.name_en}", 15
    yield f"{lab.level.name_de} {lab.level.name_en}", 5
    yield lab.offers, 8
    yield lab.seeks, 8
    yield lab.description, 6


search.register(Lab, texts, related=["level"], prefetch=["other_names", "topics"])
