# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""pretalx from PyPI in an environment of its own, holding the same sessions."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.web import content
from benchmarks.web.client import ask
from benchmarks.web.process import Server, free_port, running

PAGES = {
    "schedule without script": f"/{content.SLUG}/schedule/nojs",
    "schedule.ics": f"/{content.SLUG}/schedule.ics",
    "schedule.xml": f"/{content.SLUG}/schedule.xml",
    "schedule.json": f"/{content.SLUG}/schedule.json",
}
VIEW = f"/{content.SLUG}/schedule/"


class NotHere(Exception):
    """pretalx could not be installed or filled; says why."""


def install(cache: Path) -> Path:
    """The bin folder of an environment with pretalx and gunicorn."""
    place = cache / "pretalx"
    if not (place / "bin" / "gunicorn").exists():
        words = ["install", "-q", "--disable-pip-version-check", "pretalx", "gunicorn"]
        _run([sys.executable, "-m", "venv", str(place)])
        _run([str(place / "bin" / "pip"), *words])
    return place / "bin"


def version(tools: Path) -> str:
    said = subprocess.run(
        [tools / "pip", "show", "pretalx"], capture_output=True, text=True, check=False
    )
    found = re.search(r"^Version: (\S+)", said.stdout, re.MULTILINE)
    return found[1] if found else "?"


@contextlib.contextmanager
def served(tools: Path, folder: Path) -> Iterator[Server]:
    """SQLite, one gunicorn worker, as its documentation serves it; static files by WhiteNoise."""
    folder.mkdir(parents=True)
    port = free_port()
    env = {
        "PRETALX_DATA_DIR": str(folder / "data"),
        "PRETALX_DB_NAME": str(folder / "db.sqlite3"),
        "PRETALX_FILESYSTEM_LOGS": str(folder / "logs"),
        "PRETALX_FILESYSTEM_MEDIA": str(folder / "media"),
        "PRETALX_FILESYSTEM_STATIC": str(folder / "static"),
        "PRETALX_MAIL_FROM": "bench@example.org",
        "PRETALX_SITE_URL": f"http://127.0.0.1:{port}",
    }
    file = folder / "bench.json"
    file.write_bytes(content.schedule_json())
    python = str(tools / "python")
    _run([python, "-m", "pretalx", "migrate", "-v", "0"], env)
    _run([python, "-m", "pretalx", "collectstatic", "--noinput", "-v", "0"], env)
    filler = Path(__file__).with_name("pretalx_fill.py")
    _run([python, str(filler), str(file), content.SLUG], env)
    words = [str(tools / "gunicorn"), "pretalx.wsgi", "--workers", "1", "--keep-alive", "60"]
    words += ["--worker-class", "gthread", "--threads", "1", "--bind", f"127.0.0.1:{port}"]
    with running(words, port, env=env, cwd=folder, log=folder / "gunicorn.log") as server:
        yield server


def session_page(server: Server) -> str:
    page = ask(server.port, PAGES["schedule without script"]).body.decode()
    found = re.search(r"talk/[A-Z0-9]{6}/", page)
    if not found:
        raise NotHere("the schedule page names no session")
    return f"/{content.SLUG}/{found[0]}"


def _run(command: list[str], env: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command,
        env={**os.environ, **(env or {})},
        check=False,
        capture_output=True,
        text=True,
        timeout=900,
    )
    if done.returncode:
        raise NotHere(f"{' '.join(command[:5])}: {(done.stderr or done.stdout)[-1500:]}")
