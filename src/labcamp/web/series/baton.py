# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The baton: who carries it, calls for hosts, offers, accepting, and giving it back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from labcamp.core.access import may, require
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.network.actions.consent import NobodyToAsk
from labcamp.network.models import Lab, Voice
from labcamp.network.queries import consent
from labcamp.series import batonqueries as queries
from labcamp.series import queries as editions
from labcamp.series.actions import calls, offers
from labcamp.series.actions.editions import NumberTaken
from labcamp.series.models import Edition, HostCall, HostOffer, OfferLab, Series
from labcamp.web.answer import SeeOther
from labcamp.web.network import towns
from labcamp.web.series.batonforms import PROMISED, CallForm, OfferChangeForm, OfferForm
from labcamp.web.stale import both_versions
from labcamp.web.templatetags.told import in_language


@door()
def baton(request: Request) -> HttpResponse:
    """Where the baton is, whose turn it would be, and the way it took."""
    every = editions.editions_of(request.viewer)
    running = queries.running_calls(request.viewer)
    number = running[0].number if running else _next_number(every)
    ahead = editions.next_edition(request.viewer)
    context = {
        "next": next((one for one in every if one == ahead), None),
        "calls": running,
        "past": queries.past_calls(request.viewer),
        "given_back": queries.given_back(request.viewer),
        "trail": editions.trail(every, Series.objects.first()),
        "number": number,
        **_turn(request, number),
        "may_open": request.viewer.steward,
    }
    return render(request, "series/baton.html", context)


