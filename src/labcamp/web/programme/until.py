# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The field in which hosts say on the day when a session ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from labcamp.programme.models import Placement
from labcamp.web.programme.rasterforms import (
    NO_SUCH_TIME,
    ClockField,
    is_a_slip,
    is_on_the_clock,
)


class UntilForm(forms.Form):
    """A new end; `was` and `until` are where and how long the page showed the session."""

    act = forms.CharField(widget=forms.HiddenInput, initial="until")
    was = forms.CharField(widget=forms.HiddenInput)
    until = forms.DateTimeField(widget=forms.HiddenInput)
    ends = ClockField(label=_("Ends at"))

    def __init__(self, data: Any, placed: Placement, was: str, zone: ZoneInfo) -> None:
        ends = placed.ends_at.astimezone(zone)
        start = {"was": was, "until": placed.ends_at.isoformat(), "ends": f"{ends:%H:%M}"}
        super().__init__(data, initial=start)
        self.begins, self.zone = placed.starts_at.astimezone(zone), zone

    def clean_ends(self) -> datetime:
        """The moment itself; after midnight counts to the same night."""
        ends = self.cleaned_data["ends"]
        begins = self.begins.time().replace(second=0, microsecond=0)
        if ends == begins or is_a_slip(begins, ends):
            raise forms.ValidationError(
                _("This is before the beginning. Please check both times.")
                if ends != begins
                else _("The session would have no length.")
            )
        day = self.begins.date() + timedelta(days=ends < begins)
        moment = datetime.combine(day, ends)
        if not is_on_the_clock(moment, self.zone):
            raise forms.ValidationError(NO_SUCH_TIME)
        return moment.replace(tzinfo=self.zone)
