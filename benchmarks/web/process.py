# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Servers as processes of our own: started, asked for their CPU time and memory, stopped by id."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Server:
    """A running server with all its children."""

    process: subprocess.Popen[bytes]
    port: int
    watched: tuple[int, ...] = ()

    @property
    def tree(self) -> list[int]:
        """The server's processes, and those of a database that works for it alone."""
        return [pid for root in (self.process.pid, *self.watched) for pid in _family(root)]

    def cpu(self) -> float:
        """Seconds of user and system time so far, finished children included."""
        return sum(_cpu(pid) for pid in self.tree)

    def memory(self) -> int:
        """Resident bytes of the server's own processes, shared pages counted in each."""
        return sum(_resident(pid) for pid in _family(self.process.pid))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    command: Sequence[str],
    port: int,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    log: Path,
    patience: float = 60,
) -> Iterator[Server]:
    """Start `command`, wait until it listens on `port`, stop it at the end."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        _wait(process, port, patience, log)
        yield Server(process, port)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask, wait, insist; the whole group, because servers have workers."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(8)
            return


def _wait(process: subprocess.Popen[bytes], port: int, patience: float, log: Path) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended:\n{log.read_text()[-2000:]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.01)
    raise RuntimeError(f"{process.args} does not listen:\n{log.read_text()[-2000:]}")


def _family(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += parents.get(pid, [])
    return found


def _stat(pid: int) -> list[str]:
    """The fields after the name in brackets, or nothing when the process has gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def _cpu(pid: int) -> float:
    """From schedstat, in nanoseconds; the ticks of `stat` are too coarse for cheap requests."""
    total = 0
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9
    fields = _stat(pid)
    return sum(int(field) for field in fields[11:13]) / TICK if fields else 0.0


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    return 0
