# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proposing sessions, as a draft or at once, and marking interest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from labcamp.core.access import may
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.core.limits import TooMany, spend
from labcamp.programme.actions import proposals as actions
from labcamp.programme.actions.timetable import NotInTheProgramme, set_cancelled
from labcamp.programme.models import Giver, Interest, Planning, Proposal
from labcamp.programme.queries import proposals as queries
from labcamp.programme.queries.conditions import has_both_forms
from labcamp.programme.queries.desk import published_of
from labcamp.programme.queries.session import place_of
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.programme.forms import (
    InterestForm,
    ProposalForm,
    fresh_proposal,
    keep_language,
    proposal_values,
    token_of,
    with_template,
)
from labcamp.web.programme.kept import MARK
from labcamp.web.programme.sessiondoor import session_door
from labcamp.web.programme.typed import typed_kept
from labcamp.web.stale import both_versions
from labcamp.web.typed import put_by

FIELDS = ("title", "kind", "abstract", "minutes", "language", "needs", "form")
HOUR, MOST = timedelta(hours=1), 60
"""So many sessions one person may type in an hour: enough for a whole board of paper notes."""
FIND = ("edition__slug", "number")


@door(Edition, find=["slug"])
def listing(request: Request, edition: Edition) -> HttpResponse:
    """Everything offered, with a click to say "I want that" for those who take part."""
    viewer = request.viewer
    planning = queries.planning_of(edition)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Proposal.Kind.values else ""
    listed = queries.offered(edition, viewer, planning)
    is_open = queries.voting_open(planning, viewer)
    may_mark = is_open and edition.pk in viewer.editions
    context = {
        "edition": edition,
        "planning": planning,
        "offered": len(listed),
        "answered": queries.answered(listed),
        "asked": queries.asked(listed),
        "prefix": prefix_of(edition),
        "kind": kind,
        "kinds": Proposal.Kind.choices,
        "voting_open": is_open,
        "may_mark": may_mark,
        "may_propose": may(viewer, "propose", edition),
        "takes": queries.takes_proposals(edition, planning),
        "hosting": edition.pk in viewer.hosting or viewer.steward,
        "local": ZoneInfo(edition.time_zone),
    }
    if request.GET.get("view") == "pitch":
        context["listed"] = sorted(listed, key=lambda one: one.number)
        return render(request, "programme/pitch.html", context)
    forms = _interest_forms(request, edition, kind) if may_mark else None
    shown = [one for one in listed if not kind or one.kind == kind]
    context["listed"] = [(one, forms(one) if forms else "") for one in shown]
    context |= _aside(edition, request)
    return render(request, "programme/proposals.html", context)


def _aside(edition: Edition, request: Request) -> dict[str, object]:
    """What is not on the list, by where it is."""
    rows = queries.aside(edition, request.viewer)
    names = (
        ("drafts", Proposal.State.DRAFT),
        ("waiting", Proposal.State.WAITING),
        ("parked", Proposal.State.PARKED),
        ("withdrawn", Proposal.State.WITHDRAWN),
    )
    return {name: [row for row in rows if row.state == state] for name, state in names}


def prefix_of(edition: Edition) -> str:
    """The address all of the edition's sessions begin with, in the language of the page."""
    return reverse("programme:proposals", args=[edition.slug]).removesuffix("proposals/")


def _interest_forms(
    request: Request, edition: Edition, kind: str
) -> Callable[[queries.Listed], SafeString]:
    """The form for each proposal, rendered once per answer: a long list has the same four.

    It leads back to the list, and to the kind that the list is narrowed to.
    """
    drawn = {
        strength: render_to_string(
            "programme/parts/interest.html",
            {
                "mark_url": f"{prefix_of(edition)}session/{MARK}/interest/",
                "number": MARK,
                "strength": strength,
                "back": f"list {kind}".strip(),
            },
            request=request,
        )
        for strength in (None, *Interest.Strength.values)
    }

    def form(one: queries.Listed) -> SafeString:
        return mark_safe(drawn[one.strength].replace(MARK, str(one.number)))

    return form


