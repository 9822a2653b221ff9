# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A later start does only what is new."""

from __future__ import annotations

import os

import pytest
from django.conf import settings as house
from django.db import connection

from labcamp.config import upkeep


@pytest.mark.django_db
def test_a_migrated_database_is_current_and_one_missing_a_migration_is_not():
    assert upkeep.database_is_current()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core' AND name = '0001_initial'")
    assert not upkeep.database_is_current()


@pytest.mark.django_db
def test_a_database_without_the_cache_table_is_not_current():
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {house.CACHES['default']['LOCATION']}")
    assert not upkeep.database_is_current()


def test_static_files_are_collected_again_when_one_of_them_changes(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    style = source / "style.css"
    style.write_text("a {}")
    settings.STATICFILES_DIRS = [source]
    upkeep.remember_static(upkeep.static_print())
    assert upkeep.static_is_current(upkeep.static_print())

    style.write_text("a { }")
    assert not upkeep.static_is_current(upkeep.static_print())
    upkeep.remember_static(upkeep.static_print())
    os.utime(style, (1, 1))
    assert not upkeep.static_is_current(upkeep.static_print())
    upkeep.remember_static(upkeep.static_print())
    (source / "new.css").write_text("")
    assert not upkeep.static_is_current(upkeep.static_print())


def test_a_folder_without_a_note_is_not_current():
    assert not upkeep.static_is_current(upkeep.static_print())
