# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who the stewards are, from when to when, and who is nominated; for members of the network."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import may, require
from labcamp.core.door import Request, door
from labcamp.core.instance import current
from labcamp.network.actions import nominations as actions
from labcamp.network.actions.consent import NobodyToAsk
from labcamp.network.models import Nomination, Steward
from labcamp.web.answer import SeeOther

STATE = Nomination.State


class NominationForm(forms.Form):
    """Somebody of a member lab, and why."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        max_length=254,
        help_text=_("Somebody who belongs to a member lab. They are asked first."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    months = forms.IntegerField(
        label=_("For how many months?"), min_value=1, max_value=48, initial=12
    )
    text = forms.CharField(
        label=_("Why this person?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The labs read this when they decide."),
    )


@door(signed_in=True, on=["GET", "POST"])
def terms(request: Request) -> HttpResponse:
    """The nominated person reads the own nomination here too."""
    viewer, instance = request.viewer, current.instance()
    own = Nomination.objects.filter(person=viewer.person, state=STATE.ASKED).first()
    if own is None:
        require(viewer, "see-stewards", instance)
    may_nominate = may(viewer, "nominate", instance)
    form = NominationForm(request.POST or None)
    if request.method == "POST":
        require(viewer, "nominate", instance)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.nominate(said["email"], text=said["text"], months=said["months"], by=viewer)
        except actions.NotAMember:
            form.add_error("email", _("Nobody of a member lab is known under this address."))
        else:
            return SeeOther(reverse("steward:terms"))
    running = Q(until=None) | Q(until__gt=viewer.now)
    every = Steward.objects.select_related("person").order_by("since", "pk")
    nominated = Nomination.objects.select_related("person", "lab", "round")
    context = {
        "own": own,
        "form": form,
        "may_nominate": may_nominate,
        "present": every.filter(running),
        "former": every.exclude(running)[:50],
        "nominated": nominated.filter(state__in=[STATE.ASKED, STATE.PUT]),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "steward/terms.html", context, status=status)


@door(signed_in=True, on=["POST"])
def answer(request: Request, number: int) -> HttpResponse:
    """The nominated person says yes or no."""
    nomination = get_object_or_404(Nomination, pk=number, person=request.viewer.person)
    willing = request.POST.get("willing") == "yes"
    try:
        actions.answer(nomination, willing=willing, by=request.viewer)
    except NobodyToAsk:
        return render(request, "steward/nobody.html", status=409)
    member = may(request.viewer, "see-stewards", current.instance())
    return SeeOther(reverse("steward:terms" if member else "home:start"))
