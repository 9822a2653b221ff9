# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Merging two proposals: choose the other one, then both side by side in one form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from labcamp.core.access import Viewer, may
from labcamp.core.actions import Stale
from labcamp.core.door import Request, door
from labcamp.programme.actions import merging as actions
from labcamp.programme.models import Proposal
from labcamp.web.answer import SeeOther
from labcamp.web.programme.proposalforms import MergeForm
from labcamp.web.programme.sessiondoor import session_door

FIND = ("edition__slug", "number")
WORDS = ("title", "abstract", "minutes", "needs")


def merging_of(proposal: Proposal, viewer: Viewer) -> dict[str, object]:
    """For a session's page: where it went, and whether the viewer may merge or part it."""
    merged = proposal.state == Proposal.State.MERGED
    into = proposal.merged_into if merged else None
    if into is not None and not Proposal.objects.visible_to(viewer).filter(pk=into.pk).exists():
        into = None
    possible = proposal.state in actions.MERGEABLE
    may_part = merged and may(viewer, "plan", proposal.edition)
    return {"into": into, "may_part": may_part, "possible": possible}


@session_door("edit", on=["GET", "POST"])
def merge(request: Request, proposal: Proposal) -> HttpResponse:
    """`?with=` names the other; `stays` in the form says which number the session keeps."""
    others = _others(proposal, request.viewer)
    context: dict[str, object] = {
        "edition": proposal.edition,
        "proposal": proposal,
        "others": others,
        "hosting": may(request.viewer, "plan", proposal.edition),
    }
    chosen = request.GET.get("with", "")
    if not chosen:
        return render(request, "programme/merge_choose.html", context)
    other = next((one for one in others if str(one.number) == chosen), None)
    if other is None:
        raise Http404
    stays = other if request.GET.get("stays") == chosen else proposal
    goes = proposal if stays is other else other
    sent = request.POST if request.method == "POST" and "turn" not in request.POST else None
    form = MergeForm(sent, initial=_values(stays, goes))
    if "turn" in request.POST:
        form.initial.update(_typed(request.POST, _values(goes, stays)))
    context |= {"form": form, "stays": stays, "goes": goes, "other": other}
    status = 422 if sent else 200
    if sent and form.is_valid():
        words = actions.Together(
            title=form.cleaned_data["title"],
            abstract=form.cleaned_data["abstract"],
            minutes=form.cleaned_data["minutes"],
            needs=form.cleaned_data["needs"],
            stays_version=form.cleaned_data["stays_version"],
            goes_version=form.cleaned_data["goes_version"],
        )
        try:
            actions.merge(stays, goes, words, by=request.viewer)
        except (Stale, actions.CannotMerge):
            _take_versions(form, stays, goes)
            context["meanwhile"], status = True, 409
        else:
            return SeeOther(_address(stays))
    return render(request, "programme/merge.html", context, status=status)


@door(Proposal, on=["POST"], find=FIND, signed_in=True, related=["edition"])
def part(request: Request, proposal: Proposal) -> HttpResponse:
    actions.part(proposal, by=request.viewer)
    return SeeOther(_address(proposal))


def _others(proposal: Proposal, viewer: Viewer) -> list[Proposal]:
    """What it could be merged with: all for hosts, what they give too for others."""
    rows = Proposal.objects.visible_to(viewer).allowed(viewer, "edit")
    rows = rows.filter(edition=proposal.edition, state__in=actions.MERGEABLE)
    return list(rows.exclude(pk=proposal.pk).select_related("edition").order_by("title"))


def _values(stays: Proposal, goes: Proposal) -> dict[str, object]:
    """Both texts below each other, so that nothing is lost by saving."""
    texts = [text for text in (stays.abstract.strip(), goes.abstract.strip()) if text]
    return {
        "stays": stays.number,
        "stays_version": stays.version,
        "goes_version": goes.version,
        "title": stays.title,
        "abstract": "\n\n".join(texts),
        "minutes": max(stays.minutes, goes.minutes),
        "needs": actions.needs_of_both(stays, goes),
    }


def _typed(sent: QueryDict, before: dict[str, object]) -> dict[str, str]:
    """What somebody has changed before they turned the two round."""
    words = {name: sent.get(name, "").replace("\r\n", "\n") for name in WORDS}
    return {name: said for name, said in words.items() if said.strip() != str(before[name]).strip()}


def _take_versions(form: MergeForm, stays: Proposal, goes: Proposal) -> None:
    """What was typed stays; saving once more is a decision made with both texts in view."""
    bound: Any = form.data
    typed = bound.copy()
    for one, name in ((stays, "stays_version"), (goes, "goes_version")):
        one.refresh_from_db()
        typed[name] = str(one.version)
    form.data = typed


def _address(proposal: Proposal) -> str:
    return reverse("programme:session", args=[proposal.edition.slug, proposal.number])
