# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: E402 - Django is set up before what needs it
"""A Django without middleware whose one view returns the bytes of a file, kept in memory."""

import os
from pathlib import Path

from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="bench", MIDDLEWARE=[], USE_I18N=False
)

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

BYTES = Path(os.environ["BENCH_BYTES"]).read_bytes()


def view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(BYTES)


async def view_asynchronous(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(BYTES)


urlpatterns = [path("page", view), path("async", view_asynchronous)]
asgi = get_asgi_application()
wsgi = get_wsgi_application()
bridged = WSGIMiddleware(wsgi, workers=4)
