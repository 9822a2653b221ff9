# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from labcamp.programme.actions.proposals import Offer
from labcamp.programme.actions.raster import RoomWords, Span, Window
from labcamp.programme.models import Form, Giver, Interest, Planning, Proposal
from labcamp.programme.starting import start_for, untouched

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


def one_line(text: str) -> str:
    return " ".join(text.split())


class ProposalForm(forms.Form):
    """A session somebody offers; `token` makes a resent form the same session."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=300)
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
    needs = forms.CharField(
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

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean_needs(self) -> str:
        return one_line(self.cleaned_data["needs"])

    def clean_givers(self) -> str:
        text: str = self.cleaned_data["givers"]
        lines = [one_line(line) for line in text.splitlines() if line.strip()]
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


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def validate(self, value: date | None) -> None:
        """A year somebody means, so that hours and time zones can be added to it."""
        super().validate(value)
        if value and not 1900 <= value.year < 2200:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class ClockField(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class WindowForm(forms.Form):
    """When interest is marked; times are the edition's own."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    proposals_open = forms.BooleanField(label=_("Sessions may be proposed"), required=False)
    opens_on = DayField(label=_("Interest is marked from (day)"), required=False)
    opens_at = ClockField(label=_("from (time)"), required=False)
    closes_on = DayField(label=_("until (day)"), required=False)
    closes_at = ClockField(
        label=_("until (time)"),
        required=False,
        help_text=_("Without a time the whole day counts."),
    )
    seed = forms.IntegerField(
        label=_("Seed of the solver"),
        min_value=1,
        max_value=999_999,
        help_text=_("The same number and the same wishes give the same timetable."),
    )
    own_moves = forms.ChoiceField(
        label=_("May session givers move their own published session?"),
        choices=Planning.OwnMoves,
        required=False,
        help_text=_(
            "Only to places that are free and break no rule. What you have pinned stays. A move "
            "is published at once, and you get a letter."
        ),
    )

    def clean(self) -> None:
        said = self.cleaned_data
        opens, closes = self._moment("opens"), self._moment("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes_on", _("This is before interest begins to be marked."))
        for word in ("opens", "closes"):
            if said.get(f"{word}_at") and not said.get(f"{word}_on"):
                self.add_error(f"{word}_on", _("Please give the day too."))

    def _moment(self, word: str) -> datetime | None:
        """Without a time: from the day's first minute, until its last."""
        day, clock = self.cleaned_data.get(f"{word}_on"), self.cleaned_data.get(f"{word}_at")
        if clock is None:
            clock = time(23, 59) if word == "closes" else time()
        return datetime.combine(day, clock) if day else None

    def window(self, zone: ZoneInfo) -> Window:
        opens, closes = self._moment("opens"), self._moment("closes")
        return Window(
            proposals_open=self.cleaned_data["proposals_open"],
            voting_opens=opens.replace(tzinfo=zone) if opens else None,
            voting_closes=closes.replace(tzinfo=zone) if closes else None,
            seed=self.cleaned_data["seed"],
            own_moves=self.cleaned_data["own_moves"] or Planning.OwnMoves.NONE,
        )


class DayForm(forms.Form):
    """A row of slots of one day, with a pause between them."""

    day = DayField(label=_("Day"))
    begins = ClockField(label=_("First slot begins at"))
    minutes = forms.IntegerField(
        label=_("Minutes of a slot"), min_value=5, max_value=480, initial=45
    )
    count = forms.IntegerField(label=_("How many slots"), min_value=1, max_value=24, initial=3)
    pause = forms.IntegerField(
        label=_("Minutes between two slots"), min_value=0, max_value=240, initial=15
    )

    def spans(self, zone: ZoneInfo) -> list[Span]:
        said = self.cleaned_data
        at = datetime.combine(said["day"], said["begins"])
        found = []
        for _number in range(said["count"]):
            ends = at + timedelta(minutes=said["minutes"])
            found.append(Span(at.replace(tzinfo=zone), ends.replace(tzinfo=zone)))
            at = ends + timedelta(minutes=said["pause"])
        return found


NIGHT = timedelta(hours=12)
"""What would last longer past midnight is an end that was typed before its beginning."""


def is_a_slip(begins: time, ends: time) -> bool:
    """Whether an end lies before the beginning, rather than in the same night."""
    day = date.min
    next_day = datetime.combine(day + timedelta(days=1), ends)
    return ends < begins and next_day - datetime.combine(day, begins) > NIGHT


class SlotForm(forms.Form):
    """One slot, or something for everybody such as a break or the welcome."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = DayField(label=_("Day"))
    begins = ClockField(label=_("Begins at"))
    ends = ClockField(label=_("Ends at"), help_text=_("After midnight counts to the same night."))
    title = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("For example: lunch break")
    )
    common = forms.BooleanField(
        label=_("For everybody: a break, the welcome, the end"), required=False
    )

    def clean(self) -> None:
        if self.cleaned_data.get("common") and not self.cleaned_data.get("title"):
            self.add_error("title", _("Please say what everybody does then."))
        begins, ends = self.cleaned_data.get("begins"), self.cleaned_data.get("ends")
        if begins and ends and begins == ends:
            self.add_error("ends", _("The slot has no length."))
        elif begins and ends and is_a_slip(begins, ends):
            self.add_error("ends", _("This is before the beginning. Please check both times."))

    def span(self, zone: ZoneInfo) -> Span:
        said = self.cleaned_data
        begins = datetime.combine(said["day"], said["begins"])
        ends = datetime.combine(said["day"], said["ends"])
        if ends <= begins:
            ends += timedelta(days=1)
        return Span(
            begins.replace(tzinfo=zone),
            ends.replace(tzinfo=zone),
            one_line(said["title"]),
            said["common"],
        )


class RoomForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name of the room"), max_length=120)
    capacity = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Leave it empty if there is room for everybody, as online."),
    )
    features = forms.CharField(
        label=_("What is there?"),
        max_length=300,
        required=False,
        help_text=_("For example: projector, pinboard. Separate several things by commas."),
    )
    form = forms.ChoiceField(
        label=_("On site or online?"),
        choices=[("", _("both")), *Form.choices],
        required=False,
        help_text=_("Sessions that are only on site or only online go only into such rooms."),
    )
    description = forms.CharField(
        label=_("How one finds it"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def words(self) -> RoomWords:
        said = self.cleaned_data
        features = [one_line(word) for word in said["features"].split(",")]
        return RoomWords(
            name=one_line(said["name"]),
            capacity=said["capacity"],
            features=tuple(dict.fromkeys(word for word in features if word)),
            description=said["description"],
            form=said["form"],
        )


class SolveForm(forms.Form):
    gently = forms.BooleanField(required=False)


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


def local_parts(moment: datetime | None, zone: ZoneInfo) -> tuple[date | None, time | None]:
    if moment is None:
        return None, None
    local = moment.astimezone(zone)
    return local.date(), local.time()
