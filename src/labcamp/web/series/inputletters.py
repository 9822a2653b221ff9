# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters about inputs: the question with its secret address, offers, answers."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labcamp.core.record import Fact, after
from labcamp.network.actions.person import known_or_new
from labcamp.network.letters import address, write
from labcamp.network.models import Person
from labcamp.series import facts, frame
from labcamp.series.models import Contribution, Edition, HostTeam
from labcamp.web.series.inputs import path_of

HELLO = _("Hello,")
STATE = Contribution.State


@after(facts.INPUT_ASKED)
def ask_for_the_input(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    one = _of(fact_id)
    if one is None or one.state != STATE.ASKED or not one.email:
        return
    parts = [one.title, one.note, one.edition.confidentiality]
    write(
        [known_or_new(one.email)],
        _("%(edition)s: would you give an input?"),
        [
            HELLO,
            _("the hosts of %(edition)s would like an input from you:"),
            *(part.replace("%", "%%") for part in parts if part),
            _("Please say yes or no here; no signing in is needed:"),
            "%(answer)s",
            _("This is the edition's page:"),
            "%(address)s",
        ],
        reply_to=frame.reply_to(one.edition),
        kind="inputs",
        key=f"input-asked:{one.pk}",
        edition=str(one.edition),
        answer=address(path_of(one)),
        address=address(one.edition.get_absolute_url()),
    )


@after(facts.INPUT_OFFERED)
def tell_the_hosts_about_an_offer(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    one = _of(fact_id)
    if one is not None and one.state == STATE.OFFERED:
        write(
            _team(one.edition),
            _("%(edition)s: an input is offered"),
            [HELLO, _("%(lab)s offers an input for %(edition)s:"), "%(title)s", "%(address)s"],
            kind="inputs",
            key=f"input-offered:{one.pk}",
            edition=str(one.edition),
            lab=str(one.lab or ""),
            title=one.title,
            address=_page(one.edition),
        )


@after(facts.INPUT_ANSWERED)
def tell_the_other_side(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    fact, one = Fact.objects.get(pk=fact_id), _of(fact_id)
    if one is None:
        return
    joins = fact.data["joins"]
    hosts_answered = fact.person_id is not None
    people = ([one.by] if one.by else []) if hosts_answered else _team(one.edition)
    write(
        people,
        _("%(edition)s: yes to an input") if joins else _("%(edition)s: no to an input"),
        [
            HELLO,
            _("the input is part of %(edition)s:")
            if joins
            else _("this input will not be part of %(edition)s:"),
            "%(title)s",
            "%(address)s",
        ],
        kind="inputs",
        key=f"input-answered:{fact.pk}",
        edition=str(one.edition),
        title=str(one),
        address=address(one.edition.get_absolute_url()) if hosts_answered else _page(one.edition),
    )


def _of(fact_id: int) -> Contribution | None:
    key = Fact.objects.get(pk=fact_id).data["input"]
    return Contribution.objects.select_related("edition", "lab", "by").filter(pk=key).first()


def _team(edition: Edition) -> list[Person]:
    running = Q(until=None) | Q(until__gt=timezone.now())
    team = HostTeam.objects.filter(running, edition=edition).select_related("person")
    return [one.person for one in team.order_by("pk")]


def _page(edition: Edition) -> str:
    return address(reverse("series:inputs", args=[edition.slug]))
