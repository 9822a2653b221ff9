# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows facts about labs and people, and the yearly question."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import system
from labcamp.core.jobs import every
from labcamp.core.record import Fact, after
from labcamp.network import facts
from labcamp.network.actions.person import forget_unconfirmed
from labcamp.network.actions.status import ask_whether_still_right
from labcamp.network.letters import address, coordinators, stewards, write
from labcamp.network.models import JoinRequest, Lab

HELLO = _("Hello,")


def _about(fact_id: int) -> tuple[Fact, Lab, dict[str, Any]]:
    fact = Fact.objects.get(pk=fact_id)
    lab = Lab.objects.get(pk=fact.about_id)
    return fact, lab, {"lab": lab.name, "address": address(lab.get_absolute_url())}


@after(facts.LAB_PROPOSED)
def tell_stewards_about_a_proposal(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    _fact, lab, words = _about(fact_id)
    write(
        stewards(),
        _("A lab wants to join: %(lab)s"),
        [
            HELLO,
            _(
                "%(lab)s was proposed for the directory. Please look at it and decide, or "
                "wait until member labs vouch for it:"
            ),
            "%(address)s",
        ],
        kind="proposal",
        key=f"proposed:{lab.pk}",
        **words,
    )


@after(facts.LAB_ADMITTED)
def tell_the_proposer_about_admission(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    _fact, lab, words = _about(fact_id)
    if lab.proposed_by:
        write(
            [lab.proposed_by],
            _("%(lab)s belongs to the network"),
            [
                HELLO,
                _(
                    "%(lab)s was admitted to the network. This is its page, which you "
                    "keep up to date:"
                ),
                "%(address)s",
                _("You coordinate the lab: colleagues who ask to join wait for your answer there."),
            ],
            kind="admission",
            key=f"admitted:{lab.pk}",
            **words,
        )


@after(facts.LAB_DECLINED)
def tell_the_proposer_about_the_no(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    _fact, lab, words = _about(fact_id)
    if lab.proposed_by:
        write(
            [lab.proposed_by],
            _("%(lab)s was not admitted"),
            [
                HELLO,
                _("The stewards did not admit %(lab)s to the network. Their reason:"),
                "%(why)s",
                _(
                    "You can propose the lab again once this has changed. What you wrote "
                    "is kept here:"
                ),
                "%(address)s",
            ],
            kind="admission",
            key=f"declined:{lab.pk}",
            **words,
            why=lab.declined_why,
        )


@after(facts.JOIN_ASKED)
def tell_coordinators_who_wants_to_join(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once.

    Without coordinators the stewards are told.
    """
    fact, lab, words = _about(fact_id)
    asked = JoinRequest.objects.select_related("person").filter(pk=fact.data["request"]).first()
    if asked is None:
        return
    write(
        coordinators(lab) or stewards(),
        _("Somebody asks to join %(lab)s"),
        [
            HELLO,
            _("%(person)s asks to belong to %(lab)s. Please answer here:"),
            "%(members)s",
        ],
        kind="joining",
        key=f"join-asked:{asked.pk}",
        **words,
        person=asked.person.name or asked.person.email,
        members=address(reverse("network:members", args=[lab.slug])),
    )


@after(facts.JOIN_ACCEPTED)
def tell_the_new_member(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    fact, _lab, words = _about(fact_id)
    asked = JoinRequest.objects.select_related("person").filter(pk=fact.data["request"]).first()
    if asked is not None:
        write(
            [asked.person],
            _("You belong to %(lab)s now"),
            [HELLO, _("Your request was accepted: you belong to %(lab)s now."), "%(address)s"],
            kind="joining",
            key=f"join-accepted:{asked.pk}",
            **words,
        )


@after(facts.JOIN_TURNED_DOWN)
def tell_who_was_turned_down(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    fact, _lab, words = _about(fact_id)
    asked = JoinRequest.objects.select_related("person").filter(pk=fact.data["request"]).first()
    if asked is not None:
        write(
            [asked.person],
            _("Your request to join %(lab)s"),
            [
                HELLO,
                _(
                    "Your request to belong to %(lab)s was not accepted. If you think "
                    "this is a mistake, please speak to the lab directly."
                ),
                "%(address)s",
            ],
            kind="joining",
            key=f"join-turned-down:{asked.pk}",
            **words,
        )


@after(facts.LAST_COORDINATOR_LEFT)
def tell_stewards_that_nobody_speaks_for_a_lab(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    fact, _lab, words = _about(fact_id)
    write(
        stewards(),
        _("Nobody coordinates %(lab)s any more"),
        [
            HELLO,
            _(
                "The last coordinator of %(lab)s has left. Until somebody else "
                "coordinates the lab, requests to join come to you:"
            ),
            "%(address)s",
        ],
        kind="orphaned",
        key=f"orphaned:{fact.pk}",
        **words,
    )


@after(facts.LAB_ASKED)
def ask_coordinators_whether_it_is_still_right(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    fact, lab, words = _about(fact_id)
    write(
        coordinators(lab),
        _("Still right? The profile of %(lab)s"),
        [
            HELLO,
            _(
                "For a year nobody has confirmed what the directory says about %(lab)s. "
                "One click is enough if it is still right; otherwise please change it:"
            ),
            "%(address)s",
        ],
        kind="still-right",
        key=f"still-right:{fact.pk}",
        **words,
    )


@every("night")
def put_the_yearly_question(now: datetime) -> None:
    """May run twice: a lab that was asked is marked and not asked again within a year."""
    ask_whether_still_right(now, by=system("yearly check", now))


@every("night")
def forget_addresses_nobody_confirmed(now: datetime) -> None:
    """May run twice: what is gone stays gone."""
    forget_unconfirmed(now)
