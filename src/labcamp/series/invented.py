# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""People of a rehearsal: invented, named so that nobody takes them for real, reached nowhere.

Their addresses end in a domain of the rehearsal's own under ".invalid", which no mail server
answers to. By it they are told apart from people, and by it they go when the rehearsal goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from labcamp.core.access import Refused
from labcamp.network.models import Person
from labcamp.series.models import Edition, Question

FIRST = ("Kim", "Alex", "Robin", "Sascha", "Toni", "Charlie", "Luca", "Mika", "Jona", "Noa")
LAST = ("Beispiel", "Muster", "Probe")


class RealAddress(Refused):
    """An address in a rehearsal that may belong to somebody."""


def why_not(edition: Edition, email: str) -> str:
    """Why a rehearsal does not take an address outside its own domain; "" when it does."""
    if not edition.pile or email.strip().lower().endswith(f"@{edition.pile}"):
        return ""
    told = _("In a rehearsal only invented addresses are taken: name@%(domain)s.")
    return told % {"domain": edition.pile}


def only_invented(edition: Edition, emails: Iterable[str]) -> None:
    """Raise RealAddress when a rehearsal is to write to an address outside its own domain."""
    for email in emails:
        if reason := why_not(edition, email):
            raise RealAddress("invent", reason)


def people_of(edition: Edition) -> QuerySet[Person]:
    """Everybody invented for this rehearsal."""
    return Person.objects.filter(email__endswith=f"@{edition.pile}").order_by("pk")


def names(many: int) -> list[str]:
    """Kim Beispiel 01 and so on, each once."""
    return [f"{FIRST[n % len(FIRST)]} {LAST[n % len(LAST)]} {n + 1:02d}" for n in range(many)]


def address(edition: Edition, name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{edition.pile}"


def answer(question: Question, chance: Random) -> str:
    """What an invented person says to a question of the hosts; sometimes nothing."""
    if not question.required and chance.random() < 1 / 4:
        return ""
    if question.kind == Question.Kind.CHOICE:
        return str(chance.choice(question.choices)) if question.choices else ""
    if question.kind == Question.Kind.YES_NO:
        return str(chance.choice((_("yes"), _("no"))))
    return str(chance.choice((_("an invented answer"), _("another invented answer"))))
