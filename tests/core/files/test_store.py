# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeping files: once, whole, under their own hash, and gone when nothing leans on them."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from tests.builders.network import a_person
from tests.core.files.samples import PDF, SVG, a_picture

from labcamp.core.access import Audience, Refused, guest, system
from labcamp.core.files.actions import NotStored, forget_files_without_row, path_of, store
from labcamp.core.files.facts import FILE_STORED
from labcamp.core.files.models import Upload
from labcamp.core.record import Fact
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim():
    return viewer_for(a_person())


def files_on_disk(settings):
    return sorted(p.name for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file())


def test_a_document_is_kept_under_its_hash_and_recorded(kim):
    upload = store(ContentFile(PDF, "Bericht 2030.pdf"), by=kim, licence="CC BY 4.0")
    sha = hashlib.sha256(PDF).hexdigest()
    assert (upload.sha256, upload.size, upload.media_type) == (sha, len(PDF), "application/pdf")
    assert (upload.name, upload.kind) == ("Bericht_2030.pdf", Upload.Kind.DOCUMENT)
    assert (upload.audience, upload.by_id) == (Audience.AUTHOR, kim.person)
    assert path_of(sha).read_bytes() == PDF
    assert Fact.objects.get(kind=FILE_STORED.name).about_id == str(upload.pk)


def test_a_picture_is_kept_as_it_was_drawn_anew(kim):
    upload = store(ContentFile(a_picture("GIF"), "plan.gif"), by=kim, alt="Ein Plan")
    assert (upload.name, upload.media_type, upload.alt) == ("plan.webp", "image/webp", "Ein Plan")
    assert (upload.width, upload.height) == (60, 40)
    stored = path_of(upload.sha256).read_bytes()
    assert hashlib.sha256(stored).hexdigest() == upload.sha256
    assert len(stored) == upload.size


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\kim\\Plan.exe", "Plan.pdf"),
        ("Überblick für alle.pdf", "Überblick_für_alle.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie_x.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
    ],
)
def test_names_cannot_do_harm(kim, given, kept):
    file = ContentFile(PDF)
    file.name = given
    assert store(file, by=kim).name == kept


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (SVG, "wrong_type"),
        (PDF[:100], "broken"),
        (PDF + b"\0" * (10 * 1024 * 1024), "too_large"),
    ],
)
def test_what_is_refused_leaves_nothing(kim, settings, data, code):
    with pytest.raises(NotStored) as refused:
        store(ContentFile(data, "bild.png"), by=kim)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")
    assert files_on_disk(settings) == []
    assert Upload.objects.count() == 0


def test_a_file_that_lies_about_its_size_is_caught_while_reading(kim):
    file = ContentFile(PDF + b"\0" * (10 * 1024 * 1024), "gross.pdf")
    file.size = 10
    with pytest.raises(NotStored) as refused:
        store(file, by=kim)
    assert refused.value.code == "too_large"


def test_where_a_picture_is_wanted_a_document_is_refused(kim):
    with pytest.raises(NotStored) as refused:
        store(ContentFile(PDF, "logo.png"), by=kim, kind=Upload.Kind.PICTURE)
    assert refused.value.code == "not_a_picture"


def test_a_resent_form_stores_once_and_somebody_else_has_their_own(kim, settings):
    first = store(ContentFile(PDF, "a.pdf"), by=kim)
    again = store(ContentFile(PDF, "a.pdf"), by=kim)
    other = store(ContentFile(PDF, "a.pdf"), by=viewer_for(a_person()))
    assert first == again
    assert other != first
    assert files_on_disk(settings) == [first.sha256]
    assert Fact.objects.filter(kind=FILE_STORED.name).count() == 2


def test_guests_store_nothing_but_the_instance_itself_may(kim):
    with pytest.raises(Refused):
        store(ContentFile(PDF, "a.pdf"), by=guest())
    assert store(ContentFile(PDF, "a.pdf"), by=system("import")).by_id is None


def test_at_night_files_without_a_row_go_a_day_later(kim, settings):
    kept = store(ContentFile(PDF, "a.pdf"), by=kim)
    with pytest.raises(RuntimeError), transaction.atomic():
        store(ContentFile(a_picture(), "b.png"), by=kim)
        raise RuntimeError
    half = path_of(kept.sha256).with_name(".new-half")
    half.write_bytes(b"half")
    now = timezone.now()
    assert len(files_on_disk(settings)) == 3

    assert forget_files_without_row(now) == 0
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        os.utime(path, (now.timestamp() - 90_000,) * 2)
    assert forget_files_without_row(now) == 2
    assert files_on_disk(settings) == [kept.sha256]


def test_a_file_stored_again_before_the_night_is_left_alone(kim, settings):
    first = store(ContentFile(PDF, "a.pdf"), by=kim)
    Upload.objects.all().delete()
    old = timezone.now() - timedelta(days=2)
    os.utime(path_of(first.sha256), (old.timestamp(),) * 2)
    store(ContentFile(PDF, "a.pdf"), by=kim)
    Upload.objects.all().delete()  # as if its transaction were not yet committed
    assert forget_files_without_row(timezone.now()) == 0
    assert files_on_disk(settings) == [first.sha256]
