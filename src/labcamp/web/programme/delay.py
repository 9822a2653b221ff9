# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' form for a day that runs late: everything from a moment on, later or earlier."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions import delay as actions
from labcamp.programme.queries.theday import Day, day_of_edition
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.stale import take_version

MOST = 180
YEARS = range(2000, 3000)


class DelayForm(forms.Form):
    """From what time on, and by how many minutes; `number` is the version that the page showed."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    since = forms.CharField(label=_("From what time"), widget=forms.Select)
    way = forms.ChoiceField(
        label=_("Later or earlier?"),
        choices=[("later", _("Later")), ("earlier", _("Earlier: catch up"))],
        widget=forms.RadioSelect,
        initial="later",
    )
    minutes = forms.IntegerField(label=_("By how many minutes"), min_value=1, max_value=MOST)

    def clean_since(self) -> datetime:
        try:
            since = datetime.fromisoformat(self.cleaned_data["since"])
        except ValueError:
            since = None
        if since is None or since.tzinfo is None or since.year not in YEARS:
            raise forms.ValidationError(_("Please choose one of these times."))
        return since

    def later(self) -> int:
        """Minutes; negative ones are earlier."""
        minutes: int = self.cleaned_data["minutes"]
        return -minutes if self.cleaned_data["way"] == "earlier" else minutes


@door(Edition, "plan", on=["GET", "POST"], find=["slug"], signed_in=True)
def delay(request: Request, edition: Edition) -> HttpResponse:
    """The same form sent twice moves the day once."""
    day = day_of_edition(edition, request.viewer.now, request.GET.get("day", ""))
    if day is None:
        raise Http404
    form = DelayForm(request.POST or None, initial={"number": day.version, "minutes": 10})
    zone, status = ZoneInfo(edition.time_zone), 422 if request.method == "POST" else 200
    stale = False
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.delay_now(
                edition, said["since"], form.later(), number=said["number"], by=request.viewer
            )
        except Stale:
            stale, status = True, 409
            take_version(form, day.version, "number")
        except actions.InTheWay as found:
            until = f"{found.until.astimezone(zone):%H:%M}"
            form.add_error(
                "minutes", gettext("Something before it runs until %(until)s.") % {"until": until}
            )
        else:
            messages.success(request, gettext("Published: the new times hold from now on."))
            way = reverse("programme:today", args=[edition.slug])
            return SeeOther(f"{way}?day={day.day.isoformat()}")
    form.fields["since"].widget = forms.Select(choices=_moments(day, zone, request.viewer.now))
    context = {"edition": edition, "form": form, "day": day, "stale": stale}
    return render(request, "programme/delay.html", context, status=status)


def _moments(day: Day, zone: ZoneInfo, now: datetime) -> list[tuple[str, str]]:
    """When something begins that lies ahead, with what it is."""
    found: dict[datetime, str] = {}
    for one in day.placements:
        if one.starts_at > now:
            name = one.title if one.proposal is None else one.proposal.title
            known = found.get(one.starts_at)
            found[one.starts_at] = f"{known.removesuffix(' …')} …" if known else name
    return [
        (at.isoformat(), f"{at.astimezone(zone):%H:%M} · {name}")
        for at, name in sorted(found.items())
    ]
