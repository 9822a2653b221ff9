# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Host calls: asking who hosts, putting an offer to the labs, what follows from their answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from labcamp.core.access import Viewer, require, system
from labcamp.core.record import record
from labcamp.network.actions.consent import Asked, open_round, withdraw_round
from labcamp.network.consent import quorum_of
from labcamp.network.models import ConsentRound
from labcamp.network.queries.consent import labs_with_a_voice
from labcamp.series import facts, offertext
from labcamp.series.actions.editions import NumberTaken
from labcamp.series.models import Edition, HostCall, HostOffer, Series

CALL, OFFER = HostCall.State, HostOffer.State
USUAL = timedelta(weeks=4)  # that labs usually have to offer


class CallRunning(Exception):
    """Hosts are being sought for this edition already."""


class NotComplete(Exception):
    """A lab that was asked to join has not said yes yet."""


@dataclass(frozen=True)
class Terms:
    """What is called for, and how the labs will decide."""

    number: int
    text: str
    offers_until: datetime
    quorum_percent: int = 33
    silence: str = ConsentRound.Silence.AGREES
    decide_days: int = 14
    change_days: int = 7
    accept_days: int = 14


@transaction.atomic
def open_call(terms: Terms, *, edition: Edition | None = None, by: Viewer) -> HostCall:
    """Ask the network who hosts. Raises CallRunning, NumberTaken.

    `edition` is one that lies ahead and has lost its hosts.
    """
    series = Series.objects.select_for_update().first() or Series.objects.create(name="LabCamp")
    require(by, "open-call", series)
    if HostCall.objects.filter(number=terms.number, ended_at=None).exists():
        raise CallRunning
    if edition is None and Edition.objects.filter(number=terms.number).exists():
        raise NumberTaken
    call = HostCall.objects.create(
        number=terms.number,
        text=terms.text,
        opened_at=by.now,
        opened_by_id=by.person,
        offers_until=terms.offers_until,
        quorum_percent=terms.quorum_percent,
        silence=terms.silence,
        decide_days=terms.decide_days,
        change_days=terms.change_days,
        accept_days=terms.accept_days,
        edition=edition,
    )
    record(facts.CALL_OPENED, about=call, by=by)
    return call


@transaction.atomic
def withdraw_call(call: HostCall, *, by: Viewer) -> HostCall:
    """End a call without hosts; a round that runs about an offer ends with it."""
    call = locked(call)
    if not call.running:
        return call
    require(by, "withdraw", call)
    for offer in call.offers.filter(state=OFFER.PUT).select_related("round"):
        if offer.round is not None:
            withdraw_round(offer.round, why="", by=system("baton", by.now))
    call.offers.filter(state__in=[OFFER.MADE, OFFER.PUT, OFFER.AGREED]).update(
        state=OFFER.WITHDRAWN
    )
    call.state, call.ended_at = CALL.WITHDRAWN, by.now
    call.save(update_fields=["state", "ended_at"])
    record(facts.CALL_WITHDRAWN, about=call, by=by)
    return call


@transaction.atomic
def put_to_the_labs(offer: HostOffer, *, by: Viewer) -> HostOffer:
    """Start the consent round about an offer; a second click changes nothing.

    Raises NotComplete while a lab that was asked to join has not answered, CallRunning while
    another offer of the call is being decided, and NobodyToAsk.
    """
    call = locked(offer.call)
    offer = HostOffer.objects.get(pk=offer.pk)
    if offer.state == OFFER.PUT:
        return offer
    require(by, "decide", call)
    if offer.state != OFFER.MADE or call.state != CALL.OPEN:
        raise CallRunning
    parts = list(offer.labs.select_related("lab"))
    if any(part.joined_at is None for part in parts):
        raise NotComplete
    names = [part.lab.name for part in parts]
    offer.round = open_round(
        Asked(
            question=offertext.question(offer, names),
            text=offertext.text(offer, names),
            kind="host-offer",
            closes_at=by.now + timedelta(days=call.decide_days),
            quorum=quorum_of(labs_with_a_voice().count(), call.quorum_percent),
            silence=call.silence,
            change_days=call.change_days,
            proposers=tuple(part.lab for part in parts),
        ),
        by=by,
    )
    offer.state = OFFER.PUT
    offer.save(update_fields=["state", "round"])
    move_to(call, CALL.DECIDING)
    record(facts.OFFER_PUT, about=call, by=by, offer=offer.pk)
    return offer


def put_only_offers(now: datetime) -> int:
    """Put to the labs what nobody needs to choose among: the one complete offer after a call's day.

    How many. May run twice: a call that decides is not open any more.
    """
    due = HostCall.objects.filter(state=CALL.OPEN, offers_until__lte=now)
    return sum(_put_only_offer(call, system("baton", now)) for call in due)


def _put_only_offer(call: HostCall, by: Viewer) -> bool:
    offers = list(call.offers.filter(state=OFFER.MADE))
    if len(offers) != 1 or offers[0].labs.filter(joined_at=None).exists():
        return False
    if not labs_with_a_voice().exists():
        return False
    put_to_the_labs(offers[0], by=by)
    return True


@transaction.atomic
def take_outcome(asked: ConsentRound, *, by: Viewer) -> HostOffer | None:
    """Carry the end of a round over to its offer; a second run finds nothing to do."""
    offer = HostOffer.objects.filter(round=asked).select_related("call").first()
    if offer is None:
        return None
    call = locked(offer.call)
    offer = HostOffer.objects.get(pk=offer.pk)
    if offer.state != OFFER.PUT or asked.state == ConsentRound.State.OPEN:
        return offer
    require(by, "decide", call)
    if asked.state == ConsentRound.State.AGREED:
        offer.state, offer.accept_until = OFFER.AGREED, by.now + timedelta(days=call.accept_days)
        move_to(call, CALL.ACCEPTING)
        record(facts.BATON_AGREED, about=call, by=by, offer=offer.pk)
    else:
        withdrawn = asked.state == ConsentRound.State.WITHDRAWN
        offer.state = OFFER.WITHDRAWN if withdrawn else OFFER.NOT_AGREED
        move_to(call, CALL.OPEN)
        record(facts.BATON_NOT_AGREED, about=call, by=by, offer=offer.pk)
    offer.save(update_fields=["state", "accept_until"])
    return offer


def let_acceptance_run_out(now: datetime) -> int:
    """Free the baton where agreed hosts did not accept in time; how many. May run twice."""
    due = HostOffer.objects.filter(state=OFFER.AGREED, accept_until__lte=now)
    return sum(_run_out(offer, system("baton", now)) for offer in due)


@transaction.atomic
def _run_out(offer: HostOffer, by: Viewer) -> bool:
    call = locked(offer.call)
    offer = HostOffer.objects.get(pk=offer.pk)
    if offer.state != OFFER.AGREED or (offer.accept_until and offer.accept_until > by.now):
        return False
    offer.state = OFFER.LAPSED
    offer.save(update_fields=["state"])
    move_to(call, CALL.OPEN)
    record(facts.BATON_NOT_ACCEPTED, about=call, by=by, offer=offer.pk)
    return True


def locked(call: HostCall) -> HostCall:
    return HostCall.objects.select_for_update().get(pk=call.pk)


def move_to(call: HostCall, state: str) -> None:
    call.state = state
    call.save(update_fields=["state"])