@typed_kept
@door(Edition, on=["GET", "POST"], find=["slug"], signed_in=True)
def propose(request: Request, edition: Edition) -> HttpResponse:
    """A form that can start from a template; kept as a draft or handed in.

    Who has no place yet reads what is missing, and how to get it.
    """
    if not may(request.viewer, "propose", edition):
        context = {"edition": edition, "open": queries.takes_proposals(edition)}
        return render(request, "programme/propose_not.html", context, status=403)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Proposal.Kind.values else ""
    if "start" in request.POST:
        form = ProposalForm(initial=with_template(request.POST, get_language() or "de"))
        return _propose_page(request, edition, form)
    own_name = getattr(request.user, "name", "")
    fresh = fresh_proposal(kind, get_language() or "de", own_name)
    typed = put_by(request)
    form = ProposalForm(request.POST or None, initial=fresh | typed)
    if request.method == "POST" and form.is_valid() and _is_new(request, edition, form):
        return _send(request, edition, form)
    status = 422 if request.method == "POST" else 200
    return _propose_page(request, edition, form, status, typed=bool(typed))


def _send(request: Request, edition: Edition, form: ProposalForm) -> HttpResponse:
    """Where the proposal is then; with both versions when it has changed since it was sent."""
    try:
        spend(f"propose:{request.viewer.somebody}", most=MOST, per=HOUR, now=request.viewer.now)
    except TooMany:
        form.add_error(None, _("These are many sessions for one hour. Please try again later."))
        return _propose_page(request, edition, form, status=429)
    token, draft = token_of(form), "draft" in request.POST
    try:
        proposal = actions.propose(
            edition, form.offer(), token=token, by=request.viewer, draft=draft
        )
    except Stale as stale:
        return _both_pages(request, form, stale)
    if may(request.viewer, "move_own", proposal):
        return SeeOther(reverse("programme:own-move", args=[edition.slug, proposal.number]))
    _say_listed(request, proposal)
    return SeeOther(_address(proposal))


def _is_new(request: Request, edition: Edition, form: ProposalForm) -> bool:
    """Not what was sent already, and then again from the page before, by the browser's way back."""
    title, token = form.cleaned_data["title"], token_of(form)
    known = queries.own_of_this_title(edition, request.viewer, title, token)
    if known is not None:
        told = _("You have already proposed a session of this title. You can change it there:")
        link = format_html('<a href="{}">{}</a>', f"{_address(known)}edit/", known.title)
        form.add_error(None, format_html("{} {}", told, link))
    return known is None


def _propose_page(
    request: Request, edition: Edition, form: ProposalForm, status: int = 200, **more: object
) -> HttpResponse:
    flow = queries.planning_of(edition).flow
    context = {
        "form": form,
        "edition": edition,
        "both_forms": has_both_forms(edition),
        "starts": Proposal.Kind.choices[:-1],
        "queue": flow == Planning.Flow.QUEUE and not may(request.viewer, "plan", edition),
        "grid": flow == Planning.Flow.GRID and published_of(edition) is not None,
    }
    return render(request, "programme/propose.html", context | more, status=status)


@session_door("edit", on=["POST"])
def hand_in(request: Request, proposal: Proposal) -> HttpResponse:
    """A draft goes to the list, or to the hosts' queue."""
    proposal = actions.hand_in(proposal, by=request.viewer)
    _say_listed(request, proposal)
    return SeeOther(_address(proposal))


def _say_listed(request: Request, proposal: Proposal) -> None:
    """That it is on the list; of a draft or one in the queue its own page says where it is."""
    if proposal.state == Proposal.State.OFFERED:
        messages.success(request, _("Your session is on the list of proposals."))


@typed_kept
@session_door("edit", on=["GET", "POST"])
def edit(request: Request, proposal: Proposal) -> HttpResponse:
    typed = put_by(request)
    form = ProposalForm(request.POST or None, initial=proposal_values(proposal) | typed)
    keep_language(form, proposal.language)
    context = {"form": form, "edition": proposal.edition, "proposal": proposal}
    context["typed"] = bool(typed)
    context["both_forms"] = has_both_forms(proposal.edition)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(
                proposal,
                form.offer(),
                version=form.cleaned_data["version"] or 0,
                by=request.viewer,
            )
        except Stale as stale:
            return _both_pages(request, form, stale)
        messages.success(request, _("Saved."))
        return SeeOther(_address(proposal))
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/propose.html", context, status=status)


