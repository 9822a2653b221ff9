# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from labcamp.programme.actions.proposals import Offer
from labcamp.programme.models import Form, Giver, Interest, Proposal
from labcamp.programme.starting import start_for, untouched
from labcamp.web.programme.lines import LineField, one_line

LANGUAGES = (
    ("de", _("German")),
    ("en", _("English")),
    ("dgs", _("German Sign Language")),
    ("de-easy", _("plain German")),
)
GIVER = re.compile(r"(?P<name>[^<>]*?)\s*(?:<(?P<mail>[^<>\s]+@[^<>\s]+)>)?")
MOST_GIVERS = 24
LONGEST_TEXT = 17_000
"""Of an abstract, in characters; two long ones that are merged can still be edited."""


class ProposalForm(forms.Form):
    """A session somebody offers; `token` makes a resent form the same session."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = LineField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("What kind of session is it?"), choices=Proposal.Kind)
    abstract = forms.CharField(
        label=_("What is it about?"),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_(
            "What people take away, and for whom it is. Markdown: paragraphs, lists, links."
        ),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, initial=45)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="de")
    needs = LineField(
        label=_("What do you need?"),
        max_length=300,
        required=False,
        help_text=_("For example: projector, pinboard. Separate several things by commas."),
    )
    form = forms.ChoiceField(
        label=_("On site or online?"),
        choices=[("", _("either")), *Form.choices],
        required=False,
    )
    givers = forms.CharField(
        label=_("Who gives it?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=_(
            "One person per line; leave it empty if it is only you. With “Name <e-mail address>” "
            "somebody who takes part can edit the session too. Addresses are not shown."
        ),
    )

    def clean_givers(self) -> str:
        text: str = self.cleaned_data["givers"]
        lines = [line for line in map(one_line, text.splitlines()) if line]
        if len(lines) > MOST_GIVERS:
            raise forms.ValidationError(
                _("Please name at most %(most)s people."), params={"most": MOST_GIVERS}
            )
        for line in lines:
            match = GIVER.fullmatch(line)
            if not match or not match["name"] or "@" in match["name"]:
                raise forms.ValidationError(
                    _("“%(line)s” cannot be read. Please write: Name <e-mail address>"),
                    params={"line": line[:80]},
                )
            if len(match["name"]) > 200:
                raise forms.ValidationError(_("A name is longer than 200 characters."))
        return "\n".join(lines)

    def offer(self) -> Offer:
        said = self.cleaned_data
        matches = [GIVER.fullmatch(line) for line in said["givers"].splitlines()]
        return Offer(
            title=said["title"],
            kind=said["kind"],
            abstract=said["abstract"],
            language=said["language"],
            minutes=said["minutes"],
            needs=said["needs"],
            form=said["form"],
            givers=tuple((m["name"], m["mail"] or "") for m in matches if m),
        )


def fresh_proposal(kind: str, language: str, giver: str) -> dict[str, object]:
    """What the form begins with: who proposes, in the language of the page; a kind's template."""
    fresh = {
        "token": uuid4(),
        "kind": kind or Proposal.Kind.DISCUSSION,
        "language": language,
        "givers": giver,
    }
    if not kind:
        return fresh
    start = start_for(kind, language)
    return fresh | {"minutes": start.minutes, "abstract": start.text}


def with_template(typed: QueryDict, language: str) -> dict[str, object]:
    """What was typed, with the template of a kind where nothing had been typed yet."""
    values: dict[str, Any] = {n: typed.get(n, "") for n in ProposalForm.base_fields}
    kind = typed.get("start", "")
    if kind not in Proposal.Kind.values:
        return values
    start, before = start_for(kind, language), start_for(values["kind"], language)
    values["kind"] = kind
    if untouched(values["abstract"]):
        values["abstract"] = start.text
    if values["minutes"] in ("", "45", str(before.minutes)):
        values["minutes"] = str(start.minutes)
    return values


def proposal_values(proposal: Proposal) -> dict[str, object]:
    """What the form shows of a proposal; addresses of givers are never shown again."""
    names = Giver.objects.filter(proposal=proposal).order_by("order", "pk")
    return {
        "version": proposal.version,
        "title": proposal.title,
        "kind": proposal.kind,
        "abstract": proposal.abstract,
        "minutes": proposal.minutes,
        "language": proposal.language,
        "needs": proposal.needs,
        "form": proposal.form,
        "givers": "\n".join(names.values_list("name", flat=True)),
    }


def keep_language(form: ProposalForm, language: str) -> None:
    """A language we have no word for (from an imported file) stays choosable."""
    field = form.fields["language"]
    assert isinstance(field, forms.ChoiceField)
    if language not in dict(LANGUAGES):
        field.choices = [*LANGUAGES, (language, language or "–")]


class InterestForm(forms.Form):
    """One of the three steps, or "back" for no answer."""

    BACK = "back"

    strength = forms.ChoiceField(
        choices=[*((str(s), s) for s in Interest.Strength.values), (BACK, "")]
    )

    def clean_strength(self) -> int | None:
        said: str = self.cleaned_data["strength"]
        return None if said == self.BACK else int(said)


class PlaceForm(forms.Form):
    """Where a session goes: "slot-room-instead", or "off"; and where it was when this was read."""

    GOAL = re.compile(r"(\d{1,15})-(\d{1,15})-(\d{1,15}(?:\.\d{1,15}){0,2})")

    NONE = _("Please choose a place from the list.")

    goal = forms.CharField(max_length=90, label=_("New place"), error_messages={"required": NONE})
    was = forms.CharField(max_length=80, required=False)

    def clean_goal(self) -> tuple[int, int, frozenset[int]] | None:
        goal: str = self.cleaned_data["goal"]
        if goal == "off":
            return None
        match = self.GOAL.fullmatch(goal)
        if not match:
            raise forms.ValidationError(self.NONE)
        slot, room, guests = match.groups()
        return int(slot), int(room), frozenset(map(int, guests.split("."))) - {0}


def token_of(form: ProposalForm) -> UUID:
    """The form's own token; a form without one is a new session."""
    token: UUID | None = form.cleaned_data.get("token")
    return token or uuid4()
