# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is different between versions of a programme: as a page and as feeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labcamp.core.access import Viewer
from labcamp.core.door import Request, door
from labcamp.core.instance import current
from labcamp.programme.news import News, Stand, Version, differences
from labcamp.programme.queries import news as queries
from labcamp.publish import feeds
from labcamp.series.models import Edition
from labcamp.series.queries import viewer_for
from labcamp.web.programme import mine, told
from labcamp.web.seals import renewable_in

ATOM = "application/atom+xml; charset=utf-8"
MOST = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One difference in words: the session, what happened, from where to where."""

    number: int
    title: str
    what: str
    before: str
    after: str


@door(Edition, find=["slug"])
def changes(request: Request, edition: Edition) -> HttpResponse:
    """Any published version against the present one; without a number, the one before it."""
    versions = queries.versions(edition, request.viewer)
    if not versions or not any(version.plan for version in versions):
        raise Http404
    present, older = versions[-1], versions[-2::-1]
    asked = request.GET.get("since", "")
    since = next((v for v in older if str(v.number) == asked), older[0] if older else None)
    found = differences(since.plan, present.plan) if since else []
    context = {
        "edition": edition,
        "zone": ZoneInfo(edition.time_zone),
        "present": present,
        "older": older,
        "since": since,
        "rows": list(_rows(found, edition, request.viewer)),
    }
    return render(request, "programme/changes.html", context)


@door(Edition, find=["slug"])
def feed(request: Request, edition: Edition) -> HttpResponse:
    """One entry for each published version that changed something the reader sees."""
    address = settings.ORIGIN + reverse("plain:changes-feed", args=[edition.slug])
    answer = HttpResponse(_atom(edition, request.viewer, address), content_type=ATOM)
    answer["Cache-Control"] = ("public" if request.viewer.guest else "private") + ", no-cache"
    patch_vary_headers(answer, ["Cookie"])
    return answer


@door()
def own_feed(request: Request, key: str) -> HttpResponse:
    """The same for the sessions somebody gives or wants, for whoever holds the secret address."""
    found = renewable_in(mine.SALT, key, 1)
    if found is None:
        raise Http404
    numbers, person = found
    viewer = viewer_for(person, request.viewer.now)
    edition = Edition.objects.visible_to(viewer).filter(pk=numbers[0]).first()
    if edition is None:
        raise Http404
    touches = queries.touches(edition, person.pk).get(person.pk, [])
    address = settings.ORIGIN + reverse("plain:my-changes", args=[key])
    body = _atom(edition, viewer, address, frozenset(touch.session for touch in touches))
    answer = HttpResponse(body, content_type=ATOM)
    add_never_cache_headers(answer)
    return answer


def _atom(
    edition: Edition, viewer: Viewer, address: str, only: frozenset[int] | None = None
) -> bytes:
    versions = queries.versions(edition, viewer)
    if only is None and not any(version.plan for version in versions):
        raise Http404
    language = edition.language if edition.language in dict(settings.LANGUAGES) else "de"
    page = settings.ORIGIN + reverse("programme:programme", args=[edition.slug])
    steps = [(None, versions[0]), *pairwise(versions)] if versions else []
    with translation.override(language):
        items = [
            item
            for before, after in steps[::-1]
            if (item := _item(edition, viewer, before, after, only))
        ]
        return feeds.to_atom(
            feeds.Feed(
                id=address,
                title=_("Changes of the programme: %(edition)s") % {"edition": edition},
                url=address,
                page=page,
                author=current.instance().name,
                updated=versions[-1].published_at if versions else viewer.now,
                items=tuple(items[:MOST]),
                language=language,
            )
        )


def _item(
    edition: Edition,
    viewer: Viewer,
    before: Version | None,
    after: Version,
    only: frozenset[int] | None,
) -> feeds.Item | None:
    """None when nothing changed that the reader sees."""
    found = differences(before.plan if before else {}, after.plan)
    rows = list(_rows([n for n in found if only is None or n.session in only], edition, viewer))
    if not rows:
        return None
    page = settings.ORIGIN + reverse("programme:programme", args=[edition.slug])
    words = ngettext("%(n)s change", "%(n)s changes", len(rows)) % {"n": len(rows)}
    if before is None:
        words = _("the programme is published")
    return feeds.Item(
        id=f"{page}#version-{after.number}",
        title=_("Version %(number)s: %(words)s") % {"number": after.number, "words": words},
        url=page,
        updated=after.published_at,
        published=after.published_at,
        summary="\n".join(" ".join(filter(None, _line(row))) for row in rows),
    )


def _line(row: Row) -> tuple[str, ...]:
    where = f"{row.before} → {row.after}" if row.before and row.after else row.after or row.before
    return f"{row.title}: {row.what}", f"({where})"


def _rows(found: list[News], edition: Edition, viewer: Viewer) -> Iterator[Row]:
    zone, words = ZoneInfo(edition.time_zone), told.what_words()
    names = queries.titles([one.session for one in found], viewer)
    for one in found:
        if one.session in names:
            number, title = names[one.session]
            before, after = stand_words(one.before, zone), stand_words(one.after, zone)
            yield Row(number, title, words[one.what], before if before != after else "", after)


def stand_words(stand: Stand | None, zone: ZoneInfo) -> str:
    """A place in words: "Do, 4. März, 09:00–09:45, Saal"."""
    if stand is None:
        return ""
    begins, ends = stand.starts_at.astimezone(zone), stand.ends_at.astimezone(zone)
    day = date_format(begins.date(), "SHORT_WEEKDAY_FORMAT")
    return f"{day}, {begins:%H:%M}–{ends:%H:%M}" + (f", {stand.room}" if stand.room else "")
