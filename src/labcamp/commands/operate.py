# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""serve, worker, migrate, demo, check."""

from __future__ import annotations

import argparse
from typing import Any

from labcamp import cli


def add_to(words: Any) -> None:
    serve_word = words.add_parser("serve", help="serve the pages")
    _address(serve_word)
    serve_word.add_argument("--processes", type=int, default=1, help="more than one: PostgreSQL")
    serve_word.set_defaults(run=serve)

    demo_word = words.add_parser("demo", help="load the real history once, then serve it")
    _address(demo_word)
    demo_word.add_argument("--load-only", action="store_true", help="do not serve")
    demo_word.set_defaults(run=demo)

    words.add_parser("worker", help="run background jobs only").set_defaults(run=worker)
    words.add_parser("migrate", help="bring database and files up to date").set_defaults(
        run=migrate
    )
    words.add_parser("check", help="say what is wrong with this installation").set_defaults(
        run=check
    )


def _address(word: argparse.ArgumentParser) -> None:
    word.add_argument("--host", default="127.0.0.1")
    word.add_argument("--port", type=int, default=8000)


def serve(chosen: argparse.Namespace) -> int:
    cli.setup()
    cli.migrate()
    _begin()
    return _run_server(chosen.host, chosen.port, chosen.processes)


def _begin() -> None:
    """Legal pages, levels and phases are there from the first start on."""
    from labcamp.core.access import system  # noqa: PLC0415 - after setup
    from labcamp.portability import starting  # noqa: PLC0415 - after setup

    starting.begin(system("keeper"))


def _run_server(host: str, port: int, processes: int) -> int:
    import uvicorn  # noqa: PLC0415 - only this command needs it

    uvicorn.run(
        "labcamp.config.asgi:application",
        host=host,
        port=port,
        workers=processes if processes > 1 else None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        lifespan="on",
        proxy_headers=False,
    )
    return 0


def demo(chosen: argparse.Namespace) -> int:
    import os  # noqa: PLC0415 - only here

    os.environ.setdefault("LABCAMP_DEMO", "1")
    origin = f"http://{chosen.host}:{chosen.port}"
    os.environ.setdefault("LABCAMP_ORIGIN", origin)
    cli.setup()
    cli.migrate()
    from labcamp.demo import load  # noqa: PLC0415 - after setup

    try:
        load.once()
    except load.Inhabited as inhabited:
        print(inhabited)  # noqa: T201 - the reason, in one sentence
        return 1
    print(load.welcome(origin), flush=True)  # noqa: T201 - this is what the command is for
    return 0 if chosen.load_only else _run_server(chosen.host, chosen.port, 1)


def worker(_chosen: argparse.Namespace) -> int:
    cli.setup()
    from labcamp.core import jobs  # noqa: PLC0415 - after setup

    jobs.work_until(cli.stop_on_signals())
    return 0


def migrate(_chosen: argparse.Namespace) -> int:
    cli.setup()
    cli.migrate()
    _begin()
    return 0


def check(_chosen: argparse.Namespace) -> int:
    cli.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup

    call_command("check", "--deploy", "--fail-level", "ERROR")
    call_command("migrate", "--check", verbosity=0)
    return 0
