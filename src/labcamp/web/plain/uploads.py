# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files people sent, handed out to those who may see what holds them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from labcamp.core.door import Request, door
from labcamp.core.files.actions import path_of
from labcamp.core.files.models import Upload

# What a browser may do with a file it was led to: show a picture, nothing else.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
# The front door keeps a guest's answer in memory, so only pictures of the size of a logo.
SMALL = 128 * 1024


@door(Upload)
def file(request: Request, upload: Upload, name: str) -> HttpResponse:
    """The file, asked for anew every time: what was narrowed again is gone at once.

    The name in the address is for people; the number alone decides. Pictures are ours and shown
    in place, everything else is saved. What a guest was let in to see is everybody's at this
    moment: the front door may keep a small picture until the instance's stamp moves.
    """
    etag = f'"{upload.sha256}"'
    answer = get_conditional_response(request, etag=etag) or _whole(upload)
    everybodys = request.viewer.guest and _is_picture(upload) and upload.size <= SMALL
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, no-cache" if everybodys else "private, no-cache"
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _is_picture(upload: Upload) -> bool:
    return upload.kind == Upload.Kind.PICTURE


def _whole(upload: Upload) -> HttpResponse:
    """The file in one piece: a stream would hold one of the few threads for every slow reader."""
    try:
        data = path_of(upload.sha256).read_bytes()
    except FileNotFoundError as missing:  # lost on the disk; said like anything that is not there
        raise Http404 from missing
    disposition = content_disposition_header(not _is_picture(upload), upload.name) or "inline"
    return HttpResponse(
        data, content_type=upload.media_type, headers={"Content-Disposition": disposition}
    )
