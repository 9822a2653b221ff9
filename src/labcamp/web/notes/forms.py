# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
import secrets

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labcamp.notes.actions import MOST
from labcamp.notes.models import Pad
from labcamp.web.notes.words import thousands


class PadForm(forms.Form):
    """The whole text of a pad, and which state of it was in the form.

    The field has no maximal length of its own: browsers would cut a paste without a word.
    """

    text = forms.CharField(
        label=gettext_lazy("Text of the notes"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "class": "lc-pad__field"}),
        help_text=gettext_lazy(
            "Headings begin with ##, points with a hyphen; **two stars** make words bold."
        ),
    )
    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    token = forms.RegexField(r"^[0-9a-f]{16}$", widget=forms.HiddenInput)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        if len(text) > MOST:
            raise forms.ValidationError(too_long(len(text)))
        return text

    def client(self, person: int) -> str:
        """The same for a form that is sent twice; another one as soon as a character differs."""
        told = self.cleaned_data
        words = f"{person}|{told['token']}|{told['read_at']}|{told['text']}"
        return hashlib.sha256(words.encode()).hexdigest()


def fresh(pad: Pad) -> dict[str, object]:
    """What a form begins with that is opened now."""
    return {"text": pad.text, "read_at": pad.sequence, "token": secrets.token_hex(8)}


def too_long(length: int) -> str:
    return _(
        "These notes would have %(length)s characters; at most %(most)s fit. Please shorten them, "
        "or put long material into a file of its own and link it."
    ) % {"length": thousands(length), "most": thousands(MOST)}
