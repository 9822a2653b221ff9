# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The application the server runs: front door, then Django, with the worker beside it.

Django's pages are plain synchronous code, so they run as WSGI in a few threads with lasting
database connections; the front door and, later, sockets are asynchronous. Why: decision 0003.
"""

import os
import threading
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labcamp.config.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

THREADS = 4

_pages = get_wsgi_application()

from labcamp.core import jobs
from labcamp.web.frontdoor import FrontDoor

_door = FrontDoor(WSGIMiddleware(_pages, workers=THREADS))  # type: ignore[arg-type]
_stop = threading.Event()


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
    else:
        await _door(scope, receive, send)


async def _live(receive: Any, send: Any) -> None:
    """Start the worker thread with the server and stop it with it."""
    worker = threading.Thread(target=jobs.work_until, args=(_stop,), name="worker", daemon=True)
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            if os.environ.get("LABCAMP_WORKER", "1") == "1":
                worker.start()
            await send({"type": "lifespan.startup.complete"})
        else:
            _stop.set()
            jobs.WAKE.set()
            await send({"type": "lifespan.shutdown.complete"})
            return
