# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' day on a telephone: cancel, move, swap or add a session, each published at once."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Viewer
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions import theday
from labcamp.programme.actions import timetable as actions
from labcamp.programme.actions.proposals import Offer
from labcamp.programme.actions.theday import Place
from labcamp.programme.actions.timetable import Spot
from labcamp.programme.models import Placement, Proposal
from labcamp.programme.queries.absent import Absent, Presence
from labcamp.programme.queries.draft import has_unpublished
from labcamp.programme.queries.problem import plan_of, raster_of
from labcamp.programme.queries.theday import (
    Day,
    Free,
    day_of_edition,
    free_places,
    without_a_room,
)
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.programme.lines import LineField, one_line
from labcamp.web.programme.until import UntilForm
from labcamp.web.stale import take_version

LONGEST_NAME = 200


class NowForm(forms.Form):
    """A session that is added on the day: three fields; `token` makes a resent form the same."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = LineField(label=_("Title"), max_length=300)
    givers = forms.CharField(
        label=_("Who gives it?"), max_length=400, help_text=_("Several names: separate by commas.")
    )
    place = forms.ChoiceField(
        label=_("Free place"),
        error_messages={
            "invalid_choice": _("This place is not free any more. Please choose another.")
        },
    )

    def clean_givers(self) -> str:
        names = self._names(self.cleaned_data["givers"])
        if not names:
            raise forms.ValidationError(self.fields["givers"].error_messages["required"])
        if max(map(len, names)) > LONGEST_NAME:
            raise forms.ValidationError(
                _("A name has at most %(n)s letters. Please separate several names by commas."),
                params={"n": LONGEST_NAME},
            )
        return ", ".join(names)

    @staticmethod
    def _names(words: str) -> list[str]:
        return [name for name in map(one_line, words.split(",")) if name]

    def offer(self, edition: Edition, place: Free) -> Offer:
        return Offer(
            title=self.cleaned_data["title"],
            language=edition.language,
            minutes=int((place.ends_at - place.starts_at).total_seconds() // 60),
            givers=tuple((name, "") for name in self._names(self.cleaned_data["givers"])),
        )

    def token_or_new(self) -> UUID:
        token: UUID | None = self.cleaned_data.get("token")
        return token or uuid4()


DONE = {
    "cancel": _("Published: it does not take place."),
    "back": _("Published: it takes place after all."),
    "move": _("Published: it has its new place."),
    "swap": _("Published: the two have changed places."),
    "until": _("Published: it ends at its new time."),
    "add": _("Published: it is in the programme."),
}
"""What a button has done, said beside the session it was done to."""


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def today(request: Request, edition: Edition) -> HttpResponse:
    """The day's sessions in the order they run; the form adds one."""
    day = day_of_edition(edition, request.viewer.now, request.GET.get("day", ""))
    if request.method == "GET" or day is None:
        return render(request, "programme/today.html", _today(request, edition, day))
    free = free_places(day, request.viewer.now)
    form = _form(edition, free, request.POST, request.viewer.now)
    known = _known(form, edition)
    if known is not None:  # the same form again
        return SeeOther(_address(edition, day, known, "add"))
    status = 422
    if form.is_valid():
        place = _chosen(free, form.cleaned_data["place"])
        try:
            added = theday.add_now(
                edition, form.offer(edition, place), _place(place),
                token=form.token_or_new(), by=request.viewer,
            )  # fmt: skip
        except Stale:
            form.add_error("place", form.fields["place"].error_messages["invalid_choice"])
            status = 409
        else:
            return SeeOther(_address(edition, day, added.number, "add"))
    context = _today(request, edition, day, form=form)
    return render(request, "programme/today.html", context, status=status)


def _known(form: NowForm, edition: Edition) -> int | None:
    """The number of the session this very form has already made."""
    form.is_valid()
    token = form.cleaned_data.get("token")
    made = edition.proposals.filter(guid=str(token)) if token else edition.proposals.none()
    return made.values_list("number", flat=True).first()


