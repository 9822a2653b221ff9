# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The baton's clock and its letters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import system
from labcamp.core.jobs import every
from labcamp.core.record import Fact, after
from labcamp.network.facts import ROUND_CLOSED
from labcamp.network.letters import address, coordinators, coordinators_of_members, stewards, write
from labcamp.network.models import ConsentRound, Person
from labcamp.series import facts
from labcamp.series.actions.calls import let_acceptance_run_out, put_only_offers, take_outcome
from labcamp.series.actions.takeover import free_silent_batons
from labcamp.series.models import Edition, HostCall, HostOffer, HostTeam, OfferLab, Takeover

HELLO = _("Hello,")
OPEN, MADE, AGREED = HostCall.State.OPEN, HostOffer.State.MADE, HostOffer.State.AGREED


@every("minute")
def carry_the_baton_on(now: datetime) -> None:
    """May run twice: every step asks for the state it starts from."""
    put_only_offers(now)
    let_acceptance_run_out(now)
    free_silent_batons(now)


@after(ROUND_CLOSED)
def take_the_outcome_of_a_round(fact_id: int) -> None:
    """May run twice: an offer takes the outcome of its round once."""
    asked = ConsentRound.objects.get(pk=Fact.objects.get(pk=fact_id).about_id)
    take_outcome(asked, by=system("baton"))


@every("hour")
def look_after_the_baton(now: datetime) -> None:
    """May run twice: a letter of the same key is written once."""
    for call in HostCall.objects.filter(state=OPEN, offers_until__lte=now):
        n_offers = call.offers.filter(state=MADE).count()
        text = (
            _(
                "the day for offers has passed and several labs have offered. Please choose "
                "which one is put to the labs first, best after talking to all of them:"
            )
            if n_offers
            else _(
                "the day for offers has passed and nobody has offered. The call stays open; the "
                "page suggests labs that have not hosted yet:"
            )
        )  # fmt: skip
        if n_offers != 1:
            _about_call(call, stewards(), _("#%(number)s: the call for hosts"), text,
                        f"call-over:{call.pk}:{bool(n_offers)}")  # fmt: skip
    soon = now + timedelta(days=3)
    for offer in HostOffer.objects.filter(state=AGREED, accept_until__lte=soon):
        waiting = offer.labs.filter(accepted_at=None)
        _about_offer(offer, _of_labs(waiting), _("#%(number)s: the baton waits for you"),
                     _("please accept the baton until %(until)s, or it goes to others:"),
                     f"accept-reminder:{offer.pk}")  # fmt: skip
    for asked in Takeover.objects.filter(
        answered_at=None, freed_at=None, answer_until__lte=now + timedelta(days=2)
    ):
        _ask_team(asked, f"hosts-reminder:{asked.pk}")


