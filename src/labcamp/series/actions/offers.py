# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Offers to host: making, joining, changing, taking back; accepting, and the baton's passing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from labcamp.core.access import Audience, Refused, Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.network.actions.consent import change_text, withdraw_round
from labcamp.network.models import Lab
from labcamp.network.queries.consent import present_text
from labcamp.series import facts, offertext
from labcamp.series.actions.calls import CALL, OFFER, locked, move_to
from labcamp.series.actions.handover import begin_tasks, change_controller
from labcamp.series.models import (
    Edition,
    EditionRole,
    HostCall,
    HostOffer,
    HostTeam,
    OfferLab,
    Series,
)


class OfferedAlready(Exception):
    """The lab has an offer in this call already; `offer` is it."""

    def __init__(self, offer: HostOffer) -> None:
        super().__init__(str(offer))
        self.offer = offer


@dataclass(frozen=True)
class Promise:
    """What the hosts promise; None and "" where nothing is fixed yet."""

    theme: str
    about: str
    period: str
    first_day: date | None
    last_day: date | None
    form: str
    place: str
    seats: int | None
    needs: str


@transaction.atomic
def make_offer(
    call: HostCall, promise: Promise, *, lab: Lab, together: Sequence[Lab] = (), by: Viewer
) -> HostOffer:
    """Offer to host, in the name of `lab`; the labs in `together` are asked to join.

    Raises OfferedAlready when the lab leads another offer of this call.
    """
    call = locked(call)
    require(by, "offer", call)
    if lab.pk not in by.speaks_for:
        raise Refused("offer")
    known = HostOffer.objects.filter(
        call=call, labs__lab=lab, labs__leads=True, state__in=[OFFER.MADE, OFFER.PUT, OFFER.AGREED]
    ).first()
    if known is not None:
        raise OfferedAlready(known)
    offer = HostOffer.objects.create(call=call, by_id=by.person, at=by.now, **asdict(promise))
    OfferLab.objects.create(offer=offer, lab=lab, leads=True, joined_at=by.now)
    _ask_to_join(offer, [one for one in together if one.pk != lab.pk], by)
    record(facts.OFFER_MADE, about=call, by=by, offer=offer.pk)
    return offer


@transaction.atomic
def change_offer(
    offer: HostOffer,
    promise: Promise,
    *,
    version: int,
    change: str = "",
    answers: Sequence[int] = (),
    by: Viewer,
) -> HostOffer:
    """Save another version; before the labs it becomes the round's next text. Raises Stale."""
    locked(offer.call)
    offer = HostOffer.objects.select_related("call").get(pk=offer.pk)
    require(by, "change", offer)
    if offer.version != version:
        raise Stale(offer)
    for key, value in asdict(promise).items():
        setattr(offer, key, value)
    offer.version += 1
    offer.save()
    if offer.state == OFFER.PUT:
        _put_change(offer, change, answers, by)
    record(facts.OFFER_CHANGED, about=offer.call, by=by, offer=offer.pk)
    return offer


def _put_change(offer: HostOffer, change: str, answers: Sequence[int], by: Viewer) -> None:
    asked = offer.round
    if asked is None:
        return
    names = [part.lab.name for part in offer.labs.select_related("lab")]
    change_text(
        asked,
        offertext.text(offer, names),
        change=change,
        number=present_text(asked).number,
        answers=answers,
        by=by,
    )


@transaction.atomic
def answer_invitation(part: OfferLab, *, joins: bool, by: Viewer) -> None:
    """Join an offer, or say no and leave it; a second click changes nothing."""
    call = locked(part.offer.call)
    known = OfferLab.objects.filter(pk=part.pk).first()
    if known is None or (joins and known.joined_at is not None):
        return
    require(by, "join", known)
    if joins:
        known.joined_at = by.now
        known.save(update_fields=["joined_at"])
    else:
        known.delete()
    record(facts.OFFER_JOINED, about=call, by=by, offer=part.offer_id, lab=part.lab_id, joins=joins)


