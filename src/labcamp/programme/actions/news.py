# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who has been told what of a programme, and who wants to be told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from labcamp.core.access import Refused, Viewer
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.models import ProgrammeNews, Timetable
from labcamp.series.models import Edition


def locked_news(edition: Edition, person: int) -> ProgrammeNews:
    """The person's row, locked; made at the first use. Runs inside the caller's transaction."""
    ProgrammeNews.objects.get_or_create(edition=edition, person_id=person)
    rows = ProgrammeNews.objects.select_for_update(of=("self",)).select_related("told")
    found: ProgrammeNews = rows.get(edition=edition, person_id=person)
    return found


@transaction.atomic
def note_told(news: ProgrammeNews, version: int, *, by: Viewer) -> None:
    """From now on the person knows this version; only the instance says so."""
    if not by.system:
        raise Refused("note-told")
    if news.told_id != version:
        ProgrammeNews.objects.filter(pk=news.pk).update(told=version)
        record(facts.NEWS_TOLD, about=news, by=by, version=version)


@transaction.atomic
def want_letters(edition: Edition, *, wanted: bool, by: Viewer) -> ProgrammeNews:
    """Switch the letters about one's own sessions on or off; what holds now counts as told."""
    news = locked_news(edition, by.somebody)
    if news.wanted != wanted:
        published = Timetable.State.PUBLISHED
        news.wanted = wanted
        news.told = Timetable.objects.filter(edition=edition, state=published).first()
        news.save(update_fields=["wanted", "told"])
        record(facts.NEWS_SWITCHED, about=news, by=by, wanted=wanted)
    return news


@transaction.atomic
def note_seen(edition: Edition, version: int, *, by: Viewer) -> None:
    """The person has looked at this version (its key). Theirs alone; nobody counts who looks.

    An older version, or one of another edition, changes nothing. No fact is recorded.
    """
    shown = Timetable.objects.visible_to(by).filter(edition=edition, published_at__isnull=False)
    found = shown.filter(pk=version).first()
    if found is None:
        return
    news = locked_news(edition, by.somebody)
    before = shown.filter(pk=news.seen_id or 0).first()
    if before is None or _published(before) < _published(found):
        news.seen = found
        news.save(update_fields=["seen"])


def _published(version: Timetable) -> tuple[datetime, int]:
    assert version.published_at is not None
    return version.published_at, version.number
