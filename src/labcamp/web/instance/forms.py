# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from labcamp.core.instance.actions import Setup
from labcamp.core.text.colour import contrast, readable

WHITE = "#ffffff"


class SetupForm(forms.Form):
    """The instance's settings; `version` is the one that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the instance"), max_length=60)
    claim_de = forms.CharField(label=_("One sentence about it, in German"), max_length=200)
    claim_en = forms.CharField(
        label=_("One sentence about it, in English"), max_length=200, required=False
    )
    welcome_de = forms.CharField(
        label=_("Welcome on the start page, in German"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=_("Markdown: paragraphs, lists, links."),
    )
    welcome_en = forms.CharField(
        label=_("Welcome on the start page, in English"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    accent = forms.CharField(
        label=_("Main colour"),
        max_length=7,
        help_text=_(
            "As #rrggbb. It must be readable on white; a lighter one for dark mode follows."
        ),
    )
    contact = forms.EmailField(
        label=_("Contact address"),
        help_text=_("Reports about barriers and questions of visitors go here."),
    )
    security_contact = forms.CharField(
        label=_("Contact for security reports"),
        max_length=200,
        required=False,
        help_text=_("An address beginning with mailto: or https://; shown in security.txt."),
    )
    operator = forms.CharField(
        label=_("Who runs this instance"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    content_language = forms.ChoiceField(
        label=_("Language of the entries"),
        choices=[("de", "Deutsch"), ("en", "English")],
        help_text=_(
            "In which labs, editions and learnings are written; screen readers pronounce them so."
        ),
    )
    open_to_search_engines = forms.BooleanField(
        label=_("Search engines may list the public pages"), required=False
    )
    vouches_needed = forms.IntegerField(
        label=_("Member labs that must vouch for a new lab"), min_value=1, max_value=9
    )

    def clean_accent(self) -> str:
        colour: str = self.cleaned_data["accent"].strip().lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise forms.ValidationError(_("Please write the colour as #rrggbb, e.g. #1f5d50."))
        if contrast(colour, WHITE) < 4.5:
            raise forms.ValidationError(
                _("This colour cannot be read on white. The nearest one that can: %(colour)s"),
                params={"colour": readable(colour, WHITE)},
            )
        return colour

    def clean_security_contact(self) -> str:
        contact: str = self.cleaned_data["security_contact"].strip()
        if contact and not contact.startswith(("mailto:", "https://")):
            raise forms.ValidationError(_("Please begin with mailto: or https://."))
        return contact

    def setup(self) -> Setup:
        fields = dict(self.cleaned_data)
        fields.pop("version")
        return Setup(**fields)


class LegalForm(forms.Form):
    """One legal page in both languages."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title_de = forms.CharField(label=_("Title in German"), max_length=120)
    text_de = forms.CharField(
        label=_("Text in German"),
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Markdown: paragraphs, lists, links."),
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    text_en = forms.CharField(
        label=_("Text in English"), widget=forms.Textarea(attrs={"rows": 16}), required=False
    )


class WordForm(forms.Form):
    """A level, phase or topic in both languages."""

    KINDS = (("topic", _("Topic")), ("phase", _("Phase of life")), ("level", _("Level")))

    kind = forms.ChoiceField(label=_("What is it?"), choices=KINDS)
    key = forms.SlugField(
        label=_("Short key"),
        max_length=40,
        required=False,
        help_text=_("Leave it empty for a new word; an existing key renames that word."),
    )
    name_de = forms.CharField(label=_("German"), max_length=80)
    name_en = forms.CharField(label=_("English"), max_length=80, required=False)

    def clean(self) -> None:
        if not self.cleaned_data.get("key") and "name_de" in self.cleaned_data:
            folded = self.cleaned_data["name_de"].lower().replace("ß", "ss")
            for letter, two in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
                folded = folded.replace(letter, two)
            self.cleaned_data["key"] = slugify(folded)[:40]
            if not self.cleaned_data["key"]:
                self.add_error("key", _("Please give a key made of letters, digits and hyphens."))


class BarrierForm(forms.Form):
    """What somebody met with, where, and how to answer."""

    page = forms.CharField(
        label=_("Which page is it about?"), max_length=300, required=False,
        help_text=_("Its address or its title; leave it empty if it concerns the whole site."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What did not work?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reply_to = forms.EmailField(
        label=_("E-mail address for our answer"),
        required=False,
        help_text=_("Only if you want an answer; it is used for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