@transaction.atomic
def withdraw_offer(offer: HostOffer, *, by: Viewer) -> HostOffer:
    """Take an offer back; the call is open for others again."""
    call = locked(offer.call)
    offer = HostOffer.objects.select_related("round").get(pk=offer.pk)
    if offer.state == OFFER.WITHDRAWN:
        return offer
    require(by, "withdraw", offer)
    decided = offer.state in (OFFER.PUT, OFFER.AGREED)
    if offer.state == OFFER.PUT and offer.round is not None:
        withdraw_round(offer.round, why="", by=by)
    offer.state = OFFER.WITHDRAWN
    offer.save(update_fields=["state"])
    if decided:
        move_to(call, CALL.OPEN)
    record(facts.OFFER_WITHDRAWN, about=call, by=by, offer=offer.pk)
    return offer


@transaction.atomic
def accept_baton(part: OfferLab, *, by: Viewer) -> Edition | None:
    """Accept for one lab; the last of the labs takes the baton. The edition, once it is theirs."""
    call = locked(part.offer.call)
    part = OfferLab.objects.select_related("offer").get(pk=part.pk)
    if part.offer.state == OFFER.ACCEPTED:
        return call.edition
    require(by, "accept", part)
    if part.accepted_at is None:
        part.accepted_at, part.accepted_by_id = by.now, by.person
        part.save(update_fields=["accepted_at", "accepted_by"])
        record(facts.BATON_ACCEPTED, about=call, by=by, offer=part.offer_id, lab=part.lab_id)
    if part.offer.labs.filter(accepted_at=None).exists():
        return None
    return _pass_baton(call, part.offer, by)


def _pass_baton(call: HostCall, offer: HostOffer, by: Viewer) -> Edition:
    """The edition exists from here on, and its hosts have their rights; all of it or nothing."""
    known = call.edition or Edition.objects.filter(number=call.number).first()
    edition = known or _new_edition(call, offer)
    parts = list(offer.labs.select_related("lab"))
    for order, part in enumerate(parts):
        EditionRole.objects.create(
            edition=edition,
            role=EditionRole.Role.HOST,
            lab=part.lab,
            name=part.lab.name,
            order=order,
        )
    lead = parts[0].lab
    people = {part.accepted_by_id: part.lab for part in parts} | {offer.by_id: lead}
    for person, lab in people.items():
        if person is not None:
            _into_team(edition, person, lab, by)
    if not edition.tasks.exists():
        begin_tasks(edition, by)
    change_controller(edition, name=lead.carrier or lead.name, contact="", lab=lead, by=by)
    call.edition, call.state, call.ended_at = edition, CALL.PASSED, by.now
    call.save(update_fields=["edition", "state", "ended_at"])
    offer.state = OFFER.ACCEPTED
    offer.save(update_fields=["state"])
    record(facts.BATON_PASSED, about=edition, by=by, call=call.pk, offer=offer.pk)
    return edition


def _new_edition(call: HostCall, offer: HostOffer) -> Edition:
    series = Series.objects.get()
    return Edition.objects.create(
        slug=str(call.number),
        number=call.number,
        title=f"{series.name} #{call.number}",
        theme=offer.theme,
        about=offer.about,
        first_day=offer.first_day,
        last_day=offer.last_day or offer.first_day,
        date_told=offer.first_day.isoformat() if offer.first_day else "",
        form=offer.form,
        place=offer.place,
        seats=offer.seats,
        audience=Audience.PUBLIC,
    )


def _into_team(edition: Edition, person: int, lab: Lab, by: Viewer) -> None:
    place, new = HostTeam.objects.get_or_create(
        edition=edition, person_id=person, until=None, defaults={"lab": lab, "since": by.now}
    )
    if new:
        record(facts.HOST_JOINED, about=edition, by=by, place=place.pk)


def _ask_to_join(offer: HostOffer, labs: Sequence[Lab], by: Viewer) -> None:
    """Labs the offerer speaks for as well have said yes by being named."""
    OfferLab.objects.bulk_create(
        OfferLab(
            offer=offer,
            lab=lab,
            joined_at=by.now if lab.pk in by.speaks_for else None,
        )
        for lab in labs
    )
