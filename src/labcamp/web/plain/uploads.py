# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files people sent, handed out to those who may see what holds them."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header, parse_etags

from labcamp.core.door import Request, door
from labcamp.core.files.actions import path_of
from labcamp.core.files.models import Upload

# What a browser may do with a file it was led to: show a picture, nothing else.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


@door(Upload)
def file(request: Request, upload: Upload, name: str) -> HttpResponse:
    """The file, asked for anew every time: what was narrowed again is gone at once.

    The name in the address is for people; the number alone decides. Pictures are ours and shown
    in place, everything else is saved.
    """
    etag = f'"{upload.sha256[:32]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = _whole(upload)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _whole(upload: Upload) -> HttpResponse:
    try:
        data = path_of(upload.sha256).read_bytes()
    except FileNotFoundError as missing:  # lost on the disk; said like anything that is not there
        raise Http404 from missing
    saved = upload.kind != Upload.Kind.PICTURE
    disposition = content_disposition_header(saved, upload.name) or "inline"
    return HttpResponse(
        data, content_type=upload.media_type, headers={"Content-Disposition": disposition}
    )
