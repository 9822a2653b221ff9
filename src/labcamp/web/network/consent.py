# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Consent rounds: which there are, one of them with its rules and voices, speaking for a lab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from labcamp.core.access import may
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.network.actions import consent as actions
from labcamp.network.consent import Stand, Standing
from labcamp.network.models import ConsentRound, Person, RoundLab, Voice
from labcamp.network.queries import consent as queries
from labcamp.web.answer import SeeOther
from labcamp.web.network import subjects
from labcamp.web.network.consent_forms import ChangeForm, DelegateForm, VoiceForm


@dataclass(frozen=True)
class Seat:
    """A lab the viewer may speak for in the round, with its forms."""

    part: RoundLab
    standing: Standing
    form: VoiceForm
    delegate: DelegateForm | None
    own: Voice | None


@door()
def rounds(request: Request) -> HttpResponse:
    """Every round the viewer may see; those that wait for their lab first."""
    lines = queries.rounds_of(request.viewer)
    waiting = [line for line in lines if line.owing]
    open_ = ConsentRound.State.OPEN
    context = {
        "waiting": waiting,
        "running": [one for one in lines if one.round.state == open_ and not one.owing],
        "closed": [one for one in lines if one.round.state != open_],
    }
    return render(request, "network/consent_rounds.html", context)


@door(ConsentRound)
def one_round(request: Request, asked: ConsentRound) -> HttpResponse:
    return _page(request, asked)


@door(ConsentRound, on=["POST"], signed_in=True)
def speak(request: Request, asked: ConsentRound, slug: str) -> HttpResponse:
    """Give one lab's voice; a text that changed meanwhile is shown before anything counts."""
    part = _part(asked, slug)
    form = VoiceForm(request.POST, lab=slug)
    if not form.is_valid():
        return _page(request, asked, 422, {part.pk: form})
    said = form.cleaned_data
    try:
        actions.speak(
            asked,
            part.lab,
            said["kind"],
            reason=said["reason"],
            text=said["text"],
            by=request.viewer,
        )
    except Stale:
        form = VoiceForm(initial={**said, "text": None}, lab=slug)
        return _page(request, asked, 409, {part.pk: form}, changed=True)
    except actions.Over:
        return _page(request, asked, 409, late=said["reason"] or "–")
    return SeeOther(f"{asked.get_absolute_url()}?said={part.lab.slug}#lab-{part.lab.slug}")


@door(ConsentRound, on=["POST"], signed_in=True)
def delegate(request: Request, asked: ConsentRound, slug: str) -> HttpResponse:
    part = _part(asked, slug)
    form = DelegateForm(request.POST, lab=slug, people=_colleagues(part))
    if not form.is_valid():
        raise Http404
    actions.send_delegate(part, form.cleaned_data["person"], by=request.viewer)
    return SeeOther(f"{asked.get_absolute_url()}#lab-{part.lab.slug}")


@door(ConsentRound, on=["POST"], signed_in=True)
def take_back(request: Request, asked: ConsentRound, number: int) -> HttpResponse:
    voice = get_object_or_404(Voice, part__round=asked, pk=number)
    try:
        actions.take_back(voice, by=request.viewer)
    except actions.Over:
        return _page(request, asked, 409, late="–")
    return SeeOther(asked.get_absolute_url())


@door(ConsentRound, "change-text", on=["GET", "POST"])
def change(request: Request, asked: ConsentRound) -> HttpResponse:
    """Those whose matter it is answer objections with another text.

    Where the text is made from something else, that is what they change.
    """
    here = reverse("consent:change", args=[asked.pk])
    if (link := subjects.change_link(asked, request.viewer)) != here:
        return SeeOther(link or asked.get_absolute_url())
    asked = _whole(asked)
    present = queries.present_text(asked)
    objections = _objections(asked)
    form = ChangeForm(
        request.POST or None,
        initial={"text": present.text, "number": present.number},
        objections=objections,
    )
    stale = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.change_text(
                asked,
                said["text"],
                change=said["change"],
                answers=[int(key) for key in said.get("answers", ())],
                number=said["number"],
                by=request.viewer,
            )
        except Stale as changed:
            stale = changed.present
            typed = request.POST.copy()
            typed["number"] = str(present.number)
            form.data = typed
        else:
            return SeeOther(asked.get_absolute_url())
    status = 409 if stale else 422 if request.method == "POST" else 200
    context = {"round": asked, "form": form, "objections": objections, "stale": stale}
    return render(request, "network/consent_change.html", context, status=status)


def _whole(asked: ConsentRound) -> ConsentRound:
    return queries.with_everything(ConsentRound.objects.filter(pk=asked.pk)).get()


def _part(asked: ConsentRound, slug: str) -> RoundLab:
    return get_object_or_404(RoundLab.objects.select_related("lab"), round=asked, lab__slug=slug)


def _colleagues(part: RoundLab) -> QuerySet[Person]:
    return Person.objects.filter(memberships__lab=part.lab_id, memberships__until=None)


def _objections(asked: ConsentRound) -> list[Voice]:
    return [
        voice
        for part in asked.labs.all()
        for voice in part.voices.all()
        if voice.kind == Voice.Kind.OBJECTION
    ]


def _page(
    request: Request,
    asked: ConsentRound,
    status: int = 200,
    forms: dict[int, VoiceForm] | None = None,
    *,
    changed: bool = False,
    late: str = "",
) -> HttpResponse:
    asked = _whole(asked)
    tally = queries.tally_of(asked)
    present = queries.present_text(asked)
    running = asked.state == ConsentRound.State.OPEN and asked.closes_at > request.viewer.now
    member = may(request.viewer, "see-voices", asked)
    seats = [
        _seat(request, part, tally.labs[part.lab_id], present.number, (forms or {}).get(part.pk))
        for part in asked.labs.all()
        if running and queries.speaks_in(part, request.viewer)
    ]
    context = {
        "round": asked,
        "text": present,
        "earlier": [one for one in asked.texts.all() if one.number < present.number],
        "tally": tally,
        "counts": {stand.value: tally.having(stand) for stand in Stand},
        "running": running,
        "seats": seats,
        "lines": [(part, tally.labs[part.lab_id]) for part in asked.labs.all()] if member else [],
        "proposers": [part.lab for part in asked.labs.all() if part.proposes] if member else [],
        "changed": changed,
        "late": late,
        "subject_url": subjects.address_of(asked, request.viewer),
        "change_url": subjects.change_link(asked, request.viewer),
        "said": request.GET.get("said", ""),
    }
    return render(request, "network/consent_round.html", context, status=status)


def _seat(
    request: Request, part: RoundLab, standing: Standing, text: int, form: VoiceForm | None
) -> Seat:
    viewer = request.viewer
    own = [v for v in part.voices.all() if v.person_id == viewer.person]
    newest = max(own, key=lambda v: v.text.number, default=None)
    if form is None or form.initial.get("text", 0) is None:
        start: dict[str, Any] = {"text": text}
        if newest is not None and newest.text.number == text:
            start |= {"kind": newest.kind, "reason": newest.reason}
        if form is not None:
            start |= {k: v for k, v in form.initial.items() if k != "text"}
        form = VoiceForm(initial=start, lab=part.lab.slug)
    sends = part.lab_id in viewer.speaks_for
    people = _colleagues(part)
    delegate = (
        DelegateForm(initial={"person": part.delegate_id}, lab=part.lab.slug, people=people)
        if sends
        else None
    )
    return Seat(part, standing, form, delegate, newest)
