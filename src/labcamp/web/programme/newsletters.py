# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters about changes of the programme, to those alone whom they touch (decision 16)."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from labcamp.core import jobs
from labcamp.core.access import system
from labcamp.core.door import Request, door
from labcamp.core.mail.pile import piled
from labcamp.core.record import Fact, after
from labcamp.network.letters import address, write
from labcamp.network.models import Person
from labcamp.programme import facts
from labcamp.programme.actions import news as actions
from labcamp.programme.actions.timetable import day_of
from labcamp.programme.models import Placement, Timetable
from labcamp.programme.news import News, Version, news_for
from labcamp.programme.queries import news as queries
from labcamp.series.models import Edition
from labcamp.series.queries import viewer_for
from labcamp.web.answer import SeeOther
from labcamp.web.programme import told
from labcamp.web.programme.changes import stand_words
from labcamp.web.seals import numbers_in, sealed

SALT = "labcamp.programme-letters"
GATHER = timedelta(minutes=10)
GATHER_TODAY = timedelta(minutes=2)
"""So long publications are gathered into one letter; on the day people need it sooner."""

SOME = _("What has changed of your sessions: %(edition)s")
FIRST = _("Your sessions in the programme: %(edition)s")


@after(facts.TIMETABLE_PUBLISHED)
def gather_the_changes(fact_id: int) -> None:
    """May run twice: a second telling finds everybody told."""
    fact = Fact.objects.get(pk=fact_id)
    timetable = Timetable.objects.select_related("edition").filter(pk=int(fact.about_id)).first()
    if timetable is None:
        return
    if timetable.edition.rehearses_id:  # nobody waits for it, and nothing may outlive it
        tell_whom_it_touches(timetable.edition_id)
        return
    today = day_of(fact.at, timetable.edition.time_zone)
    on_the_day = Placement.objects.filter(timetable=timetable, day=today).exists()
    wait = GATHER_TODAY if on_the_day else GATHER
    jobs.enqueue(tell_whom_it_touches, due_at=fact.at + wait, edition=timetable.edition_id)


@jobs.takes_long
def tell_whom_it_touches(edition: int) -> None:
    """May run twice, also after a kill in the middle: whoever was told knows the version."""
    found = Edition.objects.filter(pk=edition, state=Edition.State.PLANNED).first()
    if found is None:
        return
    versions = queries.versions(found, system("programme"))
    heard = queries.told(found)
    now = timezone.now()
    touched = [
        key
        for key, mine in queries.touches(found).items()
        if versions and news_for(mine, _version(versions, heard.get(key)), versions, now)
    ]
    with piled(found.pile):
        for person in queries.people(touched):
            tell(found, person)


jobs.job(tell_whom_it_touches)


@transaction.atomic
def tell(edition: Edition, person: Person) -> bool:
    """One letter with what this person has not heard and may see; whether one was written."""
    row = actions.locked_news(edition, person.pk)
    viewer = viewer_for(person)
    versions = queries.versions(edition, viewer)
    if not row.wanted or not versions:
        return False
    heard = _version(versions, row.told_id)
    mine = queries.touches(edition, person.pk).get(person.pk, [])
    found = news_for(mine, heard, versions, viewer.now)
    names = queries.titles([one.session for one in found], viewer)
    found = [one for one in found if one.session in names]
    if found:
        gives = {touch.session for touch in mine if touch.since is None}
        _write(edition, person, found, names, gives, versions[-1])
    if found:
        actions.note_told(row, versions[-1].key, by=system("programme"))
    return bool(found)


def _version(versions: list[Version], key: int | None) -> Version | None:
    return next((version for version in versions if version.key == key), None)


def _write(
    edition: Edition,
    person: Person,
    found: list[News],
    names: dict[int, tuple[int, str]],
    gives: set[int],
    version: Version,
) -> None:
    with translation.override(person.language):
        zone = ZoneInfo(edition.time_zone)
        lines = "\n\n".join(
            _line(one, names[one.session][1], zone, gives=one.session in gives) for one in found
        )
    fresh = all(one.what == "added" for one in found)
    intro: Promise = (
        _("these sessions that you give or want now have a place in the programme of %(edition)s:")
        if fresh
        else _("in the programme of %(edition)s something has changed that touches you:")
    )
    write(
        [person],
        FIRST if fresh else SOME,
        [
            _("Hello,"),
            intro,
            "%(lines)s",
            _("Your own programme:"),
            "%(mine)s",
            _("You no longer want these letters about this programme? Switch them off here:"),
            "%(off)s",
        ],
        kind="programme",
        key=f"programme-news:{edition.pk}:{version.key}",
        edition=str(edition),
        lines=lines,
        mine=address(reverse("programme:mine", args=[edition.slug])),
        off=address(reverse("programme:letters", args=[sealed(SALT, edition.pk, person.pk)])),
    )


def _line(one: News, title: str, zone: ZoneInfo, *, gives: bool) -> str:
    words = told.what_words()
    whose = f" ({_now('you give it')})" if gives else ""
    lines = [f"  {title}{whose}", f"  {words[one.what]}"]
    before, after_ = (stand_words(stand, zone) for stand in (one.before, one.after))
    if before and after_ and before != after_:
        lines += [f"  {before}", f"  → {after_}"]
    else:
        lines.append(f"  {after_ or before}")
    return "\n".join(lines)


@door(on=["GET", "POST"])
def letters(request: Request, key: str) -> HttpResponse:
    """The switch behind the secret address in a letter: works without signing in."""
    numbers = numbers_in(SALT, key, 2)
    person = Person.objects.filter(pk=numbers[1], is_active=True).first() if numbers else None
    if numbers is None or person is None:
        raise Http404
    viewer = viewer_for(person, request.viewer.now)
    edition = Edition.objects.visible_to(viewer).filter(pk=numbers[0]).first()
    if edition is None:
        raise Http404
    if request.method == "POST":
        actions.want_letters(edition, wanted=request.POST.get("wanted") == "1", by=viewer)
        return SeeOther(reverse("programme:letters", args=[key]))
    context = {"edition": edition, "wanted": queries.wanted(edition, person.pk)}
    answer = render(request, "programme/letters.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@door(Edition, on=["POST"], find=["slug"], signed_in=True)
def switch(request: Request, edition: Edition) -> HttpResponse:
    """The same switch on my programme."""
    actions.want_letters(edition, wanted=request.POST.get("wanted") == "1", by=request.viewer)
    return SeeOther(reverse("programme:mine", args=[edition.slug]) + "#letters")
