# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms about places: what those who come say, and what hosts set."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Audience
from labcamp.core.instance.models import Level
from labcamp.network.models import Lab
from labcamp.series.actions.desk import Asked, Room
from labcamp.series.actions.places import Details
from labcamp.series.models import Answer, Question

LISTED = [
    (Audience.HOSTS, _("the host team only")),
    (Audience.EDITION, _("those who come as well")),
    (Audience.PUBLIC, _("everyone")),
]
MOST_CHOICES = 20


class CodeField(forms.CharField):
    """Asked of those who are not on the list of an edition for the invited."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Invitation code"),
            max_length=60,
            help_text=_("This edition is for the invited. The hosts have told you a code."),
        )


class PlaceForm(forms.Form):
    """For which lab one comes, who may see it, and the hosts' own questions."""

    audience = forms.ChoiceField(
        label=_("Who may see that you come?"),
        choices=LISTED,
        initial=Audience.HOSTS,
        help_text=_("You can change this at any time."),
    )

    def __init__(
        self,
        *args: Any,
        questions: list[Question],
        labs: list[Lab] | None = None,
        answers: dict[int, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.questions = questions
        if labs:
            self.fields["lab"] = forms.TypedChoiceField(
                label=_("For which lab do you come?"),
                choices=[*((lab.pk, lab.name) for lab in labs), ("", _("for no lab"))],
                coerce=int,
                empty_value=None,
                required=False,
                initial=labs[0].pk,
            )
        for question in questions:
            given = (answers or {}).get(question.pk, "")
            self.fields[f"question-{question.pk}"] = _field_of(question, given)
        self.order_fields(["lab", *(f"question-{q.pk}" for q in questions), "audience"])

    def details(self) -> Details:
        said = self.cleaned_data
        answers = {q.pk: str(said.get(f"question-{q.pk}") or "") for q in self.questions}
        return Details(said.get("lab"), said["audience"], answers)


def _field_of(question: Question, given: str) -> forms.Field:
    hint = _("%(purpose)s Deleted on %(day)s.") % {
        "purpose": question.purpose,
        "day": question.delete_on.strftime("%d.%m.%Y"),
    }
    shared: dict[str, Any] = {
        "label": question.label,
        "required": question.required,
        "help_text": hint,
        "initial": given,
    }
    if question.kind == Question.Kind.TEXT:
        return forms.CharField(max_length=1000, **shared)
    given_choices: list[tuple[str, Any]] = [(choice, choice) for choice in question.choices]
    if question.kind == Question.Kind.YES_NO:  # kept in the words of the edition's language
        with translation.override(question.edition.language):
            given_choices = [(str(word), word) for word in (_("yes"), _("no"))]
    options = [("", _("please choose")), *given_choices]
    return forms.ChoiceField(choices=options, **shared)


def answers_of(questions: list[Question], place: int) -> dict[int, str]:
    found = Answer.objects.filter(registration=place, question__in=questions)
    return dict(found.values_list("question", "text"))


class DeskForm(forms.Form):
    """The room and how long an offered place is kept."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    room_link = forms.URLField(
        label=_("Address of the room"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("BigBlueButton, OpenTalk, Jitsi or another. Only those with a place see it."),
    )
    room_note = forms.CharField(
        label=_("How to get in"), max_length=300, required=False,
        help_text=_("An access code, a door, a telephone number. Only those with a place see it."),
    )  # fmt: skip
    room_opens_minutes = forms.IntegerField(
        label=_("Shown how many minutes before the start?"), min_value=0, max_value=10080
    )
    accept_hours = forms.IntegerField(
        label=_("Hours to accept a place from the waiting list"),
        min_value=0,
        max_value=336,
        help_text=_("0: whoever moves up has the place at once."),
    )
    invited_only = forms.BooleanField(
        label=_("Only the invited may register"),
        required=False,
        help_text=_("Those on the list of invitations, and whoever knows the code."),
    )
    invite_code = forms.CharField(
        label=_("Code for registering without an invitation"),
        max_length=60,
        required=False,
        help_text=_("Empty: there is none."),
    )

    own_room = forms.BooleanField(
        label=_("Use a room of the instance's own BigBlueButton"),
        required=False,
        help_text=_("It is made when the first one enters; hosts moderate. No address is needed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.BIGBLUEBUTTON[0]:
            del self.fields["own_room"]

    def clean_invite_code(self) -> str:
        code: str = self.cleaned_data["invite_code"].strip()
        if code and len(code) < 6:
            raise forms.ValidationError(_("Please take six characters at least."))
        return code

    def room(self) -> Room:
        said = dict(self.cleaned_data)
        said.pop("version")
        return Room(**said)


class SeatsForm(forms.Form):
    """Seats kept for one lab or one level."""

    level = forms.ModelChoiceField(
        label=_("For the level"), queryset=Level.objects.none(), required=False, empty_label="–"
    )
    lab = forms.ModelChoiceField(
        label=_("or for the lab"), queryset=Lab.objects.none(), required=False, empty_label="–"
    )
    seats = forms.IntegerField(
        label=_("How many seats?"), min_value=0, max_value=10_000,
        help_text=_("0 lets them go; whoever waits then moves up."),
    )  # fmt: skip

    def __init__(self, *args: Any, labs: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["lab"].queryset = labs.order_by("name", "pk")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["level"].queryset = Level.objects.all()  # type: ignore[attr-defined]  # same

    def clean(self) -> None:
        known = self.cleaned_data
        if "lab" in known and "level" in known and bool(known["lab"]) == bool(known["level"]):
            self.add_error("level", _("Choose either a level or a lab."))


class QuestionForm(forms.Form):
    """One question of the hosts' own."""

    label = forms.CharField(label=_("Question"), max_length=200)
    kind = forms.ChoiceField(label=_("Answered by"), choices=Question.Kind.choices)
    choices = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One to a line; only for one of several answers."),
    )
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    purpose = forms.CharField(
        label=_("What is the answer needed for?"),
        max_length=300,
        help_text=_("Stands beside the question. Ask for nothing you do not need."),
    )
    delete_on = forms.DateField(
        label=_("Delete the answers on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean(self) -> None:
        known = self.cleaned_data
        lines = [line.strip() for line in known.get("choices", "").splitlines() if line.strip()]
        if known.get("kind") == Question.Kind.CHOICE and not 2 <= len(set(lines)) <= MOST_CHOICES:
            self.add_error("choices", _("Give between two and twenty answers, one to a line."))
        known["choices"] = list(dict.fromkeys(lines))

    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)
