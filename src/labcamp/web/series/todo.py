# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is to be done now at an edition, for every role the viewer has: one page.

Which things apply stands in `series/todo.py`; here they get their words and addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from labcamp.core.door import Request, door
from labcamp.core.mail.bounces import came_back
from labcamp.series.models import Edition
from labcamp.series.todo import Item, Role, items
from labcamp.web.series.inputs import path_of as input_path
from labcamp.web.series.placekey import path_of as place_path
from labcamp.web.series.standing import Found, stand

TITLES = {
    Role.JOINING: gettext_lazy("Joining in"),
    Role.PARTICIPANT: gettext_lazy("As a participant"),
    Role.CONTRIBUTOR: gettext_lazy("As a contributor"),
    Role.COORDINATOR: gettext_lazy("For your lab"),
    Role.HOST: gettext_lazy("As a host"),
    Role.FORMER_HOST: gettext_lazy("As an earlier host"),
    Role.STEWARD: gettext_lazy("As a steward"),
}


@dataclass(frozen=True)
class Line:
    """One thing in words; `late` when its day has passed."""

    key: str
    title: str
    text: str
    url: str
    done: bool
    due: date | None
    late: bool


@door(Edition, find=["slug"])
def todo(request: Request, edition: Edition) -> HttpResponse:
    found = stand(edition, request.viewer)
    lines = [(one.role, _line(one, edition, found, request)) for one in items(found.standing)]
    sections = [
        (role.value, TITLES[role], [line for _role, line in some])
        for role, some in groupby(lines, key=lambda pair: pair[0])
    ]
    address = getattr(request.user, "email", "")
    context = {
        "came_back": came_back([address]).get(address, "") if address else "",
        "edition": edition,
        "sections": sections,
        "n_open": sum(not line.done for _role, line in lines),
        "called_off": edition.state == Edition.State.CALLED_OFF,
    }
    answer = render(request, "series/todo.html", context)
    if request.viewer.person is not None:
        add_never_cache_headers(answer)
    return answer


def _line(one: Item, edition: Edition, found: Found, request: Request) -> Line:
    title, text = WORDS[one.key](one)
    url = _address(one, edition, found)
    late = bool(one.due and not one.done and one.due < request.viewer.today)
    return Line(one.key, title, text, url, one.done, one.due, late)


Words = Callable[[Item], tuple[str, str]]

