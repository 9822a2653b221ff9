# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters of the hosts to a group, written in the background and each once."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labcamp.core.jobs import takes_long
from labcamp.core.record import Fact, after
from labcamp.network.actions.person import known_or_new
from labcamp.network.letters import address, write
from labcamp.network.models import Person
from labcamp.series import facts, frame
from labcamp.series.models import Mailing, Registration
from labcamp.web.series.placekey import path_of

HELD, WAITING = Registration.State.HELD, Registration.State.WAITING
STATES = {
    Mailing.Group.HELD: [HELD],
    Mailing.Group.WAITING: [WAITING],
    Mailing.Group.REGISTERED: [HELD, WAITING, Registration.State.OFFERED],
}


@dataclass(frozen=True)
class Recipient:
    """Whom a letter goes to, and the way it names; a person without an account has none yet."""

    email: str
    path: str


def key_of(mailing: Mailing) -> str:
    return f"mailing:{mailing.pk}:"


def recipients(mailing: Mailing) -> list[Recipient]:
    """Everybody in the group now, by address."""
    edition = mailing.edition
    every = Registration.objects.filter(edition=edition).select_related("person", "edition")
    if mailing.group == Mailing.Group.INVITED:
        here = set(
            every.exclude(state=Registration.State.GIVEN_BACK).values_list(
                "person__email", flat=True
            )
        )
        path = reverse("series:register", args=[edition.slug])
        invited = edition.invitations.values_list("email", flat=True).order_by("email")
        return [Recipient(email, path) for email in invited if email not in here]
    found = every.filter(state__in=STATES[Mailing.Group(mailing.group)], person__is_active=True)
    return [
        Recipient(one.person.email, path_of(one)) for one in found.order_by("person__email", "pk")
    ]


@after(facts.MAILING_SENT)
@takes_long
def write_to_the_group(fact_id: int) -> None:
    """May run twice, also after a kill in the middle: a letter of the same key is written once."""
    fact = Fact.objects.get(pk=fact_id)
    mailing = Mailing.objects.select_related("edition").get(pk=fact.data["mailing"])
    for one in recipients(mailing):
        _write(mailing, known_or_new(one.email), one.path, key_of(mailing) + "group")


@after(facts.MAILING_TRIED)
def write_to_myself(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    fact = Fact.objects.get(pk=fact_id)
    mailing = Mailing.objects.select_related("edition").filter(pk=fact.data["mailing"]).first()
    person = Person.objects.filter(pk=fact.person_id or 0).first()
    if mailing is not None and person is not None:
        path = mailing.edition.get_absolute_url()
        _write(mailing, person, path, f"mailing-tried:{fact.pk}")


def _write(mailing: Mailing, person: Person, path: str, key: str) -> None:
    invited = mailing.group == Mailing.Group.INVITED
    write(
        [person],
        _("%(about)s"),
        [
            "%(text)s",
            _("Take a place here:") if invited else _("See your place, change it or give it back:"),
            "%(address)s",
            *frame.paragraphs(mailing.edition),
        ],
        reply_to=frame.reply_to(mailing.edition),
        kind="mailing",
        key=key,
        about=mailing.subject,
        text=mailing.text,
        address=address(path),
    )
