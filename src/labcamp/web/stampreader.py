# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asks the database for the instance's stamp on a connection of its own, from the event loop.

The loop serves everybody, so the question never waits long: when the database does not answer in
time, the reader says "unknown" at once for a moment, and tries again after it. Unknown means that
pages are rendered afresh; nothing old is ever shown because the database was away.
"""

from __future__ import annotations

import logging
import select
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any, Protocol

log = logging.getLogger("labcamp.frontdoor")

STAMP = "labcamp.stamp"  # where a request carries the number that was read for it
PATIENCE = 0.2
PAUSE = 1.0


class Reader(Protocol):
    def read(self) -> int | None: ...


class Source(Protocol):
    """One kind of database: connects, answers, closes; raises whatever its driver raises."""

    def connect(self) -> None: ...
    def number(self) -> int | None: ...
    def close(self) -> None: ...


class StampReader:
    """The stamp, or None when the database does not answer."""

    def __init__(self, source: Source, *, connect_beside: bool) -> None:
        self.source = source
        self.connect_beside = connect_beside
        self.connected = False
        self.connecting: threading.Thread | None = None
        self.not_before = 0.0

    def read(self) -> int | None:
        if not self.connected and not self._connect():
            return None
        try:
            return self.source.number() or 0
        except Exception as trouble:  # noqa: BLE001 - whatever the driver says, pages are made afresh
            self._lost(trouble)
            return None

    def _connect(self) -> bool:
        """True when there is a connection now; connecting over a network happens in a thread."""
        if self.connecting is not None or time.monotonic() < self.not_before:
            return False
        if not self.connect_beside:
            self._try()
            return self.connected
        self.connecting = threading.Thread(target=self._try, name="stamp", daemon=True)
        self.connecting.start()
        return False

    def _try(self) -> None:
        try:
            self.source.connect()
            self.connected = True
        except Exception as trouble:  # noqa: BLE001 - tried again after the pause
            self._lost(trouble)
        self.connecting = None

    def _lost(self, trouble: Exception) -> None:
        log.warning("the stamp could not be read: %s", trouble)
        self.connected = False
        self.not_before = time.monotonic() + PAUSE
        self.source.close()


class Sqlite:
    """A second, read-only connection to the same file."""

    def __init__(self, file: str | Path) -> None:
        self.file = file
        self.connection: sqlite3.Connection | None = None

    def connect(self) -> None:
        self.connection = sqlite3.connect(
            f"file:{self.file}?mode=ro", uri=True, isolation_level=None, timeout=PATIENCE
        )

    def number(self) -> int | None:
        assert self.connection is not None
        row = self.connection.execute("SELECT number FROM core_stamp WHERE id = 1").fetchone()
        return int(row[0]) if row else None

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Postgres:
    """One prepared question on libpq itself; the answer is waited for no longer than PATIENCE."""

    NAME = b"labcamp_stamp"
    QUESTION = b"SELECT number FROM core_stamp WHERE id = 1"

    def __init__(self, database: dict[str, Any]) -> None:
        self.database = database
        self.connection: Any = None
        self.poll: select.poll | None = None

    def connect(self) -> None:
        import psycopg  # noqa: PLC0415 - not needed where SQLite is used

        self.connection = psycopg.connect(
            host=self.database["HOST"] or None,
            port=self.database["PORT"] or None,
            user=self.database["USER"] or None,
            password=self.database["PASSWORD"] or None,
            dbname=self.database["NAME"],
            autocommit=True,
            connect_timeout=5,
            options="-c statement_timeout=1000",
            application_name="labcamp front door",
        )
        prepared = self.connection.pgconn.prepare(self.NAME, self.QUESTION)
        if prepared.error_message:
            raise ConnectionError(prepared.error_message.decode(errors="replace"))
        self.poll = select.poll()
        self.poll.register(self.connection.pgconn.socket, select.POLLIN)

    def number(self) -> int | None:
        line = self.connection.pgconn
        line.send_query_prepared(self.NAME, None, result_format=1)
        until = time.monotonic() + PATIENCE
        found = None
        while True:
            while line.is_busy():
                self._wait(until)
                line.consume_input()
            result = line.get_result()
            if result is None:
                return found
            if result.error_message:
                raise ConnectionError(result.error_message.decode(errors="replace"))
            if result.ntuples:
                found = int.from_bytes(result.get_value(0, 0), "big", signed=True)

    def _wait(self, until: float) -> None:
        assert self.poll is not None
        left = until - time.monotonic()
        if left <= 0 or not self.poll.poll(left * 1000):
            raise TimeoutError("the database did not answer in time")

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def reader_for(database: dict[str, Any]) -> StampReader:
    if "sqlite" in database["ENGINE"]:
        return StampReader(Sqlite(database["NAME"]), connect_beside=False)
    return StampReader(Postgres(database), connect_beside=True)
