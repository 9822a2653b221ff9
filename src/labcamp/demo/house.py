# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The demo's name, welcome and legal pages; every one of them says that it is a demo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from labcamp.core.access import Viewer
from labcamp.core.instance.actions import Setup, set_up
from labcamp.core.instance.models import Instance, LegalPage

HERE = Path(__file__).parent


def told(name: str) -> dict[str, Any]:
    """A data file of the demo."""
    data: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return data


def furnish(by: Viewer) -> Instance:
    """Set the instance up and lay out the legal pages that are missing."""
    words = told("instance.json")
    pages = words.pop("pages")
    instance = Instance.objects.get_or_create(pk=1)[0]
    instance = set_up(Setup(**words), version=instance.version, by=by)
    instance.demo = True
    instance.save(update_fields=["demo"])
    for order, page in enumerate(pages):
        LegalPage.objects.get_or_create(
            slug=page["slug"],
            defaults={
                **page,
                "text_de": _page(page["slug"], "de"),
                "text_en": _page(page["slug"], "en"),
                "order": order,
                "changed_at": by.now,
            },
        )
    return instance


def _page(slug: str, language: str) -> str:
    return (HERE / "pages" / f"{slug}.{language}.md").read_text(encoding="utf-8")
