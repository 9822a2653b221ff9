# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What hosts and givers fill in so that the timetable respects it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labcamp.programme.actions.conditions import MOST_PARTS, OfSession
from labcamp.programme.models import Slot, SlotStance
from labcamp.programme.queries.conditions import Times
from labcamp.web.programme.lines import LineField

STANCES = (
    ("", _("fits")),
    (SlotStance.Stance.RATHER, _("rather then")),
    (SlotStance.Stance.CANNOT, _("cannot")),
)
MOST_STEPS = 8


def slot_words(slot: Slot, zone: ZoneInfo) -> str:
    """A slot by day and time: "Thu, 4. March, 09:00–09:45"."""
    return f"{day_words(slot, zone)}, {hours(slot, zone)}"


def day_words(slot: Slot, zone: ZoneInfo) -> str:
    return date_format(slot.starts_at.astimezone(zone), "SHORT_WEEKDAY_FORMAT")


def hours(slot: Slot, zone: ZoneInfo) -> str:
    begins, ends = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
    return f"{begins:%H:%M}–{ends:%H:%M}"


@dataclass(frozen=True)
class DayOfSlots:
    """One day of the form: its slots, and the box that rules all of it out."""

    day: date
    slots: list[tuple[str, BoundField]]
    whole: BoundField


class TimesForm(forms.Form):
    """For every slot one of three, and for every day a box for all of it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Mapping[str, object] | None, slots: list[Slot], zone: ZoneInfo, times: Times
    ) -> None:
        start: dict[str, object] = {f"slot_{s.pk}": times.stance(s.pk) for s in slots}
        super().__init__(data, initial=start | {"version": times.version})
        self.by_day = [
            (day, list(inside))
            for day, inside in groupby(slots, key=lambda s: s.starts_at.astimezone(zone).date())
        ]
        self.zone = zone
        for day, inside in self.by_day:
            self.fields[f"day_{day.isoformat()}"] = forms.BooleanField(
                label=_("cannot the whole day"), required=False
            )
            for slot in inside:
                self.fields[f"slot_{slot.pk}"] = forms.ChoiceField(
                    label=slot_words(slot, zone),
                    choices=STANCES,
                    required=False,
                    widget=forms.RadioSelect,
                )

    def days(self) -> list[DayOfSlots]:
        return [
            DayOfSlots(
                day,
                [(hours(slot, self.zone), self[f"slot_{slot.pk}"]) for slot in inside],
                self[f"day_{day.isoformat()}"],
            )
            for day, inside in self.by_day
        ]

    def stances(self) -> dict[int, str]:
        said = self.cleaned_data
        found: dict[int, str] = {}
        for day, inside in self.by_day:
            whole = said[f"day_{day.isoformat()}"]
            for slot in inside:
                stance = SlotStance.Stance.CANNOT if whole else said[f"slot_{slot.pk}"]
                found[slot.pk] = stance
        return found


class GroupForm(forms.Form):
    """Sessions of which no two run at the same time."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = LineField(
        label=_("Name of the group"),
        max_length=120,
        help_text=_("Only for you at the desk. For example: for beginners"),
    )
    sessions = forms.TypedMultipleChoiceField(
        label=_("Sessions"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick at least two. No two of them will run at the same time."),
        error_messages={"required": _("Please tick at least two sessions.")},
    )

    def offer(self, titles: Mapping[int, str]) -> GroupForm:
        field = self.fields["sessions"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(titles.items())
        return self

    def clean_sessions(self) -> list[int]:
        sessions: list[int] = self.cleaned_data["sessions"]
        if len(sessions) < 2:
            raise forms.ValidationError(_("Please tick at least two sessions."))
        return sessions


class OrderForm(forms.Form):
    """Sessions one after the other; steps that stay empty are left out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, object] | None,
        titles: Mapping[int, str],
        sessions: tuple[int, ...] = (),
        version: int = 0,
    ) -> None:
        steps = {f"step_{n}": key for n, key in enumerate(sessions, 1)}
        super().__init__(data, initial={"version": version, **steps})
        for number in range(1, self.steps(sessions) + 1):
            self.fields[f"step_{number}"] = forms.TypedChoiceField(
                label=_("First") if number == 1 else _("After that"),
                choices=[("", "–"), *titles.items()],
                coerce=int,
                empty_value=None,
                required=number < 3,
            )

    @staticmethod
    def steps(sessions: tuple[int, ...]) -> int:
        return min(max(4, len(sessions) + 1), max(MOST_STEPS, len(sessions)))

    def sessions(self) -> list[int]:
        steps = [name for name in self.fields if name.startswith("step_")]
        said = (self.cleaned_data.get(name) for name in steps)
        return [key for key in said if key is not None]

    def clean(self) -> None:
        seen = set()
        for name in self.fields:
            key = self.cleaned_data.get(name) if name.startswith("step_") else None
            if key is not None and key in seen:
                self.add_error(name, _("This session is already named above."))
            seen.add(key)


class ClosedForm(forms.Form):
    """When a room cannot be used."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    slots = forms.TypedMultipleChoiceField(
        label=_("Not free in these slots"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none if it is always free."),
    )

    def offer(self, slots: list[Slot], zone: ZoneInfo) -> ClosedForm:
        field = self.fields["slots"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(slot.pk, slot_words(slot, zone)) for slot in slots]
        return self


class OfSessionForm(forms.Form):
    """What holds for one session beyond its proposal."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    parts = forms.TypedChoiceField(
        label=_("How many slots in a row does it take?"),
        coerce=int,
        empty_value=None,
        required=False,
    )
    heads = forms.IntegerField(
        label=_("How many people do you expect?"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_(
            "It then goes where there are seats enough if that is possible. Left empty, everybody "
            "who marked interest counts."
        ),
    )
    slots = forms.TypedMultipleChoiceField(
        label=_("Only in these slots"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none if every slot will do."),
    )

    def offer(self, slots: list[Slot], zone: ZoneInfo, minutes: int) -> OfSessionForm:
        parts, allowed = self.fields["parts"], self.fields["slots"]
        assert isinstance(parts, forms.TypedChoiceField)
        assert isinstance(allowed, forms.TypedMultipleChoiceField)
        by_length = gettext("As its length asks for: %(n)s minutes") % {"n": minutes}
        numbers = [(n, str(n)) for n in range(1, MOST_PARTS + 1)]
        parts.choices = [("", by_length), *numbers]
        allowed.choices = [(slot.pk, slot_words(slot, zone)) for slot in slots]
        return self

    def said(self) -> OfSession:
        return OfSession(
            self.cleaned_data["parts"],
            self.cleaned_data["heads"],
            frozenset(self.cleaned_data["slots"]),
        )
