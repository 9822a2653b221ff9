# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing reports and adding materials."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from labcamp.core import search
from labcamp.core.access import Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.files.models import Upload
from labcamp.core.record import record
from labcamp.harvest import facts
from labcamp.harvest.models import Material, Report
from labcamp.network.models import Lab
from labcamp.series.models import Edition


@dataclass(frozen=True)
class Words:
    """What a report says; `text` and `teaser` are Markdown and plain text."""

    title: str
    teaser: str
    text: str
    url: str
    language: str
    audience: str


@transaction.atomic
def write_report(
    words: Words, *, lab: Lab, edition: Edition | None, token: str, by: Viewer
) -> Report:
    """Publish a report for one's lab; the same `token` gives the same report, not a second one."""
    require(by, "report", lab)
    slug = f"{_slug(words.title)}-{token[:6]}"
    report, new = Report.objects.get_or_create(
        slug=slug,
        defaults={
            **vars(words),
            "lab": lab,
            "edition": edition,
            "by_id": by.person,
            "at": by.now,
            "changed_at": by.now,
        },
    )
    if new:
        search.index(report)
        record(facts.REPORT_WRITTEN, about=report, by=by)
    return report


@transaction.atomic
def change_report(report: Report, words: Words, *, version: int, by: Viewer) -> Report:
    """Save a report; raises Stale when somebody saved since `version` was read."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    require(by, "edit", report)
    if report.version != version:
        raise Stale(report)
    for key, value in vars(words).items():
        setattr(report, key, value)
    report.version += 1
    report.changed_at = by.now
    report.save()
    search.index(report)
    record(facts.REPORT_CHANGED, about=report, by=by)
    return report


@transaction.atomic
def add_material(
    edition: Edition,
    *,
    title: str,
    url: str,
    date_told: str,
    licence: str,
    audience: str,
    by: Viewer,
    upload: Upload | None = None,
) -> Material:
    """Add a link or a file to an edition; the same one twice is there once."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "add-material", edition)
    material, new = Material.objects.get_or_create(
        edition=edition,
        title=title,
        url=url,
        upload=upload,
        defaults={
            "date_told": date_told,
            "licence": licence,
            "audience": audience,
            "by_id": by.person,
            "at": by.now,
        },
    )
    if new:
        record(facts.MATERIAL_ADDED, about=material, by=by)
    return material


def _slug(title: str) -> str:
    folded = title.lower().replace("ß", "ss")
    for letter, two in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        folded = folded.replace(letter, two)
    return slugify(folded)[:60] or "bericht"
