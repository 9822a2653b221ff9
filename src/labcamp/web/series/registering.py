# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking a place, and the one page behind the secret address of a place."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from labcamp.core.access import Viewer
from labcamp.core.door import Request, door
from labcamp.series import queries
from labcamp.series.actions import places
from labcamp.series.models import Edition, Registration, RegistrationDesk
from labcamp.web.answer import SeeOther
from labcamp.web.series.placeforms import CodeField, PlaceForm, answers_of
from labcamp.web.series.placekey import key_of, path_of, place_of


@door(Edition, "register", find=["slug"], on=["GET", "POST"])
def register(request: Request, edition: Edition) -> HttpResponse:
    """A page of its own, so that the page of the edition carries no token for guests."""
    known = queries.places(edition, request.viewer)
    own = known["own"]
    gone = Registration.State.GIVEN_BACK
    if request.method == "GET" and isinstance(own, Registration) and own.state != gone:
        return SeeOther(path_of(own))
    form = PlaceForm(
        request.POST or None,
        questions=list(edition.questions.all()),
        labs=queries.own_labs(request.viewer.person),
    )
    invited = places.may_come(edition, request.viewer.somebody)
    if not invited:
        form.fields["code"] = CodeField()
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data.get("code", "")
        try:
            place = places.register(edition, form.details(), code=code, by=request.viewer)
        except places.NotInvited:
            form.add_error("code", _("This is not the code. Ask the hosts for an invitation."))
        else:
            return SeeOther(path_of(place))
    context = {
        "edition": edition,
        "form": form,
        "controller": edition.controllers.filter(until=None).first(),
        **known,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "series/register.html", context, status=status)


@door(Edition, find=["slug"], on=["POST"], signed_in=True)
def give_back(request: Request, edition: Edition) -> HttpResponse:
    places.give_back(edition, by=request.viewer)
    return SeeOther(edition.get_absolute_url() + "#place")


@door(on=["GET", "POST"])
def place(request: Request, key: str) -> HttpResponse:
    """One's own place without signing in: what is known, change, accept, give back.

    Opening the page changes nothing, since mail programs open addresses to look for harm.
    """
    own = place_of(key)
    if own is None:
        raise Http404
    by = queries.viewer_for(own.person, timezone.now())
    edition, questions = own.edition, list(own.edition.questions.all())
    changing = request.method == "POST" and request.POST.get("what") == "change"
    form = PlaceForm(
        request.POST if changing else None,
        questions=questions,
        answers=answers_of(questions, own.pk),
        initial={"audience": own.audience},
    )
    late = False
    if request.POST.get("what") == "forget":
        if places.forget_place(own, by=by):
            return SeeOther(edition.get_absolute_url())
        return _page(request, own, form, status=409, wait=True)
    if request.method == "POST":
        if changing and not form.is_valid():
            return _page(request, own, form, status=422)
        late = not _done(request.POST.get("what", ""), own, form, by)
        if not late:
            return SeeOther(path_of(own))
    desk = RegistrationDesk.objects.filter(edition=edition).first()
    own.refresh_from_db()
    held = own.state == Registration.State.HELD
    open_now = held and queries.room_is_open(edition, desk, request.viewer.now)
    return _page(
        request, own, form, status=409 if late else 200, late=late,
        desk=desk, room=desk if open_now else None, room_url=reverse("series:room", args=[key]),
    )  # fmt: skip


def _done(what: str, own: Registration, form: PlaceForm, by: Viewer) -> bool:
    """Do what the form asks; False when it comes too late."""
    if what == "accept":
        return places.accept(own, by=by)
    if what == "give-back":
        places.give_back(own.edition, by=by)
    elif what == "change":
        if own.state == Registration.State.GIVEN_BACK:
            return False
        places.change_details(own, form.details(), by=by)
    return True


def _page(
    request: Request, own: Registration, form: PlaceForm, *, status: int, **more: object
) -> HttpResponse:
    code = reverse("series:place-code", args=[key_of(own)])
    context = {"place": own, "edition": own.edition, "form": form, "code_url": code, **more}
    answer = render(request, "series/place.html", context, status=status)
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@door(Edition, find=["slug"])
def people(request: Request, edition: Edition) -> HttpResponse:
    """Who comes, as far as they said that this reader may know."""
    context = {"edition": edition, "people": queries.who_comes(edition, request.viewer)}
    return render(request, "series/people.html", context)
