# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The stamp is read quickly or not at all."""

from __future__ import annotations

import socket
import sqlite3
import time

import pytest
from django.db import connection, transaction

from labcamp.core.record import move_stamp
from labcamp.web.stampreader import reader_for

PROMPT = 0.9  # seconds; far above what a waiting loop is allowed, far below a driver's patience


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "own.sqlite3"
    with sqlite3.connect(path) as line:
        line.execute("CREATE TABLE core_stamp (id INTEGER PRIMARY KEY, number BIGINT)")
        line.execute("INSERT INTO core_stamp VALUES (1, 5)")
    line.close()
    return path


def sqlite_reader(path):
    return reader_for({"ENGINE": "django.db.backends.sqlite3", "NAME": path})


def postgres_reader(port):
    return reader_for(
        {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "USER": "kim",
            "PASSWORD": "",
            "NAME": "nothing",
        }
    )


def test_every_reading_is_of_this_moment(file):
    reader = sqlite_reader(file)
    assert reader.read() == 5
    with sqlite3.connect(file) as line:
        line.execute("UPDATE core_stamp SET number = 6")
    line.close()
    assert reader.read() == 6


def test_a_locked_file_is_unknown_soon_and_known_again_afterwards(file):
    reader = sqlite_reader(file)
    assert reader.read() == 5
    line = sqlite3.connect(file, isolation_level=None)
    line.execute("BEGIN EXCLUSIVE")
    begun = time.monotonic()
    assert [reader.read() for _ in range(50)] == [None] * 50
    assert time.monotonic() - begun < PROMPT
    line.execute("ROLLBACK")
    line.close()
    reader.not_before = 0
    assert reader.read() == 5


def test_a_file_that_is_not_there_yet_is_unknown_until_it_is(tmp_path, file):
    later = tmp_path / "later.sqlite3"
    reader = sqlite_reader(later)
    assert reader.read() is None
    file.rename(later)
    assert reader.read() is None, "asked again only after a pause"
    reader.not_before = 0
    assert reader.read() == 5


def test_a_server_that_does_not_answer_keeps_nobody_waiting():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        reader = postgres_reader(silent.getsockname()[1])
        begun = time.monotonic()
        assert [reader.read() for _ in range(20)] == [None] * 20
        assert time.monotonic() - begun < PROMPT
        connecting = reader.connecting
    assert connecting is not None
    connecting.join(20)


def test_a_server_that_is_away_is_asked_again_after_a_pause():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    reader = postgres_reader(port)
    assert reader.read() is None
    reader.connecting and reader.connecting.join(20)
    assert reader.not_before > time.monotonic()
    assert reader.read() is None
    assert reader.connecting is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'")
class TestPostgres:
    @pytest.fixture
    def reader(self):
        reader = reader_for(connection.settings_dict)
        reader.read()
        reader.connecting and reader.connecting.join(20)
        yield reader
        reader.source.close()

    def test_every_reading_is_of_this_moment(self, reader):
        for _ in range(5):
            before = reader.read()
            with transaction.atomic():
                move_stamp()
                assert reader.read() == before, "not committed yet"
            assert reader.read() == before + 1

    def test_a_locked_table_is_unknown_soon(self, reader):
        assert reader.read() is not None
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE core_stamp IN ACCESS EXCLUSIVE MODE")
            begun = time.monotonic()
            assert [reader.read() for _ in range(50)] == [None] * 50
            assert time.monotonic() - begun < PROMPT
        reader.not_before = 0
        reader.read()
        reader.connecting and reader.connecting.join(20)
        assert reader.read() is not None