def _today(request: Request, edition: Edition, day: Day | None, **more: Any) -> dict[str, Any]:
    zone, now = ZoneInfo(edition.time_zone), request.viewer.now
    context: dict[str, Any] = {"edition": edition, "zone": zone, "day": day, "now": now}
    if day is None:
        return context
    free, done = free_places(day, now), _done(request)
    groups = [(start, list(rows)) for start, rows in groupby(day.placements, lambda p: p.starts_at)]
    past = [(start, rows) for start, rows in groups if max(r.ends_at for r in rows) <= now]
    return context | {
        "ahead": [group for group in groups if group not in past],
        "past": past,
        "is_today": day.day == actions.day_of(now, edition.time_zone),
        "closed": without_a_room(day),
        "torn": Presence.of(edition, day.placements).torn(),
        "unpublished": has_unpublished(edition),
        "done": done,
        "done_before": any(
            row.proposal and str(row.proposal.number) == done[1]
            for _start, rows in past
            for row in rows
        ),
        "free": free,
        "form": _form(edition, free, None, now),
        **more,
    }


def _done(request: Request) -> tuple[str, str]:
    """The sentence about what the last button has done, and the number of its session."""
    done, _dash, number = request.GET.get("done", "").partition("-")
    return (str(DONE.get(done, "")), number) if request.method == "GET" else ("", "")


def _form(edition: Edition, free: list[Free], data: Any, now: datetime) -> NowForm:
    """Proposes the first place that still lies ahead; what has begun can be chosen too."""
    ahead = next((one.value for one in free if one.starts_at >= now), None)
    form = NowForm(data, initial={"token": uuid4(), "place": ahead})
    zone = ZoneInfo(edition.time_zone)
    field = form.fields["place"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(one.value, _told(one, zone)) for one in free]
    return form


def _told(place: Free, zone: ZoneInfo) -> str:
    begins, ends = (one.astimezone(zone) for one in (place.starts_at, place.ends_at))
    return f"{begins:%H:%M}–{ends:%H:%M} · {place.room.name}"


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def change(request: Request, edition: Edition, number: int) -> HttpResponse:
    """One session: where it could go now, with whom it could swap; cancel it or bring it back."""
    placed = _placed(edition, number)
    asked = actions.day_of(placed.starts_at, edition.time_zone).isoformat()
    day = day_of_edition(edition, request.viewer.now, asked)
    assert day is not None, "there is a placement in it"
    trouble, until = "", _until(request, placed)
    if request.method == "POST":
        try:
            _act(request, placed, day, until)
        except (Stale, theday.PlaceTaken, actions.DoesNotFit) as found:
            trouble = "taken" if isinstance(found, theday.PlaceTaken) else "stale"
            placed = _placed(edition, number)
            day = day_of_edition(edition, request.viewer.now, asked) or day
            until = _as_it_stands(until, placed)
        except actions.NotInTheProgramme:
            raise Http404 from None
        else:
            if not until.errors:
                return SeeOther(_address(edition, day, number, request.POST["act"]))
    return render(
        request,
        "programme/today_session.html",
        _change(request, edition, placed, day) | {"trouble": trouble, "until": until},
        status=409 if trouble else 422 if until.errors else 200,
    )


def _until(request: Request, placed: Placement) -> UntilForm:
    sent = request.POST if request.POST.get("act") == "until" else None
    zone = ZoneInfo(placed.timetable.edition.time_zone)
    return UntilForm(sent, placed, _spot_words(placed), zone)


def _as_it_stands(form: UntilForm, placed: Placement) -> UntilForm:
    """What was typed stays; sent once more, it is a decision with the present state in view."""
    if form.is_bound:
        take_version(form, _spot_words(placed), "was")
        take_version(form, placed.ends_at.isoformat(), "until")
    return form


def _end(form: UntilForm, session: Proposal, by: Viewer) -> None:
    """What is wrong stands beside the field."""
    if not form.is_valid():
        return
    said = form.cleaned_data
    was = _spot(said["was"])
    try:
        theday.end_now(session, said["ends"], was=was, until=said["until"], by=by)
    except theday.InTheRoom as found:
        begins = found.other.starts_at.astimezone(form.begins.tzinfo)
        words = gettext("In this room, “%(title)s” begins at %(time)s.")
        at = {"title": found.other.proposal, "time": f"{begins:%H:%M}"}
        form.add_error("ends", words % at)


