# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from labcamp.series.models import Mailing

LARGEST = 500_000  # bytes of a list


class ListForm(forms.Form):
    """People to invite, pasted or as a CSV file."""

    text = forms.CharField(
        label=_("List"),
        required=False,
        max_length=LARGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("A line for each person: e-mail, name, lab. Copied out of a table is fine."),
    )
    file = forms.FileField(
        label=_("or a CSV file"), required=False, help_text=_("Saved as UTF-8 or by Excel.")
    )

    def clean(self) -> None:
        said = self.cleaned_data
        file = said.get("file")
        if file is not None:
            said["text"] = self._words(file.read(LARGEST + 1))
        if not self.errors and not said.get("text", "").strip():
            self.add_error("text", _("Please paste a list or choose a file."))

    def _words(self, data: bytes) -> str:
        if len(data) > LARGEST:
            self.add_error("file", _("This file is too large for a list of people."))
            return ""
        if b"\0" in data:
            self.add_error("file", _("This is not a CSV file. Please save the table as CSV."))
            return ""
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace")


class MailingForm(forms.Form):
    """A letter to a group."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    group = forms.ChoiceField(label=_("To"), choices=Mailing.Group.choices)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Plain words. The way to one's own place, or to registration, is added below."),
    )
