# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two real servers on one database: what is changed through one shows at once in the other."""

from __future__ import annotations

import http.client
import subprocess
import time
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.conf import settings
from tests import site

SQLITE = "sqlite" in settings.DATABASES["default"]["ENGINE"]
FORM = {
    "claim_de": "Ein Haus für Labore",
    "accent": "#1f5d50",
    "contact": "haus@example.org",
    "vouches_needed": "2",
    "open_to_search_engines": "on",
    "content_language": "de",
}
SIGNED_IN = """
from django.test import Client
from labcamp.core.access import system
from labcamp.network.actions import stewards
browser = Client()
term = stewards.begin_term("sam@example.org", reason="test", by=system("keeper"))
browser.force_login(term.person)
print("session", browser.cookies["labcamp_session"].value)
"""


@contextmanager
def _own_database():
    """The address of a PostgreSQL database of our own, or nothing: a file in the data folder."""
    if SQLITE:
        yield ""
        return
    known = settings.DATABASES["default"]
    name = f"labcamp_serving_{time.monotonic_ns()}"
    keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {key: known[name] for key, name in keys.items() if known[name]}
    with psycopg.connect(**given, dbname="postgres", autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}"')
        user, password = (quote(given.get(key, ""), safe="") for key in ("user", "password"))
        host = quote(given.get("host", ""), safe="") + (
            f":{given['port']}" if "port" in given else ""
        )
        yield f"postgresql://{user}:{password}@{host}/{name}"
        line.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class House:
    """Two servers, a steward's session, and lasting connections to both."""

    def __init__(self, env, ports, session):
        self.env = env
        self.cookie = f"labcamp_session={session}; csrftoken={'x' * 32}"
        self.lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=20) for port in ports]
        self.version = 1

    def ask(self, number, path="/", method="GET", body=None, **headers):
        line = self.lines[number]
        line.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = line.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()

    def rename(self, number, name):
        """Save the instance's settings through one server."""
        form = {**FORM, "name": name, "version": self.version, "csrfmiddlewaretoken": "x" * 32}
        kind = "application/x-www-form-urlencoded"
        path, cookie = "/steward/settings/", self.cookie
        got = self.ask(number, path, "POST", urlencode(form), cookie=cookie, content_type=kind)
        assert got[0] == 303, got
        self.version += 1


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    ports = [site.free_port(), site.free_port()]
    with _own_database() as database:
        env = site.surroundings(folder, ports[0], database) | {"LABCAMP_WORKER": "0"}
        subprocess.run([*site.CLI, "migrate"], env=env, check=True, timeout=120)
        said = subprocess.run(
            [*site.CLI, "django", "shell", "-v", "0", "-c", SIGNED_IN],
            env=env, check=True, text=True, capture_output=True, timeout=120,
        )  # fmt: skip
        servers = [
            subprocess.Popen([*site.CLI, "serve", "--port", str(port)], env=env) for port in ports
        ]
        try:
            for port, server in zip(ports, servers, strict=True):
                site.wait_for(f"http://127.0.0.1:{port}/", server)
            built = House(env, ports, said.stdout.split()[-1])
            yield built
            for line in built.lines:
                line.close()
        finally:
            for server in servers:
                server.terminate()
            for server in servers:
                server.wait(20)


def test_a_change_through_one_server_shows_at_once_in_both(house):
    for turn in range(40):
        through, other = turn % 2, 1 - turn % 2
        house.ask(other)
        house.rename(through, f"Haus {turn}.")
        for reader in (other, through, other):
            status, _, page = house.ask(reader)
            assert status == 200
            assert f"Haus {turn}." in page, f"server {reader} showed an old page in turn {turn}"


def test_guests_get_the_kept_page_between_changes(house):
    house.rename(0, "Ruhiges Haus")
    _, first, _ = house.ask(1)
    tag = first["etag"]
    assert tag.startswith("W/")
    assert house.ask(1, if_none_match=tag)[0] == 304
    house.rename(0, "Neues Haus")
    status, head, page = house.ask(1, if_none_match=tag)
    assert (status, "Neues Haus" in page) == (200, True)
    assert head["etag"] != tag


def test_a_guests_pages_set_no_cookie_and_do_not_hang_on_the_browsers_language(house):
    _, head, german = house.ask(0, accept_language="en")
    assert "set-cookie" not in head
    assert head["content-language"] == "de"
    assert house.ask(0, accept_language="de")[2] == german
    assert house.ask(0, "/en/")[1]["content-language"] == "en"


def test_a_missing_page_is_missing_for_everybody_and_not_kept(house):
    status, head, _ = house.ask(0, "/there-is-no-such-page/")
    assert status == 404
    assert "etag" not in head


def test_head_answers_without_a_body_whether_kept_or_not(house):
    for path in ("/", "/?new=1"):
        status, head, page = house.ask(0, path, "HEAD")
        assert (status, page) == (200, "")
        assert head["content-type"].startswith("text/html")
    assert house.ask(0)[0] == 200, "the connection is still usable"


@pytest.mark.skipif(SQLITE, reason="a file has no connections that can be cut")
def test_a_cut_connection_is_made_again_and_nothing_old_is_shown(house):
    database = house.env["LABCAMP_DATABASE"]
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'labcamp front door' AND datname = current_database()"
    )
    house.ask(0)
    house.ask(1)
    with psycopg.connect(database, autocommit=True) as line:
        assert line.execute(cut).rowcount == 2
        for turn in range(3):
            house.rename(0, f"Getrennt {turn}.")
            assert f"Getrennt {turn}." in house.ask(1)[2]
        until = time.monotonic() + 20
        while time.monotonic() < until:
            tag = house.ask(1)[1].get("etag", "")
            if tag and house.ask(1, if_none_match=tag)[0] == 304:
                break
        count = (
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'labcamp front door'"
        )
        assert line.execute(count + " AND datname = current_database()").fetchone()[0] >= 1
    house.rename(1, "Wieder da")
    assert "Wieder da" in house.ask(0)[2]
