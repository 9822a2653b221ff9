# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

# The browser's driver keeps an event loop in the tests' thread; Django would take it for a server's.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

import pytest
from django.conf import settings
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck
from hypothesis import settings as examples

# How long an example takes says something about the machine only. The same commit tries the same
# examples everywhere; `make fuzz` tries others each time.
LENIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
examples.register_profile("same", derandomize=True, **LENIENT)
examples.register_profile("other", print_blob=True, **LENIENT)
examples.load_profile(os.environ.get("LABCAMP_EXAMPLES", "same"))


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    """Pages name their assets without a manifest; files go to folders of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()


@pytest.fixture
def count_queries():
    """Call a function and return how many queries it made."""

    def count(func) -> int:
        from django.db import connection

        with CaptureQueriesContext(connection) as queries:
            func()
        return len(queries)

    return count


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parent.parent


def pytest_report_header() -> str:
    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"
