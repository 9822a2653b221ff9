# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Changing what makes this instance this network's."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from labcamp.core.access import Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.files.models import Upload
from labcamp.core.instance import facts
from labcamp.core.instance.models import Instance, LegalPage, Level, Named, Phase, Topic
from labcamp.core.limits import spend
from labcamp.core.mail.post import post
from labcamp.core.record import record

Word = type[Level] | type[Phase] | type[Topic]


@dataclass(frozen=True)
class Setup:
    """What stewards may set; German and English texts, colours as "#rrggbb"."""

    name: str
    claim_de: str
    claim_en: str
    welcome_de: str
    welcome_en: str
    accent: str
    contact: str
    security_contact: str
    operator: str
    open_to_search_engines: bool
    content_language: str
    vouches_needed: int


@transaction.atomic
def set_logo(logo: Upload | None, *, by: Viewer) -> Instance:
    """Show this picture at the head of every page, or the sign that labcamp brings."""
    instance = Instance.objects.select_for_update().get(pk=1)
    require(by, "set-up", instance)
    instance.logo = logo
    instance.save(update_fields=["logo"])
    record(facts.INSTANCE_CHANGED, about=instance, by=by)
    return instance


@transaction.atomic
def set_up(setup: Setup, *, version: int, by: Viewer) -> Instance:
    """Save the settings; raises Stale when somebody saved since `version` was read."""
    Instance.objects.get_or_create(pk=1)
    instance = Instance.objects.select_for_update().get(pk=1)
    require(by, "set-up", instance)
    if instance.version != version:
        raise Stale(instance)
    for key, value in asdict(setup).items():
        setattr(instance, key, value)
    instance.version += 1
    instance.save()
    record(facts.INSTANCE_CHANGED, about=instance, by=by)
    return instance


@transaction.atomic
def save_legal_page(
    page: LegalPage,
    *,
    title_de: str,
    title_en: str,
    text_de: str,
    text_en: str,
    version: int,
    by: Viewer,
) -> LegalPage:
    """Save a legal page; raises Stale when somebody saved since `version` was read."""
    page = LegalPage.objects.select_for_update().get(pk=page.pk)
    require(by, "set-up", Instance.objects.get(pk=1))
    if page.version != version:
        raise Stale(page)
    page.title_de, page.title_en, page.text_de, page.text_en = title_de, title_en, text_de, text_en
    page.changed_at = by.now
    page.version += 1
    page.save()
    record(facts.LEGAL_PAGE_CHANGED, about=page, by=by)
    return page


@transaction.atomic
def lay_out(things: Sequence[LegalPage | Named], *, by: Viewer) -> None:
    """Put new legal pages and words in their place; nothing happens without any."""
    if not things:
        return
    instance = Instance.objects.get_or_create(pk=1)[0]
    require(by, "set-up", instance)
    for thing in things:
        thing.save(force_insert=True)
    record(facts.INSTANCE_CHANGED, about=instance, by=by)


@transaction.atomic
def name_word(word: Word, *, key: str, name_de: str, name_en: str, by: Viewer) -> Named:
    """Add or rename a level, phase or topic; the key stays what it was at first."""
    require(by, "set-up", Instance.objects.get(pk=1))
    last = word.objects.aggregate(last=Max("order"))["last"] or 0
    named, _ = word.objects.update_or_create(
        key=key,
        defaults={"name_de": name_de, "name_en": name_en},
        create_defaults={"name_de": name_de, "name_en": name_en, "order": last + 1},
    )
    record(facts.NAMES_CHANGED, about=named, by=by)
    return named


@transaction.atomic
def report_barrier(
    *, page: str, text: str, reply_to: str, to: Sequence[str], client: str, by: Viewer
) -> None:
    """Send what somebody wrote about a barrier to the addresses that answer for the instance.

    The same words from the same client within a day are one report. Raises TooMany.
    """
    instance = Instance.objects.get_or_create(pk=1)[0]
    spend(f"barrier:{client}", most=10, per=timedelta(hours=1), now=by.now)
    same = f"{client}|{page}|{text}|{by.now:%Y-%m-%d}"
    letters = [
        post(
            address,
            f"[{instance.name}] Barriere gemeldet",
            f"{text}\n\nSeite: {page or '–'}\nAntwort an: {reply_to or 'nicht angegeben'}\n",
            kind="barrier",
            key=f"barrier:{hashlib.sha256(f'{same}|{address}'.encode()).hexdigest()}",
            headers={"Reply-To": reply_to} if reply_to else {},
        )
        for address in to
    ]
    if any(letters):
        record(facts.BARRIER_REPORTED, about=instance, by=by)
