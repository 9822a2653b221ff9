# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the same bytes cost elsewhere: a bare Django view on several servers, a static file."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.web.process import Server, free_port, running

ROOT = Path(__file__).resolve().parents[2]
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log; {user}
events {{ worker_connections 64; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; default_type text/html;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""


def with_nginx(*, install: bool) -> str:
    """nginx's place, fetched as Debian's package when that is possible; "" without it."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not found and install and os.geteuid() == 0 and shutil.which("apt-get"):
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=env)
        subprocess.run(["apt-get", "install", "-qq", "-y", "nginx-light"], check=False, env=env)
        found = shutil.which("nginx", path="/usr/sbin")
    return found or ""


@contextlib.contextmanager
def static_file(folder: Path, page: bytes, nginx: str) -> Iterator[tuple[str, Server]]:
    """A server of the one file `/page.html`, and its name."""
    www = folder / "www"
    www.mkdir(parents=True)
    folder.chmod(0o755)
    (www / "page.html").write_bytes(page)
    port = free_port()
    name, command = "Python's http.server", [sys.executable, "-m", "http.server", str(port)]
    command += ["--bind", "127.0.0.1", "--protocol", "HTTP/1.1", "-d", str(www)]
    if nginx:
        config = folder / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        config.write_text(NGINX.format(folder=folder, port=port, user=user))
        name, command = "nginx", [nginx, "-c", str(config), "-p", str(folder)]
    with running(command, port, log=folder / "static.log") as server:
        yield name, server


def granian(cache: Path, *, install: bool) -> dict[str, str] | None:
    """The surroundings in which `python -m granian` works, or None."""
    folder = cache / "granian"
    if install and not folder.exists():
        words = ["-m", "pip", "install", "-q", "--disable-pip-version-check"]
        words += ["--target", str(folder), "granian", "click"]
        subprocess.run([sys.executable, *words], check=False)
    env = {"PYTHONPATH": f"{ROOT}:{folder}"}
    probe = subprocess.run(
        [sys.executable, "-c", "import granian"],
        env={**os.environ, **env},
        check=False,
        capture_output=True,
    )
    return env if probe.returncode == 0 else None


def bare_views(granian_env: dict[str, str] | None) -> list[tuple[str, str, list[str]]]:
    """Name, path and command of each way to serve the bare view; the port comes last."""
    uvicorn = [sys.executable, "-m", "uvicorn", "--log-level", "warning", "--no-access-log"]
    ways = [
        ("bare Django view, uvicorn ASGI", "/page", [*uvicorn, "benchmarks.web.bare:asgi"]),
        ("bare async Django view, uvicorn ASGI", "/async", [*uvicorn, "benchmarks.web.bare:asgi"]),
        (
            "bare Django view, uvicorn + a2wsgi threads",
            "/page",
            [*uvicorn, "benchmarks.web.bare:bridged"],
        ),
    ]
    if granian_env:
        words = [sys.executable, "-m", "granian", "--no-access-log", "--log-level", "warning"]
        for interface in ("asgi", "wsgi"):
            command = [*words, "--interface", interface, f"benchmarks.web.bare:{interface}"]
            ways.append((f"bare Django view, granian {interface.upper()}", "/page", command))
    return ways


@contextlib.contextmanager
def bare(command: list[str], page: Path, folder: Path, env: dict[str, str]) -> Iterator[Server]:
    port = free_port()
    surroundings = {"PYTHONPATH": str(ROOT), **env, "BENCH_BYTES": str(page)}
    words = [*command, "--host", "127.0.0.1", "--port", str(port)]
    with running(words, port, env=surroundings, cwd=ROOT, log=folder / "bare.log") as server:
        yield server
