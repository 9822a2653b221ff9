# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows facts about places and host teams, and the clock of both."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labcamp.core.jobs import every
from labcamp.core.record import Fact, after
from labcamp.network.letters import address, write
from labcamp.series import facts
from labcamp.series.actions.arrivals import forget_ticks
from labcamp.series.actions.desk import forget_answers
from labcamp.series.actions.places import let_offers_run_out
from labcamp.series.models import HostTeam


@every("minute")
def give_unaccepted_places_to_the_next(now: datetime) -> None:
    """May run twice: an offer runs out once."""
    let_offers_run_out(now)


@every("night")
def forget_ticks_of_the_door(now: datetime) -> None:
    """May run twice: what is gone stays gone."""
    forget_ticks(now)


@every("night")
def forget_answers_on_their_day(now: datetime) -> None:
    """May run twice: what is gone stays gone."""
    forget_answers(now)


@after(facts.HOST_JOINED)
def tell_the_new_host(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once. Who joined themselves knows."""
    fact = Fact.objects.get(pk=fact_id)
    joined = HostTeam.objects.select_related("person", "edition").filter(pk=fact.data["place"])
    place = joined.filter(until=None).first()
    if place is None or place.person_id == fact.person_id:
        return
    write(
        [place.person],
        _("You belong to the host team of %(edition)s"),
        [
            _("Hello,"),
            _(
                "you have been taken into the host team of %(edition)s. Sign in with this e-mail "
                "address and you can edit the edition, plan its programme and add to the team:"
            ),
            "%(address)s",
            _("If you do not want to host, take yourself off the list here:"),
            "%(team)s",
        ],
        kind="host team",
        key=f"host-joined:{place.pk}",
        edition=str(place.edition),
        address=address(place.edition.get_absolute_url()),
        team=address(reverse("series:team", args=[place.edition.slug])),
    )