def _both_pages(request: Request, form: ProposalForm, stale: Stale) -> HttpResponse:
    """What was typed beside the session as it is now; saving once more changes that session."""
    proposal = stale.present
    assert isinstance(proposal, Proposal)
    keep_language(form, proposal.language)
    context = {
        "form": form,
        "edition": proposal.edition,
        "proposal": proposal,
        "save_to": f"{_address(proposal)}edit/",
        "both_forms": has_both_forms(proposal.edition),
        "stale": both_versions(form, FIELDS, stale) + _stale_givers(form, proposal),
    }
    return render(request, "programme/propose.html", context, status=409)


def _stale_givers(form: ProposalForm, proposal: Proposal) -> list[tuple[str, object, object]]:
    names = Giver.objects.filter(proposal=proposal).order_by("order", "pk")
    now = "\n".join(names.values_list("name", flat=True))
    typed = form.cleaned_data["givers"]
    return [] if now == typed else [(str(form.fields["givers"].label), now, typed)]


@session_door("withdraw", on=["GET", "POST"])
def withdraw(request: Request, proposal: Proposal) -> HttpResponse:
    """Asks once, on a page of its own; then the session is nowhere to be found.

    What is in the published programme can be cancelled instead: it stays in sight, marked.
    """
    if request.method != "POST":
        place = place_of(proposal, request.viewer)
        context = {
            "proposal": proposal,
            "edition": proposal.edition,
            "tells": _others_give(proposal, request),
            "may_cancel": place is not None
            and not place.cancelled
            and proposal.state in Proposal.PLACEABLE
            and may(request.viewer, "cancel", proposal),
        }
        return render(request, "programme/withdraw.html", context)
    if request.POST.get("act") == "cancel":
        try:
            set_cancelled(proposal, cancelled=True, by=request.viewer)
        except NotInTheProgramme:
            raise Http404 from None
        messages.success(request, _("The session is cancelled. It stays in sight, marked."))
        return SeeOther(_address(proposal))
    actions.withdraw(proposal, by=request.viewer)
    messages.success(request, _("The session is withdrawn."))
    return SeeOther(reverse("programme:proposals", args=[proposal.edition.slug]))


def _others_give(proposal: Proposal, request: Request) -> bool:
    """Whether others are named; that some of them have an account, this does not say."""
    return request.viewer.person != proposal.by_id or proposal.givers.count() > 1


@session_door("edit", on=["POST"])
def offer_again(request: Request, proposal: Proposal) -> HttpResponse:
    proposal = actions.offer_again(proposal, by=request.viewer)
    _say_listed(request, proposal)
    return SeeOther(_address(proposal))


@door(Proposal, "mark", on=["POST"], find=FIND, signed_in=True, related=["edition"])
def interest(request: Request, proposal: Proposal) -> HttpResponse:
    """One click; the part for htmx, back to where one was for everybody else."""
    form = InterestForm(request.POST)
    if not form.is_valid():
        raise Http404
    strength = form.cleaned_data["strength"]
    actions.mark_interest(proposal, strength=strength, by=request.viewer)
    back, _space, kind = request.POST.get("back", "").partition(" ")
    kind = kind if kind in Proposal.Kind.values else ""
    if request.htmx:
        context = {
            "mark_url": request.path,
            "number": proposal.number,
            "strength": strength,
            "back": f"list {kind}".strip() if back == "list" else "session",
        }
        if back == "list":
            done = queries.progress(proposal.edition, request.viewer)
            context |= {"answered": done[0], "asked": done[1], "swap": True}
        return render(request, "programme/parts/interest.html", context)
    if back == "list":
        to = reverse("programme:proposals", args=[proposal.edition.slug])
        narrowed = f"?kind={kind}" if kind else ""
        return SeeOther(f"{to}{narrowed}#s{proposal.number}")
    return SeeOther(_address(proposal) + "#interest")


def _address(proposal: Proposal) -> str:
    return reverse("programme:session", args=[proposal.edition.slug, proposal.number])
