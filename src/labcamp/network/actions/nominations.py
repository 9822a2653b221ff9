# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stewards chosen by consent: nominating, saying yes, the term that follows."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext, override

from labcamp.core.access import Refused, Viewer, require, system
from labcamp.core.instance import current
from labcamp.core.record import record
from labcamp.network import facts
from labcamp.network.actions.consent import Asked, open_round
from labcamp.network.actions.stewards import elect
from labcamp.network.consent import Silence, quorum_of
from labcamp.network.models import ConsentRound, Lab, Membership, Nomination, Person
from labcamp.network.queries.consent import labs_with_a_voice

DECIDE = timedelta(days=14)
QUORUM = 33  # percent of the labs that somebody speaks for
STATE = Nomination.State


class NotAMember(Exception):
    """Only who belongs to a member lab can become steward."""


@transaction.atomic
def nominate(email: str, *, text: str, months: int, by: Viewer) -> Nomination:
    """Propose somebody of a member lab; nominated twice it is one nomination. Raises NotAMember."""
    require(by, "nominate", current.instance())
    belongs = Membership.objects.filter(
        person__email=email.strip().lower(), until=None, lab__state=Lab.State.ADMITTED
    )
    place = belongs.select_related("person", "lab").order_by("since", "pk").first()
    if place is None:
        raise NotAMember
    Person.objects.select_for_update().get(pk=place.person_id)
    made, new = Nomination.objects.get_or_create(
        person=place.person,
        state__in=[STATE.ASKED, STATE.PUT],
        defaults={
            "lab": place.lab,
            "by_id": by.person,
            "text": text,
            "months": months,
            "at": by.now,
            "state": STATE.ASKED,
        },
    )
    if new:
        record(facts.STEWARD_NOMINATED, about=made, by=by)
    return made


@transaction.atomic
def answer(nomination: Nomination, *, willing: bool, by: Viewer) -> Nomination:
    """The nominated person's yes puts it to the labs; a second click changes nothing."""
    nomination = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("person", "lab")
        .get(pk=nomination.pk)
    )
    if nomination.person_id != by.person:
        raise Refused("answer")
    if nomination.state != STATE.ASKED:
        return nomination
    nomination.state = STATE.PUT if willing else STATE.DECLINED
    if willing:
        nomination.round = _put(nomination, system("stewards", by.now))
    nomination.save(update_fields=["state", "round"])
    record(facts.NOMINATION_ANSWERED, about=nomination, by=by, willing=willing)
    return nomination


def _put(nomination: Nomination, by: Viewer) -> ConsentRound:
    with override(current.instance().content_language):
        question = gettext("Shall %(person)s (%(lab)s) be steward for %(months)s months?") % {
            "person": nomination.person,
            "lab": nomination.lab,
            "months": nomination.months,
        }
    return open_round(
        Asked(
            question=question[:300],
            text=nomination.text,
            kind="steward",
            closes_at=by.now + DECIDE,
            quorum=quorum_of(labs_with_a_voice().count(), QUORUM),
            silence=Silence.AGREES,
            proposers=(nomination.lab,),
        ),
        by=by,
    )


@transaction.atomic
def take_outcome(asked: ConsentRound, *, by: Viewer) -> None:
    """Begin the term the labs have agreed to; a second run finds nothing to do."""
    found = Nomination.objects.select_for_update(of=("self",)).filter(round=asked, state=STATE.PUT)
    nomination = found.select_related("person").first()
    if nomination is None or asked.state == ConsentRound.State.OPEN:
        return
    agreed = asked.state == ConsentRound.State.AGREED
    nomination.state = STATE.CHOSEN if agreed else STATE.NOT_CHOSEN
    nomination.save(update_fields=["state"])
    if agreed:
        elect(nomination.person, months=nomination.months, round_=asked.pk, by=by)
