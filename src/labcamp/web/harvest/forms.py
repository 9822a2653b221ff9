# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Audience
from labcamp.harvest.actions import Words
from labcamp.network.models import Lab
from labcamp.series.models import Edition

READERS = [
    (Audience.LAB, _("my lab only")),
    (Audience.NETWORK, _("members of the network")),
    (Audience.PUBLIC, _("everyone")),
]


class ReportForm(forms.Form):
    """What a report says."""

    title = forms.CharField(label=_("Title"), max_length=200)
    teaser = forms.CharField(
        label=_("In one or two sentences"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=60000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Markdown: paragraphs, lists, links."),
    )
    url = forms.URLField(
        label=_("Address, if it stands on your own site"), required=False, assume_scheme="https"
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("de", _("German")), ("en", _("English"))]
    )
    audience = forms.ChoiceField(label=_("Who may read it"), choices=READERS)

    def clean(self) -> None:
        if not self.cleaned_data.get("text") and not self.cleaned_data.get("url"):
            self.add_error("text", _("A report needs a text or the address of one."))

    def words(self) -> Words:
        names = ("title", "teaser", "text", "url", "language", "audience")
        return Words(**{name: self.cleaned_data[name] for name in names})


class NewReportForm(ReportForm):
    """A new report also says for which lab and about which edition; `token` makes it once only."""

    # Its beginning becomes part of the report's address.
    token = forms.RegexField(r"^[0-9a-f]{12,32}$", widget=forms.HiddenInput)
    lab = forms.ModelChoiceField(label=_("Lab"), queryset=Lab.objects.none())
    edition = forms.ModelChoiceField(
        label=_("About the edition"),
        queryset=Edition.objects.none(),
        required=False,
        empty_label=_("no particular one"),
    )

    field_order = ("lab", "edition")

    def __init__(
        self,
        *args: Any,
        labs: QuerySet[Lab],
        editions: QuerySet[Edition],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lab"].queryset = labs  # type: ignore[attr-defined]
        self.fields["edition"].queryset = editions  # type: ignore[attr-defined]
        self.fields["token"].initial = secrets.token_hex(8)


class EditReportForm(ReportForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class MaterialForm(forms.Form):
    """A page, slides or a file that belongs to an edition."""

    title = forms.CharField(label=_("Title"), max_length=300)
    url = forms.URLField(label=_("Address"), required=False, assume_scheme="https")
    file = forms.FileField(
        label=_("or a file"), required=False, help_text=_("A PDF or a picture, up to 10 MB.")
    )
    alt = forms.CharField(
        label=_("What a picture shows, for those who cannot see it"), max_length=300, required=False
    )
    date_told = forms.RegexField(
        r"^\d{4}(-\d{2}(-\d{2})?)?$",
        label=_("Date as far as known"),
        required=False,
        error_messages={"invalid": _("Please write 2022, 2022-11 or 2022-11-30.")},
    )
    licence = forms.CharField(label=_("Licence"), max_length=120, required=False)
    audience = forms.ChoiceField(
        label=_("Who may see it"),
        choices=[
            (Audience.EDITION, _("participants of the edition")),
            (Audience.NETWORK, _("members of the network")),
            (Audience.PUBLIC, _("everyone")),
        ],
    )

    def clean(self) -> None:
        given = bool(self.cleaned_data.get("url")), bool(self.cleaned_data.get("file"))
        if given == (False, False):
            self.add_error("url", _("Please give an address or choose a file."))
        elif given == (True, True):
            self.add_error("file", _("Please give either an address or a file, not both."))
