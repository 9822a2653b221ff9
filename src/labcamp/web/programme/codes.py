# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Slips with codes for hosts to hand out, and the page on which a code marks interest."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import qrcode
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.formats import time_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathFillImage

from labcamp.core.access import Refused, Viewer
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.core.limits import TooMany
from labcamp.network.letters import address
from labcamp.programme.actions import codes as actions
from labcamp.programme.models import InterestCode, Proposal
from labcamp.programme.queries import proposals as queries
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.client import client_of
from labcamp.web.programme.forms import InterestForm
from labcamp.web.programme.proposalforms import CodeForm, CodesForm

SLIPS = 60
"""So many on one page to print."""


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def codes(request: Request, edition: Edition) -> HttpResponse:
    """How many there are and how many are used; never by whom, nobody knows that."""
    form = CodesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, seen = form.cleaned_data["number"], form.cleaned_data["seen"]
        try:
            actions.make_codes(edition, number, seen=seen, by=request.viewer)
        except Stale:
            form.add_error(
                "number", _("Meanwhile there are more or fewer codes. Please look above.")
            )
        except actions.TooManyCodes:
            form.add_error(
                "number",
                _("An edition has at most %(most)s codes at a time.") % {"most": actions.MOST},
            )
        else:
            return SeeOther(reverse("programme:codes", args=[edition.slug]))
    rows = InterestCode.objects.filter(edition=edition)
    made = rows.count()
    unused = rows.filter(used=False).count()
    context = {
        "edition": edition,
        "form": form,
        "made": made,
        "used": made - unused,
        "unused": unused,
        "pages": range(1, -(-unused // SLIPS) + 1),
        "planning": queries.planning_of(edition),
        "local": ZoneInfo(edition.time_zone),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/codes.html", context, status=status)


@door(Edition, "plan", find=["slug"], signed_in=True)
def slips(request: Request, edition: Edition) -> HttpResponse:
    """Unused codes to print and cut, SLIPS on a page."""
    page = request.GET.get("page", "1")
    first = (int(page) - 1) * SLIPS if page.isascii() and page.isdigit() and len(page) < 4 else 0
    unused = InterestCode.objects.filter(edition=edition, used=False).order_by("pk")
    rows = unused[max(0, first) : max(0, first) + SLIPS]
    told = [(_in_two(code), _picture(edition, code)) for code in map(actions.code_of, rows)]
    typed_at = address(reverse("programme:code", args=[edition.slug]))
    planning = queries.planning_of(edition)
    context = {
        "edition": edition,
        "slips": told,
        "typed_at": typed_at.partition("://")[2],
        "planning": planning,
        "local": ZoneInfo(edition.time_zone),
    }
    answer = render(request, "programme/slips.html", context)
    add_never_cache_headers(answer)
    return answer


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def withdraw(request: Request, edition: Edition) -> HttpResponse:
    actions.withdraw_codes(edition, by=request.viewer)
    return SeeOther(reverse("programme:codes", args=[edition.slug]))


@door(Edition, on=["GET", "POST"], find=["slug"])
def ask(request: Request, edition: Edition) -> HttpResponse:
    """Where a code is typed."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = _found(request, edition.slug, form.cleaned_data["code"])
        if isinstance(found, InterestCode):
            return SeeOther(_vote_address(found))
        form.add_error("code", found.sentence)
        return _ask(request, edition, form, status=found.status)
    return _ask(request, edition, form, status=422 if request.method == "POST" else 200)


@door(on=["GET", "POST"])
def vote(request: Request, slug: str, code: str) -> HttpResponse:
    """Mark interest without an account. The code opens it, so it needs no other door."""
    found = _found(request, slug, code)
    if not isinstance(found, InterestCode):
        return _wrong(request, slug, found)
    planning = queries.planning_of(found.edition)
    is_open = queries.voting_open(planning, request.viewer)
    if request.method == "POST" and is_open:
        return _mark(request, found)
    reader = Viewer(editions=frozenset([found.edition_id]), now=request.viewer.now)
    marks = actions.marked_by(found)
    listed = queries.offered(found.edition, reader, planning, marks) if is_open else []
    listed = queries.shuffled(listed, planning.seed, -found.pk)
    context = {
        "edition": found.edition,
        "listed": listed,
        "answered": queries.answered(listed),
        "asked": len(listed),
        "voting_open": is_open,
        "planning": planning,
        "local": ZoneInfo(found.edition.time_zone),
        "mark_url": _vote_address(found),
        "taking_part": found.edition_id in request.viewer.editions,
    }
    answer = render(request, "programme/code_vote.html", context)
    add_never_cache_headers(answer)
    return answer


def _mark(request: Request, code: InterestCode) -> HttpResponse:
    form = InterestForm(request.POST)
    number = request.POST.get("number", "")
    if not form.is_valid() or not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Http404
    reader = Viewer(editions=frozenset([code.edition_id]), now=request.viewer.now)
    seen = Proposal.objects.visible_to(reader).filter(state=Proposal.State.OFFERED)
    proposal = get_object_or_404(seen, edition=code.edition, number=number)
    strength = form.cleaned_data["strength"]
    try:
        actions.mark_by_code(code, proposal, strength=strength, by=request.viewer)
    except Refused:
        return SeeOther(_vote_address(code))
    return SeeOther(f"{_vote_address(code)}#s{number}")


@dataclass(frozen=True)
class NoCode:
    """One sentence why a code opens nothing, and its status."""

    sentence: str
    status: int


def _found(request: Request, slug: str, typed: str) -> InterestCode | NoCode:
    """The code's row, or why there is none."""
    try:
        found = actions.find_code(slug, typed, client=client_of(request), by=request.viewer)
    except TooMany as limit:
        words = _("Too many wrong codes from this network. Please try again after %(time)s.")
        return NoCode(words % {"time": time_format(localtime(limit.again_at), "H:i")}, 429)
    if found is None:
        return NoCode(_("This code does not hold. Please look at your slip again."), 422)
    return found


def _wrong(request: Request, slug: str, why: NoCode) -> HttpResponse:
    """For an edition the visitor does not see this is a missing page like any other."""
    edition = get_object_or_404(Edition.objects.visible_to(request.viewer), slug=slug)
    form = CodeForm({"code": "-"})
    form.is_valid()
    form.data = {}
    form.add_error("code", why.sentence)
    return _ask(request, edition, form, status=why.status)


def _ask(request: Request, edition: Edition, form: CodeForm, *, status: int) -> HttpResponse:
    answer = render(
        request, "programme/code_ask.html", {"edition": edition, "form": form}, status=status
    )
    add_never_cache_headers(answer)
    return answer


def _vote_address(code: InterestCode) -> str:
    return reverse("programme:code-vote", args=[code.edition.slug, actions.code_of(code)])


def _in_two(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"


def _picture(edition: Edition, code: str) -> SafeString:
    """The QR code of the address that opens the page, as a drawing inside the page."""
    goal = address(reverse("programme:code-vote", args=[edition.slug, code]))
    drawn = qrcode.make(goal, image_factory=SvgPathFillImage, box_size=20)
    text: str = drawn.to_string(encoding="unicode")
    return mark_safe(text)