WORDS: Mapping[str, Words] = {
    "sign-in": lambda _i: (_("Sign in"), _("Then this page shows what concerns you.")),
    "wait-for-registration": lambda _i: (
        _("Registration is not open yet"),
        _("The page of the edition says what is planned."),
    ),
    "register": lambda _i: (_("Take a place"), _("Registration is open.")),
    "read-programme": lambda _i: (_("Read the programme"), _("It is published.")),
    "read-what-stays": lambda _i: (
        _("See what stays"),
        _("Reports and materials stand on the edition's page."),
    ),
    "accept": lambda _i: (
        _("Accept your place"),
        _("It is kept for you until this day and then goes to the next in line."),
    ),
    "waiting": lambda _i: (
        _("You are on the waiting list"),
        _("You move up by yourself when a place becomes free."),
    ),
    "place": lambda _i: (
        _("You have a place"),
        _("Change what you told, or give the place back in time."),
    ),
    "propose": lambda i: (
        _("Propose a session"),
        ngettext("You have proposed %(n)s.", "You have proposed %(n)s.", i.n) % {"n": i.n}
        if i.n
        else _("A question you bring along is enough."),
    ),
    "mark": lambda i: (
        _("Mark what interests you"),
        ngettext("You have marked %(n)s session.", "You have marked %(n)s sessions.", i.n)
        % {"n": i.n}
        if i.n
        else _("The programme is made from what people want to hear."),
    ),
    "my-programme": lambda _i: (
        _("Look at your programme"),
        _("What you marked, with times and rooms, also for your calendar."),
    ),
    "room": lambda _i: (
        _("Way into the room"),
        _("It stands with your place shortly before the start."),
    ),
    "tell-learnt": lambda _i: (
        _("Write down what you take with you"),
        _("A short report helps those who could not be there."),
    ),
    "confirm": lambda i: (
        _("Confirm your input"),
        _("The hosts asked you and wait for your yes or no.") if i.n else _("You have said yes."),
    ),
    "needs": lambda _i: (
        _("Say what you need"),
        _("Room, screen, paper: the hosts prepare it."),
    ),
    "times": lambda _i: (
        _("When and where your session is"),
        _("Please tell the hosts soon if you cannot come then."),
    ),
    "hand-in": lambda _i: (
        _("Hand in slides and notes"),
        _("Send them to the hosts, or write a report yourself."),
    ),
    "answers": lambda i: (
        _("Answer for your lab"),
        ngettext("%(n)s question to the labs waits.", "%(n)s questions to the labs wait.", i.n)
        % {"n": i.n},
    ),
    "offer-to-host": lambda i: (
        _("Offer to host"),
        _("Your lab has offered.") if i.done else _("A call is open: any lab can host."),
    ),
    "offer-input": lambda _i: (
        _("Offer an input of your lab"),
        _("The hosts choose three for the afternoon."),
    ),
    "lab-comes": lambda i: (
        _("Who of your lab comes"),
        ngettext("%(n)s seat is kept for your lab.", "%(n)s seats are kept for your lab.", i.n)
        % {"n": i.n}
        if i.n
        else _("Somebody of your lab has a place."),
    ),
    "check-profile": lambda _i: (
        _("Check your lab's profile"),
        _("Nobody has confirmed it for a year."),
    ),
    "checklist": lambda i: (
        _("Go through the checklist"),
        ngettext("%(n)s task is open.", "%(n)s tasks are open.", i.n) % {"n": i.n}
        if i.n
        else _("Nothing is open."),
    ),
    "ask-for-inputs": lambda i: (
        _("Ask for inputs"),
        ngettext("%(n)s has been confirmed.", "%(n)s have been confirmed.", i.n) % {"n": i.n},
    ),
    "open-registration": lambda i: (
        _("Open registration"),
        _("It is open.") if i.done else _("Not open yet."),
    ),
    "publish-programme": lambda i: (
        _("Publish the programme"),
        _("Published.") if i.done else _("Not published yet."),
    ),
    "check-in": lambda _i: (_("Check people in"), _("By list or by their QR code.")),
    "collect": lambda _i: (
        _("Publish a report or materials"),
        _("Within a week, while it is fresh."),
    ),
    "logbook": lambda _i: (
        _("Write into the logbook"),
        _("What those who host next should know."),
    ),
    "hand-over": lambda _i: (
        _("Hand over to the new hosts"),
        _("Rooms, texts, mailbox: tell them what they need."),
    ),
    "read-edition": lambda _i: (
        _("Read on"),
        _("You keep reading what participants read."),
    ),
    "running-calls": lambda i: (
        _("Lead through the call"),
        ngettext("%(n)s call is running.", "%(n)s calls are running.", i.n) % {"n": i.n},
    ),
    "rounds": lambda i: (
        _("Watch the questions to the labs"),
        ngettext("%(n)s round is open.", "%(n)s rounds are open.", i.n) % {"n": i.n},
    ),
    "hanging": lambda i: (
        _("Look after editions that hang"),
        ngettext(
            "%(n)s planned edition has no hosts, or its day has passed.",
            "%(n)s planned editions have no hosts, or their day has passed.",
            i.n,
        )
        % {"n": i.n},
    ),
    "terms": lambda i: (
        _("Find who follows as steward"),
        ngettext("%(n)s term ends soon.", "%(n)s terms end soon.", i.n) % {"n": i.n},
    ),
    "desk": lambda _i: (
        _("Stewards' desk"),
        _("Proposals of labs, hints, checklists."),
    ),
}

FIXED = {
    "answers": "consent:rounds",
    "offer-to-host": "series:baton",
    "running-calls": "series:baton",
    "rounds": "consent:rounds",
    "terms": "steward:terms",
    "desk": "steward:home",
    "tell-learnt": "harvest:new-report",
}
OF_THE_EDITION = {
    "wait-for-registration": "series:edition",
    "register": "series:register",
    "read-programme": "programme:programme",
    "read-what-stays": "series:edition",
    "propose": "programme:propose",
    "mark": "programme:proposals",
    "my-programme": "programme:mine",
    "times": "programme:mine",
    "hand-in": "series:edition",
    "offer-input": "series:offer-input",
    "lab-comes": "series:people",
    "checklist": "series:workspace",
    "ask-for-inputs": "series:inputs",
    "open-registration": "series:desk",
    "publish-programme": "programme:plan",
    "check-in": "series:coming",
    "collect": "series:edition",
    "logbook": "series:log",
    "hand-over": "series:edition",
    "read-edition": "series:edition",
}


def _address(one: Item, edition: Edition, found: Found) -> str:
    if one.key in FIXED:
        return reverse(FIXED[one.key])
    if one.key in OF_THE_EDITION:
        return reverse(OF_THE_EDITION[one.key], args=[edition.slug])
    return _own_address(one.key, edition, found)


def _own_address(key: str, edition: Edition, found: Found) -> str:
    """Where the address hangs on what was found."""
    if key == "sign-in":
        back = reverse("series:todo", args=[edition.slug])
        return f"{reverse('account:sign-in')}?{urlencode({'next': back})}"
    if key == "needs":
        unsaid = next((one for one in found.sessions if not one.needs), found.sessions[0])
        return reverse("programme:edit", args=[edition.slug, unsaid.number])
    places = [place_path(found.own)] if found.own else []
    asked = [input_path(one) for one in found.asked[:1]]
    ways = {
        "confirm": asked,
        "check-profile": [lab.get_absolute_url() for lab in found.unchecked[:1]],
        "hanging": [one.get_absolute_url() for one in found.hanging[:1]],
    }
    return next(iter(ways.get(key, places)), edition.get_absolute_url())
