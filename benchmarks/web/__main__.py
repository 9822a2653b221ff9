# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""python -m benchmarks.web: everything in one run; a table, and JSON in bench-results/."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import statistics
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.web import browser, house, peers
from benchmarks.web import pretalx_server as pretalx
from benchmarks.web.client import Cost, ask, measure
from benchmarks.web.process import Server
from benchmarks.web.report import Report

GZIP = {"Accept-Encoding": "gzip"}


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    words.add_argument(
        "--pretalx",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="pretalx from PyPI beside it, installed into the cache folder at the first run",
    )
    words.add_argument("--no-install", action="store_true", help="fetch neither nginx nor granian")
    words.add_argument("--requests", type=int, default=2000, help="per round")
    words.add_argument("--out", type=Path, default=Path("bench-results"))
    cache = os.environ.get("LABCAMP_BENCH_CACHE") or Path(tempfile.gettempdir()) / "labcamp-bench"
    words.add_argument("--cache", type=Path, default=Path(cache))
    chosen = words.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all servers are stopped
    chosen.cache.mkdir(parents=True, exist_ok=True)
    report = Report(
        {
            "moment": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "python": platform.python_version(),
            "machine": f"{os.cpu_count()} CPUs, {platform.machine()}, {platform.system()}",
            "load at start": os.getloadavg()[0],
        }
    )
    with tempfile.TemporaryDirectory(prefix="labcamp-bench-") as name:
        run(report, Path(name), chosen)
    report.facts["load at end"] = os.getloadavg()[0]
    print(report.table())
    chosen.out.mkdir(exist_ok=True)
    file = chosen.out / f"web-{time.strftime('%Y%m%d-%H%M%S')}.json"
    file.write_text(json.dumps(report.data(), indent=1, ensure_ascii=False))
    print(f"\n{file}")


def run(report: Report, folder: Path, chosen: argparse.Namespace) -> None:
    own = house.House(folder / "sqlite")
    own.fill()
    start_up(report, own)
    page = on_sqlite(report, own, chosen.requests)
    on_postgres(report, folder / "postgres", chosen.requests)
    same_bytes(report, folder, page, chosen)
    beside(report, folder / "pretalx", chosen)


def start_up(report: Report, own: house.House) -> None:
    rounds = [own.start_up() for _ in range(4)][1:]
    report.facts |= {
        "start to first page, s": round(statistics.median(r[0] for r in rounds), 2),
        "start to first page, CPU s": round(statistics.median(r[1] for r in rounds), 2),
        "memory after 50 requests, MB": round(max(r[2] for r in rounds) / 1e6, 1),
    }


def on_sqlite(report: Report, own: house.House, requests: int) -> bytes:
    """The whole set for one process on SQLite; gives back the page's bytes."""
    paths = {"programme page": house.PAGE, "session page": house.SESSION, **house.FILES}
    known = own.inside(paths)
    report.facts["queries, signed in"] = known["queries"]
    with own.served() as server:
        page = ask(server.port, house.PAGE)
        guests(report, "labcamp, SQLite, 1 process", server, requests)
        for name in ("session page", *house.FILES):
            cost = measure(server, paths[name], GZIP, requests=requests)
            report.add(f"labcamp guest: {name}, gzip", cost)
        cookie = {"Cookie": f"labcamp_session={known['session']}"}
        for name, path in paths.items():
            cost = measure(server, path, cookie, requests=min(requests, 300))
            report.add(f"labcamp signed in: {name}", cost)
        first_view(report, "labcamp", f"http://127.0.0.1:{server.port}{house.PAGE}")
    for name, (middle, low, high) in known["afresh"].items():
        cost = Cost(middle, low, high, 0, 0, 200, 0, 15)
        report.add(f"labcamp made afresh after a change: {name}", cost)
    return page.body


def guests(report: Report, name: str, server: Server, requests: int) -> None:
    tag = ask(server.port, house.PAGE).headers["etag"]
    for way, headers in (("plain", {}), ("gzip", GZIP), ("304", {"If-None-Match": tag})):
        cost = measure(server, house.PAGE, headers, requests=requests, connections=8)
        report.add(f"{name}: guest, {way}", cost)


def on_postgres(report: Report, folder: Path, requests: int) -> None:
    with house.postgres(folder) as database:
        if database is None:
            report.not_run("PostgreSQL: not installed")
            return
        address, keeper = database
        own = house.House(folder / "data", address)
        own.fill()
        with own.served(processes=2) as server:
            name = "labcamp, PostgreSQL, 2 processes"
            for _ in range(20):  # both processes have rendered the page and are connected
                ask(server.port, house.PAGE)
            guests(report, name, server, requests)
            counted = Server(server.process, server.port, watched=(keeper,))
            guests(report, f"{name}, database's CPU included", counted, requests)


def same_bytes(report: Report, folder: Path, page: bytes, chosen: argparse.Namespace) -> None:
    file = folder / "page.bytes"
    file.write_bytes(page)
    env = peers.granian(chosen.cache, install=not chosen.no_install)
    if env is None:
        report.not_run("granian: not installed")
    for name, path, command in peers.bare_views(env):
        with peers.bare(command, file, folder, env or {}) as server:
            report.add(name, measure(server, path, requests=chosen.requests))
    nginx = peers.with_nginx(install=not chosen.no_install)
    with peers.static_file(folder / "static", page, nginx) as (name, server):
        cost = measure(server, "/page.html", requests=chosen.requests)
        report.add(f"static file of the same bytes, {name}", cost)


def beside(report: Report, folder: Path, chosen: argparse.Namespace) -> None:
    if not chosen.pretalx:
        report.not_run("pretalx: left out by --no-pretalx")
        return
    try:
        tools = pretalx.install(chosen.cache)
        report.facts["pretalx"] = pretalx.version(tools)
        with pretalx.served(tools, folder) as server:
            pages = {**pretalx.PAGES, "session page": pretalx.session_page(server)}
            for name, path in pages.items():
                report.add(f"pretalx: {name}", measure(server, path, requests=24, rounds=3))
            first_view(report, "pretalx", f"http://127.0.0.1:{server.port}{pretalx.VIEW}")
    except (pretalx.NotHere, RuntimeError) as trouble:
        report.not_run(f"pretalx: {trouble}")


def first_view(report: Report, name: str, address: str) -> None:
    executable = browser.browser_path()
    if not executable:
        report.not_run(f"first view of {name}: no Chromium")
        return
    report.views[name] = asdict(browser.first_view(address, executable))


if __name__ == "__main__":
    main()
