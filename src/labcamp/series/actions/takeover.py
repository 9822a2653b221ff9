# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""When hosts fall silent or give up: asking them, their answer, and the baton's way on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from labcamp.core.access import Viewer, require, system
from labcamp.core.record import record
from labcamp.series import facts
from labcamp.series.actions.calls import CallRunning, Terms, open_call
from labcamp.series.models import Edition, EditionRole, HostCall, HostTeam, Takeover

ANSWER = timedelta(days=7)  # that silent hosts have to answer
OVERLAP = timedelta(days=14)  # that earlier hosts still have to hand over
NEW_OFFERS = timedelta(days=14)  # that others have to offer
CARRIED = (EditionRole.Role.HOST, EditionRole.Role.COHOST)


@transaction.atomic
def ask_hosts(edition: Edition, *, reason: str, by: Viewer) -> Takeover:
    """Ask the hosts whether they still carry the baton; asked twice it is one question."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "ask-hosts", edition)
    running = edition.takeovers.filter(answered_at=None, freed_at=None).first()
    if running is not None:
        return running
    asked = Takeover.objects.create(
        edition=edition,
        reason=reason,
        asked_at=by.now,
        asked_by_id=by.person,
        answer_until=by.now + ANSWER,
        hosts=_names(edition),
    )
    record(facts.HOSTS_ASKED, about=edition, by=by, takeover=asked.pk)
    return asked


@transaction.atomic
def still_carry(asked: Takeover, *, by: Viewer) -> Takeover:
    """The hosts' answer that ends the question; a second click changes nothing."""
    edition = Edition.objects.select_for_update().get(pk=asked.edition_id)
    asked = Takeover.objects.get(pk=asked.pk)
    require(by, "answer", asked)
    if asked.answered_at is None:
        asked.answered_at, asked.answered_by_id = by.now, by.person
        asked.save(update_fields=["answered_at", "answered_by"])
        record(facts.HOSTS_ANSWERED, about=edition, by=by, takeover=asked.pk)
    return asked


@transaction.atomic
def give_back(edition: Edition, *, reason: str, by: Viewer) -> Takeover:
    """The hosts give the baton back: it is free at once, and what was prepared stays."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "give-baton-back", edition)
    asked = edition.takeovers.filter(answered_at=None, freed_at=None).first() or Takeover(
        edition=edition, asked_at=by.now, answer_until=by.now
    )
    asked.reason, asked.resigned, asked.asked_by_id = reason, True, by.person
    asked.hosts = _names(edition)
    asked.save()
    _free(asked, edition, by)
    return asked


def free_silent_batons(now: datetime) -> int:
    """Free the baton of every edition whose hosts did not answer in time; how many."""
    due = Takeover.objects.filter(answered_at=None, freed_at=None, answer_until__lte=now)
    return sum(_free_silent(asked, system("baton", now)) for asked in due)


@transaction.atomic
def _free_silent(asked: Takeover, by: Viewer) -> bool:
    edition = Edition.objects.select_for_update().get(pk=asked.edition_id)
    asked = Takeover.objects.get(pk=asked.pk)
    if asked.answered_at or asked.freed_at or edition.state != Edition.State.PLANNED:
        return False
    _free(asked, edition, by)
    return True


def _free(asked: Takeover, edition: Edition, by: Viewer) -> None:
    """End the hosts' rights after the overlap, take their names off, and call for others."""
    asked.freed_at = by.now
    asked.save()
    ends = by.now + OVERLAP
    HostTeam.objects.filter(Q(until=None) | Q(until__gt=ends), edition=edition).update(until=ends)
    EditionRole.objects.filter(edition=edition, role__in=CARRIED).delete()
    record(facts.BATON_FREE, about=edition, by=by, takeover=asked.pk)
    if edition.number is None:
        return
    before = HostCall.objects.filter(number=edition.number).order_by("-opened_at", "-pk").first()
    rules = before or HostCall()
    terms = Terms(
        number=edition.number,
        text=edition.theme,
        offers_until=by.now + NEW_OFFERS,
        quorum_percent=rules.quorum_percent,
        silence=rules.silence,
        decide_days=rules.decide_days,
        change_days=rules.change_days,
        accept_days=rules.accept_days,
    )
    try:
        open_call(terms, edition=edition, by=system("baton", by.now))
    except CallRunning:
        return


def _names(edition: Edition) -> list[str]:
    return list(edition.roles.filter(role__in=CARRIED).values_list("name", flat=True))
