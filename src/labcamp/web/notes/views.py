# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A pad: read, written by a form that overwrites nobody, and taken along as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from labcamp.core.access import Refused, may
from labcamp.core.door import Request, door
from labcamp.core.limits import TooMany
from labcamp.notes import actions
from labcamp.notes.models import Pad
from labcamp.programme.models import Proposal
from labcamp.web.answer import SeeOther
from labcamp.web.notes.forms import PadForm, fresh, too_long
from labcamp.web.notes.typed import kept
from labcamp.web.notes.words import as_file, shared
from labcamp.web.typed import put_by

FIND = ("proposal__edition__slug", "proposal__number")
RELATED = ("proposal__edition",)
MARKDOWN = "text/markdown; charset=utf-8"


@door(Proposal, "take-notes", on=["POST"], find=["edition__slug", "number"], signed_in=True)
def begin(request: Request, proposal: Proposal) -> HttpResponse:
    """Open the pad with the headings of its kind, and go on to writing."""
    return SeeOther(_address("write", actions.begin(proposal, by=request.viewer)))


@door(Pad, find=FIND, related=RELATED)
def pad(request: Request, pad: Pad) -> HttpResponse:
    return render(request, "notes/pad.html", shared(request, pad))


@kept
@door(Pad, find=FIND, on=["GET", "POST"], signed_in=True, related=RELATED)
def write(request: Request, pad: Pad) -> HttpResponse:
    """The form. What is sent is merged with what others saved since it was opened."""
    if not may(request.viewer, "write", pad):
        raise Refused("write", _("Notes of this session can be read, but no longer written."))
    if request.method == "POST":
        return _saved(request, pad)
    put = put_by(request)
    return _form_page(request, pad, PadForm(initial=put or fresh(pad)), came_back=bool(put))


def _saved(request: Request, pad: Pad) -> HttpResponse:
    form = PadForm(request.POST)
    if not form.is_valid():
        return _form_page(request, pad, form, status=422)
    told, status = form.cleaned_data, 422
    try:
        saved = actions.save(
            pad,
            told["text"],
            read_at=told["read_at"],
            client=form.client(request.viewer.somebody),
            by=request.viewer,
        )
    except actions.TooLong as wrong:
        form.add_error("text", too_long(wrong.length))
    except actions.NeverRead:
        form.add_error(None, _("This form is broken. Copy your text, and open the notes anew."))
    except TooMany:
        status = 429
        form.add_error(None, _("You have saved very often. Please try again in some minutes."))
    else:
        messages.success(request, _told(saved))
        on = "write" if "go-on" in request.POST else "pad"
        return SeeOther(_address(on, pad))
    return _form_page(request, pad, form, status=status)


def _told(saved: actions.Saved) -> str:
    if not saved.changed:
        return _("Nothing was different, so nothing was saved.")
    if saved.others:
        return _("Saved, together with what others wrote meanwhile.")
    return _("Saved.")


def _form_page(
    request: Request, pad: Pad, form: PadForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {**shared(request, pad), "form": form, **more}
    return render(request, "notes/write.html", context, status=status)


@door(Pad, find=FIND, related=RELATED)
def download(request: Request, pad: Pad) -> HttpResponse:
    """The notes as Markdown, the frame on top."""
    name = f"{pad.edition.slug}-{pad.proposal.number}-{slugify(pad.proposal.title)[:40]}"
    return as_attachment(as_file([pad], pad.edition), f"{name.rstrip('-')}.md")


def as_attachment(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=MARKDOWN)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _address(name: str, pad: Pad) -> str:
    return reverse(f"notes:{name}", args=[pad.proposal.edition.slug, pad.proposal.number])
