# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from labcamp.network.models import ConsentRound, Lab
from labcamp.series.actions.calls import Terms
from labcamp.series.actions.offers import Promise
from labcamp.series.models import Edition
from labcamp.web.network.consent_forms import AnsweringForm

ZONE = ZoneInfo("Europe/Berlin")


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more
    )


def _number(most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(max_value=most, **more)


class CallForm(forms.Form):
    """What hosts are sought for, and the rules by which the labs will decide."""

    number = _number(9999, label=_("Number of the edition"), min_value=1)
    text = forms.CharField(
        label=_("What should offering labs know?"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For example the period wished for, the thread of themes, what is at hand."),
    )
    offers_until = _day(label=_("Offers until"), help_text=_("The last day, until midnight."))
    quorum_percent = _number(
        100,
        label=_("Share of the labs that must have spoken, in percent"),
        min_value=1,
        initial=33,
        help_text=_("Counted among labs that somebody speaks for when the round begins."),
    )
    silence = forms.ChoiceField(
        label=_("What does silence mean?"),
        choices=ConsentRound.Silence.choices,
        widget=forms.RadioSelect,
        initial=ConsentRound.Silence.AGREES,
    )
    decide_days = _number(90, label=_("Days to decide"), min_value=3, initial=14)
    change_days = _number(
        30, label=_("Days that remain after a changed offer"), min_value=2, initial=7
    )
    accept_days = _number(60, label=_("Days to accept the baton"), min_value=2, initial=14)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_offers_until(self) -> datetime:
        ends = datetime.combine(self.cleaned_data["offers_until"], time(23, 59), ZONE)
        if ends <= self.now:
            raise forms.ValidationError(_("Please choose a day that lies ahead."))
        return ends

    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)


class OfferForm(forms.Form):
    """What a lab promises when it offers to host."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    lab = forms.ModelChoiceField(
        label=_("In the name of"), queryset=Lab.objects.none(), to_field_name="slug"
    )
    together = forms.ModelMultipleChoiceField(
        label=_("Together with"),
        queryset=Lab.objects.none(),
        to_field_name="slug",
        required=False,
        help_text=_("These labs are asked; the offer goes to the network once all have said yes."),
    )
    theme = forms.CharField(label=_("Theme in one sentence"), max_length=400)
    about = forms.CharField(
        label=_("What you have in mind"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markdown: paragraphs, lists, links."),
    )
    period = forms.CharField(
        label=_("When?"), max_length=120, help_text=_("As far as you know, e.g. “spring 2027”.")
    )
    first_day = _day(label=_("First day, if fixed"), required=False)
    last_day = _day(label=_("Last day, if fixed"), required=False)
    form = forms.ChoiceField(
        label=_("Format"), choices=[("", _("open")), *Edition.Form.choices], required=False
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    seats = _number(1_000_000, label=_("Seats"), required=False, min_value=1)
    needs = forms.CharField(
        label=_("What do you need from others?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Moderation, a room, a video system, people who take notes, money …"),
    )

    def __init__(
        self, *args: Any, own: QuerySet[Lab] | None, others: QuerySet[Lab], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if own is None:
            del self.fields["lab"], self.fields["together"]
            return
        lab, together = self.fields["lab"], self.fields["together"]
        lab.queryset = own  # type: ignore[attr-defined]  # a field of its own kind
        together.queryset = others  # type: ignore[attr-defined]  # the same
        if own.count() == 1:
            lab.initial = own.get().slug

    def clean(self) -> None:
        said = self.cleaned_data
        first, last = said.get("first_day"), said.get("last_day")
        if last and not first:
            self.add_error("first_day", _("Please give the first day too."))
        elif first and last and last < first:
            self.add_error("last_day", _("The last day is before the first day."))

    def promise(self) -> Promise:
        return Promise(**{name: self.cleaned_data[name] for name in PROMISED})


class OfferChangeForm(AnsweringForm, OfferForm):
    """Another version of an offer that is before the labs."""


PROMISED = [
    *("theme", "about", "period", "first_day", "last_day"),
    *("form", "place", "seats", "needs"),
]


class ReasonForm(forms.Form):
    """Why hosts are asked, or give the baton back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The hosts and the network read it."),
    )
