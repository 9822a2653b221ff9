# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from labcamp.network.models import Person, Voice


class VoiceForm(forms.Form):
    """What a lab says about one text of a round."""

    text = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30_000)
    kind = forms.ChoiceField(
        label=_("What does your lab say?"),
        widget=forms.RadioSelect,
        choices=[
            (Voice.Kind.CONSENT, _("Consent: we can go along with it")),
            (Voice.Kind.ASIDE, _("Stand aside: we do not hinder it and do not carry it")),
            (Voice.Kind.OBJECTION, _("Objection: it would do harm, and we say why")),
        ],
        error_messages={"required": _("Please choose one of the three.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed for an objection: what would have to change? The network reads it."),
    )

    def __init__(self, *args: Any, lab: str, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"{lab}-%s"})

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("kind") == Voice.Kind.OBJECTION and not said.get("reason"):
            self.add_error("reason", _("An objection needs a reason, so that it can be answered."))


class DelegateForm(forms.Form):
    """Which colleague speaks for the lab in this round."""

    person = forms.ModelChoiceField(
        label=_("A colleague may answer too"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("nobody besides the coordinators"),
    )

    def __init__(self, *args: Any, lab: str, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"{lab}-delegate-%s"})
        field: Any = self.fields["person"]
        field.queryset = people.distinct().order_by("name", "pk")


class AnsweringForm(forms.Form):
    """What is different in a changed text, and which objections it is meant to meet."""

    change = forms.CharField(
        label=_("What is different, and why?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Labs that have answered are asked about this only."),
    )
    answers = forms.MultipleChoiceField(
        label=_("Objections this is meant to meet"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, objections: list[Voice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["answers"]
        field.choices = [(str(one.pk), one.part.lab.name) for one in objections]
        if not objections:
            del self.fields["answers"]


class ChangeForm(AnsweringForm):
    """A changed text that stands for itself."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("The text that is put to the labs"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Markdown: paragraphs, lists, links."),
    )
    field_order = ("number", "text", "change", "answers")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if text == self.initial.get("text"):
            raise forms.ValidationError(_("Nothing has been changed yet."))
        return text
