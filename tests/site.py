# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real labcamp for tests that need one: its own database, its own process, the demo inside."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError

CLI = [sys.executable, "-c", "from labcamp.cli import main; raise SystemExit(main())"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen, seconds: float = 60) -> None:
    """Return as soon as the address answers; AssertionError when its process ends or time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except HTTPError:
            return
        except (URLError, ConnectionError, TimeoutError):
            with contextlib.suppress(subprocess.TimeoutExpired):
                raise AssertionError(
                    f"the server ended with {process.wait(timeout=0.05)}"
                ) from None
        else:
            return
    raise AssertionError(f"{url} did not answer within {seconds} s")


@dataclass
class Site:
    """A running labcamp: its address, its surroundings, the ready-made sign-in links."""

    url: str
    env: dict[str, str]
    process: subprocess.Popen
    links: dict[str, str]
    extra: tuple[subprocess.Popen, ...] = ()

    def command(self, *words: str, check: bool = True) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*CLI, *words], env=self.env, check=check, text=True, capture_output=True, timeout=300
        )

    def stop(self) -> None:
        for process in (self.process, *self.extra):
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def surroundings(folder: Path, port: int, database: str = "") -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("LABCAMP_")},
        "LABCAMP_DATA": str(folder),
        "LABCAMP_DATABASE": database,
        "LABCAMP_DEMO": "1",
        "LABCAMP_ORIGIN": f"http://127.0.0.1:{port}",
    }


def start(folder: Path, database: str = "", *, processes: int = 1, **settings: str) -> Site:
    """Load the demo into a fresh database and serve it; the caller stops it."""
    port = free_port()
    env = surroundings(folder, port, database) | settings
    loaded = subprocess.run(
        [*CLI, "demo", "--load-only", "--port", str(port)],
        env=env, check=True, text=True, capture_output=True, timeout=300,
    )  # fmt: skip
    links = dict(
        re.findall(r"^\s*(\w+)\b.*?(http://\S+/account/demo/\S+)", loaded.stdout, re.MULTILINE)
    )
    url = f"http://127.0.0.1:{port}"
    return Site(url, env, _serve(url, env, processes), links)


def serve_again(site: Site) -> None:
    """Serve the same data at the same address after the process has ended."""
    site.process = _serve(site.url, site.env, 1)


def _serve(url: str, env: dict[str, str], processes: int) -> subprocess.Popen:
    port = url.rpartition(":")[2]
    words = ["serve", "--port", port, "--processes", str(processes)]
    process = subprocess.Popen([*CLI, *words], env=env, stderr=subprocess.STDOUT)
    wait_for(f"{url}/", process)
    return process
