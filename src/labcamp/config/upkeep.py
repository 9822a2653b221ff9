# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Is there anything to do before serving? Two cheap questions that make later starts quick.

The database is asked which migrations it has seen, never a note beside it: a restored backup or
another database behind the same folder must be noticed. A doubtful answer means doing the work.
"""

from __future__ import annotations

import hashlib
import importlib.util
import pkgutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import connection

NOTE = ".print"


def database_is_current() -> bool:
    """True when every migration of the installed packages is recorded and the cache table is there.

    The files are listed, not imported. After a squash the shorter list is still compared in full.
    """
    needed = {"django_migrations", settings.CACHES["default"]["LOCATION"]}
    if not needed <= set(connection.introspection.table_names()):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        seen = set(cursor.fetchall())
    return _migrations_on_disk() <= seen


def _migrations_on_disk() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for app in apps.get_app_configs():
        spec = importlib.util.find_spec(f"{app.name}.migrations")
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            names = (module.name for module in pkgutil.iter_modules([folder]))
            found |= {(app.label, name) for name in names if name[0] not in "_~"}
    return found


def static_print() -> str:
    """One short text that changes with any static file of any installed package."""
    said = hashlib.blake2b(settings.STORAGES["staticfiles"]["BACKEND"].encode(), digest_size=16)
    for finder in get_finders():
        for path, storage in finder.list([]):
            known = Path(storage.path(path)).stat()
            said.update(f"{storage.path(path)}|{known.st_size}|{known.st_mtime_ns}\n".encode())
    return said.hexdigest()


def static_is_current(print_of_files: str) -> bool:
    note = Path(settings.STATIC_ROOT) / NOTE
    return note.is_file() and note.read_text() == print_of_files


def remember_static(print_of_files: str) -> None:
    (Path(settings.STATIC_ROOT) / NOTE).write_text(print_of_files)
