# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people type about labs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from labcamp.core.instance.models import Level, Phase, Topic
from labcamp.network.actions.labs import Profile, Where
from labcamp.network.actions.status import Change
from labcamp.network.models import Lab, Membership
from labcamp.network.places.register import check_ags
from labcamp.web.network import towns
from labcamp.web.network.selection import STATUS

ELSEWHERE = "elsewhere"


class ToldDate(forms.CharField):
    """A day, a month or a year, as far as it is known: 2024, 2024-05 or 2024-05-14."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, **kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        german = re.fullmatch(r"(?:(?:(\d{1,2})\.)?(\d{1,2})\.)?(\d{4})", text.replace(" ", ""))
        if german:
            day, month, year = german.groups()
            text = "-".join(p.zfill(2) for p in (year, month, day) if p)
        if not text:
            return ""
        try:
            filled = f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10]
            if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
                raise ValueError  # noqa: TRY301 - one sentence for every wrong date
            day = date.fromisoformat(filled)
        except ValueError:
            raise forms.ValidationError(
                _("Please write a year, a month or a day, e.g. 2024, 05.2024 or 14.05.2024.")
            ) from None
        if not 1900 <= day.year <= 2100:
            raise forms.ValidationError(_("Please check the year."))
        return text


class TownFields(forms.Form):
    """A town in two steps without script: type it, then choose which one is meant."""

    town = forms.CharField(
        label=_("Town"),
        max_length=120,
        help_text=_("Type its name; if there are several, you choose which one is meant."),
    )
    place = forms.CharField(
        label=_("Which one is meant?"), required=False, max_length=20, widget=forms.RadioSelect
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=towns.country_choices,
        help_text=_("Only for towns that are not in the list."),
    )
    ags = forms.CharField(
        label=_("Municipal key (AGS)"),
        required=False,
        max_length=12,
        help_text=_("Optional, Germany only: eight digits of the official list."),
    )

    def __init__(self, *args: Any, present: Where | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present
        typed = (self.data or self.initial).get("town", "") if self._typed() else ""
        kept = present is not None and towns.same_town(typed, present.town)
        self.found = towns.matches(typed) if typed.strip() and not kept else []
        choices = [(match.value, match.label) for match in self.found]
        self.fields["place"].widget.choices = [*choices, (ELSEWHERE, _("none of these"))]
        self.ask_which = bool(choices) and self._certain() is None
        chosen = next((m for m in self.found if m.value == self._value("place")), self._certain())
        self.town_found = chosen.label if chosen else ""
        self.ask_country = bool(typed.strip()) and not kept and (not choices or self._elsewhere())

    def _typed(self) -> bool:
        return self.is_bound or bool(self.initial.get("town"))

    def _value(self, name: str) -> str:
        return str((self.data if self.is_bound else self.initial).get(name) or "")

    def _elsewhere(self) -> bool:
        return self._value("place") == ELSEWHERE

    def _certain(self) -> towns.Match | None:
        """The one match that needs no question: called so, and no larger town could be meant."""
        exact = [match for match in self.found if match.exact]
        if len(exact) != 1 or self._elsewhere():
            return None
        largest = max(match.where.population or 0 for match in self.found)
        return exact[0] if (exact[0].where.population or 0) >= largest else None

    def clean_ags(self) -> str:
        if not self.cleaned_data["ags"].strip():
            return ""
        try:
            return check_ags(self.cleaned_data["ags"])
        except ValueError:
            raise forms.ValidationError(
                _("The key has eight digits and begins with that of the state, 01 to 16.")
            ) from None

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        data = self.cleaned_data
        if "town" not in data:
            return data
        where = self._where(data)
        if where is None:
            return data
        ags = data.get("ags", "")
        if ags and where.country != "DE":
            self.add_error("ags", _("Only municipalities in Germany have this key."))
        elif ags and where.region and where.region != f"DE-{ags[:2]}":
            self.add_error("ags", _("This key belongs to another state than the town."))
        data["where"] = Where(**{**vars(where), "ags": ags or where.ags})
        return data

    def _where(self, data: dict[str, Any]) -> Where | None:
        """The town that is meant, or None with the question beside its field."""
        if self.present is not None and towns.same_town(data["town"], self.present.town):
            return self.present
        chosen = next((m for m in self.found if m.value == data.get("place")), None)
        if meant := chosen or self._certain():
            return meant.where
        if self.found and not self._elsewhere():
            self.add_error("place", _("There are several. Please choose which one is meant."))
            return None
        if not data.get("country"):
            self.add_error(
                "country",
                _("This town is not in the list. Check its spelling, or choose its country."),
            )
            return None
        return Where(town=data["town"], country=data["country"])


class LabForm(TownFields):
    """What a lab says of itself."""

    name = forms.CharField(
        label=_("Name of the lab"),
        max_length=160,
        help_text=_("Written as you write it yourselves."),
    )
    carrier = forms.CharField(
        label=_("Carrier"),
        max_length=200,
        help_text=_("The administration, company or association the lab belongs to."),
    )
    level = forms.ModelChoiceField(
        Level.objects.all(), label=_("Level"), to_field_name="key", empty_label=_("please choose")
    )
    phase = forms.ModelChoiceField(
        Phase.objects.all(),
        label=_("Phase of life"),
        to_field_name="key",
        required=False,
        empty_label=_("not said"),
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        label=_("Topics"),
        to_field_name="key",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    founded = ToldDate(
        label=_("At work since"),
        required=False,
        help_text=_("Year, month or day, as far as you know it: 2021 or 05.2021."),
    )
    website = forms.URLField(
        label=_("Website"), max_length=300, required=False, assume_scheme="https"
    )
    description = forms.CharField(
        label=_("Who you are and what you do"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markdown: paragraphs, lists, links."),
    )
    offers = forms.CharField(
        label=_("What you offer other labs"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seeks = forms.CharField(
        label=_("What you seek from other labs"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = (
        *("name", "carrier", "level", "town", "place", "country", "ags", "phase", "founded"),
        *("topics", "description", "offers", "seeks", "website"),
    )

    def profile(self) -> Profile:
        data = self.cleaned_data
        plain = ("name", "carrier", "level", "phase", "description", "offers", "seeks")
        return Profile(
            **{name: data[name] for name in plain},
            where=data["where"],
            topics=tuple(data["topics"]),
            website=data["website"],
            founded=data["founded"],
        )


class ProposalForm(LabForm):
    """A new lab; `anyway` is set once its likely duplicates have been looked at."""

    wants_public = forms.TypedChoiceField(
        label=_("Who may see the profile?"),
        choices=[
            ("yes", _("everyone, in the public directory")),
            ("no", _("members of the network only")),
        ],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
        help_text=_("Until the network has admitted the lab, only its members see the proposal."),
    )
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)


class EditForm(LabForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class StatusForm(forms.Form):
    """How the lab is from a day on, and how it ended."""

    status = forms.ChoiceField(
        label=_("How is the lab?"),
        choices=[(value, STATUS[value]) for value in Lab.Status if value != Lab.Status.UNKNOWN],
        widget=forms.RadioSelect,
    )
    as_of = ToldDate(label=_("Since when?"), help_text=_("Year, month or day: 2024 or 05.2024."))
    how = forms.CharField(
        label=_("How did it end?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if it has ended: project over, moved into line work, …"),
    )
    successor = forms.CharField(
        label=_("Which lab goes on with its work?"),
        required=False,
        max_length=160,
        help_text=_("Only if it has ended: the name of a lab in the directory."),
    )

    def __init__(self, *args: Any, find: Callable[[str], Lab | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.find = find

    def clean_successor(self) -> Lab | None:
        name = self.cleaned_data["successor"].strip()
        if not name:
            return None
        lab = self.find(name)
        if lab is None:
            raise forms.ValidationError(
                _("No lab in the directory has this name. Please write it as it stands there.")
            )
        return lab

    def change(self) -> Change:
        data = self.cleaned_data
        return Change(data["status"], data["as_of"], data["how"], data["successor"])


class JoinForm(forms.Form):
    text = forms.CharField(
        label=_("A word to the coordinators"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Optional: who you are and what you do in the lab."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Membership.Role.MEMBER, _("member")),
            (Membership.Role.COORDINATOR, _("coordinator")),
        ],
    )


class DeclineForm(forms.Form):
    why = forms.CharField(
        label=_("Why is the lab not admitted?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whoever proposed it reads this."),
    )


def as_initial(form: type[forms.Form], data: QueryDict) -> dict[str, Any]:
    """What was typed, as the start of a form that is not judged yet."""
    return {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in form.base_fields.items()
    }