@after(facts.CALL_OPENED)
def tell_the_network_about_a_call(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    call = HostCall.objects.get(pk=Fact.objects.get(pk=fact_id).about_id)
    if call.state == OPEN:
        _about_call(
            call,
            coordinators_of_members(),
            _("Who hosts #%(number)s?"),
            _(
                "the baton is free. Until %(until)s your lab can offer to host, alone or with "
                "others:"
            ),
            f"call-opened:{call.pk}",
        )  # fmt: skip


@after(facts.OFFER_MADE)
def ask_labs_to_join_an_offer(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    offer = _offer(fact_id)
    if offer is None:
        return
    asked = offer.labs.filter(joined_at=None)
    _about_offer(offer, _of_labs(asked), _("#%(number)s: host together?"),
                 _("a lab would like to host together with yours. Please say yes or no:"),
                 f"offer-join:{offer.pk}")  # fmt: skip
    _about_offer(offer, stewards(), _("#%(number)s: an offer to host"),
                 _("a lab has offered to host:"), f"offer-made:{offer.pk}")  # fmt: skip


@after(facts.BATON_AGREED)
def ask_the_agreed_hosts_to_accept(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    offer = _offer(fact_id)
    if offer is not None and offer.state == AGREED:
        _about_offer(offer, _of_labs(offer.labs.all()), _("#%(number)s: the labs agree"),
                     _("the labs have agreed to your offer. Please accept the baton until "
                       "%(until)s; with that the edition is yours:"),
                     f"agreed:{offer.pk}")  # fmt: skip


@after(facts.BATON_NOT_AGREED, facts.BATON_NOT_ACCEPTED, facts.OFFER_WITHDRAWN)
def tell_stewards_that_the_call_is_open_again(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    offer = _offer(fact_id)
    if offer is not None:
        _about_offer(offer, stewards(), _("#%(number)s: the call is open again"),
                     _("an offer did not come about; the call is open for others:"),
                     f"open-again:{fact_id}")  # fmt: skip


@after(facts.BATON_PASSED)
def tell_the_network_who_carries_the_baton(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    fact = Fact.objects.get(pk=fact_id)
    edition = Edition.objects.get(pk=fact.about_id)
    write(
        coordinators_of_members(),
        _("The baton has been passed: %(edition)s"),
        [HELLO, _("%(hosts)s: that is who carries the baton now. This is the edition's page:"),
         "%(address)s"],
        kind="baton",
        key=f"baton-passed:{fact.pk}",
        edition=str(edition),
        hosts=", ".join(role.name for role in edition.carriers),
        address=address(edition.get_absolute_url()),
    )  # fmt: skip


@after(facts.HOSTS_ASKED)
def ask_the_hosts(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    asked = Takeover.objects.get(pk=Fact.objects.get(pk=fact_id).data["takeover"])
    _ask_team(asked, f"hosts-asked:{asked.pk}")


@after(facts.BATON_FREE)
def tell_the_earlier_hosts(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    asked = Takeover.objects.select_related("edition").get(
        pk=Fact.objects.get(pk=fact_id).data["takeover"]
    )
    _about_edition(
        asked,
        _("%(edition)s: the baton is free"),
        _(
            "others take over from here. Your rights last until %(until)s, so that you can hand "
            "over what you have prepared:"
        ),
        key=f"baton-free:{asked.pk}",
    )  # fmt: skip


def _ask_team(asked: Takeover, key: str) -> None:
    _about_edition(
        asked,
        _("%(edition)s: do you still carry the baton?"),
        _(
            "the network asks whether you still host this edition. One click is enough; without "
            "an answer until %(until)s the baton is free for others:"
        ),
        key=key,
        more=asked.reason,
    )  # fmt: skip


def _about_edition(
    asked: Takeover, subject: Promise, text: Promise, *, key: str, more: str = ""
) -> None:
    edition = asked.edition
    for place in HostTeam.objects.filter(edition=edition).select_related("person"):
        if place.until is not None and place.until <= timezone.now():
            continue
        write(
            [place.person],
            subject,
            [HELLO, text, *(["%(more)s"] if more else []), "%(address)s"],
            kind="baton",
            key=key,
            edition=str(edition),
            until=_moment(place.until or asked.answer_until, place.person),
            more=more,
            address=address(reverse("series:takeover", args=[edition.slug])),
        )


def _about_call(
    call: HostCall, people: Iterable[Person], subject: Promise, text: Promise, key: str
) -> None:
    for person in people:
        write(
            [person],
            subject,
            [HELLO, text, "%(address)s"],
            kind="baton",
            key=key,
            number=str(call.number),
            until=_moment(call.offers_until, person),
            address=address(call.get_absolute_url()),
        )


def _about_offer(
    offer: HostOffer, people: Iterable[Person], subject: Promise, text: Promise, key: str
) -> None:
    for person in people:
        write(
            [person],
            subject,
            [HELLO, text, "%(theme)s", "%(address)s"],
            kind="baton",
            key=key,
            number=str(offer.call.number),
            theme=offer.theme,
            until=_moment(offer.accept_until, person),
            address=address(offer.get_absolute_url()),
        )


def _moment(when: datetime | None, person: Person) -> str:
    if when is None:
        return ""
    with translation.override(person.language):
        return formats.date_format(timezone.localtime(when), "DATE_FORMAT")


def _offer(fact_id: int) -> HostOffer | None:
    key = Fact.objects.get(pk=fact_id).data["offer"]
    return HostOffer.objects.select_related("call").filter(pk=key).first()


def _of_labs(parts: Iterable[OfferLab]) -> list[Person]:
    found = {person.pk: person for part in parts for person in coordinators(part.lab)}
    return list(found.values())
