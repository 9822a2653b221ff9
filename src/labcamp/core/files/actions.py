# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking files in, and forgetting those that nothing leans on."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.db import transaction
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import Refused, Viewer
from labcamp.core.files import facts
from labcamp.core.files.models import Upload
from labcamp.core.files.sniff import NotTaken, Sound, sound
from labcamp.core.record import record

KEPT_WITHOUT_ROW = timedelta(days=1)
SENTENCES = {
    "empty": _("The file is empty. Please choose another one."),
    "too_large": _("The file is larger than 10 MB. Please make it smaller."),
    "wrong_type": _("This is neither a PDF nor a picture (PNG, JPEG, WebP, GIF)."),
    "not_a_picture": _("Please choose a picture: PNG, JPEG, WebP or GIF."),
    "broken": _("The file is damaged. Please save it again and choose the new one."),
    "too_many_pixels": _("The picture has more than 40 million pixels. Please make it smaller."),
}


class NotStored(Exception):
    """The file was not taken; `code` says why, str() says it in a sentence for the person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(SENTENCES[self.code])


def store(
    file: File[bytes],
    *,
    by: Viewer,
    alt: str = "",
    licence: str = "",
    kind: Upload.Kind | None = None,
) -> Upload:
    """Keep a file somebody sends; raises NotStored. The same one twice from them is there once.

    Only its author sees it until something that others may see holds it (`Upload.held_by`).
    """
    if by.guest:
        raise Refused("upload")
    checked = _checked(file, kind)
    name = _name(file.name or "", checked.ending)
    sha = write(checked.data)
    with transaction.atomic():
        _wait_for_ones_turn(by)
        same = Upload.objects.filter(
            by=by.person, sha256=sha, name=name, alt=alt, licence=licence
        ).first()
        if same is not None:
            return same
        upload = Upload.objects.create(
            kind=Upload.Kind.PICTURE if checked.is_picture else Upload.Kind.DOCUMENT,
            sha256=sha,
            name=name,
            media_type=checked.media_type,
            size=len(checked.data),
            width=checked.width,
            height=checked.height,
            alt=alt,
            licence=licence,
            by_id=by.person,
            at=by.now,
        )
        record(facts.FILE_STORED, about=upload, by=by)
    return upload


def _wait_for_ones_turn(by: Viewer) -> None:
    """Two equal forms of the same person come one after the other."""
    if by.person is not None:
        get_user_model().objects.select_for_update().get(pk=by.person)


def _checked(file: File[bytes], kind: Upload.Kind | None) -> Sound:
    if file.size > settings.UPLOAD_BYTES:
        raise NotStored("too_large")
    data = file.read(settings.UPLOAD_BYTES + 1)
    if not data:
        raise NotStored("empty")
    if len(data) > settings.UPLOAD_BYTES:  # the announced size was not the real one
        raise NotStored("too_large")
    try:
        checked = sound(data)
    except NotTaken as refused:
        raise NotStored(refused.code) from refused
    if kind == Upload.Kind.PICTURE and not checked.is_picture:
        raise NotStored("not_a_picture")
    return checked


def _name(given: str, ending: str) -> str:
    """The name people gave, safe for a header and a path, with the ending the content deserves."""
    stem = Path(given.replace("\\", "/")).stem[:120].strip(". ")
    with suppress(Exception):  # Django refuses "", "." and ".."; then the file is just a file
        return f"{get_valid_filename(stem)}.{ending}"
    return f"file.{ending}"


def write(data: bytes) -> str:
    """Keep the bytes under their SHA-256 and return it; the file is there whole or not at all."""
    sha = hashlib.sha256(data).hexdigest()
    path = path_of(sha)
    if path.exists():
        os.utime(path)  # somebody leans on it again: the night leaves it alone
        return sha
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(data)
            new.flush()
            os.fsync(new.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return sha


def path_of(sha: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha[:2] / sha


def forget_files_without_row(now: datetime) -> int:
    """Remove stored bytes no upload names, and half-written ones; how many files went.

    Only those a day old, so that an upload on its way is never touched.
    """
    before = (now - KEPT_WITHOUT_ROW).timestamp()
    old = [path for path in _stored() if path.stat().st_mtime < before]
    gone = 0
    for path in old:
        if not Upload.objects.filter(sha256=path.name).exists():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _stored() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    return (path for path in root.glob("??/*") if path.is_file())
