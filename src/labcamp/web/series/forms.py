# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from functools import partial
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Audience
from labcamp.network.models import Lab
from labcamp.series.actions.editions import About
from labcamp.series.models import Edition

AUDIENCES = [
    (Audience.HOSTS, _("the host team only")),
    (Audience.NETWORK, _("members of the network")),
    (Audience.PUBLIC, _("everyone")),
]


Count = partial(forms.IntegerField, max_value=1_000_000)


class EditionForm(forms.Form):
    """What is known of an edition. Unknown things stay empty."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number = forms.IntegerField(
        label=_("Number"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("Leave it empty when nobody knows it."),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    theme = forms.CharField(label=_("Theme in one sentence"), max_length=400, required=False)
    about = forms.CharField(
        label=_("More about it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markdown: paragraphs, lists, links."),
    )
    state = forms.ChoiceField(label=_("Stage"), choices=Edition.State.choices)
    first_day = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    date_told = forms.RegexField(
        r"^\d{4}(-\d{2}(-\d{2})?)?$",
        label=_("Date as far as known"),
        required=False,
        help_text=_("Year, year-month or full date, e.g. 2022-11; only without exact days."),
        error_messages={"invalid": _("Please write 2022, 2022-11 or 2022-11-30.")},
    )
    begins = forms.TimeField(
        label=_("Begins"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    ends = forms.TimeField(
        label=_("Ends"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    form = forms.ChoiceField(
        label=_("Format"), choices=[("", _("unknown")), *Edition.Form.choices], required=False
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    language = forms.CharField(label=_("Language"), max_length=20, initial="de")
    people_min = Count(label=_("People, at least"), required=False, min_value=0)
    people_max = Count(label=_("People, at most"), required=False, min_value=0)
    units = Count(label=_("Labs that took part"), required=False, min_value=0)
    seats = Count(label=_("Seats"), required=False, min_value=1)
    registration_open = forms.BooleanField(label=_("Registration is open"), required=False)
    confidentiality = forms.CharField(
        label=_("Confidentiality"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was promised to participants, e.g. that nothing said is quoted by name."),
    )
    audience = forms.ChoiceField(label=_("Who may see it"), choices=AUDIENCES)

    def clean(self) -> None:
        known = self.cleaned_data
        first, last = known.get("first_day"), known.get("last_day")
        if last and not first:
            self.add_error("first_day", _("A last day needs a first day."))
        elif first and last and first > last:
            self.add_error("last_day", _("The last day is before the first day."))
        low, high = known.get("people_min"), known.get("people_max")
        if low is not None and high is not None and low > high:
            self.add_error("people_max", _("This is less than the smallest number of people."))
        if known.get("registration_open") and not first:
            self.add_error("first_day", _("Registration needs a day."))
        if first:
            known["date_told"] = first.isoformat()

    def about_edition(self) -> About:
        fields = dict(self.cleaned_data)
        fields.pop("version", None)
        fields.pop("hosts", None)
        return About(**fields)

    def slug(self) -> str:
        """The number; without one the title, kept apart from numbers and from /edition/new/."""
        number = self.cleaned_data["number"]
        if number:
            return str(number)
        told = self.cleaned_data["date_told"][:4]
        name = slugify(f"{self.cleaned_data['title']} {told}")[:50].strip("-")
        taken = name in ("", "new") or name.isdigit()
        return f"edition-{name}".strip("-") if taken else name


class NewEditionForm(EditionForm):
    """A new edition also says who hosts it."""

    hosts = forms.ModelMultipleChoiceField(
        label=_("Hosts"), queryset=Lab.objects.none(), to_field_name="slug", required=False
    )

    def __init__(self, *args: object, labs: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["hosts"].queryset = labs  # type: ignore[attr-defined]


class HintForm(forms.Form):
    """What somebody knows about a gap."""

    text = forms.CharField(
        label=_("What do you know?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("When was it, who hosted, what was it about, where is something written?"),
    )


class TeamForm(forms.Form):
    """Somebody who is to host, and for which lab."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("They get a letter and sign in with this address; no account is needed first."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    lab = forms.ModelChoiceField(
        label=_("For which lab"),
        queryset=Lab.objects.none(),
        required=False,
        empty_label=_("no lab, or not known"),
    )

    def __init__(self, *args: Any, labs: QuerySet[Lab], **more: Any) -> None:
        super().__init__(*args, **more)
        field = cast("forms.ModelChoiceField[Lab]", self.fields["lab"])
        field.queryset = labs.order_by("name", "pk")