@door(signed_in=True, on=["GET", "POST"])
def new_call(request: Request) -> HttpResponse:
    """A steward asks the network who hosts; the rules of deciding are fixed here."""
    require(request.viewer, "open-call", Series.objects.first() or Series())
    number = _next_number(editions.editions_of(request.viewer))
    now = request.viewer.now
    start = {"number": number, "offers_until": request.viewer.today + calls.USUAL}
    form = CallForm(request.POST or None, initial=start, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            call = calls.open_call(form.terms(), by=request.viewer)
        except calls.CallRunning:
            form.add_error("number", _("Hosts are being sought for this edition already."))
        except NumberTaken:
            form.add_error("number", _("There is an edition of this number already."))
        else:
            return SeeOther(call.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    voices = consent.labs_with_a_voice().count()
    return render(request, "series/call_new.html", {"form": form, "voices": voices}, status=status)


@door(HostCall)
def call(request: Request, call: HostCall) -> HttpResponse:
    return _call_page(request, call)


@door(HostCall, "withdraw", on=["POST"])
def withdraw_call(request: Request, call: HostCall) -> HttpResponse:
    calls.withdraw_call(call, by=request.viewer)
    return SeeOther(call.get_absolute_url())


@door(HostCall, "offer", on=["GET", "POST"])
def new_offer(request: Request, call: HostCall) -> HttpResponse:
    """A lab offers to host, alone or with others."""
    form = OfferForm(request.POST or None, **_labs(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = offers.make_offer(
                call, form.promise(), lab=said["lab"], together=said["together"], by=request.viewer
            )
        except offers.OfferedAlready as already:
            made = already.offer
            if any(getattr(made, name) != said[name] for name in PROMISED):
                form.add_error("lab", _("This lab has made an offer already; you can change it."))
                context = {"call": call, "form": form, "already": made}
                return render(request, "series/offer_edit.html", context, status=422)
        return SeeOther(made.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return render(request, "series/offer_edit.html", {"call": call, "form": form}, status=status)


@door(HostOffer, related=["call", "round", "by"])
def offer(request: Request, offer: HostOffer) -> HttpResponse:
    return _offer_page(request, offer)


@door(HostOffer, "change", on=["GET", "POST"], related=["call", "round"])
def edit_offer(request: Request, offer: HostOffer) -> HttpResponse:
    """Another version; while the labs decide it says what is different."""
    start = {name: getattr(offer, name) for name in [*PROMISED, "version"]}
    put = offer.state == HostOffer.State.PUT and offer.round is not None
    kind: Any = OfferChangeForm if put else OfferForm
    more = {"objections": _objections(offer)} if put else {}
    form = kind(request.POST or None, initial=start, own=None, others=Lab.objects.none(), **more)
    context = {"call": offer.call, "offer": offer, "form": form, **more}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            offers.change_offer(
                offer,
                form.promise(),
                version=said["version"] or 0,
                change=said.get("change", ""),
                answers=[int(key) for key in said.get("answers", ())],
                by=request.viewer,
            )
        except Stale as stale:
            context["stale"] = both_versions(form, PROMISED, stale)
            return render(request, "series/offer_edit.html", context, status=409)
        return SeeOther(offer.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return render(request, "series/offer_edit.html", context, status=status)


@door(HostOffer, on=["POST"], signed_in=True, related=["call"])
def put(request: Request, offer: HostOffer) -> HttpResponse:
    """A steward puts the offer to the labs."""
    try:
        offers_round = calls.put_to_the_labs(offer, by=request.viewer).round
    except calls.NotComplete:
        return _offer_page(request, offer, 422, _("A lab that was asked has not said yes yet."))
    except calls.CallRunning:
        return _offer_page(request, offer, 409, _("This offer cannot be put to the labs now."))
    except NobodyToAsk:
        return _offer_page(request, offer, 422, _("No lab has anybody yet who speaks for it."))
    target = offers_round or offer
    return SeeOther(target.get_absolute_url())


@door(HostOffer, "withdraw", on=["POST"], related=["call"])
def withdraw_offer(request: Request, offer: HostOffer) -> HttpResponse:
    offers.withdraw_offer(offer, by=request.viewer)
    return SeeOther(offer.get_absolute_url())


@door(HostOffer, on=["POST"], signed_in=True, related=["call"])
def join(request: Request, offer: HostOffer, slug: str) -> HttpResponse:
    """A lab that was asked says yes or no."""
    part = OfferLab.objects.select_related("offer__call").filter(offer=offer, lab__slug=slug)
    joins = request.POST.get("joins") == "yes"
    if found := part.first():
        offers.answer_invitation(found, joins=joins, by=request.viewer)
    return SeeOther(offer.get_absolute_url())


@door(HostOffer, on=["POST"], signed_in=True, related=["call"])
def accept(request: Request, offer: HostOffer, slug: str) -> HttpResponse:
    """The agreed hosts take the baton; the last one's yes makes the edition."""
    parts = OfferLab.objects.select_related("offer__call")
    part = get_object_or_404(parts, offer=offer, lab__slug=slug)
    edition = offers.accept_baton(part, by=request.viewer)
    return SeeOther(edition.get_absolute_url() if edition else offer.get_absolute_url())


def _next_number(every: list[Edition]) -> int:
    return queries.next_number([one.number for one in every if one.number])


def _turn(request: Request, number: int) -> dict[str, Any]:
    turn = queries.fair_turn(request.viewer, number=number)
    return {
        "suggested": turn.suggested,
        "levels": [(in_language(level, "name"), one) for level, one in turn.by_level],
        "regions": [(towns.region_name(str(one.key)), one) for one in turn.by_region],
        "sizes": [(towns.size_name(str(one.key)), one) for one in turn.by_size],
        "times": turn.times,
    }


def _call_page(request: Request, call: HostCall) -> HttpResponse:
    viewer = request.viewer
    whole = queries.with_offers(HostCall.objects.filter(pk=call.pk), viewer).get()
    context = {
        "call": whole,
        "offers": list(whole.offers.all()),
        "over": whole.offers_until <= viewer.now,
        "may_offer": may(viewer, "offer", whole),
        "may_decide": may(viewer, "decide", whole),
        "suggested": queries.fair_turn(viewer, number=whole.number).suggested,
    }
    return render(request, "series/call.html", context)


def _offer_page(
    request: Request, offer: HostOffer, status: int = 200, problem: str = ""
) -> HttpResponse:
    viewer = request.viewer
    seen = Lab.objects.visible_to(viewer)
    parts = list(offer.labs.filter(lab__in=seen).select_related("lab__level"))
    speaks = viewer.speaks_for
    agreed = offer.state == HostOffer.State.AGREED
    ahead = offer.state in (HostOffer.State.MADE, HostOffer.State.PUT)
    context = {
        "offer": offer,
        "call": offer.call,
        "parts": parts,
        "asked": [p for p in parts if p.joined_at is None and p.lab_id in speaks and ahead],
        "accepting": [p for p in parts if p.accepted_at is None and p.lab_id in speaks and agreed],
        "may_change": may(viewer, "change", offer),
        "may_withdraw": may(viewer, "withdraw", offer),
        "may_put": offer.state == HostOffer.State.MADE and may(viewer, "decide", offer.call),
        "problem": problem,
    }
    return render(request, "series/offer.html", context, status=status)


def _labs(request: Request) -> dict[str, QuerySet[Lab]]:
    admitted = Lab.objects.visible_to(request.viewer).filter(state=Lab.State.ADMITTED)
    own = admitted.filter(pk__in=request.viewer.speaks_for)
    others = admitted.exclude(status=Lab.Status.ENDED)
    return {"own": own.order_by("name_key"), "others": others.order_by("name_key")}


def _objections(offer: HostOffer) -> list[Voice]:
    found = Voice.objects.filter(
        part__round=offer.round, kind=Voice.Kind.OBJECTION, taken_back_at=None
    )
    return list(found.select_related("part__lab").order_by("at", "pk"))
