# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is new in a programme since somebody looked last: marks on the sessions and one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from labcamp.core.door import Request, door
from labcamp.programme.actions import news as actions
from labcamp.programme.queries import news as queries
from labcamp.programme.queries.plan import Seen
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.programme import told


@dataclass(frozen=True, slots=True)
class Fresh:
    """`counts`: what happened to how many sessions, in words; `words`: by session.

    `off`: those of which the words say already that they do not take place.
    """

    number: int
    published_at: datetime
    present: int
    counts: list[str]
    words: dict[int, str]
    off: frozenset[int]


def fresh_for(request: Request, edition: Edition, seen: Seen) -> Fresh | None:
    """None for guests, at the first look (which is noted) and when nothing is different."""
    viewer = request.viewer
    if viewer.person is None:
        return None
    known = queries.last_seen(edition, viewer)
    if known is None:
        actions.note_seen(edition, seen.timetable, by=viewer)
    if known in (None, seen.timetable):
        return None
    assert known is not None
    found = queries.since(edition, viewer, known, seen.timetable)
    if found is None or not found.news:
        return None
    names = told.what_words()
    words = {one.session: names[one.what] for one in found.news}
    most = Counter(one.what for one in found.news).most_common()
    counts = [told.counted(what, n) for what, n in most]
    off = frozenset(one.session for one in found.news if one.what == "cancelled")
    return Fresh(found.number, found.published_at, seen.timetable, counts, words, off)


def mark_words(words: dict[int, str]) -> dict[int, SafeString]:
    """The mark on each session that is not as it was."""
    return {
        key: format_html('<span class="lc-fresh">{}</span> ', word) for key, word in words.items()
    }


@door(Edition, find=["slug"], on=["POST"], signed_in=True)
def note_seen(request: Request, edition: Edition) -> HttpResponse:
    """From now on this version is the one the reader knows."""
    version = request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 15:
        raise Http404
    actions.note_seen(edition, int(version), by=request.viewer)
    back = "mine" if request.POST.get("back") == "mine" else "programme"
    return SeeOther(reverse(f"programme:{back}", args=[edition.slug]))
