# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A call for the edition after the planned one: an invented offer the labs decide about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from labcamp.demo.people import COORDINATOR, HOST, STEWARD
from labcamp.network.actions import consent
from labcamp.network.models import Lab, Person
from labcamp.series.actions import calls, offers
from labcamp.series.models import HostOffer
from labcamp.series.queries import viewer_for

OFFERS = timedelta(weeks=3)


def call(
    told: dict[str, Any], people: dict[str, Person], lab: Lab, other: Lab, now: datetime
) -> HostOffer:
    """`lab` has offered to host, `other` objects: the next step is a changed offer."""
    steward = viewer_for(people[STEWARD], now)
    terms = calls.Terms(
        number=told["number"], text=told["text"], offers_until=now + OFFERS, quorum_percent=50
    )
    opened = calls.open_call(terms, by=steward)
    promise = offers.Promise(**told["offer"], first_day=None, last_day=None)
    coordinator = viewer_for(people[COORDINATOR], now)
    offer = offers.make_offer(opened, promise, lab=lab, by=coordinator)
    asked = calls.put_to_the_labs(offer, by=steward).round
    if asked is not None:
        consent.speak(asked, lab, "consent", reason="", text=1, by=coordinator)
        consent.speak(
            asked,
            other,
            "objection",
            reason=told["objection"],
            text=1,
            by=viewer_for(people[HOST], now),
        )
    return offer
