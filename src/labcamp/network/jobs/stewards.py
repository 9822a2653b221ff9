# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters about nominations and terms, and what follows the labs' answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import system
from labcamp.core.jobs import every
from labcamp.core.record import Fact, after
from labcamp.network import facts
from labcamp.network.actions.nominations import take_outcome
from labcamp.network.letters import address, coordinators_of_members, stewards, write
from labcamp.network.models import ConsentRound, Nomination, Steward

HELLO = _("Hello,")
AHEAD = timedelta(days=30)  # before a term ends
LEAST = 2  # stewards there should always be


@after(facts.STEWARD_NOMINATED)
def ask_the_nominated(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    nomination = Nomination.objects.filter(pk=Fact.objects.get(pk=fact_id).about_id).first()
    if nomination is not None and nomination.state == Nomination.State.ASKED:
        write(
            [nomination.person],
            _("Would you be a steward?"),
            [
                HELLO,
                _("you have been nominated as steward of the series for %(months)s months. This "
                  "is what was written about you:"),
                "%(text)s",
                _("If you are willing, say so here; then the labs decide:"),
                "%(address)s",
            ],
            kind="stewards",
            key=f"nominated:{nomination.pk}",
            months=str(nomination.months),
            text=nomination.text,
            address=_page(),
        )  # fmt: skip


@after(facts.ROUND_CLOSED)
def begin_the_term_the_labs_agreed_to(fact_id: int) -> None:
    """May run twice: a nomination takes the outcome of its round once."""
    asked = ConsentRound.objects.get(pk=Fact.objects.get(pk=fact_id).about_id)
    take_outcome(asked, by=system("stewards"))


@every("night")
def look_after_the_terms(now: datetime) -> None:
    """May run twice: one letter per term, and one per month while there are too few stewards."""
    for term in Steward.objects.filter(until__gt=now, until__lte=now + AHEAD):
        for person in stewards():
            with translation.override(person.language):
                day = formats.date_format(timezone.localtime(term.until), "DATE_FORMAT")
            write(
                [person],
                _("A steward's term ends on %(day)s"),
                [HELLO, _("the term of %(person)s ends on %(day)s. Please think of who follows and "
                          "nominate them in time; the handover list helps:"), "%(address)s"],
                kind="stewards",
                key=f"term-ends:{term.pk}:{term.until:%Y-%m-%d}",
                person=str(term.person),
                day=day,
                address=_page(),
            )  # fmt: skip
    running = Steward.objects.filter(Q(until=None) | Q(until__gt=now), person__is_active=True)
    if 0 < running.values("person").distinct().count() < LEAST:
        write(
            {p.pk: p for p in [*stewards(), *coordinators_of_members()]}.values(),
            _("The series needs another steward"),
            [HELLO, _("there is only one steward left. There should be two at least, so that "
                      "nobody is locked out. Please nominate somebody:"), "%(address)s"],
            kind="stewards",
            key=f"too-few-stewards:{now:%Y-%m}",
            address=_page(),
        )  # fmt: skip


def _page() -> str:
    return address(reverse("steward:terms"))
