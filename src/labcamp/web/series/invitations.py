# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters about one's place, with the calendar entry that mail programs take over.

Every letter about a held place is written by one job that compares what the person was last told
with what holds now, so a job that runs twice, or after a crash, writes nothing again.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import system
from labcamp.core.instance import current
from labcamp.core.record import Fact, after
from labcamp.network.letters import address, write
from labcamp.publish import calendar
from labcamp.series import facts, frame
from labcamp.series.actions.places import note_told
from labcamp.series.models import Edition, Registration
from labcamp.web.series.placekey import path_of

HELD, WAITING, OFFERED = (
    Registration.State.HELD,
    Registration.State.WAITING,
    Registration.State.OFFERED,
)
HELLO = _("Hello,")
LINK = _("See your place, change what you told or give it back:")


@after(facts.PLACE_TAKEN, facts.PLACE_ACCEPTED, facts.PLACE_GIVEN_BACK, facts.OFFER_RAN_OUT)
def tell_one(fact_id: int) -> None:
    """May run twice: what was told already is not told again."""
    fact = Fact.objects.get(pk=fact_id)
    place = _places().filter(pk=fact.data["place"]).first()
    if place is None:
        return
    if fact.kind == facts.OFFER_RAN_OUT.name:
        text = _("The place you were offered was not accepted in time and went to the next person.")
        _plain(place, fact, _("%(edition)s: the offer has run out"), text)
    elif place.state == WAITING and fact.kind == facts.PLACE_TAKEN.name:
        text = _(
            "all places are taken at the moment; you are on the waiting list. As soon as a place "
            "becomes free that you may have, we write to you."
        )
        _plain(place, fact, _("%(edition)s: you are on the waiting list"), text)
    bring_up_to_date(place)


@after(facts.MOVED_UP)
def tell_who_moved_up(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    fact = Fact.objects.get(pk=fact_id)
    place = _places().filter(pk=fact.data["place"]).first()
    if place is None:
        return
    if place.state == OFFERED and place.offered_until:
        until = timezone.localtime(place.offered_until, ZoneInfo(place.edition.time_zone))
        text = _("a place has become free for you. Please accept it until %(until)s:")
        with translation.override(place.person.language):
            told = date_format(until, "SHORT_DATETIME_FORMAT")
        _plain(place, fact, _("%(edition)s: a place for you"), text, until=told)
    bring_up_to_date(place)


@after(facts.EDITION_CHANGED)
def tell_everybody_about_a_change(fact_id: int) -> None:
    """May run twice: whoever knows time and place as they are now gets no letter."""
    fact = Fact.objects.get(pk=fact_id)
    for place in _places().filter(edition=int(fact.about_id)).exclude(told="", state__in=[WAITING]):
        bring_up_to_date(place)


@transaction.atomic
def bring_up_to_date(place: Registration) -> None:
    """Write the one calendar letter that is due: an invitation, its update, or its cancellation."""
    edition = place.edition
    holds = place.state == HELD and edition.state == Edition.State.PLANNED
    ended = edition.state in (Edition.State.HELD, Edition.State.ARCHIVED)
    if (
        edition.first_day is None
        or (ended and place.state == HELD)
        or (not holds and not place.told)
    ):
        return
    now = _details(edition) if holds else ""
    before = place.told
    noted = note_told(place, now, by=system("invitations"))
    if noted is None:
        return
    noted.person, noted.edition = place.person, edition
    subject, text = _words(noted, holds=holds, first=not before)
    write(
        [place.person],
        subject,
        [HELLO, text, "%(when)s", *frame.paragraphs(edition), LINK, "%(address)s"],
        kind="place",
        key=f"place:{place.pk}:{noted.sequence}",
        calendar=invitation(noted, cancel=not holds).decode(),
        reply_to=frame.reply_to(edition),
        edition=str(edition),
        when=_when(edition, place.person.language),
        address=address(path_of(place)),
    )


def _words(place: Registration, *, holds: bool, first: bool) -> tuple[Promise, Promise]:
    if not holds and place.edition.state == Edition.State.CALLED_OFF:
        return _("%(edition)s is called off"), _("%(edition)s was called off. This was its date:")
    if not holds:
        return (
            _("%(edition)s: your place is given back"),
            _("your place at %(edition)s is given back. This was its date:"),
        )
    if first:
        return _("%(edition)s: you have a place"), _("you have a place at %(edition)s:")
    return _("%(edition)s: something has changed"), _("%(edition)s has changed. Now it is:")


def invitation(place: Registration, *, cancel: bool) -> bytes:
    """The place as an appointment in the person's own calendar."""
    edition = place.edition
    start, end = span(edition)
    host = urlsplit(settings.ORIGIN).hostname or "localhost"
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
    entry = calendar.Entry(
        uid=f"place-{place.pk}@{host}",
        sequence=place.sequence,
        changed=timezone.now(),
        start=start,
        end=end,
        title=str(edition),
        description="\n\n".join([address(path_of(place)), *frame.confidentiality(edition)]),
        location=edition.place,
        url=address(edition.get_absolute_url()),
        status=calendar.Status.CANCELLED if cancel else calendar.Status.CONFIRMED,
        organizer=calendar.Contact(sender, current.instance().name),
        attendees=(calendar.Contact(place.person.email, place.person.name, accepted=not cancel),),
    )
    method = calendar.Method.CANCEL if cancel else calendar.Method.REQUEST
    return calendar.to_ical(
        calendar.Calendar(
            uid=entry.uid,
            name=str(edition),
            entries=(entry,),
            zone=edition.time_zone,
            language=edition.language or "de",
            method=method,
        )
    )


def span(edition: Edition) -> tuple[datetime | date, datetime | date]:
    """Start and end as moments, or as whole days where nobody knows the hours."""
    first = edition.first_day or date.min
    last = edition.last_day or first
    if edition.begins is None:
        return first, last + timedelta(days=1)
    zone = ZoneInfo(edition.time_zone)
    start = datetime.combine(first, edition.begins, zone)
    end = datetime.combine(last, edition.ends, zone) if edition.ends else start
    return start, max(start, end)


def _details(edition: Edition) -> str:
    start, end = span(edition)
    told = "|".join([start.isoformat(), end.isoformat(), edition.place, str(edition)])
    return hashlib.sha256(told.encode()).hexdigest()


def _when(edition: Edition, language: str) -> str:
    start, end = span(edition)
    with translation.override(language):
        if isinstance(start, datetime) and isinstance(end, datetime):
            told = f"{date_format(start, 'SHORT_DATETIME_FORMAT')} – "
            same = start.date() == end.date()
            told += f"{end:%H:%M}" if same else date_format(end, "SHORT_DATETIME_FORMAT")
            told += f" ({edition.time_zone})"
        else:
            told = date_format(start, "SHORT_DATE_FORMAT")
    return "\n".join(line for line in (told, edition.place) if line)


def _plain(
    place: Registration, fact: Fact, subject: Promise, text: Promise, *, until: str = ""
) -> None:
    write(
        [place.person],
        subject,
        [HELLO, text, "%(address)s"],
        reply_to=frame.reply_to(place.edition),
        kind="place",
        key=f"place-fact:{fact.pk}",
        edition=str(place.edition),
        address=address(path_of(place)),
        until=until,
    )


def _places() -> models.QuerySet[Registration]:
    return Registration.objects.select_related("edition", "person")
