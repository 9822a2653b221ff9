# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""labcamp itself: filled through its own commands, served by its own command."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.web import content
from benchmarks.web.client import ask
from benchmarks.web.peers import ROOT
from benchmarks.web.process import Server, free_port, running

CLI = [sys.executable, "-c", "from labcamp.cli import main; raise SystemExit(main())"]
PAGE = f"/edition/{content.SLUG}/programme/"
SESSION = f"/edition/{content.SLUG}/session/1/"
FILES = {
    "programme.ics": f"/edition/{content.SLUG}/programme.ics",
    "schedule.xml": f"/edition/{content.SLUG}/schedule.xml",
    "schedule.json": f"/edition/{content.SLUG}/schedule.json",
}
INSIDE = Path(__file__).with_name("inside.py")


@dataclass(frozen=True)
class House:
    """A filled labcamp that is not running yet."""

    folder: Path
    database: str = ""

    @property
    def env(self) -> dict[str, str]:
        return {
            "LABCAMP_DATA": str(self.folder),
            "LABCAMP_DATABASE": self.database,
            "LABCAMP_DEMO": "1",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "",  # as pip installs it: modules are compiled once
            "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode"),
        }

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [*CLI, *words],
            env={**os.environ, **self.env},
            check=True,
            capture_output=True,
            text=True,
            timeout=300,
        )
        return done.stdout

    def fill(self) -> None:
        file = self.folder / "bench.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.schedule_json())
        self.command("migrate")
        self.command("import", "schedule", str(file), "--new-edition", content.SLUG, "--public")
        self.command("programme", "publish", content.SLUG)

    def inside(self, paths: dict[str, str]) -> dict[str, Any]:
        """A session for somebody signed in, query counts, and CPU of each page after a change."""
        done = subprocess.run(
            [sys.executable, str(INSIDE), json.dumps(paths)],
            env={**os.environ, **self.env},
            check=True,
            capture_output=True,
            text=True,
            timeout=300,
        )
        return dict(json.loads(done.stdout.splitlines()[-1]))

    @contextlib.contextmanager
    def served(self, processes: int = 1) -> Iterator[Server]:
        port = free_port()
        words = [*CLI, "serve", "--port", str(port), "--processes", str(processes)]
        log = self.folder / "serve.log"
        with running(words, port, env=self.env, cwd=ROOT, log=log) as server:
            yield server

    def start_up(self) -> tuple[float, float, int]:
        """Seconds and CPU seconds from the command to the first page; memory after 50 requests."""
        begun = time.monotonic()
        with self.served() as server:
            assert ask(server.port, "/").status == 200
            took, cpu = time.monotonic() - begun, server.cpu()
            for number in range(50):
                ask(server.port, PAGE if number % 2 else f"/?n={number}")
            return took, cpu, server.memory()


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[tuple[str, int] | None]:
    """The address of a throw-away PostgreSQL and its process, or None where none is installed."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not places:
        yield None
        return
    tools = places[-1].parent
    data, socket = folder / "pg", folder / "socket"
    for made in (data, socket):
        made.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(made, "postgres")
    for above in (folder, folder.parent):
        above.chmod(0o755)
    first = ("-U", "labcamp", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    _as_postgres(tools / "initdb", "-D", data, *first)
    options = f"-c listen_addresses='' -c unix_socket_directories='{socket}' -c fsync=off"
    control = (tools / "pg_ctl", "-D", data, "-w", "-s")
    _as_postgres(*control, "-l", data / "log", "-o", options, "start")
    try:
        _as_postgres(tools / "createdb", "-h", socket, "-U", "labcamp", "labcamp")
        address = str(socket).replace("/", "%2F")
        keeper = int((data / "postmaster.pid").read_text().splitlines()[0])
        yield f"postgresql://labcamp@{address}/labcamp", keeper
    finally:
        _as_postgres(*control, "-m", "immediate", "stop")


def _as_postgres(*words: str | Path) -> None:
    """Run one of PostgreSQL's tools, which refuse to be run by root."""
    command = [str(word) for word in words]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
