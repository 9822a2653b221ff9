# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the timetable has to respect: the hosts' page of it, and each thing's own form."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions import conditions as actions
from labcamp.programme.actions.raster import NameTaken
from labcamp.programme.models import (
    ApartGroup,
    Availability,
    Proposal,
    Room,
    SessionCondition,
    SessionOrder,
    Slot,
)
from labcamp.programme.queries import conditions as queries
from labcamp.programme.queries.proposals import planning_of
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.programme.conditionforms import (
    STANCES,
    ClosedForm,
    GroupForm,
    OfSessionForm,
    OrderForm,
    TimesForm,
    slot_words,
)
from labcamp.web.programme.conditionlist import listing_of
from labcamp.web.programme.raster import both
from labcamp.web.stale import take_version

Rows = list[tuple[str, object, object]]


@door(Edition, "plan", find=["slug"])
def conditions(request: Request, edition: Edition) -> HttpResponse:
    """Everything the timetable has to respect, readably, with a way to change each."""
    context = {"edition": edition, **listing_of(edition)}
    return render(request, "programme/conditions.html", context)


@door(Edition, "say-times", on=["GET", "POST"], find=["slug"], signed_in=True)
def own_times(request: Request, edition: Edition) -> HttpResponse:
    """When somebody who gives a session can: for their own eyes and the hosts'."""
    giver = queries.own_times(edition, request.viewer.somebody)
    return _times(request, edition, giver, own=True)


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def giver(request: Request, edition: Edition, giver: str) -> HttpResponse:
    """The same, set by the hosts for anybody who gives a session."""
    told = next((t for t in queries.told_givers(edition) if t.token == giver), None)
    if told is None:
        raise Http404
    return _times(request, edition, told, own=False)


def _times(request: Request, edition: Edition, told: queries.Told, *, own: bool) -> HttpResponse:
    zone = ZoneInfo(edition.time_zone)
    slots = _slots(edition)
    form = TimesForm(request.POST or None, slots, zone, told.times)
    context: dict[str, object] = {"edition": edition, "form": form, "giver": told, "own": own}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        stances = form.stances()
        try:
            actions.say_times(edition, told, stances, version=version, by=request.viewer)
            return SeeOther(_after_times(edition, own=own))
        except Stale as stale:
            context["stale"] = _both_times(form, slots, zone, stale)
            status = 409
    context |= {"days": form.days(), "saved": own and "saved" in request.GET}
    return render(request, "programme/giver_times.html", context, status=status)


def _after_times(edition: Edition, *, own: bool) -> str:
    if own:
        return reverse("programme:own-times", args=[edition.slug]) + "?saved"
    return _page(edition, "times")


def _both_times(form: TimesForm, slots: list[Slot], zone: ZoneInfo, stale: Stale) -> Rows:
    """(slot, as it is now, as chosen) where they differ; saving again is then a decision."""
    present = stale.present
    assert isinstance(present, Availability)
    now = dict(present.stances.values_list("slot", "stance")) if present.pk else {}
    words = {key: str(word) for key, word in STANCES}
    typed = form.stances()
    take_version(form, present.version)
    return [
        (slot_words(slot, zone), words[now.get(slot.pk, "")], words[typed[slot.pk]])
        for slot in slots
        if now.get(slot.pk, "") != typed[slot.pk]
    ]


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def new_group(request: Request, edition: Edition) -> HttpResponse:
    return _group(request, edition, None)


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def group(request: Request, edition: Edition, pk: int) -> HttpResponse:
    return _group(request, edition, get_object_or_404(ApartGroup, edition=edition, pk=pk))


def _group(request: Request, edition: Edition, present: ApartGroup | None) -> HttpResponse:
    start = _group_values(edition, present) | {"version": planning_of(edition).version}
    titles = queries.offered_titles(edition)
    form = GroupForm(request.POST or None, initial=start).offer(titles)
    context: dict[str, object] = {"edition": edition, "form": form, "what": "group"}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.save_group(
                edition, said["name"], said["sessions"], by=request.viewer,
                group=present, version=said["version"] or 0,
            )  # fmt: skip
            return SeeOther(_page(edition, "groups"))
        except actions.NotEnough:
            form.add_error("sessions", _("Please tick at least two sessions."))
        except NameTaken:
            form.add_error("name", _("There is a group of this name already."))
        except Stale as stale:
            assert present is not None, "only a change can be stale"
            present.refresh_from_db()
            now = _group_values(edition, present)
            context["stale"] = _titled(both(form, now, stale), titles)
            status = 409
    context |= _removing(edition, "remove-group", present)
    return render(request, "programme/condition.html", context, status=status)


def _group_values(edition: Edition, present: ApartGroup | None) -> dict[str, object]:
    if present is None:
        return {}
    groups = {one.pk: one for one in queries.groups_of(edition)}
    return {"name": present.name, "sessions": list(groups[present.pk].sessions)}


def _titled(rows: Rows, titles: dict[int, str]) -> Rows:
    """Lists of sessions by their titles."""

    def told(value: object) -> object:
        if not isinstance(value, list):
            return value
        return "\n".join(titles[key] for key in value if key in titles)

    return [(label, told(now), told(typed)) for label, now, typed in rows]


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def remove_group(request: Request, edition: Edition, pk: int) -> HttpResponse:
    """A second click finds nothing left to remove and ends at the same page."""
    present = ApartGroup.objects.filter(edition=edition, pk=pk).first()
    if present is not None:
        actions.remove_group(present, by=request.viewer)
    return SeeOther(_page(edition, "groups"))


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def new_order(request: Request, edition: Edition) -> HttpResponse:
    return _order(request, edition, None)


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def order(request: Request, edition: Edition, pk: int) -> HttpResponse:
    return _order(request, edition, get_object_or_404(SessionOrder, edition=edition, pk=pk))


