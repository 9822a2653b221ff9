# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' forms for days, slots, rooms and the time of the vote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from labcamp.programme.actions.raster import RoomWords, Span, Window
from labcamp.programme.models import Form, Planning
from labcamp.web.programme.lines import LineField, one_line


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def validate(self, value: date | None) -> None:
        """A year somebody means, so that hours and time zones can be added to it."""
        super().validate(value)
        if value and not 1900 <= value.year < 2200:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class ClockField(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


NO_SUCH_TIME = _("This time does not exist on that day, since the clocks go forward.")


def is_on_the_clock(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks show this local time; in one night of the year they leave an hour out."""
    there = moment.replace(tzinfo=zone).astimezone(UTC)
    return there.astimezone(zone).replace(tzinfo=None) == moment


class ZonedForm(forms.Form):
    """A form whose times are local ones of the edition."""

    def __init__(self, data: Any = None, *, zone: ZoneInfo, **more: Any) -> None:
        super().__init__(data, **more)
        self.zone = zone

    def check_clock(self, moments: Mapping[str, datetime | None]) -> None:
        """Beside each field whose local time there is none."""
        for name, moment in moments.items():
            if moment and not is_on_the_clock(moment, self.zone):
                self.add_error(name, NO_SUCH_TIME)


class WindowForm(ZonedForm):
    """When interest is marked; times are the edition's own."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    proposals_open = forms.BooleanField(label=_("Sessions may be proposed"), required=False)
    opens_on = DayField(label=_("Interest is marked from (day)"), required=False)
    opens_at = ClockField(label=_("from (time)"), required=False)
    closes_on = DayField(label=_("until (day)"), required=False)
    closes_at = ClockField(
        label=_("until (time)"),
        required=False,
        help_text=_("Without a time the whole day counts."),
    )
    seed = forms.IntegerField(
        label=_("Seed of the solver"),
        min_value=1,
        max_value=999_999,
        help_text=_("The same number and the same wishes give the same timetable."),
    )
    own_moves = forms.ChoiceField(
        label=_("May session givers move their own published session?"),
        choices=Planning.OwnMoves,
        required=False,
        help_text=_(
            "Only to places that are free and break no rule. What you have pinned stays. A move "
            "is published at once, and you get a letter."
        ),
    )

    def clean(self) -> None:
        said = self.cleaned_data
        opens, closes = self._moment("opens"), self._moment("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes_on", _("This is before interest begins to be marked."))
        for word in ("opens", "closes"):
            if said.get(f"{word}_at") and not said.get(f"{word}_on"):
                self.add_error(f"{word}_on", _("Please give the day too."))
        self.check_clock({"opens_at": opens, "closes_at": closes})

    def _moment(self, word: str) -> datetime | None:
        """Without a time: from the day's first minute, until its last."""
        day, clock = self.cleaned_data.get(f"{word}_on"), self.cleaned_data.get(f"{word}_at")
        if clock is None:
            clock = time(23, 59) if word == "closes" else time()
        return datetime.combine(day, clock) if day else None

    def window(self) -> Window:
        zone = self.zone
        opens, closes = self._moment("opens"), self._moment("closes")
        return Window(
            proposals_open=self.cleaned_data["proposals_open"],
            voting_opens=opens.replace(tzinfo=zone) if opens else None,
            voting_closes=closes.replace(tzinfo=zone) if closes else None,
            seed=self.cleaned_data["seed"],
            own_moves=self.cleaned_data["own_moves"] or Planning.OwnMoves.NONE,
        )


class DayForm(ZonedForm):
    """A row of slots of one day, with a pause between them."""

    day = DayField(label=_("Day"))
    begins = ClockField(label=_("First slot begins at"))
    minutes = forms.IntegerField(
        label=_("Minutes of a slot"), min_value=5, max_value=480, initial=45
    )
    count = forms.IntegerField(label=_("How many slots"), min_value=1, max_value=24, initial=3)
    pause = forms.IntegerField(
        label=_("Minutes between two slots"), min_value=0, max_value=240, initial=15
    )

    def clean(self) -> None:
        if not self.errors:
            moments = [moment for both in self._local() for moment in both]
            strange = (at for at in moments if not is_on_the_clock(at, self.zone))
            self.check_clock({"begins": next(strange, None)})

    def _local(self) -> list[tuple[datetime, datetime]]:
        said = self.cleaned_data
        at = datetime.combine(said["day"], said["begins"])
        found = []
        for _number in range(said["count"]):
            ends = at + timedelta(minutes=said["minutes"])
            found.append((at, ends))
            at = ends + timedelta(minutes=said["pause"])
        return found

    def spans(self) -> list[Span]:
        return [
            Span(begins.replace(tzinfo=self.zone), ends.replace(tzinfo=self.zone))
            for begins, ends in self._local()
        ]


NIGHT = timedelta(hours=12)
"""What would last longer past midnight is an end that was typed before its beginning."""


def is_a_slip(begins: time, ends: time) -> bool:
    """Whether an end lies before the beginning, rather than in the same night."""
    day = date.min
    next_day = datetime.combine(day + timedelta(days=1), ends)
    return ends < begins and next_day - datetime.combine(day, begins) > NIGHT


class SlotForm(ZonedForm):
    """One slot, or something for everybody such as a break or the welcome."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = DayField(label=_("Day"))
    begins = ClockField(label=_("Begins at"))
    ends = ClockField(label=_("Ends at"), help_text=_("After midnight counts to the same night."))
    title = LineField(
        label=_("Name"), max_length=200, required=False, help_text=_("For example: lunch break")
    )
    common = forms.BooleanField(
        label=_("For everybody: a break, the welcome, the end"), required=False
    )

    def clean(self) -> None:
        if self.cleaned_data.get("common") and not self.cleaned_data.get("title"):
            self.add_error("title", _("Please say what everybody does then."))
        begins, ends = self.cleaned_data.get("begins"), self.cleaned_data.get("ends")
        if begins and ends and begins == ends:
            self.add_error("ends", _("The slot has no length."))
        elif begins and ends and is_a_slip(begins, ends):
            self.add_error("ends", _("This is before the beginning. Please check both times."))
        if not self.errors:
            self.check_clock(dict(zip(("begins", "ends"), self._local(), strict=True)))

    def _local(self) -> tuple[datetime, datetime]:
        said = self.cleaned_data
        begins = datetime.combine(said["day"], said["begins"])
        ends = datetime.combine(said["day"], said["ends"])
        return begins, ends if ends > begins else ends + timedelta(days=1)

    def span(self) -> Span:
        said = self.cleaned_data
        begins, ends = self._local()
        return Span(
            begins.replace(tzinfo=self.zone),
            ends.replace(tzinfo=self.zone),
            said["title"],
            said["common"],
        )


class RoomForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = LineField(label=_("Name of the room"), max_length=120)
    capacity = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Leave it empty if there is room for everybody, as online."),
    )
    features = forms.CharField(
        label=_("What is there?"),
        max_length=300,
        required=False,
        help_text=_("For example: projector, pinboard. Separate several things by commas."),
    )
    form = forms.ChoiceField(
        label=_("On site or online?"),
        choices=[("", _("both")), *Form.choices],
        required=False,
        help_text=_("Sessions that are only on site or only online go only into such rooms."),
    )
    description = forms.CharField(
        label=_("How one finds it"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def words(self) -> RoomWords:
        said = self.cleaned_data
        features = [one_line(word) for word in said["features"].split(",")]
        return RoomWords(
            name=said["name"],
            capacity=said["capacity"],
            features=tuple(dict.fromkeys(word for word in features if word)),
            description=said["description"],
            form=said["form"],
        )


def local_parts(moment: datetime | None, zone: ZoneInfo) -> tuple[date | None, time | None]:
    if moment is None:
        return None, None
    local = moment.astimezone(zone)
    return local.date(), local.time()
