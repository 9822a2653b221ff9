# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of the hosts' queue, of merging and of interest codes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from labcamp.programme.actions.codes import MOST
from labcamp.programme.models import Planning
from labcamp.web.programme.forms import LONGEST_TEXT
from labcamp.web.programme.lines import LineField


class FlowForm(forms.Form):
    flow = forms.ChoiceField(choices=Planning.Flow)


class SortForm(forms.Form):
    """What hosts do with one proposal; sending it back takes a sentence."""

    what = forms.ChoiceField(choices=[("take", ""), ("park", ""), ("send-back", "")])
    words = forms.CharField(
        label=_("What should be different?"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who give the session get this by e-mail."),
    )

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("what") == "send-back" and "words" in said and not said["words"].strip():
            self.add_error("words", _("Please write a sentence, so that they know what to change."))


class MergeForm(forms.Form):
    """What the merged session is called and says; which of the two numbers it keeps."""

    stays = forms.IntegerField(widget=forms.HiddenInput)
    stays_version = forms.IntegerField(widget=forms.HiddenInput)
    goes_version = forms.IntegerField(widget=forms.HiddenInput)
    title = LineField(label=_("Title"), max_length=300)
    abstract = forms.CharField(
        label=_("What is it about?"),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=LONGEST_TEXT,
        required=False,
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480)
    needs = LineField(
        label=_("What do you need?"),
        help_text=_("For example: projector, pinboard. Separate several things by commas."),
        max_length=300,
        required=False,
    )


class CodesForm(forms.Form):
    seen = forms.IntegerField(min_value=0, max_value=MOST)
    number = forms.IntegerField(
        label=_("How many slips do you need?"), min_value=1, max_value=MOST, initial=24
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from your slip"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "inputmode": "text",
            }
        ),
    )
