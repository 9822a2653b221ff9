# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' pages for days, slots, rooms and the time of the vote."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions import raster as actions
from labcamp.programme.actions.undoing import next_undo
from labcamp.programme.models import Planning, Room, Slot
from labcamp.programme.queries.draft import has_unpublished
from labcamp.programme.queries.proposals import planning_of
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.programme.rasterforms import DayForm, RoomForm, SlotForm, WindowForm, local_parts
from labcamp.web.programme.steptold import Names, Told, step_told
from labcamp.web.stale import compared, take_version


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def window(request: Request, edition: Edition) -> HttpResponse:
    zone = ZoneInfo(edition.time_zone)
    planning = planning_of(edition)
    form = WindowForm(request.POST or None, zone=zone, initial=_window_values(planning, zone))
    context: dict[str, object] = {"edition": edition, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_window(
                edition,
                form.window(),
                version=form.cleaned_data["version"],
                by=request.viewer,
            )
        except Stale as stale:
            context["stale"] = _both_windows(form, stale, zone)
            return render(request, "programme/window.html", context, status=409)
        messages.success(request, _("Saved."))
        return SeeOther(reverse("programme:plan", args=[edition.slug]))
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/window.html", context, status=status)


def _window_values(planning: Planning, zone: ZoneInfo) -> dict[str, object]:
    opens, closes = (
        local_parts(planning.voting_opens, zone),
        local_parts(planning.voting_closes, zone),
    )
    return {
        "version": planning.version,
        "proposals_open": planning.proposals_open,
        "opens_on": opens[0],
        "opens_at": opens[1],
        "closes_on": closes[0],
        "closes_at": closes[1],
        "seed": planning.seed,
        "own_moves": planning.own_moves,
    }


def _both_windows(form: Form, stale: Stale, zone: ZoneInfo) -> list[tuple[str, object, object]]:
    return both(form, _window_values(_planning_now(stale), zone), stale)


def _planning_now(stale: Stale) -> Planning:
    assert isinstance(stale.present, Planning)
    return stale.present


def both(form: Form, now: dict[str, object], stale: Stale) -> list[tuple[str, Any, Any]]:
    """(label, as it is now, as typed) where they differ; saving again is then a decision."""
    typed = form.cleaned_data
    take_version(form, _planning_now(stale).version)
    return [
        compared(form.fields[name], value, typed[name])
        for name, value in now.items()
        if name != "version" and value != typed[name]
    ]


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def times(request: Request, edition: Edition) -> HttpResponse:
    """All slots by day; one form adds a row of slots, the other a single one or a break."""
    zone = ZoneInfo(edition.time_zone)
    single = request.POST.get("what") == "single"
    start = {"day": edition.first_day, "begins": edition.begins}
    day_form = DayForm(None if single else request.POST or None, zone=zone, initial=start)
    slot_form = SlotForm(request.POST if single else None, zone=zone, prefix="one", initial=start)
    asked = slot_form if single else day_form
    if request.method == "POST" and asked.is_valid():
        spans = [slot_form.span()] if single else day_form.spans()
        try:
            actions.add_slots(edition, spans, by=request.viewer)
            return SeeOther(reverse("programme:times", args=[edition.slug]))
        except actions.Overlaps as overlap:
            asked.add_error("begins", _overlap_words(overlap, zone))
    slots = Slot.objects.filter(edition=edition)
    by_day = groupby(slots, key=lambda s: s.starts_at.astimezone(zone).date())
    context = {
        "edition": edition,
        "day_form": day_form,
        "slot_form": slot_form,
        "days": [(day, list(inside), _is_outside(edition, day)) for day, inside in by_day],
        "local": zone,
        "unpublished": has_unpublished(edition),
        "undo": _undo(edition, "slots"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/times.html", context, status=status)


def _is_outside(edition: Edition, day: date) -> bool:
    """Whether a day is none of the edition's, as far as those are known: mostly a slip."""
    first, last = edition.first_day, edition.last_day or edition.first_day
    return first is not None and last is not None and not first <= day <= last


def _undo(edition: Edition, what: str) -> Told | None:
    """The draft's last step if it changed "slots" or a "room"."""
    last = next_undo(edition)
    if last is None or what not in last.raster:
        return None
    return step_told(last, Names.of(edition, [last]))


def _overlap_words(overlap: actions.Overlaps, zone: ZoneInfo) -> str:
    other = overlap.other
    begins, ends = other.starts_at.astimezone(zone), other.ends_at.astimezone(zone)
    return _("This overlaps with the slot from %(begins)s to %(ends)s.") % {
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
    }


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def slot(request: Request, edition: Edition, pk: int) -> HttpResponse:
    zone = ZoneInfo(edition.time_zone)
    present = get_object_or_404(Slot, edition=edition, pk=pk)
    start = _slot_values(present, zone) | {"version": planning_of(edition).version}
    form = SlotForm(request.POST or None, zone=zone, initial=start)
    context: dict[str, object] = {"edition": edition, "form": form, "slot": present}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_slot(present, form.span(), version=version, by=request.viewer)
            return SeeOther(reverse("programme:times", args=[edition.slug]))
        except actions.Overlaps as overlap:
            form.add_error("begins", _overlap_words(overlap, zone))
        except Stale as stale:
            present.refresh_from_db()
            context["stale"] = both(form, _slot_values(present, zone), stale)
            status = 409
    return render(request, "programme/slot.html", context, status=status)


def _slot_values(present: Slot, zone: ZoneInfo) -> dict[str, object]:
    day, begins = local_parts(present.starts_at, zone)
    return {
        "day": day,
        "begins": begins,
        "ends": local_parts(present.ends_at, zone)[1],
        "title": present.title,
        "common": present.common,
    }


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def remove_slot(request: Request, edition: Edition, pk: int) -> HttpResponse:
    """A second click finds nothing left to remove and ends at the same page."""
    present = Slot.objects.filter(edition=edition, pk=pk).first()
    if present is not None:
        actions.remove_slot(present, by=request.viewer)
    return SeeOther(reverse("programme:times", args=[edition.slug]))


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def rooms(request: Request, edition: Edition) -> HttpResponse:
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_room(edition, form.words(), by=request.viewer)
            return SeeOther(reverse("programme:rooms", args=[edition.slug]))
        except actions.NameTaken:
            form.add_error("name", _("There is a room of this name already."))
    context = {
        "edition": edition,
        "form": form,
        "rooms": Room.objects.filter(edition=edition),
        "undo": _undo(edition, "room"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/rooms.html", context, status=status)


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def room(request: Request, edition: Edition, pk: int) -> HttpResponse:
    present = get_object_or_404(Room, edition=edition, pk=pk)
    start = _room_values(present) | {"version": planning_of(edition).version}
    form = RoomForm(request.POST or None, initial=start)
    context: dict[str, object] = {"edition": edition, "form": form, "room": present}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.save_room(
                edition, form.words(), room=present, version=version, by=request.viewer
            )
            return SeeOther(reverse("programme:rooms", args=[edition.slug]))
        except actions.NameTaken:
            form.add_error("name", _("There is a room of this name already."))
        except Stale as stale:
            present.refresh_from_db()
            context["stale"] = both(form, _room_values(present), stale)
            status = 409
    return render(request, "programme/room.html", context, status=status)


def _room_values(present: Room) -> dict[str, object]:
    return {
        "name": present.name,
        "capacity": present.capacity,
        "features": ", ".join(present.features),
        "form": present.form,
        "description": present.description,
    }


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def remove_room(request: Request, edition: Edition, pk: int) -> HttpResponse:
    present = Room.objects.filter(edition=edition, pk=pk).first()
    if present is not None:
        try:
            actions.remove_room(present, by=request.viewer)
        except actions.InUse:
            form = RoomForm(initial=_room_values(present))
            context = {"edition": edition, "form": form, "room": present, "in_use": True}
            return render(request, "programme/room.html", context, status=422)
    return SeeOther(reverse("programme:rooms", args=[edition.slug]))
