# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from labcamp.network.models import Person
from labcamp.series.actions.handover import Plan
from labcamp.series.models import Area, Edition, Occasion


def _days() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Days before the first day"),
        min_value=-365,
        max_value=730,
        help_text=_("A negative number for what comes afterwards."),
    )


class TaskForm(forms.Form):
    """A task of one's own, or one that every edition begins with."""

    title = forms.CharField(label=_("What is to be done?"), max_length=200)
    about = forms.CharField(
        label=_("Why, and how?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    area = forms.ChoiceField(label=_("Belongs to"), choices=Area.choices, initial=Area.PREPARE)
    days_before = _days()

    def plan(self) -> Plan:
        return Plan(**self.cleaned_data)


class TermTaskForm(TaskForm):
    """A task when a steward's term begins or ends."""

    of = forms.ChoiceField(
        label=_("When?"),
        choices=[(one.value, one.label) for one in (Occasion.TERM_BEGINS, Occasion.TERM_ENDS)],
    )
    area = forms.ChoiceField(
        label=_("Belongs to"),
        choices=[(a.value, a.label) for a in (Area.START, Area.DATA, Area.PREPARE, Area.AFTER)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days_before"].label = _("Days before that day")


class TendForm(forms.Form):
    """Who does a task, by when, and what there is to note."""

    owner = forms.ModelChoiceField(
        label=_("Who does it?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("nobody yet"),
    )
    days_before = _days()
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No passwords, please: say who has them."),
    )

    def __init__(self, *args: Any, team: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = Person.objects.filter(pk__in=[one.pk for one in team]).order_by("name")


class TakeForm(forms.Form):
    """An earlier edition, and what is to be taken over from it."""

    source = forms.ModelChoiceField(
        label=_("From which edition?"), queryset=Edition.objects.none(), to_field_name="slug"
    )
    parts = forms.MultipleChoiceField(
        label=_("What?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("words", _("Description, outline, confidentiality")),
            ("frame", _("Times, format, place, number of seats")),
            ("questions", _("Questions at registration, with their purposes")),
            ("seats", _("Seats kept for labs and levels")),
            ("tasks", _("Tasks of the checklist")),
        ],
        error_messages={"required": _("Please choose at least one.")},
    )

    def __init__(self, *args: Any, editions: QuerySet[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.queryset = editions


class LogForm(forms.Form):
    """A line in the logbook."""

    text = forms.CharField(
        label=_("What should the next hosts know?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The network reads it. Markdown: paragraphs, lists, links."),
    )


class ControllerForm(forms.Form):
    """Who is responsible for the data of the registered."""

    name = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        help_text=_("As the law names it, e.g. the town, not the lab."),
    )
    contact = forms.CharField(
        label=_("How to reach it"),
        max_length=300,
        required=False,
        help_text=_("Address or e-mail, also of the data protection officer."),
    )


class ReplyForm(forms.Form):
    """Where answers to the edition's letters go."""

    reply_to = forms.EmailField(
        label=_("Answers to the edition's letters go to"),
        max_length=254,
        required=False,
        help_text=_("Best a mailbox several hosts read. Empty: the instance's own sender."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