def _order(request: Request, edition: Edition, present: SessionOrder | None) -> HttpResponse:
    titles = queries.offered_titles(edition)
    steps = _steps(edition, present)
    form = OrderForm(request.POST or None, titles, steps, planning_of(edition).version)
    context: dict[str, object] = {"edition": edition, "form": form, "what": "order"}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_order(
                edition, form.sessions(), by=request.viewer, order=present,
                version=form.cleaned_data["version"] or 0,
            )  # fmt: skip
            return SeeOther(_page(edition, "orders"))
        except actions.NotEnough:
            form.add_error("step_2", _("Please choose at least two sessions."))
        except actions.Circle as circle:
            form.add_error("step_1", _circle_words(circle, titles))
        except Stale as stale:
            now: dict[str, object] = {
                f"step_{n}": key for n, key in enumerate(_steps(edition, present), 1)
            }
            context["stale"] = _named(both(form, now, stale), titles)
            status = 409
    context |= _removing(edition, "remove-order", present)
    return render(request, "programme/condition.html", context, status=status)


def _steps(edition: Edition, present: SessionOrder | None) -> tuple[int, ...]:
    orders = {one.pk: one.sessions for one in queries.orders_of(edition)}
    return orders.get(present.pk, ()) if present else ()


def _circle_words(circle: actions.Circle, titles: dict[int, str]) -> str:
    names = [_("“%(title)s”") % {"title": titles.get(key, "–")} for key in circle.sessions]
    return _("With the other orders %(first)s would have to run before itself: %(round)s") % {
        "first": names[0],
        "round": " → ".join(names),
    }


def _named(rows: Rows, titles: dict[int, str]) -> Rows:
    def told(value: object) -> object:
        return titles.get(value, "–") if isinstance(value, int) else "–"

    return [(label, told(now), told(typed)) for label, now, typed in rows]


@door(Edition, "plan", on=["POST"], find=["slug"], signed_in=True)
def remove_order(request: Request, edition: Edition, pk: int) -> HttpResponse:
    present = SessionOrder.objects.filter(edition=edition, pk=pk).first()
    if present is not None:
        actions.remove_order(present, by=request.viewer)
    return SeeOther(_page(edition, "orders"))


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def of_session(request: Request, edition: Edition, number: int) -> HttpResponse:
    """How long, for how many and when one session may be."""
    offered = Proposal.objects.filter(state=Proposal.State.OFFERED).select_related("edition")
    proposal = get_object_or_404(offered, edition=edition, number=number)
    zone, slots = ZoneInfo(edition.time_zone), _slots(edition)
    start = _held_values(proposal) | {"version": planning_of(edition).version}
    form = OfSessionForm(request.POST or None, initial=start)
    form.offer(slots, zone, proposal.minutes)
    context: dict[str, object] = {"edition": edition, "form": form, "what": "session"}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.save_session(proposal, form.said(), version=version, by=request.viewer)
            return SeeOther(_page(edition, "sessions"))
        except Stale as stale:
            labels = {slot.pk: slot_words(slot, zone) for slot in slots}
            context["stale"] = _titled(both(form, _held_values(proposal), stale), labels)
            status = 409
    context["proposal"] = proposal
    return render(request, "programme/condition.html", context, status=status)


def _held_values(proposal: Proposal) -> dict[str, object]:
    row = SessionCondition.objects.filter(proposal=proposal).first()
    if row is None:
        return {"parts": None, "heads": None, "slots": []}
    slots = list(row.slots.order_by("starts_at", "pk").values_list("pk", flat=True))
    return {"parts": row.parts, "heads": row.heads, "slots": slots}


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def of_room(request: Request, edition: Edition, pk: int) -> HttpResponse:
    """When a room is not free."""
    room = get_object_or_404(Room.objects.select_related("edition"), edition=edition, pk=pk)
    zone, slots = ZoneInfo(edition.time_zone), _slots(edition)
    start = _closed_values(room) | {"version": planning_of(edition).version}
    form = ClosedForm(request.POST or None, initial=start).offer(slots, zone)
    context: dict[str, object] = {"edition": edition, "form": form, "what": "room", "room": room}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        closed = form.cleaned_data["slots"]
        try:
            actions.close_room(room, closed, version=version, by=request.viewer)
            return SeeOther(_page(edition, "rooms"))
        except Stale as stale:
            labels = {slot.pk: slot_words(slot, zone) for slot in slots}
            context["stale"] = _titled(both(form, _closed_values(room), stale), labels)
            status = 409
    return render(request, "programme/condition.html", context, status=status)


def _closed_values(room: Room) -> dict[str, object]:
    closed = queries.closed_of(room.edition).get(room.pk, frozenset())
    return {"slots": [slot.pk for slot in _slots(room.edition) if slot.pk in closed]}


def _removing(
    edition: Edition, name: str, present: ApartGroup | SessionOrder | None
) -> dict[str, object]:
    if present is None:
        return {}
    return {
        "present": present,
        "remove": reverse(f"programme:{name}", args=[edition.slug, present.pk]),
    }


def _slots(edition: Edition) -> list[Slot]:
    rows = Slot.objects.filter(edition=edition, common=False)
    return list(rows.order_by("starts_at", "pk"))


def _page(edition: Edition, part: str) -> str:
    return reverse("programme:conditions", args=[edition.slug]) + f"#{part}"
