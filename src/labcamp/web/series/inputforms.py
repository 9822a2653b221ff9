# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from labcamp.network.models import Lab
from labcamp.series.actions.afternoon import Afternoon, Ask
from labcamp.series.afternoon import STEP, spans

INPUTS = 3
CONFIDENTIAL = _(
    "What is said stays in the room: nobody is quoted by name, and notes are shared only as far as "
    "those concerned agree."
)


class LabChoice(forms.ChoiceField):
    """One of the given labs by its short name, or none; several of these share one query."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, **more)
        self.labs: dict[str, Lab] = {}

    def offer(self, labs: list[Lab]) -> None:
        self.labs = {lab.slug: lab for lab in labs}
        self.choices = [("", _("open")), *((lab.slug, lab.name) for lab in labs)]

    def clean(self, value: Any) -> Lab | None:
        return self.labs.get(super().clean(value))


class AfternoonForm(forms.Form):
    """What hosts decide about the usual afternoon; the template knows the rest."""

    theme = forms.CharField(label=_("Theme in one sentence"), max_length=400)
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    begins = forms.TimeField(
        label=_("Begins"),
        initial="14:00",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    ends = forms.TimeField(
        label=_("Ends"),
        initial="17:00",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        initial=60,
        help_text=_("Empty: no limit."),
    )
    room_link = forms.URLField(
        label=_("Link of the video room"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Shown only to those who have a place, half an hour before the start."),
    )
    confidentiality = forms.CharField(
        label=_("Confidentiality"),
        required=False,
        max_length=2000,
        initial=CONFIDENTIAL,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands on the page, at registration and in the invitation."),
    )
    publish = forms.BooleanField(
        label=_("Show the page to everyone and open registration"), required=False, initial=True
    )

    def __init__(self, *args: Any, labs: list[Lab], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, INPUTS + 1):
            self.fields[f"title_{n}"] = forms.CharField(
                label=_("Input %(n)s: what about?") % {"n": n}, max_length=300, required=False
            )
            lab = LabChoice(label=_("Input %(n)s: of which lab?") % {"n": n})
            lab.offer(labs)
            self.fields[f"lab_{n}"] = lab
            self.fields[f"email_{n}"] = forms.EmailField(
                label=_("Input %(n)s: whom may we ask by e-mail?") % {"n": n},
                max_length=254,
                required=False,
            )
        self.order_fields([name for name in self.fields if name != "publish"])

    def clean(self) -> None:
        said = self.cleaned_data
        begins, ends = said.get("begins"), said.get("ends")
        if begins and ends:
            length = (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
            if length < STEP * len(spans([""] * INPUTS)):
                self.add_error("ends", _("This is too short for an afternoon with inputs."))

    @property
    def inputs(self) -> list[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Number, title, lab and address of each input, as the page shows them together."""
        return [
            (n, self[f"title_{n}"], self[f"lab_{n}"], self[f"email_{n}"])
            for n in range(1, INPUTS + 1)
        ]

    def chosen(self, bound: forms.BoundField) -> Lab | None:
        """The lab a field has at the moment, whether or not the rest of the form is right."""
        field = bound.field
        return field.labs.get(str(bound.value() or "")) if isinstance(field, LabChoice) else None

    def plan(self) -> Afternoon:
        said = self.cleaned_data
        kept = ("theme", "day", "begins", "ends", "seats", "room_link", "confidentiality")
        asks = tuple(
            Ask(said[f"title_{n}"], said[f"lab_{n}"], said[f"email_{n}"])
            for n in range(1, INPUTS + 1)
        )
        return Afternoon(
            **{name: said[name] for name in kept}, inputs=asks, publish=said["publish"]
        )


class NewAfternoonForm(AfternoonForm):
    """The same for an edition that does not exist yet."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999)
    host = LabChoice(label=_("Host"))
    field_order = ("number", "host")

    def __init__(self, *args: Any, labs: list[Lab], **kwargs: Any) -> None:
        super().__init__(*args, labs=labs, **kwargs)
        host: Any = self.fields["host"]
        host.offer(labs)
        self.order_fields(["number", "host", *(n for n in self.fields if n != "publish")])


class AskForm(forms.Form):
    """Asking a lab for an input."""

    title = forms.CharField(label=_("What about?"), max_length=300, required=False)
    lab = LabChoice(label=_("Of which lab?"))
    email = forms.EmailField(
        label=_("Whom may we ask by e-mail?"),
        max_length=254,
        required=False,
        help_text=_("They answer by an address in the letter, without signing in."),
    )
    note = forms.CharField(
        label=_("A word to them"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, labs: list[Lab], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lab: Any = self.fields["lab"]
        lab.offer(labs)

    def clean(self) -> None:
        said = self.cleaned_data
        if not (said.get("title") or said.get("lab") or said.get("email") or self.errors):
            self.add_error("title", _("Please say at least what about, which lab, or whom to ask."))


class OfferInputForm(forms.Form):
    """A lab offers an input."""

    lab = forms.ModelChoiceField(
        label=_("In the name of"), queryset=Lab.objects.none(), to_field_name="slug"
    )
    title = forms.CharField(label=_("What about?"), max_length=300)
    note = forms.CharField(
        label=_("A word to the hosts"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, labs: QuerySet[Lab], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lab"]
        field.queryset = labs


class AnswerForm(forms.Form):
    """Yes with a title, or no."""

    title = forms.CharField(
        label=_("Under which title?"),
        max_length=300,
        required=False,
        help_text=_("It stands on the public page of the edition."),
    )

    def __init__(self, *args: Any, needs_title: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_title = needs_title

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if self.needs_title and not title:
            raise forms.ValidationError(_("Please give it a title; you can change it later."))
        return title