def _act(request: Request, placed: Placement, day: Day, until: UntilForm) -> None:
    """What the button asks for; raises Stale when it is not as the page showed it."""
    session, said = placed.proposal, request.POST
    assert session is not None
    match said.get("act"):
        case "cancel":
            actions.set_cancelled(session, cancelled=True, by=request.viewer)
        case "back":
            theday.bring_back_now(session, by=request.viewer)
        case "until":
            _end(until, session, request.viewer)
        case "move":
            was, goal = _spot(said.get("was", "")), _spot(said.get("goal", ""))
            if Spot(placed.starts_at, placed.room_id) == goal:
                return
            free = free_places(day, request.viewer.now, placed)
            place = next((f for f in free if Spot(f.starts_at, f.room.pk) == goal), None)
            if place is None:
                raise Stale(placed)
            theday.move_now(session, _place(place), was=was, by=request.viewer)
        case "swap":
            other = _placed(session.edition, _number(said.get("with", "")))
            assert other.proposal is not None
            was, other_was = _spot(said.get("was", "")), _spot(said.get("other_was", ""))
            theday.swap_now(
                session, other.proposal, was=was, other_was=other_was, by=request.viewer
            )
        case _:
            raise Http404


def _change(request: Request, edition: Edition, placed: Placement, day: Day) -> dict[str, Any]:
    now = request.viewer.now
    free = free_places(day, now, placed)
    plan = plan_of(list(day.placements), raster_of(edition))
    slots = {key: len(place.slots) for key, place in plan.items()}
    length = slots.get(str(placed.proposal_id))
    others = [
        one
        for one in day.placements
        if one.proposal and one.room and one != placed and one.ends_at > now
        and slots.get(str(one.proposal_id)) == length
    ]  # fmt: skip
    presence = Presence.of(edition, day.placements)
    return {
        "edition": edition,
        "zone": ZoneInfo(edition.time_zone),
        "placed": placed,
        "was": _spot_words(placed),
        "free": [
            (span, list(some), presence.absent(placed.proposal_id or 0, span))
            for span, some in groupby(free, lambda one: (one.starts_at, one.ends_at))
        ],
        "others": [
            (start, [(one, _spot_words(one), _absent(presence, placed, one)) for one in some])
            for start, some in groupby(others, key=lambda one: one.starts_at)
            if placed.room
        ],
        "day": day,
    }


def _absent(presence: Presence, one: Placement, other: Placement) -> list[Absent]:
    """Who is missing when the two have changed places."""
    first, second = one.proposal_id or 0, other.proposal_id or 0
    return [
        *presence.absent(first, (other.starts_at, other.ends_at), but=[second]),
        *presence.absent(second, (one.starts_at, one.ends_at), but=[first]),
    ]


def _placed(edition: Edition, number: int) -> Placement:
    rows = Placement.objects.filter(
        timetable__edition=edition, timetable__state="published", proposal__number=number
    ).exclude(proposal__state="withdrawn")
    found = rows.select_related("proposal__edition", "room", "timetable__edition").first()
    if found is None:
        raise Http404
    return found


def _spot_words(placed: Placement) -> str:
    return f"{placed.starts_at.isoformat()} {placed.room_id or 0}"


def _spot(words: str) -> Spot:
    """A moment and a room in a form's words; raises Http404 for anything else."""
    moment, _space, room = words.partition(" ")
    try:
        return Spot(datetime.fromisoformat(moment), _number(room) or None)
    except ValueError:
        raise Http404 from None


def _number(words: str) -> int:
    if not words.isascii() or not words.isdigit() or len(words) > 12:
        raise Http404
    return int(words)


def _chosen(free: list[Free], value: str) -> Free:
    return next(one for one in free if one.value == value)


def _place(free: Free) -> Place:
    return Place(free.room, free.starts_at, free.ends_at)


def _address(edition: Edition, day: Day, number: int, done: str) -> str:
    """The day's page, where what was done is said; the browser puts the focus there."""
    way = reverse("programme:today", args=[edition.slug])
    return f"{way}?day={day.day.isoformat()}&done={done}-{number}#done"
