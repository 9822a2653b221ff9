# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way into a room of the instance's own BigBlueButton: for those with a place, in time."""

from __future__ import annotations

import logging
from http.client import HTTPException
from urllib.request import urlopen

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from labcamp.core.door import Request, door
from labcamp.core.instance import current
from labcamp.publish.bigbluebutton import Server, succeeded
from labcamp.series import queries
from labcamp.series.models import Edition, Registration, RegistrationDesk
from labcamp.web.seals import sealed
from labcamp.web.series.placekey import path_of, place_of

SECONDS = 5  # to wait for the video server
log = logging.getLogger("labcamp.room")


@door()
def room(request: Request, key: str) -> HttpResponse:
    """Make the room if need be and lead the person in; the address is signed for them alone."""
    own = place_of(key)
    base, secret = settings.BIGBLUEBUTTON
    if own is None or own.state != Registration.State.HELD or not base:
        raise Http404
    desk = RegistrationDesk.objects.filter(edition=own.edition, own_room=True).first()
    if desk is None or not queries.room_is_open(own.edition, desk, request.viewer.now):
        raise Http404
    server, meeting = Server(base, secret), sealed("labcamp.room", own.edition.pk)
    if not _made(server, meeting, own.edition):
        context = {"edition": own.edition, "place_url": path_of(own)}
        answer = render(request, "series/room_down.html", context, status=503)
    else:
        person = queries.viewer_for(own.person, request.viewer.now)
        moderates = own.edition_id in person.hosting
        name = own.person.name or own.person.email.partition("@")[0]
        answer = HttpResponseRedirect(server.join(meeting, name, moderates=moderates))
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _made(server: Server, meeting: str, edition: Edition) -> bool:
    name = f"{current.instance().name}: {edition}"
    address = server.create(meeting, name, welcome=edition.confidentiality)
    try:
        with urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - the operator's own server
            return succeeded(answer.read(100_000))
    except (OSError, HTTPException) as trouble:
        log.warning("the video server did not answer: %s", trouble)
        return False
