# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the surroundings say: every setting an operator may give, read in one place."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Env:
    data: Path
    secret: str
    database: dict[str, object]
    hosts: list[str]
    origin: str
    demo: bool
    debug: bool
    mail: dict[str, object]
    sender: str
    oidc: dict[str, str]
    proxies: int
    bigbluebutton: tuple[str, str]


def _secret(data: Path) -> str:
    """LABCAMP_SECRET, or a secret kept beside the data and made at the first start."""
    if given := os.environ.get("LABCAMP_SECRET"):
        return given
    data.mkdir(parents=True, exist_ok=True)
    kept = data / "secret"
    try:
        with kept.open("x") as new:
            kept.chmod(0o600)
            new.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return kept.read_text()


def _database(data: Path) -> dict[str, object]:
    """SQLite beside the data, or PostgreSQL by LABCAMP_DATABASE=postgresql://user:pass@host/name."""
    url = os.environ.get("LABCAMP_DATABASE", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "labcamp.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                "PRAGMA foreign_keys=ON;PRAGMA mmap_size=67108864;",
            },
            "TEST": {"NAME": None},
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("LABCAMP_DATABASE must be a postgresql:// address or empty for SQLite")
    host, _, port = parts.netloc.rpartition("@")[2].partition(":")  # keeps a socket path's case
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _mail(*, demo: bool) -> dict[str, object]:
    """LABCAMP_MAIL=smtp://user:pass@host:port (smtps for TLS); the demo keeps its letters."""
    url = os.environ.get("LABCAMP_MAIL", "")
    if not url:
        backend = (
            "labcamp.core.mail.catcher.Backend"
            if demo
            else "django.core.mail.backends.smtp.EmailBackend"
        )
        return {"EMAIL_BACKEND": backend}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def read() -> Env:
    data = Path(os.environ.get("LABCAMP_DATA", "data")).resolve()
    demo = os.environ.get("LABCAMP_DEMO") == "1"
    oidc = {
        key: os.environ.get(f"LABCAMP_OIDC_{key.upper()}", "")
        for key in ("issuer", "client", "secret", "name")
    }
    return Env(
        data=data,
        secret=_secret(data),
        database=_database(data),
        hosts=os.environ.get("LABCAMP_HOSTS", "localhost,127.0.0.1,[::1]").split(","),
        origin=os.environ.get("LABCAMP_ORIGIN", "http://127.0.0.1:8000").rstrip("/"),
        demo=demo,
        debug=os.environ.get("LABCAMP_DEBUG") == "1",
        mail=_mail(demo=demo),
        sender=os.environ.get("LABCAMP_SENDER", "labcamp <labcamp@example.org>"),
        oidc=oidc if oidc["issuer"] else {},
        proxies=int(os.environ.get("LABCAMP_PROXIES", "0")),
        bigbluebutton=(
            os.environ.get("LABCAMP_BBB", ""),
            os.environ.get("LABCAMP_BBB_SECRET", ""),
        ),
    )
