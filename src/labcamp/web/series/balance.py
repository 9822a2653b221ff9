# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom hosts could invite to balance the mix, and putting those who speak for them on the list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from labcamp.core.door import Request, door
from labcamp.core.instance.models import Level, Phase
from labcamp.network.models import Lab
from labcamp.series.actions import mailings as actions
from labcamp.series.balance import Gap, whom_to_invite
from labcamp.series.models import Edition
from labcamp.web.answer import SeeOther
from labcamp.web.network.towns import region_name


@door(Edition, "see-places", find=["slug"], on=["GET", "POST"])
def balance(request: Request, edition: Edition) -> HttpResponse:
    """Labs of missing levels, states and phases; the chosen ones go on the list of the invited."""
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("lab") if key.isdecimal()][:200]
        labs = Lab.objects.visible_to(request.viewer).filter(pk__in=chosen)
        if chosen and labs:
            actions.invite_labs(edition, list(labs), by=request.viewer)
            return SeeOther(reverse("series:invitations", args=[edition.slug]) + "#invited")
    found, invited = whom_to_invite(edition, request.viewer)
    names = {("level", one.key): one.name for one in Level.objects.all()}
    names |= {("phase", one.key): one.name for one in Phase.objects.all()}
    context = {
        "edition": edition,
        "gaps": [(_title(gap, names), _more(gap), gap) for gap in found],
        "invited": invited,
        "nothing_chosen": request.method == "POST",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "series/balance.html", context, status=status)


def _title(gap: Gap, names: dict[tuple[str, str], str]) -> str:
    if gap.group == "first":
        return _("Never there before")
    return region_name(gap.key) if gap.group == "region" else names.get((gap.group, gap.key), "")


def _more(gap: Gap) -> str:
    """The directory narrowed to the same; "" where all of them stand here or it has no filter."""
    if gap.n <= len(gap.labs) or gap.group == "first":
        return ""
    return f"{reverse('network:labs')}?{urlencode({gap.group: gap.key})}"
